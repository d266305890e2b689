"""Recording what holds from a moment on: rules, parameters, words for slots, regimes."""

from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, not_found, stale
from fugong.kit.events import publish
from fugong.standards import selectors
from fugong.standards.events import PackAdopted, ParameterOverridden, RegimeChanged, SlotFilled
from fugong.standards.models import AdmissionRegime, Decision, PackAdoption, ParameterOverride, SlotText
from fugong.standards.rules.dated import in_force
from fugong.standards.rules.parameters import why_not
from fugong.standards.rules.problems import message

LAST_NUMBER = 99
D = TypeVar("D", bound=Decision)


@transaction.atomic
def adopt(
    *, actor: Actor, version_id: UUID | str | None, effective_from: datetime | None = None, reason: str = "",
    with_admission: bool = False, seen: int | None = None,
) -> PackAdoption:
    """Let the authority work by an edition from a moment on (default: now).

    with_admission: also record the regimes that the pack proposes. seen: how many adoptions the actor has seen.
    """
    _need(actor, "standards.pack.adopt")
    version = selectors.version(actor, version_id)
    start = effective_from or clock.now()
    _lock(PackAdoption, {}, seen)
    held = in_force(selectors.adoptions(), start)
    if held is not None and held.pack_version_id == version.pk:
        raise Refused("nothing_changes", _("These rules already hold at that moment."), status=409)
    row = _record(actor, PackAdoption, start, reason, pack_version=version)
    audit.record(actor, "standards.pack.adopted", version, {
        "from": start, "reason": row.reason, "before": str(held.pack_version) if held else ""})
    publish(actor, PackAdopted(str(version.pk), start.isoformat()))
    if with_admission:
        for proposed in version.pack.admission:
            _record_regime(actor, proposed.batch or "", proposed.regime, proposed.effective_from, proposed.reason.zh)
    return row


@transaction.atomic
def override_parameter(
    *, actor: Actor, code: str, value: Decimal | str | None, effective_from: datetime | None = None, reason: str,
    seen: int | None = None,
) -> ParameterOverride:
    """Give a parameter a value of the authority's own from a moment on; None gives the rules' value back."""
    _need(actor, "standards.parameter.override")
    parameter = selectors.catalogue().parameters.get(code)
    if parameter is None:
        raise not_found()
    problems = _reason_problems(reason)
    fault = why_not(parameter, value) if value is not None else ""
    if fault:
        problems["value"] = message(fault).in_language(get_language() or "zh")
    if problems:
        raise invalid(problems)
    _lock(ParameterOverride, {"code": code}, seen)
    start = effective_from or clock.now()
    stored = value if value is None or isinstance(value, str) else str(value)
    before = selectors.parameter(code, start)
    row = _record(actor, ParameterOverride, start, reason, code=code, value=_plain_number(stored, parameter.type))
    audit.record(actor, "standards.parameter.overridden", row, {
        "from": start, "reason": row.reason, "old": before, "new": stored})
    publish(actor, ParameterOverridden(code, start.isoformat()))
    return row


@transaction.atomic
def fill_slot(
    *, actor: Actor, list_code: str, number: int, zh: str, en: str = "", effective_from: datetime | None = None,
    reason: str = "", seen: int | None = None,
) -> SlotText:
    """Put the authority's words into an empty slot from a moment on; without words the slot is empty again."""
    _need(actor, "standards.slot.fill")
    start = effective_from or clock.now()
    rules = selectors.named(selectors.rulebook(start).version.pack, list_code)
    item = next((item for item in rules.items if item.number == number), None)
    if item is None and (rules.count is not None or not 1 <= number <= LAST_NUMBER):
        raise not_found()
    if item is not None and item.text is not None:
        raise Refused("not_empty", _("This item has its text from the rules and cannot be rewritten."), status=409)
    zh, en = zh.strip(), en.strip()
    if en and not zh:
        raise invalid({"zh": _("Give the Chinese text too.")})
    key = {"list_code": list_code, "number": number}
    _lock(SlotText, key, seen)
    row = _record(actor, SlotText, start, reason, zh=zh, en=en, **key)
    audit.record(actor, "standards.slot.filled", row, {"from": start, "zh": zh, "en": en, "list": rules.name.zh})
    publish(actor, SlotFilled(list_code, number, start.isoformat()))
    return row


@transaction.atomic
def change_regime(
    *, actor: Actor, batch: str, regime: str, effective_from: datetime | None = None, reason: str,
    seen: int | None = None,
) -> AdmissionRegime:
    """Admit units of a batch ("" = every batch without its own) in another way from a moment on."""
    _need(actor, "standards.regime.change")
    start = effective_from or clock.now()
    problems = _reason_problems(reason)
    version = selectors.adopted(start)
    if regime not in selectors.catalogue().regimes:
        problems["regime"] = _("Choose one of the five ways of admission.")
    if batch and batch not in {known.code for known in (version.pack.batches if version else ())}:
        problems["batch"] = _("The rules in force know no such batch.")
    if problems:
        raise invalid(problems)
    _lock(AdmissionRegime, {}, seen)
    held = in_force(AdmissionRegime.objects.filter(batch=batch), start)
    if held is not None and held.regime == regime:
        raise Refused("nothing_changes", _("Units are already admitted in this way at that moment."), status=409)
    return _record_regime(actor, batch, regime, start, reason)


def _record_regime(actor: Actor, batch: str, regime: str, start: datetime, reason: str) -> AdmissionRegime:
    old = selectors.standing(batch, start).regime.code
    row = _record(actor, AdmissionRegime, start, reason, batch=batch, regime=regime)
    audit.record(actor, "standards.regime.changed", row, {
        "from": start, "reason": row.reason, "batch": batch, "old": old, "new": regime})
    publish(actor, RegimeChanged(batch, regime, start.isoformat()))
    return row


def _need(actor: Actor, permission: str) -> None:
    if not actor.can(permission):
        raise not_allowed(permission)


def _reason_problems(reason: str) -> dict[str, str]:
    return {} if len(reason.strip()) >= 2 else {"reason": _("Say why: it is shown to everyone it concerns.")}


def _lock(model: type[D], key: dict[str, Any], seen: int | None) -> None:
    """One at a time for this kind and key; refused when more was recorded than the actor has seen."""
    name = f"{connection.schema_name} {model._meta.label} {sorted(key.items())}"  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    if seen is not None:
        rows = model._default_manager.filter(**key)
        if rows.count() != seen:
            latest = rows.latest("recorded_at")
            raise stale({"version": rows.count(), "recorded_by": latest.recorded_by, "text": str(latest)})


def _record(actor: Actor, model: type[D], start: datetime, reason: str, **values: Any) -> D:
    return model._default_manager.create(
        effective_from=start, reason=reason.strip()[:300], recorded_by=actor.label[:100], **values)


def _plain_number(stored: str | None, kind: str) -> str | int | float | None:
    if stored is None or kind == "time":
        return stored
    number = Decimal(stored)
    return int(number) if number == number.to_integral_value() else float(number)
