"""Two people decide at the same moment, on two real connections: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from fugong.accounts import selectors as accounts
from fugong.accounts import tenancy
from fugong.kit.errors import Refused
from fugong.standards.models import AdmissionRegime, PackAdoption
from fugong.standards.services import decisions, packs
from tests.standards.conftest import STAFF


@pytest.fixture
def versions(fresh_database: Any) -> dict[str, Any]:
    """Shipped packs in a database that commits."""
    with tenancy.entered(accounts.authority("alpha")):
        return {version.code: version.pk for version in packs.load_shipped(actor=STAFF)}


def at_once(*acts: Any) -> list[str]:
    """What came of acts that begin together: "done" or the code of the refusal."""
    together = Barrier(len(acts))

    def run(act: Any) -> str:
        try:
            with tenancy.entered(accounts.authority("alpha")):
                together.wait(30)
                act()
        except Refused as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts))


def test_of_two_adoptions_seen_from_the_same_page_one_wins(versions: dict[str, Any]) -> None:
    outcomes = at_once(
        lambda: decisions.adopt(actor=STAFF, version_id=versions["port-s4"], seen=0),
        lambda: decisions.adopt(actor=STAFF, version_id=versions["county-s2"], seen=0))
    assert outcomes == ["done", "stale"]
    with tenancy.entered(accounts.authority("alpha")):
        assert PackAdoption.objects.count() == 1


def test_of_two_changes_of_the_regime_one_wins(versions: dict[str, Any]) -> None:
    outcomes = at_once(*(
        lambda regime=regime: decisions.change_regime(
            actor=STAFF, batch="", regime=regime, reason="指挥部通知", seen=0)
        for regime in ("filing", "white_list", "prohibited")))
    assert outcomes == ["done", "stale", "stale"]
    with tenancy.entered(accounts.authority("alpha")):
        assert AdmissionRegime.objects.count() == 1
