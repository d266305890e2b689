"""Reports composed from the figures of a day: read as often as one likes, kept only when somebody drafts one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from fugong.accounts import selectors as accounts
from fugong.documents import selectors as documents
from fugong.kit import clock, wording
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed
from fugong.reporting import library
from fugong.reporting.composing import Composition, Template, Word, compose, words_of
from fugong.reporting.selectors import figures

BEGINNING = date(2019, 12, 1)
"""No figure is older."""


@dataclass(frozen=True, slots=True)
class Report:
    """A template written with the figures of a day; words: those that it names, as they were used."""

    template: Template
    as_of: date
    composition: Composition
    words: Mapping[str, Word]

    def values(self) -> dict[str, int | str]:
        """The figures in it as a program reads them: counts as numbers, rates in percent as text ("48.5", "61")."""
        return {figure.code: figure.value if isinstance(figure.value, int) else wording.plain(figure.value)
                for figure in self.composition.document.figures()}


def may_compose(actor: Actor) -> None:
    """A report speaks for the whole authority, so only who sees all of it may compose one."""
    if not actor.can("reporting.report.read") or actor.reach != "authority":
        raise not_allowed("reporting.report.read")


def templates(actor: Actor) -> list[Template]:
    """The templates at hand."""
    may_compose(actor)
    return list(library.shipped().values())


def usual_words(authority: str) -> dict[str, Word]:
    """The words of a template as they usually are: who issues, and the number that the next bulletin will get."""
    issue = documents.next_issue(clock.today())
    return {"headquarters": f"{authority}疫情防控指挥部", **({"issue": issue} if issue else {})}


def report(
    actor: Actor, template: Template, as_of: date, *, known_at: datetime | None = None,
    words: Mapping[str, Word] | None = None,
) -> Report:
    """The template written with the figures as of the end of a day, as known now or at `known_at`.

    words: what the template names besides figures, where it is not the usual (headquarters, issue, …).
    """
    may_compose(actor)
    if not BEGINNING <= as_of <= clock.today():
        raise invalid({"as_of": _("Choose a day that has come, not before %(day)s.")
                       % {"day": wording.full_date(BEGINNING)}})
    where = accounts.authority(actor.authority)
    name = where.name if where else actor.authority
    known = figures.figures(actor, as_of, known_at=known_at, codes=template.indicators())
    given: dict[str, Word] = {"authority": name, **usual_words(name), **(words or {})}
    composed = compose(template, known, as_of=as_of, day=clock.today(), words_given=given)
    return Report(template, as_of, composed, {name: given.get(name, "") for name in words_of(template)})
