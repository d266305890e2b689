"""How many people the units of an authority have: on post, planned, in all, and where they come from."""

import math
from dataclasses import dataclass

from fugong.project.demo.chance import Chance, apportion
from fugong.project.demo.companies import TRADES
from fugong.project.demo.facts import Facts
from fugong.project.demo.skeleton import Draft

SITE_STAFF = 42.0
ABOVE_SCALE, BELOW_SCALE = 2.4, 0.5
LEAST_ON_POST = 3


@dataclass(frozen=True, slots=True)
class Staff:
    """on_post: workers on the last day (0 before the start); origins: local, other city, other province, Hubei."""

    on_post: int
    planned: int
    total: int
    origins: tuple[int, int, int, int]


def staffing(facts: Facts, drafts: list[Draft], chance: Chance) -> list[Staff]:
    """The staff of every unit; those on post sum exactly to the published figure."""
    sizes = [_size(draft, chance) for draft in drafts]
    posts = _posts(facts, drafts, sizes)
    totals = [_totals(d, post, size, chance) for d, post, size in zip(drafts, posts, sizes, strict=True)]
    hubei = _hubei(facts, [total for _, total in totals], chance.fork("hubei"))
    return [
        Staff(post, planned, total, _origins(total, away, chance))
        for post, (planned, total), away in zip(posts, totals, hubei, strict=True)
    ]


def plain_staff(draft: Draft, chance: Chance) -> Staff:
    """The staff of one unit without regard to any published figure, none of them on post yet."""
    planned, total = _totals(draft, 0, _size(draft, chance), chance)
    return Staff(0, planned, total, _origins(total, math.floor(total * 0.045 * chance.real()), chance))


def _size(draft: Draft, chance: Chance) -> float:
    """A plausible head count: a long tail around the trade's median."""
    median = SITE_STAFF if draft.kind == "site" else TRADES[draft.division].staff
    factor = 1.0 if draft.kind == "site" else ABOVE_SCALE if draft.above_scale else BELOW_SCALE
    return max(4.0, chance.heavy(median * factor, 0.7))


def _posts(facts: Facts, drafts: list[Draft], sizes: list[float]) -> list[int]:
    posts = [draft.named.on_post if draft.named else 0 for draft in drafts]
    sharing = [place for place, draft in enumerate(drafts) if draft.started_on and not draft.named]
    shares = apportion(facts.on_post - sum(posts), [sizes[place] for place in sharing], LEAST_ON_POST)
    for place, share in zip(sharing, shares, strict=True):
        posts[place] = share
    return posts


def _totals(draft: Draft, post: int, size: float, chance: Chance) -> tuple[int, int]:
    """(planned to return, staff in all); on post ≤ planned ≤ all."""
    if draft.named:
        return draft.named.planned, draft.named.staff_total
    if post:
        planned = math.ceil(post / (0.72 + 0.25 * chance.real()))
        return planned, math.ceil(planned / (0.62 + 0.36 * chance.real()))
    total = math.ceil(size)
    return max(1, math.floor(total * (0.3 + 0.5 * chance.real()))), total


def _hubei(facts: Facts, totals: list[int], chance: Chance) -> list[int]:
    """Workers registered in Hubei: a published total is shared exactly, otherwise about two in a hundred."""
    if facts.hubei_staff is None:
        return [math.floor(total * 0.045 * chance.real()) for total in totals]
    chosen = chance.sample([place for place, total in enumerate(totals) if total >= 20], facts.hubei_staff * 2 // 3)
    shares = apportion(facts.hubei_staff, [chance.real() for _ in chosen], 1)
    counts = [0] * len(totals)
    for place, share in zip(chosen, shares, strict=True):
        counts[place] = share
    return counts


def _origins(total: int, hubei: int, chance: Chance) -> tuple[int, int, int, int]:
    province = math.floor((total - hubei) * (0.02 + 0.10 * chance.real()))
    city = math.floor((total - hubei) * (0.05 + 0.17 * chance.real()))
    return total - hubei - province - city, city, province, hubei
