"""Files are what they contain, not what they are called; pictures lose everything but the picture."""

import struct
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fugong.files.rules import IMAGES, TYPES, Kind, Unfit, kind_of, tidy_name, without_metadata
from fugong.files.rules.compound import COMPOUND, entries_of
from fugong.files.rules.pdf import PACKED_LIMIT
from tests.files.samples import compound, office, picture

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def packed(
    objects: bytes, *, head: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", numbers: bytes = b"1 0 ",
    body: bytes = b"",
) -> bytes:
    """A PDF with a stream: objects packed together, or whatever its dictionary says."""
    stream = body or zlib.compress(numbers + objects)
    return PDF.replace(b"%%EOF", b"2 0 obj\n<< " + head + b" >>\nstream\r\n" + stream + b"\nendstream\nendobj\n%%EOF")




@pytest.mark.parametrize(("content", "name", "kind"), [
    (PDF, "方案.pdf", "pdf"),
    (PDF, "really.jpg", "pdf"),
    (packed(b"<< /OpenAction [3 0 R /Fit] /Title (JavaScript) >>"), "方案.pdf", "pdf"),
    (packed(b"(/JavaScript) Tj", numbers=b"BT /F1 12 Tf ", head=b"/Filter /FlateDecode"), "方案.pdf", "pdf"),
    (packed(b"", body=b"\xff\xd8 a picture", head=b"/Filter /DCTDecode"), "方案.pdf", "pdf"),
    (picture("JPEG"), "a.png", "jpg"),
    (picture("PNG"), "a", "png"),
    (picture("WEBP"), "a.webp", "webp"),
    (office("docx"), "方案.docx", "docx"),
    (office("xlsx"), "花名册.xlsx", "xlsx"),
    (compound("Workbook"), "花名册.xls", "xls"),
    ("姓名,电话\n张三,1\n".encode(), "a.csv", "csv"),
    ("姓名,电话\n张三,1\n".encode("gb18030"), "A.CSV", "csv"),
    ("\ufeff说明".encode(), "a.txt", "txt"),
])
def test_kinds_are_told_by_content(content: bytes, name: str, kind: Kind) -> None:
    assert kind_of(content, name) == kind
    assert kind in TYPES


@pytest.mark.parametrize(("content", "name", "fault"), [
    (b"", "a.pdf", "empty"),
    (PDF[:-8], "a.pdf", "broken"),
    (PDF.replace(b"<<>>", b"<< /S /JavaScript /JS (x) >>"), "a.pdf", "active"),
    (PDF.replace(b"<<>>", b"<< /S /Java#53cript /JS (x) >>"), "a.pdf", "active"),
    (packed(b"<< /S /JavaScript /JS (x) >>"), "a.pdf", "active"),
    (packed(b"<< /S /L#61unch /F (x) >>"), "a.pdf", "active"),
    (packed(b"<< /S /Launch >>", head=b"/Type /Ob#6aStm /Filter /Fl /X (obj)"), "a.pdf", "active"),
    (packed(b"<< /S /Launch >>", head=b"/Filter /FlateDecode /N 1 /Type /ObjStm /X (obj)"), "a.pdf", "active"),
    (packed(b" " * 90_000 + b"<< /S /Launch >>"), "a.pdf", "active"),
    (packed(b" " * (PACKED_LIMIT + 1000)), "a.pdf", "swollen"),
    (packed(b"", body=b"no zlib"), "a.pdf", "broken"),
    (packed(b"<<>>").replace(b"%%EOF", b"trailer << /Encrypt 9 0 R >>\n%%EOF"), "a.pdf", "encrypted"),
    (b"MZ\x90\x00" + bytes(60), "plan.pdf", "unknown"),
    (b"<html><script>alert(1)</script></html>", "plan.pdf", "unknown"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "unknown"),
    (b"text with a \x00 in it", "a.txt", "unknown"),
    (office("xlsx")[:200], "a.xlsx", "broken"),
    (office("zip"), "a.zip", "unknown"),
    (office("xlsx", "xl/vbaProject.bin"), "a.xlsx", "active"),
    (office("xlsx", "xl/macrosheets/sheet1.xml"), "a.xlsx", "active"),
    (office("docx", "word/embeddings/oleObject1.bin"), "a.docx", "active"),
    (office("xlsx", types="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "a.xlsx", "active"),
    (compound("Workbook", "_VBA_PROJECT_CUR"), "a.xls", "active"),
    (compound("EncryptedPackage"), "a.xlsx", "encrypted"),
    (compound("WordDocument"), "a.doc", "unknown"),
    (compound("Workbook")[:700], "a.xls", "broken"),
    (COMPOUND, "a.xls", "broken"),
])
def test_what_does_not_fit_is_told_apart(content: bytes, name: str, fault: str) -> None:
    with pytest.raises(Unfit) as caught:
        kind_of(content, name)
    assert caught.value.fault == fault


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(6):
            archive.writestr(f"xl/{number}.xml", bytes(90_000_000))
    with pytest.raises(Unfit) as caught:
        kind_of(out.getvalue(), "a.xlsx")
    assert caught.value.fault == "swollen"


def test_a_directory_that_runs_in_a_circle_ends() -> None:
    content = bytearray(compound("Workbook"))
    struct.pack_into("<I", content, 512 + 4, 1)
    with pytest.raises(ValueError, match="circle"):
        entries_of(bytes(content))


@given(st.binary(max_size=2000), st.sampled_from(["a.pdf", "a.csv", "a.txt", "a", "a.xls"]))
def test_any_bytes_are_a_kind_or_unfit(content: bytes, name: str) -> None:
    for head in (b"", b"PK\x03\x04", COMPOUND, b"%PDF-"):
        with suppress(Unfit):
            assert kind_of(head + content, name) in TYPES


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_place_and_device_and_stand_upright(form: str) -> None:
    content = picture(form, (60, 40), maker="SecretPhone", turned=True)
    kind: Kind = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[form]  # type: ignore[assignment]
    assert b"SecretPhone" in content
    clean = without_metadata(content, kind)
    with Image.open(BytesIO(clean)) as image:
        assert image.size == (40, 60)
        assert not dict(image.getexif())
        assert "exif" not in image.info
        assert "xmp" not in image.info
    assert b"SecretPhone" not in clean
    assert kind_of(clean, "") == kind


def test_what_follows_a_picture_is_dropped() -> None:
    assert b"<script>" not in without_metadata(picture("JPEG") + b"<script>alert(1)</script>", "jpg")


@pytest.mark.parametrize("kind", sorted(IMAGES))
def test_a_cut_picture_is_refused(kind: Kind) -> None:
    content = picture({"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind], (400, 300))
    with pytest.raises(Unfit) as caught:
        without_metadata(content[: len(content) // 2], kind)
    assert caught.value.fault == "broken"


def test_a_picture_of_too_many_pixels_is_refused_unseen() -> None:
    with pytest.raises(Unfit) as caught:
        without_metadata(picture("PNG", (8000, 5001), mode="1"), "png")
    assert caught.value.fault == "too_many_pixels"


@pytest.mark.parametrize(("given_name", "kind", "kept"), [
    ("..\\..\\C:\\方案.PDF", "pdf", "方案.pdf"),
    ("../../etc/passwd", "txt", "passwd.txt"),
    ("photo.jpg", "webp", "photo.webp"),
    ("IMG.JPEG", "jpg", "IMG.jpeg"),
    ("\u202efdp.exe\n", "pdf", "fdp.pdf"),
    ("", "png", "file.png"),
    ("...", "pdf", "file.pdf"),
    ("a" * 300 + ".pdf", "pdf", "a" * 115 + ".pdf"),
])
def test_names_are_tidied(given_name: str, kind: Kind, kept: str) -> None:
    assert tidy_name(given_name, kind) == kept


@given(st.text(max_size=200), st.sampled_from(sorted(TYPES)))
def test_any_name_becomes_a_safe_one(name: str, kind: Kind) -> None:
    kept = tidy_name(name, kind)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*\n\r\x00')
