"""Two people at the same moment, on two real connections."""

import threading
from typing import Any

from django.db import connection

from fugong.accounts import selectors, tenancy
from fugong.kit.actor import system
from fugong.registry.models import Plan
from fugong.registry.services import plans
from tests.registry.test_plans import ROAD, collection


def test_two_first_plans_at_once_follow_one_another(fresh_database: Any) -> None:
    where, gate, failed = selectors.authority("alpha"), threading.Barrier(2), []
    assert where is not None

    def upload(name: str) -> None:
        try:
            with tenancy.entered(where):
                gate.wait(20)
                plans.save_plan(actor=system("alpha"), name=name, data=collection(ROAD))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    for _turn in range(5):
        workers = [threading.Thread(target=upload, args=(name,)) for name in ("甲", "乙")]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        with tenancy.entered(where):
            assert (failed, Plan.objects.count(), Plan.objects.filter(held_to=None).count()) == ([], 2, 1)
            Plan.objects.all().delete()
