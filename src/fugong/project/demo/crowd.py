"""Units in any number, for benchmarks and import files: shaped like the park's, tied to no published figure."""

from collections.abc import Iterator
from dataclasses import replace

from fugong.exchange.rules.industries import is_industrial
from fugong.project.demo.cast import SEED
from fugong.project.demo.chance import Chance
from fugong.project.demo.chenglingji import CHENGLINGJI
from fugong.project.demo.model import Unit
from fugong.project.demo.people import People
from fugong.project.demo.register import Clerk, make_grids, make_offices
from fugong.project.demo.skeleton import BUILDING_TRADES, Draft
from fugong.project.demo.staffing import plain_staff

CROWD = replace(CHENGLINGJI, code_serial=100_000)
SITES, ABOVE_SCALE, KEY = 0.05, 0.3, 0.04


def many_units(count: int, seed: int = 1) -> Iterator[Unit]:
    """So many units in the park's grids; names and credit codes are unique within one call (≤ 800,000)."""
    chance = Chance(f"{SEED}/crowd/{seed}")
    people = People(chance.fork("people"), "")
    clerk = Clerk(CROWD, chance.fork("units"), people, make_grids(CROWD, people), make_offices(CROWD, people))
    mix = tuple(CROWD.mix.items())
    for _ in range(count):
        cell = chance.between(0, len(CROWD.grids) - 1)
        if chance.hit(SITES):
            draft = Draft("site", chance.pick(BUILDING_TRADES), cell)
        else:
            division = chance.weighted(mix)
            draft = Draft("enterprise", division, cell, above_scale=is_industrial(division) and chance.hit(ABOVE_SCALE))
        staff = plain_staff(draft, chance)
        yield clerk.enter(draft, staff, CROWD.land.places(cell, 1, chance)[0], key=chance.hit(KEY))
