"""Loading the demo authorities through the same services as screens and imports."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.utils import translation

from fugong.accounts import selectors, tenancy
from fugong.kit import clock
from fugong.project.demo import cast
from fugong.project.demo.loading import accounts, applications, documents, registry, reports, standards, trainings
from fugong.project.demo.loading.stage import Stage
from fugong.project.demo.model import Cast
from fugong.project.demo.offices import PASSWORD
from fugong.project.words import gettext as _

MORNING = clock.at(date(2020, 2, 17), 8)


def load(
    progress: Callable[[str], None] = lambda line: None, makers: Iterable[Callable[[], Cast]] = (cast.chenglingji, cast.jiahe)
) -> None:
    """Load the demo authorities that are not there yet, each in one transaction: all of it or nothing.

    Their business clocks start at 2020-02-17 08:00 and run from then on.
    """
    for make in makers:
        demo = make()
        if selectors.authority(demo.slug) is None:
            progress(_("Loading the demo authority {name} ({count} units) …").format(
                name=demo.name, count=len(demo.units)))
            _load(demo)


@transaction.atomic
def _load(demo: Cast) -> None:
    authority = accounts.make_authority(demo, MORNING)
    users = accounts.make_users(demo, authority)
    # What services write into rows (letters, reasons) is in the authority's language, whatever the terminal speaks.
    with (tenancy.entered(authority), clock.frozen(clock.at(demo.phases[0].starts_on)),
          translation.override("zh-hans")):
        stage = Stage(demo, users, accounts.actors(authority, users))
        registry.load(stage)
        standards.load(stage)
        applications.load(stage)
        documents.load(stage)
        trainings.load(stage)
        reports.load(stage)


def accounts_shown() -> list[str]:
    """One line per account of the demo, with the password that all share."""
    lines = [_("Accounts of the demo (password of all: {password}):").format(password=PASSWORD)]
    for demo in (cast.chenglingji(), cast.jiahe()):
        lines.append(f"  {demo.name}")
        lines += [f"    {user.username:<24}{user.title}  {user.person.name}" for user in demo.users]
    return lines
