"""The registry's screens: the register itself, and who answers for what in it."""

from django.urls import URLPattern

from fugong.registry.desks import duties, plans
from fugong.registry.desks.register import GRIDS, KEY_CRITERIA, OFFICERS, PHASES, UNITS

DESKS = (UNITS, GRIDS, OFFICERS, PHASES, KEY_CRITERIA)


def urls() -> list[URLPattern]:
    """All pages of the registry."""
    return [*duties.urls(), *plans.urls(), *(route for desk in DESKS for route in desk.urls())]
