"""The letter of commitment and the whole application as printable PDF."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fugong.documents.rules import commitment_letter
from fugong.kit import clock, wording
from fugong.kit.actor import Actor
from fugong.kit.downloads import download
from fugong.kit.errors import not_found
from fugong.kit.papers import rendering
from fugong.kit.papers.model import Block, Document, Heading, Paragraph, Signature, Table, words
from fugong.resumption import selectors
from fugong.resumption import wording as said
from fugong.resumption.desks import page
from fugong.resumption.desks.items import WORDS, Checked
from fugong.resumption.desks.serving import url_of
from fugong.resumption.models import Application
from fugong.resumption.selectors import dossiers


def shown(name: str, document: Document) -> HttpResponse:
    """The document as PDF, opened in place."""
    made = rendering.file(document, "pdf", name)
    return download(made.name, made.media_type, made.data, show=True)


def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter as it was signed, with its fingerprint."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    application = selectors.application(actor, pk)
    signed = dossiers.commitment(application)
    if signed is None:
        raise not_found()
    lines = [line for line in signed.text.splitlines() if line.strip()]
    addressee = lines[0].rstrip("：:") if lines and lines[0].endswith(("：", ":")) else ""
    return shown(f"{signed.title}-{application.unit.name}", commitment_letter(
        title=signed.title, addressee=addressee, unit=application.unit.name, credit_code=application.unit.credit_code,
        paragraphs=lines[1:] if addressee else lines, signer=" ".join(filter(None, [signed.post, signed.signer])),
        signed_at=signed.signed_at, content_hash=signed.sha256))


def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole application with everything that was said to it, in the language of offices."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    application = selectors.application(actor, pk)
    return shown(f"复工申请表-{application.unit.name}", Document(
        kind="notice", title=words("复工备案表" if application.kind == "filing" else "复工申请表"),
        blocks=(*basics(application), *plan(application), *attached(actor, application), *checked(actor, application),
                *opinions(application)),
        signature=Signature(request.authority.name, clock.today())))  # type: ignore[attr-defined]


def table(rows: Iterable[Iterable[Any]], header: tuple[str, ...], widths: tuple[int, ...]) -> Table:
    return Table(header, tuple(tuple(words(str(cell or "–")) for cell in row) for row in rows), widths)


def basics(application: Application) -> Iterator[Block]:
    unit = application.unit
    yield Heading(1, words("基本情况"))
    yield table([
        ("单位名称", unit.name), ("统一社会信用代码", unit.credit_code), ("地址", unit.address), ("申请编号", application.number),
        ("管理方式", said.regime(application.regime)), ("状态", page.state_word(application)),
        ("拟复工日期", wording.full_date(application.proposed_on) if application.proposed_on else ""),
        ("疫情防控负责人", application.control_leader), ("职工总数", unit.staff_total),
        ("拟返岗人数", f"{application.workers}（本地{application.workers_local}，省内市外{application.workers_other_city}，"
                  f"省外{application.workers_other_province}，湖北{application.workers_hubei}）"),
        ("复工理由和生产安排", application.reasons),
    ], ("项目", "内容"), (3, 7))


def plan(application: Application) -> Iterator[Block]:
    if application.plan is not None:
        yield Heading(1, words("防控方案"))
        for section in application.plan.sections.all():
            yield Heading(2, words(section.name_zh))
            for line in section.text.splitlines() or ["（未填写）"]:
                yield Paragraph(words(line.strip()))


def attached(actor: Actor, application: Application) -> Iterator[Block]:
    found = page.papers(application, dossiers.files(actor, application).values(), url_of(application))
    yield Heading(1, words("申请材料"))
    yield table([(each["name"], "、".join(file["name"] for file in each["files"])) for each in found],
                ("材料", "文件"), (4, 6))


def checked(actor: Actor, application: Application) -> Iterator[Block]:
    files, address_of = dossiers.files(actor, application), url_of(application)
    visit = dossiers.verification(application)
    own = Checked(actor, application.self_check, files, address_of) if application.self_check else None
    seen = Checked(actor, visit.assessment, files, address_of) if visit and visit.assessment else None
    if own is None:
        return
    yield Heading(1, words("自查和现场核查"))
    for group in own.groups(seen):
        rows = [(item["text"], WORDS.get(item["verdict"], "–"), item["past"][0]["word"] if item["past"] else "–",
                 (item["past"][0]["note"] if item["past"] else "") or item["note"]) for item in group["items"]]
        yield Paragraph(words(group["title"]))
        yield table(rows, ("条目", "自查", "核查", "说明"), (4, 2, 2, 3))


def moment(at: datetime) -> str:
    local = at.astimezone(clock.ZONE)
    return f"{wording.month_day(local.date())} {local:%H:%M}"


def opinions(application: Application) -> Iterator[Block]:
    departments = dossiers.catalogue().departments
    rows = [(departments[review.department].name.zh if review.department else said.REVIEWS[review.kind],
             "通过" if review.passed else "未通过", review.note, f"{review.by} {moment(review.at)}")
            for review in dossiers.reviews(application)]
    yield Heading(1, words("审查和审批"))
    if rows:
        yield table(rows, ("审查", "结果", "意见", "审查人"), (2, 1, 4, 3))
    steps = [(moment(step.at), said.done(application.kind, step.action), step.reason, step.actor_label)
             for step in application.steps.all()]
    yield table(steps, ("时间", "环节", "意见", "办理人"), (2, 2, 4, 2))
