"""The trail: one line an act, sealed in a chain; a change shows."""

import json
from typing import Any

import psycopg
import pytest

from fugong.accounts import selectors, tenancy
from fugong.audit import sealing, services
from fugong.audit.models import Entry, Happening
from fugong.kit.actor import Actor, system
from fugong.kit.events import publish
from fugong.kit.ids import uuid7
from fugong.registry.events import UnitRegistered
from tests.harness.machine import await_transactions


def test_a_line_says_who_what_when_and_through_what(in_alpha: Any) -> None:
    actor = Actor("user", "7", "李娟", "alpha", source="paper", on_behalf_of="张伟", request_id="r1")
    services.record(actor, "registry.unit.changed", None, {"x": 1})
    line = Entry.objects.get()
    assert (line.actor_id, line.actor_label, line.on_behalf_of, line.source, line.request_id) == (
        "7", "李娟", "张伟", "paper", "r1")
    assert line.xid > 0
    assert line.recorded_at is not None


def test_many_lines_in_one_statement(in_alpha: Any, django_assert_num_queries: Any) -> None:
    assert not Entry.objects.exists()
    rows = [(uuid7(), f"单位{n}", {"n": n}) for n in range(500)]
    with django_assert_num_queries(1):
        assert services.record_many(system(), "registry.unit.imported", "registry.unit", rows) == 500
    assert Entry.objects.count() == 500


def test_sealing_closes_what_is_finished_and_shows_a_change(fresh_database: Any) -> None:
    authority = selectors.authority("alpha")
    with tenancy.entered(authority):
        for n in range(3):
            services.record(system(), "test.done", None, {"n": n})
        await_transactions()
        first = sealing.seal()
        assert first is not None
        assert first.count >= 3
        services.record(system(), "test.done", None, {"n": 9})
        assert sealing.verify() == sealing.Verdict(blocks=1, broken=(), unsealed=1)
        await_transactions()
        second = sealing.seal()
        assert second is not None
        assert second.number == 2
        assert sealing.seal() is None
        assert sealing.verify() == sealing.Verdict(blocks=2, broken=(), unsealed=0)
        with psycopg.connect(fresh_database.superuser_url) as forger:
            forger.execute("UPDATE a_alpha.audit_entry SET data = '{\"n\": 8}' WHERE data->>'n' = '1'")
        assert sealing.verify().broken == (1,)


def test_what_is_still_running_is_not_sealed(fresh_database: Any) -> None:
    authority = selectors.authority("alpha")
    with tenancy.entered(authority), psycopg.connect(fresh_database.superuser_url) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        services.record(system(), "test.done")
        sealing.seal()
        assert sealing.verify().unsealed == 1


@pytest.mark.parametrize("value", [{1, 2}, (1, 2), None, "x", 1.5, {"k": [1]}])
def test_plain_is_json(value: Any) -> None:
    json.dumps(services.plain(value))


def test_events_are_logged(in_alpha: Any) -> None:
    publish(system("alpha"), UnitRegistered("u1"))
    assert Happening.objects.get().payload == {"unit_id": "u1"}
