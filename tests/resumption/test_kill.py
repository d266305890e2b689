"""A server killed in the middle of an approval leaves nothing of it, and the same decision may be sent again."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit.models import Entry, Happening
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.registry.models import UnitState
from fugong.resumption.models import Application, EnterprisePlan
from fugong.resumption.services import applications
from tests.harness.machine import wait_until
from tests.harness.server import Server
from tests.project.test_kills import PASSWORD, Person, held, sessions, waiting
from tests.resumption.conftest import NOW, adopt_rules, enterprise, everybody, fill_in, hand_in, pass_all, visit


def prepared() -> Application:
    """In alpha, which is entered: an application that waits for its decision."""
    with clock.frozen(NOW):
        adopt_rules()
        people = everybody()
        unit = enterprise(people)
        draft = applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk)
        complete = fill_in(people["enterprise_manager"], draft)
        return pass_all(people, visit(people, hand_in(people, complete)))


def state(application: Application) -> dict[str, Any]:
    """Everything that an approval writes."""
    now = Application.objects.get(pk=application.pk)
    return {
        "application": (now.state, now.version, now.decided_at), "unit": now.unit.state,
        "states": UnitState.objects.filter(unit=now.unit_id).count(), "entries": Entry.objects.count(),
        "happenings": Happening.objects.count(), "plan": EnterprisePlan.objects.get(pk=now.plan_id).state,
    }


def test_a_killed_approval_leaves_nothing_and_may_be_sent_again(live: Server, fresh_database: Any) -> None:
    alpha = selectors.authority("alpha")
    assert alpha is not None
    Authority.objects.filter(pk=alpha.pk).update(mfa_required=False, clock_offset=NOW - clock.real_now())
    user = users.create(actor=system(), username="shen", name="沈东林", password=PASSWORD)
    users.grant_role(actor=system(), user=user, authority=alpha, role="park_staff")
    with tenancy.entered(alpha):
        application = prepared()
        before = state(application)
    person, address = Person(live, "shen"), f"/a/alpha/applications/{application.pk}/approve/"
    form = {**person.fields(address), "reason": "同意"}
    for table in ("registry_unitstate", "audit_entry"):
        with ThreadPoolExecutor(1) as pool, held(fresh_database, table):
            sent = pool.submit(person.post, address, form)
            wait_until(lambda: waiting(fresh_database) == 1, f"the approval to come to {table}")
            live.kill()
            assert isinstance(sent.exception(timeout=60), requests.ConnectionError)
        wait_until(lambda: sessions(fresh_database) == 0, "the database to notice")
        with tenancy.entered(alpha):
            assert state(application) == before, table
        live.start()
    again = person.post(address, form)
    assert again.status_code == 302, again.text
    assert person.post(address, form).headers["Location"] == again.headers["Location"], "the same answer, nothing done twice"
    with tenancy.entered(alpha):
        after = state(application)
    assert (after["application"][:2], after["unit"]) == (("approved", before["application"][1] + 1), "approved")
    assert after["states"] == before["states"] + 1
    assert after["plan"] != before["plan"]
