"""Server time of a list of 100,000 units, warm, 50 rows: whole page, htmx part, searches; every role that may see it.

    python bench/lists.py [--rows 100000] [--rounds 40] --json

The whole middleware stack runs in this process against a real PostgreSQL of its own. Limits are those of the
project; NetBox 4 on the same kind of machine is given beside them as it was measured for the design.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import place

LIMITS = {"page": 50.0, "part": 30.0, "search": 40.0}
PEER = {"name": "NetBox 4 (measured for the design)", "page": 221, "part": 112, "search": 262}
SEARCHES = {"two_characters": "高澜", "three_characters": "节能装", "pinyin": "yueyang", "initials": "yygl", "common": "有限",
            "code": "91430603", "none": "不存在的", "two_words": "岳阳 机械"}
QUESTIONS = {"first": "", "filtered": "?state=resumed&kind=enterprise", "sorted": "?sort=-staff_total", "deep": "?page=150"}


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measured(call: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Median and 95th percentile of so many calls, in milliseconds, after two to get warm."""
    for _ in range(2):
        assert call().status_code == 200
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(percentile(times, 0.95), 1)}


def fill(rows: int) -> None:
    """So many invented units in 40 grids, written as the importer would write them."""
    from django.db import connection

    from fugong.kit import clock
    from fugong.kit.actor import system
    from fugong.kit.text import bigrams, pinyin, search_key
    from fugong.project.demo.crowd import many_units
    from fugong.registry.models import Unit
    from fugong.registry.services import grids

    who = system("bench")
    places = [grids.save_grid(actor=who, values={"code": f"G{n}", "name": f"第{n}网格"}) for n in range(40)]
    states, batch = [s for s in Unit.State.values if s != "closed"], []
    for n, item in enumerate(many_units(rows)):
        search = f"{search_key(item.name)} {item.code.lower()}"
        batch.append(Unit(
            kind=item.kind, name=item.name, name_sort=pinyin(item.name)[0], search=search, bigrams=bigrams(search),
            credit_code=item.code, industry=item.industry, above_scale=item.above_scale, key_unit=item.key_unit,
            address=item.address, township=item.township, grid=places[n % 40], staff_total=item.staff_total,
            planned_return=item.planned, state=states[n % len(states)], state_since=clock.now(), registered_on=clock.today(),
            contact_name=item.contact.name, contact_phone=item.contact.phone))
        if len(batch) == 5000:
            Unit.objects.bulk_create(batch)
            batch.clear()
    Unit.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE registry_unit")


def run(rows: int, rounds: int) -> dict[str, Any]:
    """Fill, sign in, measure."""
    from django.conf import settings
    from django.test import Client

    from fugong.accounts import selectors, tenancy
    from fugong.accounts.services import users
    from fugong.kit.actor import system
    from fugong.registry.models import Unit
    from fugong.registry.services import grids, units

    settings.ALLOWED_HOSTS = ["testserver"]
    where, who = selectors.authority("bench"), system("bench")
    results: dict[str, Any] = {}
    with tenancy.entered(where):
        fill(rows)
        people = {}
        for role in ("park_staff", "leader", "grid_officer", "enterprise_manager"):
            people[role] = users.create(actor=who, username=role, name=role, password="Correct-horse-1")
            users.grant_role(actor=who, user=people[role], authority=where, role=role)
        officer = grids.save_officer(actor=who, values={"name": "网格员", "user_id": people["grid_officer"].pk})
        grid = Unit.objects.order_by("name_sort")[0].grid
        grids.save_grid(actor=who, grid_id=grid.pk, version=grid.version, values={"officer": officer})
        units.add_member(actor=who, unit=Unit.objects.order_by("name_sort")[0], user_id=people["enterprise_manager"].pk)
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        for name, question in QUESTIONS.items():
            url = f"/a/bench/units/{question}"
            results[f"page.{role}.{name}"] = measured(lambda u=url, c=client: c.get(u), rounds)
            results[f"part.{role}.{name}"] = measured(
                lambda u=url, c=client: c.get(u, headers={"HX-Request": "true", "HX-Target": "list"}), rounds)
        for name, words in SEARCHES.items():
            results[f"search.{role}.{name}"] = measured(
                lambda w=words, c=client: c.get("/a/bench/units/", {"q": w}, headers={"HX-Request": "true", "HX-Target": "list"}),
                rounds)
    worst = {kind: max(r["p95_ms"] for key, r in results.items() if key.startswith(kind)) for kind in LIMITS}
    return {"rows": rows, "rounds": rounds, "limits_p95_ms": LIMITS, "worst_p95_ms": worst, "peer_ms": PEER,
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
