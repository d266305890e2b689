"""How long a roster of workers takes against a register that is full: checking identity numbers, matching, writing, trail.

    python bench/import_workers.py [--json] [--rows 10000] [--register 100000] [--sample 300]

Half of the rows are people of the register (found by number, phone or unit; some left, some changed), half are new. Beside
it, on the same machine in the same run, the usual way: openpyxl reads the file, and every row is looked up and registered
or changed by itself (in a savepoint, which spares it the disk). That is done for a sample and EXTRAPOLATED. Also: the same
file again (nothing changes) and taking it back. Times are wall times in seconds, peak_mb the largest memory of this process
while importing; the register is made beforehand by imports of its own, in a process that ends.
"""

import argparse
import io
import json
import multiprocessing
import resource
import sys
from datetime import date, timedelta
from random import Random
from typing import Any

import place
from import_units import measured

LIMIT_S, LIMIT_MB = 10.0, 600
UNITS, PORTION = 100, 20_000
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志云"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
AREAS = ("430602", "430621", "430626", "420106", "421087", "411502", "360428")


def person(number: int) -> dict[str, Any]:
    """An invented person, always the same for a number, with an identity number that holds."""
    from fugong.people.rules.identity import check_character

    chance = Random(number)
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(15_000))
    first = f"{chance.choice(AREAS)}{born:%Y%m%d}{number % 1000:03d}"
    return {
        "姓名": chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN), "证件类型": "居民身份证",
        "证件号码": first + check_character(first), "手机号": f"13{number:09d}", "单位名称": f"第{number % UNITS}厂",
        "车间班组": f"{number % 7 + 1}车间/{number % 3 + 1}班", "户籍地": f"湖南省岳阳市第{number % 97}村{number % 31}组",
        "现住址": f"岳阳市城陵矶街道{number % 300}号", "春节是否离开本地": "是" if number % 3 else "否",
        "离开日期": "2020-01-20" if number % 3 else "", "返回日期": "2020-02-08" if number % 3 else "", "途经地": "",
        "是否接触湖北人员": "否", "是否接触确诊疑似": "否", "健康状况": "良好", "返岗日期": "2020-02-20",
        "班次": "白班" if number % 2 else "夜班", "通勤方式": "步行"}


def file_of(people: list[dict[str, Any]]) -> bytes:
    """The roster as a workbook."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(people[0]))
        for number, each in enumerate(people, 1):
            sheet.write_row(number, 0, list(each.values()))
    return file.getvalue()


def roster(rows: int, register: int) -> bytes:
    """Every second row somebody of the register: a third of them without his former phone or with another shift."""
    known = [person(number * (register // rows) * 2) for number in range(rows // 2)]
    for number, each in enumerate(known):
        each.update({} if number % 3 else {"班次": "倒班"})
    new = [person(register + number) for number in range(rows - len(known))]
    return file_of([each for pair in zip(known, new, strict=False) for each in pair])


def take(data: bytes) -> Any:
    from fugong.intake.services import imports
    from fugong.kit.actor import system

    return imports.import_file(actor=system("bench", source="cli"), kind="workers", name="roster.xlsx", data=data)


def fill(register: int) -> None:
    """The register as it stands: its units, and its people by rosters of their own; one in twenty has left."""
    from fugong.kit.actor import system
    from fugong.people.models import Worker
    from fugong.registry.services import units

    for number in range(UNITS):
        units.register(actor=system("bench"), values={"name": f"第{number}厂", "kind": "enterprise", "staff_total": 2000})
    for start in range(0, register, PORTION):
        report = take(file_of([person(number) for number in range(start, min(start + PORTION, register))]))
        print(f"register: {start + report.created}", file=sys.stderr)
    Worker.objects.filter(phone_index__startswith="0").update(state="left")


def in_bench(work: str, *given: Any) -> Any:
    """Do it in the authority `bench`, on a connection of its own."""
    from django.db import connection

    from fugong.accounts import selectors, tenancy

    with tenancy.entered(selectors.authority("bench")):  # type: ignore[arg-type]
        connection.ensure_connection()
        return globals()[work](*given)


def aside(work: str, *given: Any) -> None:
    """The same in a process of its own, whose memory goes with it."""
    from django.db import connections

    connections.close_all()
    other = multiprocessing.get_context("fork").Process(target=in_bench, args=(work, *given))
    other.start()
    other.join()
    if other.exitcode:
        sys.exit("The register could not be made.")


def row_by_row(data: bytes, count: int, sample: int) -> dict[str, Any]:
    """The usual way: openpyxl, then a look-up and one service call a row."""
    import openpyxl

    from fugong.kit.actor import system
    from fugong.people.selectors import workers as selectors
    from fugong.people.services import workers
    from fugong.registry.models import Unit

    who = system("bench")
    names = {unit.name: unit for unit in Unit.objects.all()}

    def read() -> list[tuple[Any, ...]]:
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        return list(sheet.iter_rows(min_row=2, values_only=True))

    def save(rows: list[tuple[Any, ...]]) -> None:
        for name, _kind, number, phone, unit, _team, home, address, *_rest, shift, _commute in rows:
            values = {"name": name, "id_number": number, "phone": phone, "unit": names[unit], "home_address": home,
                      "address": address, "shift": {"白班": "day", "夜班": "night"}.get(shift, "rotating")}
            found = selectors.with_number(who, number)
            if found is None:
                workers.register(actor=who, values=values)
            else:
                workers.change(actor=who, worker_id=found.pk, version=found.version, values=values)

    reading, rows = measured(read)
    saving, _none = measured(lambda: save(rows[:sample]))
    whole = {name: round(reading[name] + saving[name] * count / sample, 1) for name in reading}
    return {"read": reading, "sample_rows": sample, "sample": saving, "extrapolated": True, **whole}


def run(rows: int, register: int, sample: int) -> dict[str, Any]:
    """All measurements."""
    from django.db import transaction

    from fugong.intake.services import undo
    from fugong.kit.actor import system
    from fugong.people.models import Worker

    data, held = roster(rows, register), Worker.objects.count()
    with transaction.atomic():
        peer = row_by_row(data, rows, sample)
        transaction.set_rollback(True)
    first, report = measured(lambda: take(data))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again, same = measured(lambda: take(data))
    back, done = measured(lambda: undo.undo(actor=system("bench", source="cli"), run_id=report.run.pk))
    return {
        "rows": report.rows, "register": held, "created": report.created, "updated": report.updated,
        "unchanged": report.unchanged, "duplicates": report.duplicates, "errors": report.errors, "import": first,
        "peak_mb": round(peak), "again": again, "again_unchanged": same.unchanged, "undo": back, "undone": done.reverted,
        "row_by_row": peer, "times_as_fast": round(peer["wall_s"] / first["wall_s"], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=300)
    options = parser.parse_args()
    with place.authority():
        aside("fill", options.register)
        found = in_bench("run", options.rows, options.register, options.sample)
    found |= {"limit_s": LIMIT_S, "limit_mb": LIMIT_MB}
    found["ok"] = found["import"]["wall_s"] <= LIMIT_S and found["peak_mb"] <= LIMIT_MB
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:<18}{value}")
    sys.exit(not found["ok"])


if __name__ == "__main__":
    main()
