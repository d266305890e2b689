"""What an address of a figure asks for: the day, the moment of knowledge, one value of a dimension."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from fugong.kit.counts import DIMENSIONS
from fugong.kit.errors import Refused
from fugong.reporting.selectors import daily
from fugong.reporting.selectors.moments import a_day, a_moment


@dataclass(frozen=True, slots=True)
class Asked:
    """as_of: a business day; known_at: a moment by the authority's clock; only: dimension → value."""

    as_of: date
    known_at: datetime | None = None
    only: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, Any]:
        """What the selectors of figures take besides the day."""
        return {"known_at": self.known_at, "only": self.only}


def asked(request: HttpRequest) -> Asked:
    """Read the address; without a day, the last complete one."""
    day, moment = request.GET.get("as_of", ""), request.GET.get("known_at", "")
    return Asked(
        a_day(day) if day else daily.current_day(), a_moment(moment) if moment else None,
        {name: request.GET[name] for name in DIMENSIONS if request.GET.get(name)})


def keys(texts: list[str]) -> list[UUID]:
    """The rows chosen on a page; refused when a key is none."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Refused("bad_key", _("The choice could not be read. Load the page again and choose once more."),
                      status=400) from None
