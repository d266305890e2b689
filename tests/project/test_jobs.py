"""Jobs: what the clock calls for every authority, and what an event defers in its own transaction."""

from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from fugong.accounts import selectors, tenancy
from fugong.audit import sealing
from fugong.audit.models import Block, Entry
from fugong.audit.services import record
from fugong.kit.actor import Actor, system
from fugong.project import jobs
from tests.harness.machine import await_transactions


def test_the_clock_seals_every_trail(fresh_database: Any) -> None:
    for slug in ("alpha", "beta"):
        with tenancy.entered(selectors.authority(slug)):
            record(system(slug), "test.done")
    await_transactions()
    jobs.tick(0)
    for slug in ("alpha", "beta"):
        with tenancy.entered(selectors.authority(slug)):
            assert Block.objects.count() == 1
            assert sealing.verify().broken == ()


def test_what_fails_for_one_authority_does_not_stop_the_others(
    fresh_database: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen = []

    def looked_at(actor: Actor) -> None:
        seen.append(actor.authority)
        if actor.authority == "alpha":
            raise ValueError("broken")

    monkeypatch.setattr(jobs, "REGULAR", [looked_at])
    jobs.tick(0)
    assert seen == ["alpha", "beta"]
    assert "alpha" in caplog.text


def test_a_deferred_job_goes_with_its_transaction(fresh_database: Any) -> None:
    with tenancy.entered(selectors.authority("alpha")):
        with pytest.raises(RuntimeError), transaction.atomic():
            jobs.defer(system("alpha"), "test.reaction", {"id": "1"})
            raise RuntimeError
        assert not ProcrastinateJob.objects.exists()
        with transaction.atomic():
            jobs.defer(Actor("user", "7", "李娟", "alpha", request_id="r9"), "test.reaction", {"id": "1"})
    job = ProcrastinateJob.objects.get()
    assert job.lock == "alpha/test.reaction"
    assert (job.args["actor"]["authority"], job.args["actor"]["request_id"]) == ("alpha", "r9")


def test_a_reaction_works_in_its_own_authority(fresh_database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(actor: Actor, payload: dict[str, Any]) -> None:
        record(actor, "test.reacted", None, payload)

    monkeypatch.setitem(jobs.REACTIONS, "test.reaction", write)
    jobs.react(name="test.reaction", actor=jobs.packed(system("beta")), payload={"id": "1"})
    with tenancy.entered(selectors.authority("alpha")):
        assert not Entry.objects.filter(action="test.reacted").exists()
    with tenancy.entered(selectors.authority("beta")):
        entry = Entry.objects.get(action="test.reacted")
        assert entry.source == "job"


def test_a_reaction_speaks_the_language_of_who_set_it_off(fresh_database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = []
    monkeypatch.setitem(jobs.REACTIONS, "test.reaction", lambda actor, payload: spoken.append(translation.get_language()))
    with tenancy.entered(selectors.authority("alpha")):
        for language in ("en", "zh-hans"):
            with translation.override(language), transaction.atomic():
                jobs.defer(system("alpha"), "test.reaction", {})
    with translation.override("en"):
        for job in ProcrastinateJob.objects.order_by("id"):
            jobs.react(**job.args)
        jobs.react(name="test.reaction", actor=jobs.packed(system("alpha")), payload={})
    assert spoken == ["en", "zh-hans", "zh-hans"]
