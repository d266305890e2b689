"""What waits for somebody in reporting."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.waiting import Tone, Waiting
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily
from fugong.reporting.selectors.moments import spoken

ADVANCE = timedelta(hours=2)


def waiting(actor: Actor) -> list[Waiting]:
    """Reports to send for one's own units; for officers, reports to call in and to confirm, of today and yesterday."""
    if not actor.can("reporting.daily.read"):
        return []
    if actor.reach == "unit":
        return list(_own(actor)) if actor.can("reporting.daily.submit") else []
    if actor.can("reporting.daily.confirm"):
        return [*_missing(actor), *_unconfirmed(actor)]
    return []


def _own(actor: Actor) -> Iterator[Waiting]:
    """Today's reports of the units that the actor manages."""
    now = clock.now()
    due = daily.deadline(now.date())
    units = list(daily.missing(actor, now.date())[:100])
    if not units:
        return
    url = reverse("reporting.day") + "?tab=missing"
    if len(units) == 1:
        url = reverse("reporting.form", kwargs={"unit_id": units[0].pk, "day": now.date().isoformat()})
    late = rules.is_late(now.date(), now, due)
    yield Waiting(
        _("Send"), len(units), _("daily reports"), _("for today, due by %(time)s") % {"time": due.strftime("%H:%M")},
        url, "stop" if late else "check")


def _missing(actor: Actor) -> Iterator[Waiting]:
    """Units that did not report: yesterday, and today once the deadline is near."""
    now = clock.now()
    for day in (now.date() - timedelta(days=1), now.date()):
        limit = daily.deadline(day)
        due = clock.at(day, limit.hour, limit.minute)
        if now < due - ADVANCE:
            continue
        tone: Tone = "stop" if now > due else "check"
        yield Waiting(
            _("Call in"), daily.missing(actor, day).count(), _("units"),
            _("no daily report for %(day)s") % {"day": spoken(day)},
            f"{reverse('reporting.day')}?day={day}&tab=missing", tone, due)


def _unconfirmed(actor: Actor) -> Iterator[Waiting]:
    """Reports that nobody stands by yet."""
    today = clock.today()
    for day in (today - timedelta(days=1), today):
        found = daily.unconfirmed(actor, day)
        oldest: datetime | None = found.order_by("submitted_at").values_list("submitted_at", flat=True).first()
        yield Waiting(
            _("Confirm"), found.count() if oldest else 0, _("reports"), _("of %(day)s") % {"day": spoken(day)},
            f"{reverse('reporting.day')}?day={day}&tab=waiting", "check" if day < today else "info", oldest)
