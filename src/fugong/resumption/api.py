"""The API of resumption: what the screens can do, step by step. Versions go in If-Match."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import StrictInt

from fugong.files import services as files
from fugong.kit.actor import Actor
from fugong.kit.desk.api import REFUSALS, version_of
from fugong.kit.desk.views import need
from fugong.kit.downloads import download
from fugong.kit.errors import invalid
from fugong.resumption import selectors, wording
from fugong.resumption.models import Application
from fugong.resumption.rules import states
from fugong.resumption.rules.lacking import lacking, undecidable
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import applications, checks, commitments, decisions, plans, regimes, verifications, violations

router = Router(tags=["resumption.application"])


class ApplicationOut(Schema):
    """Where an application stands."""

    id: UUID
    version: int
    unit_id: UUID
    number: str
    kind: str
    state: str
    regime: str
    round: int
    proposed_on: date | None
    workers: int
    submitted_at: datetime | None
    decided_at: datetime | None
    resumed_at: datetime | None


class StepOut(Schema):
    """One step, with how many seconds of business time the state before had lasted."""

    number: int
    action: str
    old: str
    new: str
    actor_label: str
    reason: str
    at: datetime
    seconds: int | None

    @staticmethod
    def resolve_seconds(step: Any) -> int | None:
        return int(step.elapsed.total_seconds()) if step.elapsed is not None else None


class LackOut(Schema):
    step: str
    code: str
    text: str


class DossierOut(Schema):
    """An application with its steps and everything that is missing, for the hand-in and for the decision."""

    application: ApplicationOut
    steps: list[StepOut]
    missing: list[LackOut]
    undecided: list[LackOut]
    actions: list[str]
    commitment_sha256: str


class TaskOut(Schema):
    """What to do with how many applications since when; url opens exactly these."""

    code: str
    verb: str
    count: int
    text: str
    url: str
    tone: str
    since: datetime


class BasicsIn(Schema):
    proposed_on: date | None = None
    control_leader: str | None = None
    control_phone: str | None = None
    workers_local: StrictInt | None = None
    workers_other_city: StrictInt | None = None
    workers_other_province: StrictInt | None = None
    workers_hubei: StrictInt | None = None
    reasons: str | None = None


class TextIn(Schema):
    text: str = ""


class ReasonIn(Schema):
    reason: str = ""


class SignIn(Schema):
    signer: str = ""
    post: str = ""
    read: bool = False
    text_sha256: str = ""


class AnswerIn(Schema):
    """verdict: met, unmet, na or unknown; version: of the answer that was seen (left out: the newest)."""

    verdict: str = ""
    value: Decimal | None = None
    note: str = ""
    version: StrictInt | None = None


class AnswerOut(Schema):
    list_code: str
    number: int
    verdict: str
    note: str
    version: int


class StartIn(Schema):
    companions: str = ""


class FinishIn(Schema):
    summary: str = ""


class ResumeIn(Schema):
    at: datetime | None = None


class ReviewIn(Schema):
    passed: bool = False
    note: str = ""
    department: str = ""


class KeptOut(Schema):
    id: UUID


class ViolationIn(Schema):
    text: str = ""
    source: str = "visit"
    found_at: datetime | None = None
    people_at_work: StrictInt | None = None
    stopped: bool = False


class SettleIn(Schema):
    settlement: str = ""


class CountOut(Schema):
    count: int


def operation(verb: str, out: Any = ApplicationOut) -> dict[str, Any]:
    return {"response": {200: out, **REFUSALS}, "operation_id": f"resumption_{verb}"}


def who(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def sent_file(request: HttpRequest, permission: str, file: UploadedFile | None) -> UploadedFile:
    """The file that was sent, once the caller may send one at all; refused when there is none."""
    need(who(request), permission)
    if file is None:
        raise invalid({"file": _("Choose a file first.")})
    return file


@router.get("/waiting", **operation("waiting", list[TaskOut]))
def waiting(request: HttpRequest) -> Any:
    """What waits for the caller."""
    return selectors.waiting(who(request))


@router.post("/units/{uuid:unit_id}/application", **operation("unit_begin"))
def begin(request: HttpRequest, unit_id: UUID) -> Any:
    return applications.begin(actor=who(request), unit_id=unit_id)


@router.get("/applications/{uuid:pk}/dossier", **operation("application_dossier", DossierOut))
def dossier(request: HttpRequest, pk: UUID) -> Any:
    """The application with its steps and what is missing, all at once."""
    actor = who(request)
    application = selectors.application(actor, pk)
    regime, known = dossiers.regime(application), dossiers.dossier(actor, application)

    def told(lacks: Any) -> list[dict[str, str]]:
        return [{"step": lack.step, "code": lack.code, "text": text} for lack, text in dossiers.sentences(application, lacks)]

    under_way = application.state in wording.UNDER_WAY and regime.decision != "none"
    letter = dossiers.commitment(application)
    return {
        "application": application, "steps": list(application.steps.all()),
        "missing": told(lacking(known, regime)) if states.editable(application.state, regime) else [],
        "undecided": told(undecidable(known, dossiers.findings(actor, application), regime)) if under_way else [],
        "actions": list(states.actions(application.kind, application.state)),
        "commitment_sha256": letter.sha256 if letter else "",
    }


@router.patch("/applications/{uuid:pk}", **operation("application_change"))
def change(request: HttpRequest, pk: UUID, sent: BasicsIn) -> Any:
    return applications.change(
        actor=who(request), application_id=pk, version=version_of(request), values=sent.dict(exclude_unset=True))


@router.put("/plan-sections/{uuid:pk}", **operation("section_write", KeptOut))
def write(request: HttpRequest, pk: UUID, sent: TextIn) -> Any:
    return plans.write(actor=who(request), section_id=pk, version=version_of(request), text=sent.text)


@router.post("/plan-sections/{uuid:pk}/comments", **operation("section_comment", KeptOut))
def comment(request: HttpRequest, pk: UUID, sent: TextIn) -> Any:
    return plans.comment(actor=who(request), section_id=pk, text=sent.text)


@router.post("/applications/{uuid:pk}/papers/{paper}", **operation("application_attach", KeptOut))
def attach(request: HttpRequest, pk: UUID, paper: str, file: UploadedFile | None = File(None)) -> Any:  # type: ignore[type-arg]  # noqa: B008
    return applications.attach(
        actor=who(request), application_id=pk, paper=paper, file=sent_file(request, "resumption.application.edit", file))


@router.delete("/applications/{uuid:pk}/files/{uuid:file}", **operation("application_detach", CountOut))
def detach(request: HttpRequest, pk: UUID, file: UUID) -> Any:
    applications.detach(actor=who(request), application_id=pk, attachment_id=file)
    return {"count": 1}


@router.get("/applications/{uuid:pk}/files/{uuid:file}", **operation("application_file", bytes))
def read_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    attachment = dossiers.file(who(request), pk, file)
    return download(attachment.name, attachment.content_type, files.read(attachment))


@router.put("/applications/{uuid:pk}/self-check/{list_code}/{int:number}", **operation("application_answer", AnswerOut))
def answer(request: HttpRequest, pk: UUID, list_code: str, number: int, sent: AnswerIn) -> Any:
    return checks.answer(actor=who(request), application_id=pk, list_code=list_code, number=number, **sent.dict())


@router.post("/applications/{uuid:pk}/self-check/{list_code}/{int:number}/evidence", **operation("application_evidence", KeptOut))
def evidence(
    request: HttpRequest, pk: UUID, list_code: str, number: int, file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008
) -> Any:
    return checks.add_evidence(
        actor=who(request), application_id=pk, list_code=list_code, number=number,
        file=sent_file(request, "resumption.application.edit", file))


@router.post("/applications/{uuid:pk}/commitment", **operation("application_sign", KeptOut))
def sign(request: HttpRequest, pk: UUID, sent: SignIn) -> Any:
    authority: str = request.authority.name  # type: ignore[attr-defined]
    return commitments.sign(actor=who(request), application_id=pk, authority=authority, **sent.dict())


@router.put("/applications/{uuid:pk}/visit/{list_code}/{int:number}", **operation("application_item", AnswerOut))
def item(request: HttpRequest, pk: UUID, list_code: str, number: int, sent: AnswerIn) -> Any:
    """Sent twice it counts once."""
    return verifications.record_item(actor=who(request), application_id=pk, list_code=list_code, number=number, **sent.dict())


@router.post("/applications/{uuid:pk}/visit/{list_code}/{int:number}/photos", **operation("application_photo", KeptOut))
def photo(
    request: HttpRequest, pk: UUID, list_code: str, number: int, file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008
) -> Any:
    return verifications.add_photo(
        actor=who(request), application_id=pk, list_code=list_code, number=number,
        file=sent_file(request, "resumption.verification.edit", file))


@router.post("/applications/{uuid:pk}/start", **operation("application_start"))
def start(request: HttpRequest, pk: UUID, sent: StartIn) -> Any:
    return verifications.start(
        actor=who(request), application_id=pk, version=version_of(request), companions=sent.companions).application


@router.post("/applications/{uuid:pk}/finish", **operation("application_finish"))
def finish(request: HttpRequest, pk: UUID, sent: FinishIn) -> Any:
    return verifications.finish(actor=who(request), application_id=pk, version=version_of(request), summary=sent.summary)


@router.post("/applications/{uuid:pk}/resumed", **operation("application_resume"))
def resumed(request: HttpRequest, pk: UUID, sent: ResumeIn) -> Any:
    return decisions.confirm_resumed(actor=who(request), application_id=pk, version=version_of(request), at=sent.at)


@router.post("/applications/{uuid:pk}/submit", **operation("application_submit"))
def submit(request: HttpRequest, pk: UUID) -> Any:
    return applications.submit(actor=who(request), application_id=pk, version=version_of(request))


def _decide(verb: str, service: Callable[..., Application]) -> None:
    """An operation whose service takes a version and a reason."""

    @router.post(f"/applications/{{uuid:pk}}/{verb}", **operation(f"application_{verb}"))
    def decide(request: HttpRequest, pk: UUID, sent: ReasonIn) -> Any:
        return service(actor=who(request), application_id=pk, version=version_of(request), reason=sent.reason)


for _verb, _service in (
    ("withdraw", applications.withdraw), ("return", applications.send_back), ("approve", decisions.approve),
    ("reject", decisions.reject), ("suspend", decisions.suspend), ("lift", decisions.lift), ("revoke", decisions.revoke),
):
    _decide(_verb, _service)


def _review(kind: str) -> None:
    """The operation of one kind of review."""

    @router.post(f"/applications/{{uuid:pk}}/reviews/{kind}", **operation(f"application_review_{kind}", KeptOut))
    def review(request: HttpRequest, pk: UUID, sent: ReviewIn) -> Any:
        return verifications.review(actor=who(request), application_id=pk, kind=kind, **sent.dict())


for _kind in ("epidemic", "safety", "department"):
    _review(_kind)


@router.post("/units/{uuid:unit_id}/violations", **operation("unit_violation", KeptOut))
def violation(request: HttpRequest, unit_id: UUID, sent: ViolationIn) -> Any:
    return violations.report(actor=who(request), unit_id=unit_id, values=sent.dict())


@router.post("/violations/{uuid:pk}/settle", **operation("violation_settle", KeptOut))
def settle(request: HttpRequest, pk: UUID, sent: SettleIn) -> Any:
    return violations.settle(actor=who(request), violation_id=pk, version=version_of(request), settlement=sent.settlement)


@router.post("/reevaluate", **operation("reevaluate", CountOut))
def reevaluate(request: HttpRequest) -> Any:
    """Bring every unit's position in line with the regime that holds now."""
    return {"count": regimes.reevaluate(actor=who(request))}
