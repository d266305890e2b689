"""Two who issue at once, each over a connection of his own."""

import threading
from typing import Any

from django.db import connection, transaction

from fugong.accounts import selectors as accounts
from fugong.accounts import tenancy
from fugong.documents.models import Document
from fugong.documents.services import drafts, issuing
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.errors import Refused
from tests.documents.conftest import ISSUER, TYPED, numbers, person


class Desk(threading.Thread):
    """Somebody who issues drafts over a connection of his own; every third issue is broken off afterwards."""

    def __init__(self, start: threading.Barrier, drafts_: list[Any], series: Any) -> None:
        super().__init__()
        self.gate, self.drafts, self.series = start, drafts_, series
        self.failed: list[BaseException] = []

    def run(self) -> None:
        try:
            self.gate.wait(20)
            where = accounts.authority("alpha")
            assert where is not None
            with tenancy.entered(where):
                for turn, draft in enumerate(self.drafts):
                    self._issue(draft, broken_off=turn % 3 == 2)
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()

    def _issue(self, draft: Any, *, broken_off: bool) -> None:
        try:
            with transaction.atomic():
                issuing.issue(actor=person("甲", ISSUER), document_id=draft, version=1, series_id=self.series,
                              issued_on=clock.today())
                if broken_off:
                    raise InterruptedError
        except InterruptedError:
            pass


def test_two_at_once_share_no_number_and_leave_no_gap(fresh_database: Any) -> None:
    where = accounts.authority("alpha")
    assert where is not None
    with tenancy.entered(where):
        series = numbers().pk
        made = [drafts.write(actor=system("alpha"), values=TYPED).pk for _ in range(24)]
    gate = threading.Barrier(2)
    workers = [Desk(gate, made[:12], series), Desk(gate, made[12:], series)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.failed for worker in workers] == [[], []]
    with tenancy.entered(where):
        assert sorted(Document.objects.exclude(number=None).values_list("number", flat=True)) == list(range(1, 17))


def test_one_draft_issued_twice_at_once_is_issued_once(fresh_database: Any) -> None:
    where = accounts.authority("alpha")
    assert where is not None
    with tenancy.entered(where):
        series, draft = numbers().pk, drafts.write(actor=system("alpha"), values=TYPED).pk
    gate = threading.Barrier(2)
    workers = [Desk(gate, [draft], series), Desk(gate, [draft], series)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    codes = [error.code for worker in workers for error in worker.failed if isinstance(error, Refused)]
    assert codes == ["stale"]
    with tenancy.entered(where):
        assert list(Document.objects.values_list("number", "version")) == [(1, 2)]
