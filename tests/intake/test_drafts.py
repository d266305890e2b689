"""What is typed into a form is kept while it is typed, for its author alone, until the form is sent."""

from typing import Any

import pytest
from django.db import connection

from fugong.accounts import tenancy
from fugong.intake.models import Draft
from fugong.intake.services import drafts
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.registry.services import units
from tests.intake.test_once import FORM, NEW, signed_in

ME = Actor("user", "1", "某人", "alpha")


def test_a_draft_is_kept_replaced_and_forgotten(in_alpha: Any) -> None:
    drafts.save(actor=ME, form="x", values=[("name", "甲")])
    drafts.save(actor=ME, form="x", values=[("name", "甲厂"), ("tick", "1"), ("tick", "2")])
    found = drafts.find(ME, "x")
    assert found is not None
    assert found[0] == [("name", "甲厂"), ("tick", "1"), ("tick", "2")]
    assert Draft.objects.count() == 1
    assert drafts.find(Actor("user", "2", "别人", "alpha"), "x") is None
    drafts.drop(actor=ME, form="x")
    assert drafts.find(ME, "x") is None


def test_a_draft_is_encrypted(in_alpha: Any) -> None:
    drafts.save(actor=ME, form="x", values=[("phone", "13973012345")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_draft")
        assert "13973012345" not in cursor.fetchone()[0]


def test_a_draft_has_a_length_and_an_author(in_alpha: Any) -> None:
    for actor, values in ((ME, [("text", "字" * drafts.LONGEST)]), (system("alpha"), [("a", "b")])):
        with pytest.raises(Refused):
            drafts.save(actor=actor, form="x", values=values)
    assert not Draft.objects.exists()


def test_a_form_that_was_left_comes_back_and_a_sent_one_does_not(in_alpha: Any) -> None:
    client = signed_in(in_alpha)
    answer = client.post("/a/alpha/drafts/registry.unit.new/", {**FORM, "name": "半成品厂", "above_scale": "on"})
    assert answer.json()["saved_at"]
    page = client.get(NEW).content.decode()
    assert 'value="半成品厂"' in page
    assert "草稿" in page
    assert client.post(NEW, FORM | {"_key": "k9"}).status_code == 302
    assert "半成品厂" not in client.get(NEW).content.decode()


def test_a_draft_of_an_older_version_is_refused_like_any_stale_form(in_alpha: Any) -> None:
    unit = units.register(actor=system("alpha"), values={"name": "甲厂", "kind": "enterprise", "staff_total": 10})
    client = signed_in(in_alpha)
    page = f"/a/alpha/units/{unit.pk}/edit/"
    client.post(f"/a/alpha/drafts/registry.unit.{unit.pk}/", {**FORM, "name": "甲厂新名", "_version": "1"})
    with tenancy.entered(in_alpha):
        units.change(actor=system("alpha"), unit_id=unit.pk, version=1, values={"address": "别处"})
    shown = client.get(page).content.decode()
    assert 'name="_version" value="1"' in shown
    assert "甲厂新名" in shown
    assert client.post(page, {**FORM, "name": "甲厂新名", "_version": "1", "_key": "k8"}).status_code == 409
