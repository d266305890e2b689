"""One authority never shows a row of another, and without one a tenant query fails."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from fugong.accounts import selectors, tenancy
from fugong.accounts.services import authorities, schemas
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.registry.services import units


def register(name: str) -> Unit:
    return units.register(actor=system(), values={"name": name, "kind": "enterprise"})


def test_rows_stay_in_their_authority(alpha: Any, beta: Any) -> None:
    with tenancy.entered(alpha):
        register("甲厂")
    with tenancy.entered(beta):
        assert not Unit.objects.exists()
        register("乙厂")
        assert [u.name for u in Unit.objects.all()] == ["乙厂"]
    with tenancy.entered(alpha):
        assert [u.name for u in Unit.objects.all()] == ["甲厂"]


def test_without_an_authority_a_tenant_query_fails(db: None) -> None:
    tenancy.leave()
    with pytest.raises(DatabaseError), transaction.atomic():
        Unit.objects.count()


def test_the_business_clock_is_the_authoritys(alpha: Any, beta: Any) -> None:
    alpha.clock_offset = timedelta(days=-100)
    with tenancy.entered(beta):
        real = clock.today()
        with tenancy.entered(alpha):
            assert (real - clock.today()).days == 100
        assert clock.today() == real


def test_a_bad_authority_is_refused_whole(db: None, as_owner: Any) -> None:
    with as_owner(), pytest.raises(Refused) as refused:
        authorities.create(actor=system(), slug="Bad Slug", name="", kind="village", parent="nowhere")
    assert set(refused.value.fields) == {"slug", "name", "kind", "parent"}
    assert selectors.authority("Bad Slug") is None


# PostgreSQL writes the same check with other casts and brackets once it was read back from its own dump.
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def structure(schema: str) -> list[tuple[Any, ...]]:
    """Columns, constraints and indexes of a schema, with the schema's own name taken out."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT 'column', table_name, column_name, data_type || coalesce(character_maximum_length::text, '')
                   || is_nullable || coalesce(replace(column_default, %(s)s, ''), '')
            FROM information_schema.columns WHERE table_schema = %(s)s
            UNION ALL
            SELECT 'constraint', c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
            FROM pg_constraint c WHERE c.connamespace = %(s)s::regnamespace AND c.contype <> 'n'
            UNION ALL
            SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(s)s
            ORDER BY 1, 2, 3, 4""", {"s": schema})
        return [tuple(CASTS.sub("", str(v).replace(f"{schema}.", "")) for v in row) for row in cursor.fetchall()]


def test_replaying_the_dump_equals_migrating(db: None, as_owner: Any) -> None:
    assert schemas.dump_is_current(), "run: make schema"
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA a_migrated")
        schemas.migrate_schema("a_migrated")
        schemas.create_schema("a_replayed")
        replayed, migrated = structure("a_replayed"), structure("a_migrated")
    assert replayed == migrated


@pytest.mark.parametrize("slug", ["alpha", "beta"])
def test_the_application_cannot_change_the_trail(fresh_database: Any, slug: str) -> None:
    authority = selectors.authority(slug)
    with tenancy.entered(authority):
        register("甲厂")
        for statement in ("UPDATE audit_entry SET actor_label = 'x'", "DELETE FROM audit_entry",
                          "TRUNCATE audit_entry", "DELETE FROM audit_happening", "UPDATE audit_block SET digest = ''",
                          "UPDATE public.audit_sharedentry SET action = ''"):
            with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
                cursor.execute(statement)
