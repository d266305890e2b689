"""The worker stops in order: what it asks the database is answered, nothing is broken off twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fugong.project import worker


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.05])
def test_a_worker_asked_to_stop_while_it_asks_ends_quietly(
    fresh_database: Any, caplog: pytest.LogCaptureFixture, moment: float
) -> None:
    async def shortly() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(moment, stop.set)
        await worker.work(stop)

    with ThreadPoolExecutor(1) as aside:  # in a test process a browser's loop may run in this thread
        aside.submit(lambda: asyncio.run(shortly())).result()
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
