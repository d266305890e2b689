"""Applications to resume in every state, and a violation, as they stand on the demo's morning."""

from collections.abc import Iterator

from fugong.kit import clock
from fugong.project.demo import model
from fugong.project.demo.chance import apportion
from fugong.project.demo.loading import evidence
from fugong.project.demo.loading.stage import Stage
from fugong.resumption.rules.history import PastAnswer, PastApplication, PastReview, PastStep
from fugong.resumption.services import history, violations
from fugong.standards import selectors as standards

REASONS = "订单交付在即，已备足防疫物资，申请分批返岗、有序复工。"


def load(stage: Stage) -> None:
    """The applications under the rules that were in force when they were taken, then what was found unauthorised."""
    last = max(application.steps[-1].at for application in stage.cast.applications)
    with clock.frozen(last):
        made = history.load_history(
            actor=stage.actor("staff"), authority=stage.cast.name, rows=Applications(stage).rows())
    evidence.load(stage, made)
    for violation in stage.cast.violations:
        with clock.frozen(violation.found_at):
            violations.report(actor=stage.actor("safety"), unit_id=stage.units[violation.unit].pk, values={
                "text": violation.note, "found_at": violation.found_at, "people_at_work": violation.people_at_work})


class Applications:
    """The cast's applications as the service takes them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._units = {unit.code: unit for unit in stage.cast.units}
        self._managers = {user.unit: user for user in stage.cast.users if user.role == "enterprise_manager"}
        self._names = {user.username: user.person.name for user in stage.cast.users}
        self._started = {change.unit: change.at for change in stage.cast.states if change.state == "resumed"}
        self._pack = standards.rulebook(clock.now()).pack
        self._plan = {section.code: section.sample.zh for section in self._pack.plan_sections}
        self._files = evidence.Files(stage)

    def rows(self) -> Iterator[PastApplication]:
        for application in self._stage.cast.applications:
            yield self._past(application, self._units[application.unit])

    def _past(self, application: model.Application, unit: model.Unit) -> PastApplication:
        local, city, province, hubei = apportion(unit.planned, unit.origins)
        return PastApplication(
            unit_id=self._stage.units[unit.code].pk, kind="approval", regime="approval", batch=unit.batch,
            proposed_on=application.planned_on, workers=(local, city, province, hubei),
            leader=unit.control_leader.name, phone=unit.control_leader.phone,
            signer="" if application.state == "draft" else unit.legal_person.name,
            reasons=REASONS, resumed_at=self._started.get(unit.code), plan=self._plan,
            steps=[PastStep(step.at, step.action, *self._who(step.by, unit), step.reason) for step in application.steps],
            reviews=[
                PastReview(review.kind, True, *self._who(review.by, unit), review.at, department=review.department)
                for review in application.reviews
            ],
            found=self._found(application),
        )

    def _found(self, application: model.Application) -> list[PastAnswer]:
        """What the visit found: everything in place where it is finished, the first half while it goes on."""
        if application.state not in ("verifying", "verified"):
            return []
        asked = [(rules.code, item) for rules in self._pack.lists if rules.audience == "enterprise" and rules.blocking
                 for item in rules.items if item.text is not None and item.includes is None and not item.only_for]
        if application.state == "verifying":
            asked = asked[: len(asked) // 2]
        return [PastAnswer(
            code, item.number, "met", evidence.NUMBER_GIVEN if item.evidence == "number" else None,
            photo=self._files.photo(f"{code}/{item.number}").read() if item.evidence in ("photo", "document") else b"",
        ) for code, item in asked]

    def _who(self, username: str, unit: model.Unit) -> tuple[str, str]:
        """Id and name of who acted; units without an account act on paper through their head of control."""
        if not username and unit.code in self._managers:
            username = self._managers[unit.code].username
        if not username:
            return "", unit.control_leader.name
        return str(self._stage.users[username].pk), self._names[username]
