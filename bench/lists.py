"""Server time of lists of 100,000 rows, warm, 50 shown: whole page, htmx part, searches; every role that may see them.

    python bench/lists.py [--rows 100000] [--rounds 40] --json

The whole middleware stack runs in this process against a real PostgreSQL of its own. Limits are those of the
project; NetBox 4 on the same kind of machine is given beside them as it was measured for the design.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import listed
import place

LIMITS = {"page": 50.0, "part": 30.0, "search": 40.0}
PEER = {"name": "NetBox 4 (measured for the design)", "page": 221, "part": 112, "search": 262}
SEARCHES = {"two_characters": "高澜", "three_characters": "节能装", "pinyin": "yueyang", "initials": "yygl", "common": "有限",
            "code": "91430603", "none": "不存在的", "two_words": "岳阳 机械"}
QUESTIONS = {
    "units": {"first": "", "filtered": "?state=resumed&kind=enterprise", "sorted": "?sort=-staff_total", "deep": "?page=150"},
    "daily": {"first": "", "filtered": "?zero=0", "sorted": "?sort=-abnormal_temperatures", "deep": "?page=150"},
    "applications": {"first": "", "filtered": "?state=verified", "sorted": "?sort=unit", "deep": "?page=150"},
    "trail": {"first": "", "deep": "?page=150"},
}
ROLES = {  # who may see which list
    "park_staff": ("units", "daily", "applications"), "leader": ("units", "daily", "applications"),
    "grid_officer": ("units", "daily", "applications"), "enterprise_manager": ("units", "daily", "applications"),
    "audit_admin": ("trail",),
}
PART = {"HX-Request": "true", "HX-Target": "list"}


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measured(call: Callable[[], Any], rounds: int) -> dict[str, float]:
    """The times of so many calls, after two to get warm."""
    for _ in range(2):
        assert call().status_code == 200
    return timed(call, rounds)


def calibration(rounds: int) -> dict[str, Any]:
    """How fast the machine was in the same run: a fixed piece of Python and a fixed statement, and its processors.

    Two runs compare by their measurements divided by these; no product code takes part in them.
    """
    from django.db import connection

    def python() -> None:
        words = [f"{n:05}-{n * 7919 % 10007}" for n in range(20_000)]
        sum(len(word) for word in sorted(words, key=lambda word: word[6:]))

    def sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), max(md5(n::text)) FROM generate_series(1, 30000) n WHERE strpos(n::text, '77') = 0")

    return {"processors": os.cpu_count(), "python": timed(python, rounds), "sql": timed(sql, rounds)}


def timed(call: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Median and 95th percentile of so many calls, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(percentile(times, 0.95), 1)}


def measured_list(client: Any, role: str, where: str, questions: dict[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """One list as one role sees it: whole pages, parts and searches."""
    base, results = f"/a/bench/{where}/", {}
    for name, question in questions.items():
        results[f"page.{where}.{role}.{name}"] = measured(lambda q=question: client.get(base + q), rounds)
        results[f"part.{where}.{role}.{name}"] = measured(lambda q=question: client.get(base + q, headers=PART), rounds)
    for name, words in SEARCHES.items() if where != "trail" else ():
        results[f"search.{where}.{role}.{name}"] = measured(
            lambda w=words: client.get(base, {"q": w}, headers=PART), rounds)
    return results


def run(rows: int, rounds: int) -> dict[str, Any]:
    """Fill, sign in, measure."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from fugong.accounts import selectors, tenancy
    from fugong.accounts.services import users
    from fugong.kit.actor import system
    from fugong.project import runtime
    from fugong.registry.models import Unit
    from fugong.registry.services import grids, units

    settings.ALLOWED_HOSTS = ["testserver"]
    where, who = selectors.authority("bench"), system("bench")
    results: dict[str, Any] = {}
    before = calibration(rounds)
    with tenancy.entered(where):
        listed.fill(rows)
        people = {}
        for role in ROLES:
            people[role] = users.create(actor=who, username=role, name=role, password="Correct-horse-1")
            users.grant_role(actor=who, user=people[role], authority=where, role=role)
        officer = grids.save_officer(actor=who, values={"name": "网格员", "user_id": people["grid_officer"].pk})
        grid = Unit.objects.order_by("name_sort")[0].grid
        grids.save_grid(actor=who, grid_id=grid.pk, version=grid.version, values={"officer": officer})
        units.add_member(actor=who, unit=Unit.objects.order_by("name_sort")[0], user_id=people["enterprise_manager"].pk)
    with runtime.acting_as("owner"), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would have done
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        for desk, questions in ((name, QUESTIONS[name]) for name in ROLES[role]):
            results |= measured_list(client, role, desk, questions, rounds)
    worst = {kind: max(r["p95_ms"] for key, r in results.items() if key.startswith(kind)) for kind in LIMITS}
    return {"rows": rows, "rounds": rounds, "calibration": {"before": before, "after": calibration(rounds)},
            "limits_p95_ms": LIMITS, "worst_p95_ms": worst, "peer_ms": PEER,
            "within": {kind: worst[kind] <= LIMITS[kind] for kind in LIMITS}, "measurements": results}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with place.authority():
        result = run(arguments.rows, arguments.rounds)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for key, value in result["measurements"].items():
            print(f"{key:45} {value['p50_ms']:8.1f} {value['p95_ms']:8.1f}")
    return 0 if all(result["within"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
