"""Errors that a person or a program can act on. Each carries a stable code and a translated message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(eq=False)
class Refused(Exception):
    """A service did not do what was asked; nothing was written.

    code: stable machine name; message: translated text that tells how to mend it;
    fields: messages by field name, for forms; data: further facts for the screen.
    """

    code: str
    message: Any
    fields: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    status: int = 422

    def __str__(self) -> str:
        return str(self.message)


def not_allowed(permission: str = "") -> Refused:
    return Refused("not_allowed", _("You do not have the right to do this."), status=403,
                   data={"permission": permission})


def not_found(what: Any = "") -> Refused:
    return Refused("not_found", _("This does not exist, or you may not see it."), status=404,
                   data={"what": str(what)})


def stale(theirs: Mapping[str, Any] | None = None) -> Refused:
    """Somebody else saved first; `theirs` holds the values that now stand, to be shown beside ours."""
    return Refused(
        "stale",
        _("Somebody else changed this in the meantime. Compare both versions and save again."),
        status=409, data={"theirs": dict(theirs or {})},
    )


def invalid(fields: Mapping[str, Any]) -> Refused:
    return Refused("invalid", _("Please correct the marked fields."), fields=fields)
