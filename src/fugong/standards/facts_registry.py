"""Named facts: which app provides each, and asking for them.

An app's `facts.py` holds `PROVIDERS`, a mapping of fact names to batch functions; `project.wiring` hands each to
`provide` once. So a rule or a chart asks for a noun and never knows who answers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from fugong.kit.counts import Family
from fugong.standards.rules import loading
from fugong.standards.rules.catalogue import Fact, Value

# (ids of units, moment) → the value of each unit it knows; what is left out or None is not known.
Provider = Callable[[Sequence[UUID], datetime], Mapping[UUID, Value | int | None]]

_providers: dict[str, tuple[str, Provider]] = {}
_families: dict[str, Family] = {}


def provide(app: str, providers: Mapping[str, Provider]) -> None:
    """Name an app as the one that provides facts. Refused at start-up: unknown names, a second provider."""
    for name, provider in providers.items():
        if name not in loading.shipped().catalogue.facts:
            raise LookupError(f"{app} provides “{name}”, which packs/rules/catalogue/facts.yaml does not declare")
        holder, known = _providers.get(name, (app, provider))
        if known is not provider:
            raise LookupError(f"“{name}” has two providers: {holder} and {app}")
        _providers[name] = (app, provider)


def providers() -> dict[str, str]:
    """Which app provides each fact that somebody provides."""
    return {name: app for name, (app, _) in sorted(_providers.items())}


def ask(names: Iterable[str], ids: Sequence[UUID], at: datetime) -> dict[UUID, dict[str, Value | None]]:
    """The facts of several units at a moment, one call per fact; without a provider a fact is not known."""
    found: dict[UUID, dict[str, Value | None]] = {key: {} for key in ids}
    for name in dict.fromkeys(names):
        fact = loading.shipped().catalogue.facts[name]
        values = _providers[name][1](ids, at) if name in _providers else {}
        for key in found:
            found[key][name] = _checked(fact, values.get(key))
    return found


_TYPES: dict[str, tuple[type, ...]] = {"number": (Decimal, int), "yes_no": (bool,), "text": (str,)}


def _checked(fact: Fact, value: Value | int | None) -> Value | None:
    if value is None:
        return None
    if not isinstance(value, _TYPES[fact.type]) or (fact.type == "number" and isinstance(value, bool)):
        raise TypeError(f"“{fact.code}” is a {fact.type} and was given as {value!r}")
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def count_by(families: Iterable[Family]) -> None:
    """Name the families that count the facts of figures and charts (fugong.kit.counts). Refused: a second family."""
    for family in families:
        for code in family.codes:
            if _families.get(code, family) is not family:
                raise LookupError(f"“{code}” is counted by two families")
            _families[code] = family


def family_of(code: str) -> Family:
    """The family that counts a fact. Raises LookupError where nobody does."""
    if code not in _families:
        raise LookupError(f"nobody counts “{code}”")
    return _families[code]


def counted() -> frozenset[str]:
    """The facts that somebody counts."""
    return frozenset(_families)
