"""Make `case_counts.csv.gz` from the daily counts of cities: code, day, confirmed. Rows without the code of a division
(travellers, prisons, "to be confirmed") name no area.

    python tools/make_case_counts.py cn_city_confirmed.csv.gz
"""

import csv
import gzip
import io
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/fugong/exchange/data/case_counts.csv.gz"


def main(source: Path) -> None:
    rows = csv.DictReader(io.StringIO(gzip.decompress(source.read_bytes()).decode("utf-8")))
    kept = sorted({(row["city_code"], row["date"], int(row["confirmed"])) for row in rows
                   if row["city_code"].isdecimal()})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "day", "confirmed"))
    before: tuple[str, int] | None = None
    for code, day, confirmed in kept:
        if before != (code, confirmed):  # a day that repeats the last count tells nothing
            writer.writerow((code, day, confirmed))
        before = (code, confirmed)
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{len(kept)} rows of {len({code for code, _day, _count in kept})} areas → {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
