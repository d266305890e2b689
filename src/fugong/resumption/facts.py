"""Facts about units that applications know: the signed letter and the papers handed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from fugong.files import selectors as attachments
from fugong.kit.actor import system
from fugong.resumption.models import Application, Commitment
from fugong.resumption.rules.states import OPEN
from fugong.standards.facts_registry import Provider
from fugong.standards.rules.loading import shipped


def _under_way(units: Sequence[UUID]) -> dict[UUID, UUID]:
    """Application → unit, for the applications that are open."""
    return dict(Application.objects.filter(unit__in=units, state__in=OPEN).values_list("pk", "unit_id"))


def signed(units: Sequence[UUID], at: datetime) -> Mapping[UUID, bool]:
    """Whether the letter of commitment of the open application was signed by that moment."""
    found = Commitment.objects.filter(
        application__unit__in=units, application__state__in=OPEN, replaced_at=None, signed_at__lte=at)
    with_letter = set(found.values_list("application__unit", flat=True))
    return {unit: unit in with_letter for unit in _under_way(units).values()}


def attached(units: Sequence[UUID], at: datetime, *, paper: str) -> Mapping[UUID, bool]:
    """Whether a paper is attached to the open application."""
    under_way = _under_way(units)
    found = attachments.of_many(system(), Application, under_way).filter(kind=paper, uploaded_at__lte=at)
    there = {under_way[key] for key in found.values_list("subject_id", flat=True)}
    return {unit: unit in there for unit in under_way.values()}


def _papers() -> dict[str, Provider]:
    """Fact → provider, for every paper of the shipped rules whose presence is a fact."""
    return {paper.fact: partial(attached, paper=paper.code)
            for pack in shipped().packs.values() for paper in pack.attachments if paper.fact}


PROVIDERS: dict[str, Provider] = {"commitment.signed": signed, **_papers()}
