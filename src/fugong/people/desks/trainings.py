"""The screens of training sessions."""

from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from fugong.kit.actor import Actor
from fugong.kit.desk import Column, Desk, Panel, Tab
from fugong.people.models import TrainingSession
from fugong.people.selectors import trainings as selectors
from fugong.people.services import trainings as services
from fugong.registry import selectors as registry
from fugong.registry.models import Unit

C = Column
TRAININGS = Desk(
    code="people.training", path="trainings", model=TrainingSession, title=_("Trainings"), noun=_("training session"),
    door="control", rows=selectors.trainings, read="people.training.read", edit="people.training.edit",
    order=("-day", "-id"), search=True, search_in="unit__", filters=("kind", "day"), choices={"unit": registry.units},
    create=services.record_training, change=services.change_training, key="session_id",
    export="people.training.export",
    columns=(C("topic", link=True), C("unit", value=lambda s: s.unit, sort="unit__name_sort"), C("kind"),
             C("day", sort="day"), C("trainer_org"), C("headcount", sort="headcount", number=True),
             C("team", hidden=True), C("trainer", hidden=True), C("material", hidden=True)),
    fields=(
        (_("What and when"), ("unit", "kind", "day", "topic", "material")),
        (_("Taking part"), ("team", "headcount", "trainer", "trainer_org")),
    ),
    panels=(
        Panel(_("What and when"), (C("unit", value=lambda s: s.unit), C("kind"), C("day"), C("topic"), C("material"))),
        Panel(_("Taking part"), (C("team"), C("headcount"), C("trainer"), C("trainer_org"))),
    ),
    empty=_("No trainings yet. Record who was trained, by whom and how many."),
)


def unit_tabs(actor: Actor, unit: Unit) -> list[Tab]:
    """The page of a unit leads to its trainings."""
    if not actor.can("people.training.read"):
        return []
    return [Tab(_("Trainings"), f"{TRAININGS.url('list')}?{urlencode({'q': unit.name})}")]
