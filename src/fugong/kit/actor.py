"""Who acts. Low floors audit and ask for rights through this value, so they need not import accounts."""

from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["user", "worker", "device", "token", "system"]
Source = Literal["screen", "import", "paper", "api", "device", "job", "cli"]
Reach = Literal["authority", "grid", "unit", "figures", "none"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that reads or writes in one authority.

    id: stable text identity ("" for the system); label: the name kept with what was done;
    authority: slug of the authority, or "" outside any; reach: how far the actor's view of units
    goes (the whole authority, own grids, own units, figures only, nothing).
    """

    kind: Kind
    id: str
    label: str
    authority: str = ""
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    reach: Reach = "none"
    source: Source = "screen"
    on_behalf_of: str = ""
    request_id: str = ""

    def can(self, permission: str) -> bool:
        """Whether the actor holds the action code; the system holds all of them."""
        return self.kind == "system" or permission in self.permissions

    def via(self, source: Source) -> "Actor":
        """The same actor, acting through another entry point."""
        return replace(self, source=source)


@dataclass(frozen=True, slots=True)
class Permission:
    """An action code with its labels and the roles that hold it when an authority is new."""

    code: str
    zh: str
    en: str
    roles: frozenset[str] = field(default_factory=frozenset)


def system(authority: str = "", *, source: Source = "job", request_id: str = "") -> Actor:
    """The product itself, acting for an authority."""
    return Actor("system", "", "系统", authority, reach="authority", source=source, request_id=request_id)
