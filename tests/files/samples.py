"""Small files of every kind, sound and unsound."""

import struct
import zipfile
from io import BytesIO

from PIL import Image

from fugong.files.rules.compound import COMPOUND

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
_MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "zip": ("readme", "nothing"),
}


def office(kind: str, *parts: str, types: str = "") -> bytes:
    """A Word or Excel file with further parts; `types` is declared for its main part."""
    main, declared = _MAIN[kind]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{types or declared}"/></Types>')
        for part in (main, *parts):
            archive.writestr(part, "<x/>")
    return out.getvalue()


def compound(*streams: str) -> bytes:
    """A compound file whose directory names these streams: header, one FAT sector, one directory sector."""
    header = bytearray(512)
    header[:8] = COMPOUND
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = bytearray(512)
    for number, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le")
        directory[number * 128:number * 128 + len(text)] = text
        struct.pack_into("<HB", directory, number * 128 + 64, len(text) + 2, 5 if number == 0 else 2)
    return bytes(header) + fat + bytes(directory)


def picture(
    form: str = "JPEG", size: tuple[int, int] = (60, 40), *, maker: str = "", turned: bool = False, mode: str = "RGB"
) -> bytes:
    """A picture, with the maker of the camera and a turn in its hidden data."""
    image, out = Image.effect_noise(size, 60).convert(mode), BytesIO()
    if maker or turned:
        exif = image.getexif()
        exif[271] = maker
        exif[0x0112] = 6 if turned else 1
        exif.get_ifd(0x8825)[1] = "N"
        image.save(out, form, exif=exif)
    else:
        image.save(out, form)
    return out.getvalue()
