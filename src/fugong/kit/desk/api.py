"""The API of a desk: list, read, create and change, through the same selectors, form and services as its screens."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.db import models
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import StrictFloat, StrictInt, create_model

from fugong.kit.actor import Actor
from fugong.kit.crypto import SealedField
from fugong.kit.desk import query
from fugong.kit.desk.declaration import Desk
from fugong.kit.desk.forms import build
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused, invalid

Page = Annotated[int, Query(ge=1, le=query.CAP // query.PAGE_SIZE)]
TYPES: tuple[tuple[type[models.Field], type], ...] = (  # type: ignore[type-arg]
    (models.BooleanField, bool), (models.IntegerField, StrictInt), (models.FloatField, StrictFloat),
    (models.ForeignKey, UUID), (models.UUIDField, UUID),
)


class Problem(Schema):
    """RFC 9457 problem details; `code` is stable, `fields` names what to correct."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = {}
    request_id: str = ""


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 410, 412, 422, 428, 429), Problem)


def no_truth(value: Any) -> Any:
    """A number, also as the text of a query; but true is not 1."""
    if isinstance(value, bool):
        raise ValueError("Input should be a number")  # noqa: TRY004  pydantic turns only this into a finding
    return value


def python_type(field: Any) -> type:
    """The JSON type of a model field; text for all that has none of its own. A number is a number: true is not 1."""
    return next((kind for model, kind in TYPES if isinstance(field, model)), str)


def _form_fields(desk: Desk) -> dict[str, Any]:
    return {name: desk.model._meta.get_field(name) for _title, group in desk.fields for name in group}


def schemas(desk: Desk) -> tuple[type[Schema], type[Schema]]:
    """What one row looks like going out, and what may be sent in."""
    stem = "".join(part.capitalize() for part in desk.code.split("."))
    shown: dict[str, Any] = {"id": (UUID, ...), "version": (int, 0), "label": (str, "")}
    taken: dict[str, Any] = {}
    names = {**{c.name: None for c in desk.columns if "." not in c.name and not c.personal}, **_form_fields(desk)}
    personal = {c.name for c in desk.columns if c.personal}
    for name in names:
        if name in personal or name in shown or not _is_field(desk, name):
            continue
        kind = python_type(desk.model._meta.get_field(name))
        shown[name] = (kind | None, None)
    for name, field in _form_fields(desk).items():
        taken[name] = (python_type(field) | None, None)
    return (create_model(f"{stem}Out", __base__=Schema, **shown),
            create_model(f"{stem}In", __base__=Schema, __config__=None, **taken))


def _is_field(desk: Desk, name: str) -> bool:
    return any(field.name == name for field in desk.model._meta.concrete_fields)


def row_out(desk: Desk, out: type[Schema], row: Any) -> dict[str, Any]:
    """A row as JSON: foreign keys by id, choices by code, what is kept encrypted masked."""
    data: dict[str, Any] = {"id": row.pk, "version": getattr(row, "version", 0), "label": str(row)}
    for name in out.model_fields:
        if name not in data:
            field = desk.model._meta.get_field(name)
            value = getattr(row, field.attname if isinstance(field, models.ForeignKey) else name)
            if isinstance(field, SealedField):
                value = field.mask(value)
            data[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return data


def version_of(request: HttpRequest) -> int:
    """The version that the caller has seen, from If-Match; without it nothing is changed (428)."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not text:
        raise Refused("version_missing", _("Send the version you have read in the If-Match header."), status=428)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused("version_invalid", _("The If-Match header is no version number."), status=400)
    return int(text)


def values_from(desk: Desk, actor: Actor, sent: Mapping[str, Any], row: Any = None) -> dict[str, Any]:
    """What was sent, checked by the same form as the screen's; fields not sent keep their value."""
    names = list(_form_fields(desk))
    data = {**model_to_dict(row if row is not None else desk.model(), names), **sent}
    form = build(desk, actor, {k: v for k, v in data.items() if v is not None and v is not False}, row)
    if not form.is_valid():
        raise invalid({name: " ".join(map(str, errors)) for name, errors in form.errors.items()})
    return form.values()


def router_of(desk: Desk) -> Router:
    """The router of a desk, to be mounted under its path."""
    router = Router(tags=[desk.code])
    out, taken = schemas(desk)
    stem = desk.code.replace(".", "_")
    page = create_model(f"{out.__name__[:-3]}Page", __base__=Schema, items=(list[out], ...),  # type: ignore[valid-type]
                        count=(int, ...), count_is_capped=(bool, ...), page=(int, ...), more=(bool, ...))

    @router.get("", response={200: page, **REFUSALS}, operation_id=f"{stem}_list", summary=f"List: {desk.code}")
    def listing(request: HttpRequest, q: str = "", sort: str = "", page: Page = 1) -> Any:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        need(actor, desk.read)
        question = query.ask(desk, actor, {**request.GET.dict(), "page": str(page)})
        if question.notes:
            raise Refused("unknown_filter", " ".join(question.notes), status=400)
        shown = query.page(desk, actor, question)
        return {"items": [row_out(desk, out, row) for row in shown.rows], "count": min(shown.count, query.CAP),
                "count_is_capped": shown.count > query.CAP, "page": question.page, "more": shown.more}

    @router.get("/{uuid:pk}", response={200: out, **REFUSALS}, operation_id=f"{stem}_read")
    def read(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
        row = desk.one(request.actor, pk)  # type: ignore[attr-defined]
        response["ETag"] = f'"{getattr(row, "version", 0)}"'
        return row_out(desk, out, row)

    if (make := desk.create) is not None:

        @router.post("", response={201: out, **REFUSALS}, operation_id=f"{stem}_create")
        def create(request: HttpRequest, sent: taken) -> Any:  # type: ignore[valid-type]
            actor: Actor = request.actor  # type: ignore[attr-defined]
            need(actor, desk.edit)
            values = values_from(desk, actor, sent.dict(exclude_unset=True))  # type: ignore[attr-defined]
            return 201, row_out(desk, out, make(actor=actor, values=values))

    if (alter := desk.change) is not None:

        @router.patch("/{uuid:pk}", response={200: out, **REFUSALS}, operation_id=f"{stem}_change")
        def change(request: HttpRequest, pk: UUID, sent: taken) -> Any:  # type: ignore[valid-type]
            actor: Actor = request.actor  # type: ignore[attr-defined]
            need(actor, desk.edit)
            row = desk.one(actor, pk)
            values = values_from(desk, actor, sent.dict(exclude_unset=True), row)  # type: ignore[attr-defined]
            changed = alter(actor=actor, version=version_of(request), values=values, **{desk.key: pk})
            return row_out(desk, out, changed)

    return router
