"""What units handed in with their applications: papers, and the self-check with numbers and photos."""

import io
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from fugong.documents.rules import plain_document
from fugong.files import services as files
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.papers.word import to_word
from fugong.project.demo import model
from fugong.project.demo.chance import Chance
from fugong.project.demo.loading.stage import Stage
from fugong.project.demo.people import People
from fugong.resumption.models import Application
from fugong.standards import selectors as standards
from fugong.standards.rules.evaluation import ItemResult
from fugong.standards.rules.packs import Pack
from fugong.standards.services import assessments

BEFORE_HAND_IN = timedelta(minutes=10)
NUMBER_GIVEN = Decimal(5)
"""Given where the self-check asks for a number: masks for five days, five rooms."""

EMERGENCY = (
    "成立应急处置小组，防疫专员任组长，车间主任和门岗为成员，电话24小时畅通。",
    "发现发热、咳嗽等症状的，立即戴好口罩送隔离室，由专人看护，并在30分钟内报告网格员和疾控机构。",
    "同车间、同宿舍人员就地暂停作业，登记接触情况，场所消毒后方可恢复使用。",
)
RESUMPTION = (
    "分三批返岗：管理和设备检修人员先行，主要生产班组随后，其余人员视防控情况安排。",
    "开机前逐台检修设备，检查厂房结构、用电和消防设施，做好记录。",
    "错时上下班、错峰用餐，会议改为班前短会。",
)


def load(stage: Stage, applications: Mapping[UUID, Application]) -> None:
    """Papers of every application that was handed in, and what its self-check answered where it still waits."""
    cases, answers = Files(stage), []
    for row in stage.cast.applications:
        handed_in = [step.at for step in row.steps if step.action == "submit"]
        if handed_in:
            with clock.frozen(max(handed_in) - BEFORE_HAND_IN):
                application = applications[stage.units[row.unit].pk]
                papers = _papers(stage, cases, application, row.unit)
                answers += _answers(stage, cases, application, papers) if application.self_check else []
    assessments.load_answers(actor=stage.actor("staff"), rows=answers)


def _papers(stage: Stage, cases: "Files", application: Application, code: str) -> dict[str | None, UUID]:
    """Keep the papers that an application needs: fact that the paper proves → attachment."""
    return {
        paper.fact: files.store(
            actor=stage.actor("staff"), subject=application, kind=paper.code, file=cases.paper(paper.code, code)).pk
        for paper in application.pack_version.pack.attachments if paper.required
    }


def _answers(
    stage: Stage, cases: "Files", application: Application, papers: Mapping[str | None, UUID]
) -> list[dict[str, Any]]:
    """The answers to the self-check, each with the evidence asked for."""
    actor, answers = stage.actor("staff"), []
    check = application.self_check
    assert check is not None
    for leaf in cases.asked(actor, application):
        kind, evidence = leaf.item.evidence, []
        if kind == "document":
            named = [papers[condition.fact] for condition in leaf.item.conditions if condition.fact in papers]
            evidence = named or [*papers.values()][:1]
        if kind == "photo":
            place = f"{leaf.list_code}/{leaf.item.number}"
            photo = files.store(actor=actor, subject=check, kind=place, file=cases.photo(place))
            evidence = [photo.pk]
        answers.append({
            "assessment": check, "list_code": leaf.list_code, "number": leaf.item.number,
            "verdict": "met", "value": NUMBER_GIVEN if kind == "number" else None, "evidence": evidence,
            "answered_by": application.control_leader, "answered_at": clock.now(),
        })
    return answers


class Files:
    """Makes the files; plans and pictures are the same for all, rosters are each unit's own."""

    def __init__(self, stage: Stage) -> None:
        self._units = {unit.code: unit for unit in stage.cast.units}
        self._chance = Chance(f"evidence/{stage.cast.slug}")
        self._pack: Pack = standards.rulebook().pack
        self._kept: dict[str, bytes] = {}
        self._asked: dict[frozenset[str], tuple[ItemResult, ...]] = {}

    def asked(self, actor: Actor, application: Application) -> tuple[ItemResult, ...]:
        """The items that count for a unit; the same for all units of the same traits."""
        check = application.self_check
        assert check is not None
        traits = frozenset(check.traits)
        if traits not in self._asked:
            lists = standards.assessed(actor, check.pk).result.lists
            leaves = {(leaf.list_code, leaf.item.number): leaf for found in lists for leaf in found.leaves()}
            self._asked[traits] = tuple(leaves.values())
        return self._asked[traits]

    def paper(self, code: str, unit: str) -> "ContentFile[bytes]":
        """A paper by its code in the rules."""
        if code == "roster":
            return ContentFile(self._roster(self._units[unit]), "返岗职工花名册.xlsx")
        if code == "supplies-list":
            return ContentFile(self._supplies(self._units[unit]), "防疫物资清单.xlsx")
        title, lines = {
            "control-plan": ("疫情防控工作方案", tuple(part.sample.zh for part in self._pack.plan_sections)),
            "emergency-plan": ("新型冠状病毒肺炎防控工作应急预案", EMERGENCY),
        }.get(code, ("复工生产实施方案", RESUMPTION))
        if code not in self._kept:
            self._kept[code] = to_word(plain_document(kind="notice", title=title, text="\n".join(lines), addressee=""))
        return ContentFile(self._kept[code], f"{title}.docx")

    def photo(self, key: str) -> "ContentFile[bytes]":
        """A drawn picture in the place of a photo, another one for each item."""
        if key not in self._kept:
            picture = Image.new("RGB", (640, 480), (226, 232, 236))
            pen, draw = ImageDraw.Draw(picture), self._chance.fork(key)
            left = draw.between(90, 240)
            pen.rectangle((0, 360, 640, 480), fill=(176, 184, 190))
            pen.rectangle((left, 110, left + 210, 360), fill=(250, 250, 247), outline=(90, 100, 110), width=4)
            pen.rectangle((left + 60, 190, left + 150, 360), fill=(0, 120 + draw.between(0, 60), 122))
            pen.rectangle((left + 20, 125, left + 190, 165), fill=(32, 92, 152))
            buffer = io.BytesIO()
            picture.save(buffer, "JPEG", quality=80)
            self._kept[key] = buffer.getvalue()
        return ContentFile(self._kept[key], "现场照片.jpg")

    def _roster(self, unit: model.Unit) -> bytes:
        people = People(self._chance.fork(unit.code), "")
        origins = [name for name, count in zip(("本地", "市外", "省外", "湖北"), unit.origins, strict=True) for _ in range(count)]
        rows = [(place, people.name(), origin) for place, origin in enumerate(origins[: unit.planned], start=1)]
        return _workbook([("序号", "姓名", "来源地"), *rows])

    def _supplies(self, unit: model.Unit) -> bytes:
        return _workbook([
            ("物资", "单位", "库存", "可用天数"), ("医用口罩", "个", unit.planned * 2 * int(NUMBER_GIVEN), int(NUMBER_GIVEN)),
            ("84消毒液", "公斤", 20 + unit.planned // 2, 15), ("额温枪", "支", 1 + unit.planned // 60, ""),
        ])


def _workbook(rows: list[tuple[object, ...]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()
