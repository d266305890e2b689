"""Where a registered home lies, as far as its words say: the province, and the city where it is named."""

import re
from functools import cache

from fugong.exchange.rules.divisions import CITY, PROVINCE, Division, below

_KINDS = re.compile(r"(省|市|地区|盟|特别行政区|(壮族|回族|维吾尔)?自治区|(\w*族)?自治州)$")


def _short(name: str) -> str:
    """湖南省 → 湖南, 广西壮族自治区 → 广西: how people write it."""
    return _KINDS.sub("", name) or name


@cache
def _named() -> tuple[tuple[str, str, tuple[tuple[str, Division], ...]], ...]:
    """Provinces by short name and code, each with the words that mean its cities, longer words first."""
    found = below("")
    cities: dict[str, list[Division]] = {}
    for division in found:
        if division.level == CITY:
            cities.setdefault(division.parent, []).append(division)
    return tuple((_short(province.name), province.code, tuple(sorted(
        ((word, city) for city in cities.get(province.code, ()) for word in {city.name, _short(city.name)} if len(word) > 1),
        key=lambda pair: -len(pair[0])))) for province in found if province.level == PROVINCE)


@cache
def _cities() -> tuple[tuple[str, str], ...]:
    """Full names of all cities with their codes."""
    return tuple((city.name, city.code) for _name, _code, cities in _named() for word, city in cities if word == city.name)


def division_of(address: str) -> str:
    """The code of the city that an address begins with, of its province where it names no city; "" when it says neither."""
    for name, code, cities in _named():
        if address.startswith(name):
            rest = address[len(name):len(name) + 20]
            return next((city.code for word, city in cities if word in rest), code)
    return next((code for name, code in _cities() if address.startswith(name)), "")
