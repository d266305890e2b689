"""What a desk declares. Screens, export and API are drawn from it; nothing of a model is said twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.urls import URLPattern, path, reverse

from fugong.kit import masks
from fugong.kit.actor import Actor
from fugong.kit.errors import not_found

Rows = Callable[[Actor], QuerySet[Any]]
Codes = Callable[[Actor], Sequence[tuple[str, Any]]]
_desks: dict[str, "Desk"] = {}


def _declared() -> dict[str, "Desk"]:
    """All desks. The pages name them all; a worker that has shown no page reads these first."""
    import_module(settings.AUTHORITY_URLCONF)
    return _desks


def desk_of(code: str) -> "Desk":
    """The desk of that code; refused like a missing page when there is none."""
    try:
        return _declared()[code]
    except KeyError:
        raise not_found(code) from None


def desks() -> list["Desk"]:
    """All desks, in the order of their codes."""
    return [desk for _code, desk in sorted(_declared().items())]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, one line of a panel, one column of an export.

    name: a field, or a path such as "grid.officer.name"; label: defaults to the field's own;
    value: makes the shown text from the row when the field's own is not wanted; sort: what to order by
    ("" = not sortable); tones: the value is a state, shown with the colour and shape of its tone
    (pass, check, stop, info, idle), by the value's code;
    hidden: shown only when a person chose it; personal: an export writes the field through `mask` unless the whole
    value was asked for by somebody who may have it; optional: a panel leaves it out where it is empty.
    """

    name: str
    label: Any = ""
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    link: bool = False
    hidden: bool = False
    personal: bool = False
    mask: Callable[[str], str] = masks.person
    number: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled group of values on the detail page."""

    title: Any
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do on a page: a link, or with method "post" a form that asks `confirm` first."""

    label: Any
    url: str
    method: str = ""
    confirm: Any = ""
    icon: str = ""
    primary: bool = False
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A further page of one thing."""

    label: Any
    url: str
    active: bool = False
    count: int | None = None


@dataclass(slots=True)
class Ports:
    """Addresses that higher floors give to every desk; project.wiring connects them once.

    export and importing take the desk, history and draft the desk and a row (or None for a new one); kept gives
    what an actor typed into a form without sending it, by field, and when; sent forgets that;
    figure takes an indicator's code and day, gives its name and leads to the rows behind it;
    tabs are further pages that higher floors have about a row, by the code of its desk.
    """

    export: Callable[["Desk"], str] = lambda desk: ""
    importing: Callable[["Desk"], str] = lambda desk: ""
    history: Callable[["Desk", Any], str] = lambda desk, row: ""
    draft: Callable[["Desk", Any], str] = lambda desk, row: ""
    kept: Callable[[Actor, "Desk", Any], tuple[Mapping[str, list[str]], datetime] | None] = lambda actor, desk, row: None
    sent: Callable[[Actor, "Desk", Any], None] = lambda actor, desk, row: None
    figure: Callable[[str, date], tuple[str, str]] = lambda code, as_of: (code, "")
    tabs: dict[str, list[Callable[[Actor, Any], Sequence[Tab]]]] = field(default_factory=dict)


ports = Ports()


def no_facts(actor: Actor, row: Any) -> Sequence[Mapping[str, Any]]:
    return ()


def no_actions(actor: Actor, row: Any) -> Sequence[Action]:
    return ()


def always(actor: Actor, row: Any) -> bool:
    return True


def no_tabs(actor: Actor, row: Any) -> Sequence[Tab]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The declaration. `rows` is a selector: it refuses who may not read and narrows to what may be seen.

    create(actor=, values=) and change(actor=, <key>=, version=, values=) are the owner's services;
    new: name of the owner's own page for a new row, where one form is not enough;
    editable: whether a row may be edited as it stands, beyond the right to edit at all;
    filters name fields, or paths such as "unit__grid"; search_in: the path to the row that holds the search
    text, such as "unit__" ("" = the row itself);
    one_each: most holders of the search text have about one row, so that many rows are known by many holders;
    reads: what the list reads of rows joined to its own, such as "unit__name" (nothing said: all of them);
    fields are what the form shows, in groups; choices limit a foreign key to what the actor may choose;
    codes give the (code, label) pairs of a text field that holds a code of a reference table.
    door and place: where the menu shows it, smaller places first;
    importer: the name under which the owner registered its Excel import; state: the column that stands beside the
    title; subtitle: the line under it that says what the row is (without it: the noun); facts: the line below that;
    parts: whatever else the owner's template draws.
    """

    code: str
    path: str
    model: type[Model]
    title: Any
    noun: Any
    rows: Rows
    read: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    door: str = ""
    place: int = 50
    filters: tuple[str, ...] = ()
    search: bool = False
    search_in: str = ""
    one_each: bool = False
    reads: tuple[str, ...] = ()
    edit: str = ""
    fields: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    choices: Mapping[str, Rows] = field(default_factory=dict)
    new: str = ""
    codes: Mapping[str, Codes] = field(default_factory=dict)
    create: Callable[..., Any] | None = None
    change: Callable[..., Any] | None = None
    key: str = "pk"
    editable: Callable[[Actor, Any], bool] = always
    export: str = ""
    importer: str = ""
    import_permission: str = ""
    panels: tuple[Panel, ...] = ()
    state: Column | None = None
    subtitle: Callable[[Any], str] | None = None
    facts: Callable[[Actor, Any], Sequence[Mapping[str, Any]]] = no_facts
    actions: Callable[[Actor, Any], Sequence[Action]] = no_actions
    tabs: Callable[[Actor, Any], Sequence[Tab]] = no_tabs
    parts: Callable[[Actor, Any], Mapping[str, Any]] | None = None
    detail_template: str = "kit/detail.html"
    empty: Any = ""

    def __post_init__(self) -> None:
        _desks[self.code] = self

    def label(self, column: Column) -> Any:
        """The column's heading: its own, or the model field's."""
        if column.label:
            return column.label
        try:
            return self.model._meta.get_field(column.name).verbose_name  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return column.name

    def url(self, page: str, pk: Any = None) -> str:
        """The address of one of the desk's pages: list, new, detail, edit, print."""
        return reverse(f"{self.code}.{page}", kwargs={"pk": pk} if pk is not None else {})

    def one(self, actor: Actor, pk: Any) -> Any:
        """One row that the actor may see, or a refusal that does not say whether it exists."""
        row = self.rows(actor).filter(pk=pk).first() if actor.can(self.read) else None
        if row is None:
            raise not_found(self.noun)
        return row

    def urls(self) -> list[URLPattern]:
        """The desk's pages; forms only where services are declared."""
        from fugong.kit.desk import views

        def route(suffix: str, page: str, view: Callable[..., Any]) -> URLPattern:
            return path(f"{self.path}/{suffix}", view, {"desk": self}, name=f"{self.code}.{page}")

        routes = [route("", "list", views.listing), route("print/", "print", views.printed)]
        if self.create is not None:
            routes.append(route("new/", "new", views.new))
        if self.panels:
            routes.append(route("<uuid:pk>/", "detail", views.detail))
        if self.change is not None:
            routes.append(route("<uuid:pk>/edit/", "edit", views.edit))
        return routes
