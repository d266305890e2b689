"""A file on its way through the screens: received, checked, confirmed, written, decided, taken back."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fugong.accounts import tenancy
from fugong.files.models import Attachment
from fugong.intake import jobs
from fugong.intake.models import DuplicatePair, ImportRow, ImportRun
from fugong.intake.services import imports
from fugong.kit.actor import system
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.registry.services import units
from tests.intake.test_once import signed_in
from tests.kit.nasty import FILES, REFUSED, text
from tests.registry.test_import_units import HEADERS, OTHER_CODE, PLAIN, roster

WHO = system("alpha")
NEW = "/a/alpha/imports/new/units/"
FILE = roster({}, {"单位名称": "乙厂", "统一社会信用代码": OTHER_CODE}, {"单位名称": "丙厂"}, {"联系电话": "123", "单位名称": "丁厂"})


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    return signed_in(in_alpha)


def upload(client: Client, data: bytes = FILE, name: str = "花名册.xlsx", mode: str = "good") -> Any:
    return client.post(NEW, {"file": SimpleUploadedFile(name, data), "mode": mode, "_key": f"up-{len(data)}-{mode}"})


def work(authority: Any, name: str) -> None:
    """What the worker does."""
    with tenancy.entered(authority):
        run = ImportRun.objects.order_by("-started_at").first()
        assert run is not None
        getattr(jobs, name)(WHO, {"run_id": str(run.pk)})


def test_a_file_goes_through_all_its_steps(staff: Client, in_alpha: Any) -> None:
    answer = upload(staff)
    page = answer.headers["Location"]
    assert "正在检查文件" in staff.get(page).content.decode()
    work(in_alpha, "check")
    shown = staff.get(page).content.decode()
    assert "导入 2 行" in shown
    assert "“123”不是有效电话号码" in shown
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()
    assert staff.post(f"{page}confirm/", {"_key": "c1"}).status_code == 302
    assert staff.post(f"{page}confirm/", {"_key": "c2"}).status_code == 409
    assert "正在导入" in staff.get(f"{page}progress/").content.decode()
    work(in_alpha, "write")
    assert staff.get(f"{page}progress/").headers["HX-Redirect"] == page
    shown = staff.get(page).content.decode()
    assert '疑似重复<span class="count">1</span>' in shown and "还有1项未处理" in shown and "保存处理结果" in shown
    with tenancy.entered(in_alpha):
        assert sorted(Unit.objects.values_list("name", flat=True)) == ["乙厂", "岳阳甲纸业有限公司"]
        pair = DuplicatePair.objects.get()
        work(in_alpha, "write")
        assert Unit.objects.count() == 2
    assert staff.post(f"{page}pairs/", {f"pair-{pair.pk}": "different", "_key": "p1"}).status_code == 302
    with tenancy.entered(in_alpha):
        assert Unit.objects.filter(name="丙厂").exists()
    shown = staff.get(page).content.decode()
    assert '疑似重复<span class="count">1</span>' in shown and "已全部处理" in shown and "保存处理结果" not in shown
    with tenancy.entered(in_alpha):
        units.change(actor=WHO, unit_id=Unit.objects.get(name="乙厂").pk, version=1, values={"address": "别处"})
    assert staff.post(f"{page}undo/", {"_key": "u1"}).status_code == 302
    shown = staff.get(page).content.decode()
    assert "第 3 行：乙厂" in shown
    with tenancy.entered(in_alpha):
        assert list(Unit.objects.filter(archived_at=None).values_list("name", flat=True)) == ["乙厂"]


def test_the_rows_that_come_back_can_be_mended_and_imported(staff: Client, in_alpha: Any) -> None:
    page = upload(staff).headers["Location"]
    work(in_alpha, "check")
    data = b"".join(staff.get(f"{page}marked/"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    assert sheet.max_row == 2
    place = next(cell.column for cell in sheet[1] if cell.value == "联系电话")
    sheet.cell(2, place, "13973012345")
    sheet.cell(2, next(cell.column for cell in sheet[1] if cell.value == "统一社会信用代码"), None)
    file = io.BytesIO()
    book.save(file)
    with tenancy.entered(in_alpha):
        report = imports.import_file(actor=WHO, kind="units", name="x", data=file.getvalue())
        assert (report.created, report.errors) == (1, 0)


def test_the_file_is_kept_encrypted_with_its_run(staff: Client, in_alpha: Any) -> None:
    upload(staff)
    with tenancy.entered(in_alpha):
        kept = Attachment.objects.get()
        assert (kept.kind, kept.subject_id) == ("import", ImportRun.objects.get().pk)


def test_what_cannot_be_read_says_why(staff: Client, in_alpha: Any) -> None:
    page = upload(staff, REFUSED["other table"][0]).headers["Location"]
    work(in_alpha, "check")
    shown = staff.get(page).content.decode()
    assert "没有找到表头" in shown
    assert "没有导入任何数据" in shown
    answer = upload(staff, REFUSED["picture"][0], "x.xlsx")
    assert answer.status_code == 422
    with tenancy.entered(in_alpha):
        assert ImportRun.objects.count() == 1


def test_all_or_nothing_returns_the_rows(staff: Client, in_alpha: Any) -> None:
    page = upload(staff, mode="whole").headers["Location"]
    work(in_alpha, "check")
    staff.post(f"{page}confirm/", {"_key": "c1"})
    work(in_alpha, "write")
    shown = staff.get(page).content.decode()
    assert "有 1 行存在错误" in shown
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()
        assert ImportRow.objects.filter(outcome="error").count() == 1


@pytest.mark.parametrize("name", [name for name in FILES if "UTF" in name or "GB" in name or "97" in name])
def test_every_kind_of_file_can_be_received(staff: Client, in_alpha: Any, name: str) -> None:
    encoding = {"semicolon, GB18030": "gb18030", "tab, UTF-16": "utf-16"}.get(name, "utf-8-sig")
    data = text([HEADERS, [PLAIN[header] for header in HEADERS]], ";" if "semi" in name else ",", encoding)
    page = upload(staff, data, "花名册.csv").headers["Location"]
    work(in_alpha, "check")
    assert "导入 1 行" in staff.get(page).content.decode()


def test_a_job_that_is_repeated_does_nothing_twice(staff: Client, in_alpha: Any) -> None:
    upload(staff)
    for _ in range(2):
        work(in_alpha, "check")
    with tenancy.entered(in_alpha):
        run = ImportRun.objects.get()
        imports.confirm(actor=WHO, run_id=run.pk)
        for _ in range(2):
            jobs.write(WHO, {"run_id": str(run.pk)})
        assert Unit.objects.count() == 2
        assert Unit.objects.get(name="乙厂").version == 1
        with pytest.raises(Refused):
            imports.confirm(actor=WHO, run_id=run.pk)


def test_the_template_and_the_list_of_runs(staff: Client, in_alpha: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(staff.get("/a/alpha/imports/template/units/"))))
    assert [cell.value for cell in book.worksheets[0][3]] == [
        f"*{header}" if header in ("单位名称", "类型", "职工总数") else header for header in HEADERS]
    upload(staff)
    assert "花名册.xlsx" in staff.get("/a/alpha/imports/").content.decode()
