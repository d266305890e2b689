"""The units come as they come to a park: as roster workbooks, through the import of units."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fugong.exchange.rules import industries, sizes
from fugong.intake.services import imports
from fugong.kit import clock
from fugong.kit.excel.export import export_xlsx
from fugong.project.demo.loading.stage import Stage
from fugong.project.demo.model import Unit
from fugong.registry import models
from fugong.registry.services import roster, units


def load(stage: Stage) -> None:
    """One workbook for every day on which units were registered; then what a roster does not tell about them."""
    by_day: dict[date, list[Unit]] = defaultdict(list)
    for unit in stage.cast.units:
        by_day[unit.registered_on].append(unit)
    for day in sorted(by_day):
        with clock.frozen(clock.at(day)):
            _import(stage, day, by_day[day])
    stage.units.update({unit.credit_code: unit for unit in models.Unit.objects.all()})
    units.load_particulars(actor=stage.actor("staff"), rows=[
        (stage.units[unit.code], _particulars(stage, unit)) for unit in stage.cast.units])


def _import(stage: Stage, day: date, joined: Sequence[Unit]) -> None:
    """All rows of a day's workbook, or none: a demo that lacks units is no demo."""
    report = imports.import_file(
        actor=stage.actor("staff"), kind="units", name=f"{stage.cast.name}单位花名册（{day.month}月{day.day}日）.xlsx",
        data=_workbook(day, joined), whole=True)
    if report.created != len(joined):
        raise RuntimeError(f"{stage.cast.slug}, {day}: {report.created} of {len(joined)} units; {report.problems[:3]}")


def _workbook(day: date, joined: Sequence[Unit]) -> bytes:
    file = io.BytesIO()
    export_xlsx(file, roster.layout(), (_row(unit) for unit in joined), as_of=day, masked=False)
    return file.getvalue()


def _row(unit: Unit) -> Mapping[str, Any]:
    """What a unit's line in the roster says."""
    origins = dict(zip(units.ORIGINS, unit.origins, strict=True))
    return {
        "name": unit.name, "credit_code": unit.code, "kind": unit.kind, "industry": unit.industry,
        "above_scale": unit.above_scale, "key_unit": unit.key_unit, "address": unit.address, "grid": unit.grid,
        "legal_person": unit.legal_person.name, "contact_name": unit.contact.name,
        "contact_phone": unit.contact.phone, "staff_total": unit.staff_total, "planned_return": unit.planned, **origins,
    }


def _particulars(stage: Stage, unit: Unit) -> Mapping[str, Any]:
    """What the park knows of a unit beside the roster."""
    focus = industries.focuses_of(unit.industry)
    rule = sizes.size_rule_for(unit.industry)
    size = sizes.size_class(rule, staff=unit.staff_total, revenue=Decimal(unit.revenue)) if rule else None
    return {
        "above_scale_as_of": stage.cast.above_scale_as_of, "key_project": unit.key_project, "batch": unit.batch,
        "size_class": size, "focus": focus[0] if focus else "", "closed_management": unit.closed_management,
        "township": unit.township, "longitude": unit.longitude, "latitude": unit.latitude,
        "control_leader": unit.control_leader.name,
    }
