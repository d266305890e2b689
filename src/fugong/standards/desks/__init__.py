"""The screens of the rules: what holds, what each list asks, and the forms that change it."""

from django.urls import URLPattern

from fugong.standards.desks import deciding, reading
from fugong.standards.desks.editions import EDITIONS

DESKS = (EDITIONS,)


def urls() -> list[URLPattern]:
    """All pages of the rules."""
    return [*reading.urls(), *deciding.urls(), *(route for desk in DESKS for route in desk.urls())]
