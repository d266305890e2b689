"""The harness keeps its promises: two authorities, roll back, own databases, real roles."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import authorities
from fugong.kit import actor


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_the_template_has_two_authorities(alpha, beta):
    assert (alpha.kind, beta.kind) == ("park", "county")
    assert Authority.objects.count() == 2


@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_writes_is_rolled_back(alpha, time):
    assert alpha.name == "甲园区"
    Authority.objects.filter(slug="alpha").update(name=f"changed {time}")


def test_tests_work_as_the_application_and_can_be_the_owner(db, as_owner):
    assert role() == "fugong_app"
    with pytest.raises(ProgrammingError), transaction.atomic():
        authorities.create(actor=actor.system(), slug="gamma", name="丙", kind="park")
    with as_owner():
        made = authorities.create(actor=actor.system(), slug="gamma", name="丙", kind="park")
    assert role() == "fugong_app"
    with tenancy.entered(made):
        assert connection.schema_name == "a_gamma"
    assert selectors.authority("gamma") == made


def test_a_fresh_database_commits_and_is_seen_by_others(fresh_database):
    Authority.objects.filter(slug="alpha").update(name="committed")
    with psycopg.connect(fresh_database.app_url) as other:
        row = other.execute("SELECT name, current_user FROM accounts_authority WHERE slug = 'alpha'").fetchone()
    assert row == ("committed", "fugong_app")


def test_the_next_database_is_fresh_again(fresh_database):
    assert Authority.objects.get(slug="alpha").name == "甲园区"
