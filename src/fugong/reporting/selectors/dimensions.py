"""The groups of a dimension by name, in the order in which they are shown."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.exchange.rules import industries
from fugong.kit.counts import Dimension
from fugong.registry.models import Grid, Unit


def names(by: Dimension) -> dict[str, str]:
    """Group → its name. The group "" holds the units for which nobody entered a value."""
    return {**_known(by), "": _("not entered")}


def _known(by: Dimension) -> dict[str, str]:
    if by == "grid":
        return {str(key): name for key, name in Grid.objects.order_by("code").values_list("pk", "name")}
    if by == "kind":
        return {kind.value: str(kind.label) for kind in Unit.Kind}
    if by == "section":
        chinese = not (get_language() or "").startswith("en")
        return {code: entry.zh if chinese else entry.en for code, entry in industries.industries().items()
                if not entry.parent}
    return {"1": _("yes"), "0": _("no")}


def title(by: Dimension) -> str:
    """What the dimension is called."""
    return {"grid": _("grid"), "kind": _("kind"), "section": _("industry"), "above_scale": _("above-scale units"),
            "key_unit": _("key units"), "": ""}[by]
