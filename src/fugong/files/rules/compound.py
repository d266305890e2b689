"""The directory of a compound file (the container of .xls and of encrypted workbooks), [MS-CFB]."""

import struct

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are marks, not sectors


def entries_of(content: bytes) -> set[str]:
    """The names of all streams and storages. Raises ValueError when the container is broken."""
    try:
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in (9, 12):
            raise ValueError("unknown sector size")
        size = 1 << shift
        fat_sectors = [s for s in struct.unpack_from("<109I", content, 76) if s < _END]
        fat = [entry for sector in fat_sectors
               for entry in struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)]
        names, sector = set[str](), struct.unpack_from("<I", content, 48)[0]
        for _ in range(len(content) // size + 1):
            if sector >= _END:
                return names
            for start in range((sector + 1) * size, (sector + 2) * size, 128):
                length, kind = struct.unpack_from("<HB", content, start + 64)
                if kind and 2 <= length <= 64:
                    names.add(content[start:start + length - 2].decode("utf-16-le", "replace"))
            sector = fat[sector]
    except (struct.error, IndexError):
        raise ValueError("the container ends too early") from None
    raise ValueError("the directory runs in a circle")
