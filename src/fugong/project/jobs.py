"""Jobs carry authority, actor and request id; a reaction is one service call."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from procrastinate.contrib.django import app

from fugong.accounts import selectors, tenancy
from fugong.accounts.services import limits
from fugong.audit import sealing
from fugong.kit.actor import Actor, system

log = logging.getLogger(__name__)

Reaction = Callable[[Actor, dict[str, Any]], None]
REACTIONS: dict[str, Reaction] = {}
REGULAR: list[Callable[[Actor], None]] = []


def reaction(name: str) -> Callable[[Reaction], Reaction]:
    """Name a function that a job may call."""

    def register(function: Reaction) -> Reaction:
        REACTIONS[name] = function
        return function

    return register


def regularly(function: Callable[[Actor], None]) -> None:
    """Name a function that is called for every authority every ten minutes; it must bear being called again."""
    REGULAR.append(function)


def packed(actor: Actor) -> dict[str, Any]:
    """An actor as a job can carry it."""
    return {**asdict(actor), "roles": sorted(actor.roles), "permissions": sorted(actor.permissions)}


def unpacked(data: dict[str, Any]) -> Actor:
    """The actor again, marked as working through a job."""
    return Actor(**{**data, "roles": frozenset(data["roles"]), "permissions": frozenset(data["permissions"]),
                    "source": "job"})


@app.task(name="fugong.react", pass_context=False)
def react(*, name: str, actor: dict[str, Any], payload: dict[str, Any], language: str = settings.LANGUAGE_CODE) -> None:
    """Run one reaction inside the authority that it belongs to, in the language of whoever set it off."""
    who = unpacked(actor)
    where = selectors.authority(who.authority)
    if where is None:
        return
    with tenancy.entered(where), translation.override(language):
        REACTIONS[name](who, payload)


def defer(actor: Actor, name: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
    """Put a job into the queue inside the running transaction: a rollback takes it back.

    Jobs of one reaction in one authority run one after the other, in the order in which they were put in. A job for a
    later moment (at: real time) waits by itself and keeps none of them waiting.
    """
    lock = f"{actor.authority}/{name}" if at is None else None
    react.configure(queue="default", lock=lock, schedule_at=at).defer(
        name=name, actor=packed(actor), payload=payload, language=translation.get_language() or settings.LANGUAGE_CODE)


@app.periodic(cron="*/10 * * * *")
@app.task(name="fugong.tick", pass_context=False, queueing_lock="fugong.tick")
def tick(timestamp: int) -> None:
    """What is to be looked at from time to time: the shared trail is sealed, then authority by authority.

    What fails for one authority is logged and does not keep the others waiting.
    """
    sealing.seal()
    limits.forget_old()
    for where in selectors.open_authorities():
        for function in (seal_trail, *REGULAR):
            try:
                with tenancy.entered(where):
                    function(system(where.slug))
            except Exception:
                log.exception("%s failed for %s", function.__name__, where.slug)


def seal_trail(actor: Actor) -> None:
    """Close and hash what was recorded since the last seal."""
    sealing.seal()
