"""What is fixed about a demo authority before chance fills in the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fugong.project.demo.land import Land
from fugong.project.demo.model import Department, Desk, Phase, Regime


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """An enterprise that the source report names, with figures chosen for it on the last day."""

    name: str
    short_name: str
    division: str
    cell: int
    staff_total: int
    planned: int
    on_post: int
    trained: int
    resumed_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """The published figures and the invented frame of one authority.

    mix: number of enterprises per GB/T 4754 division, the named ones included; resumed_by_day: units (sites
    included) that started on a day and still work on `as_of`; sites_by_day: the sites among them;
    desks: applications on `as_of` by state, besides those of the resumed units;
    report_time: (hour, minute) of the first and of the last reports of a day; report_deadline: "" keeps the pack's;
    pack: the rules in force from the first day on; regimes: those that the pack does not bring;
    opened_on: from then on applications are taken, before it units start by special permission only.
    """

    slug: str
    name: str
    name_en: str
    addressee: str
    kind: Literal["park", "county"]
    division: str
    prefix: str
    phone_area: str
    code_serial: int
    places: tuple[str, ...]
    land: Land
    grids: tuple[tuple[str, str], ...]
    mix: Mapping[str, int]
    sites: int
    above_scale: int
    above_scale_resumed: int
    key_units: int
    named: tuple[NamedUnit, ...]
    first_day: date
    as_of: date
    above_scale_as_of: date
    joined_later: tuple[date, ...]
    resumed_by_day: Mapping[date, int]
    sites_by_day: Mapping[date, int]
    on_post: int
    desks: Mapping[Desk, int]
    advised_to_stay: int
    hubei_staff: int | None
    report_time: tuple[tuple[int, int], tuple[int, int]]
    link_titles: tuple[str, ...]
    departments: tuple[Department, ...]
    phases: tuple[Phase, ...]
    pack: str
    regimes: tuple[Regime, ...]
    opened_on: date
    report_deadline: str

    @property
    def units(self) -> int:
        """Units on `as_of`: the denominator."""
        return sum(self.mix.values()) + self.sites

    @property
    def resumed(self) -> int:
        return sum(self.resumed_by_day.values())

    @property
    def resumed_sites(self) -> int:
        return sum(self.sites_by_day.values())
