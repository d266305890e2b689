"""The only place where an event meets its handlers: Event → service, and what low floors ask of high ones."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from fugong.audit import services as audit
from fugong.intake.events import ExportAsked, ImportConfirmed, ImportReceived
from fugong.kit import clock, events
from fugong.kit.actor import Actor, Permission
from fugong.kit.counts import Family
from fugong.kit.desk import ports
from fugong.project import jobs
from fugong.project.acts import ACTS
from fugong.reporting.events import RemindersAsked
from fugong.standards.events import PackAdopted, RegimeChanged

Handler = Callable[..., None]

# Event class → job names (project.jobs.REACTIONS); handlers are idempotent and get ids only.
ROUTES: dict[type[events.Event], tuple[str, ...]] = {
    RegimeChanged: ("resumption.regime_changed",),
    PackAdopted: ("resumption.rules_adopted",),
    RemindersAsked: ("reporting.remind",),
    ImportReceived: ("intake.check",),
    ImportConfirmed: ("intake.write",),
    ExportAsked: ("intake.export",),
}


def permissions() -> list[Permission]:
    """All action codes of all apps."""
    from fugong.accounts.permissions import ALL as accounts
    from fugong.audit.permissions import ALL as trail
    from fugong.documents.permissions import ALL as documents
    from fugong.exchange.permissions import ALL as exchange
    from fugong.intake.permissions import ALL as intake
    from fugong.people.permissions import ALL as people
    from fugong.registry.permissions import ALL as registry
    from fugong.reporting.permissions import ALL as reporting
    from fugong.resumption.permissions import ALL as resumption
    from fugong.standards.permissions import ALL as standards

    return [
        *accounts, *trail, *intake, *exchange, *registry, *documents, *standards, *people, *resumption, *reporting]


def counted_facts() -> list[Family]:
    """All families of facts that figures are made of."""
    from fugong.documents.facts import COUNTS as documents
    from fugong.people.facts import COUNTS as people
    from fugong.registry.facts import COUNTS as registry
    from fugong.reporting.facts import DAYS, LATEST_REPORTS

    return [registry, documents, people, DAYS, LATEST_REPORTS]


def carry(actor: Actor, event: events.Event) -> None:
    """Log the event and defer one job per reaction, all in the transaction that published it.

    What was decided for a later moment is reacted to now (applications follow it) and again at that moment.
    """
    audit.log_event(actor, event)
    start = datetime.fromisoformat(event.effective_from) if isinstance(event, RegimeChanged | PackAdopted) else clock.now()
    for reaction in ROUTES.get(type(event), ()):
        payload = audit.plain(asdict(event))
        jobs.defer(actor, reaction, payload)
        if start > clock.now():
            jobs.defer(actor, reaction, payload, at=clock.recorded(start))


def connect() -> None:
    """Join the floors; called once when Django starts."""
    from fugong.audit import desks as trail
    from fugong.files import jobs as files_jobs
    from fugong.intake import jobs as intake
    from fugong.intake.desks import drafts, exports, imports
    from fugong.intake.services import offer
    from fugong.people.desks import unit_tabs as people_tabs
    from fugong.people.facts import PROVIDERS as people
    from fugong.people.services import import_workers
    from fugong.registry import jobs as registry_jobs
    from fugong.registry.services import import_units
    from fugong.reporting import jobs as reporting_jobs
    from fugong.reporting.desks.ledger import unit_tabs as reporting_tabs
    from fugong.reporting.desks.reports import traced
    from fugong.reporting.facts import PROVIDERS as reporting
    from fugong.resumption import jobs as resumption_jobs
    from fugong.resumption.desks.unit import tabs as resumption_tabs
    from fugong.resumption.facts import PROVIDERS as resumption
    from fugong.standards import facts_registry

    events.carry_with(carry)
    offer(import_units.IMPORTER)
    offer(import_workers.IMPORTER)
    trail.acts.update(ACTS)
    ports.history, ports.figure = trail.history_url, traced
    facts_registry.count_by(counted_facts())
    for app, providers in (("people", people), ("resumption", resumption), ("reporting", reporting)):
        facts_registry.provide(app, providers)
    ports.importing, ports.export = imports.address, exports.address
    ports.draft, ports.kept, ports.sent = drafts.address, drafts.kept, drafts.sent
    ports.tabs["registry.unit"] = [resumption_tabs, reporting_tabs, people_tabs]
    jobs.reaction("intake.check")(intake.check)
    jobs.reaction("intake.write")(intake.write)
    jobs.reaction("intake.export")(intake.export)
    jobs.regularly(intake.expire)
    jobs.reaction("resumption.regime_changed")(resumption_jobs.regime_changed)
    jobs.reaction("resumption.rules_adopted")(resumption_jobs.rules_adopted)
    jobs.regularly(registry_jobs.follow_the_clock)
    jobs.regularly(resumption_jobs.follow_the_clock)
    jobs.regularly(files_jobs.sweep_at_night)
    jobs.reaction("reporting.remind")(reporting_jobs.remind)
    jobs.regularly(reporting_jobs.remind_before_deadline)
