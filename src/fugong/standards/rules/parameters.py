"""Which value a parameter has: the catalogue's default, then the pack's, then the authority's dated override."""

import re
from collections.abc import Mapping
from decimal import Decimal

from fugong.standards.rules.catalogue import Catalogue, Parameter
from fugong.standards.rules.packs import Pack

_CLOCK = re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")


def resolve(
    catalogue: Catalogue, pack: Pack | None, overrides: Mapping[str, Decimal | str]
) -> dict[str, Decimal | str]:
    """Every parameter with the value that holds. overrides: those of the authority in force, by code."""
    values = {code: parameter.value for code, parameter in catalogue.parameters.items()}
    if pack is not None:
        values |= {setting.code: setting.value for setting in pack.parameters}
    return values | dict(overrides)


def why_not(parameter: Parameter, value: Decimal | str) -> str:
    """The code of what is wrong with a value for a parameter (of problems.MESSAGES), "" where nothing is."""
    if isinstance(value, str) != (parameter.type == "time"):
        return "value_type"
    if isinstance(value, str):
        return "" if _CLOCK.match(value) else "value_type"
    if parameter.at_least is not None and value < parameter.at_least:
        return "value_too_small"
    return "value_too_large" if parameter.at_most is not None and value > parameter.at_most else ""
