"""The CSV files of `exchange/data`, plain or gzipped, as dictionaries."""

import csv
import gzip
import io
from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a data file by column name."""
    content = files("fugong.exchange").joinpath("data", name).read_bytes()
    if name.endswith(".gz"):
        content = gzip.decompress(content)
    return csv.DictReader(io.StringIO(content.decode("utf-8")))
