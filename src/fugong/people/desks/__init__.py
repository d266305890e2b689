"""The screens of people."""

from collections.abc import Sequence

from django.urls import URLPattern

from fugong.kit.actor import Actor
from fugong.kit.desk import Tab
from fugong.people.desks import areas, trainings, workers
from fugong.registry.models import Unit

DESKS = (workers.WORKERS, workers.TEAMS, trainings.TRAININGS, areas.AREAS)


def urls() -> list[URLPattern]:
    """All pages of people."""
    return [*(route for desk in DESKS for route in desk.urls()), *workers.urls(), *areas.urls()]


def unit_tabs(actor: Actor, unit: Unit) -> Sequence[Tab]:
    """What the page of a unit leads to."""
    return [*workers.unit_tabs(actor, unit), *trainings.unit_tabs(actor, unit)]
