"""Sentences of resumption for people, each saying how to mend what is wrong."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from fugong.kit import dates
from fugong.resumption.rules.eyes import Fault
from fugong.resumption.rules.lacking import Lack
from fugong.resumption.rules.regimes import Because
from fugong.standards.rules.catalogue import Catalogue, Text
from fugong.standards.rules.loading import shipped
from fugong.standards.rules.packs import Pack

EYES: dict[Fault, object] = {
    "nobody": gettext_lazy("This needs a person who signed in."),
    "own_unit": gettext_lazy("You manage this unit. Somebody else has to verify and decide."),
    "own_application": gettext_lazy(
        "You filled in or handed in this application yourself. Somebody else has to verify and decide."),
    "own_verification": gettext_lazy(
        "You verified or reviewed this application. Four eyes: somebody else has to decide."),
}
STEPS = {
    "basics": gettext_lazy("Basics"), "plan": gettext_lazy("Control plan"), "attachments": gettext_lazy("Papers"),
    "self_check": gettext_lazy("Self-check"), "commitment": gettext_lazy("Commitment"),
    "submit": gettext_lazy("Hand in"), "decision": gettext_lazy("Decision on the application"),
}
ACTIONS = {
    "open": gettext_lazy("begun"), "submit": gettext_lazy("handed in"), "withdraw": gettext_lazy("withdrawn"),
    "start": gettext_lazy("verification begun"), "finish": gettext_lazy("verification finished"),
    "return": gettext_lazy("returned for correction"), "approve": gettext_lazy("approved"),
    "reject": gettext_lazy("not approved"), "suspend": gettext_lazy("suspended"),
    "lift": gettext_lazy("suspension lifted"), "revoke": gettext_lazy("revoked"),
    "reclassify": gettext_lazy("moved because the regime changed"),
}
BECAUSE: dict[Because, object] = {
    "ended": gettext_lazy("The application had ended before; nothing changes for it."),
    "kept": gettext_lazy("The application stands as it stood."),
    "continues": gettext_lazy("Go on filling in: what is asked now is told in the application."),
    "filed_now": gettext_lazy("No approval is needed any more: the application counts as filed, the unit may resume."),
    "decision_needed": gettext_lazy("Filing alone no longer suffices: the application waits for verification and approval."),
    "works_on": gettext_lazy("The unit already works by its filing and may go on; its review goes on too."),
    "prohibited": gettext_lazy("Nobody may resume for now: the application waits, nothing of it is lost."),
}
REVIEWS = {"epidemic": gettext_lazy("epidemic control"), "safety": gettext_lazy("production safety")}

# Lack code → the sentence for what is named; `what` has been made readable before.
_LACKS: dict[str, Callable[[str], str]] = {
    "proposed_on": lambda what: _("Give the day on which the unit wants to resume."),
    "too_early": lambda what: _("Units of this batch may not resume before %(day)s. Choose that day or a later one.") % {
        "day": what},
    "in_the_past": lambda what: _("The proposed day of resumption is over. Choose today or a later day."),
    "leader": lambda what: _("Name the head of epidemic control."),
    "phone": lambda what: _("Give the phone of the head of epidemic control."),
    "workers": lambda what: _("Say how many people will return, by where they come from."),
    "more_than_staff": lambda what: _(
        "More people are to return than the register has for the unit (%(staff)s). Correct one of the two.") % {
            "staff": what},
    "section": lambda what: _("Write the section “%(name)s” of the plan; the sample helps.") % {"name": what},
    "paper": lambda what: _("Attach: %(name)s.") % {"name": what},
    "unmet": lambda what: what,
    "signature": lambda what: _("Sign the letter of commitment."),
    "prohibited": lambda what: _("Nobody may resume for now."),
    "not_visited": lambda what: _("The verification on site is not finished."),
    "visit_unmet": lambda what: what,
    "review_missing": lambda what: _("The review of %(name)s is still missing.") % {"name": what},
    "review_failed": lambda what: _("The review of %(name)s found that the unit does not pass.") % {"name": what},
    "department_missing": lambda what: _("The sign-off of “%(name)s” is still missing.") % {"name": what},
    "department_failed": lambda what: _("“%(name)s” did not agree.") % {"name": what},
}


# An application that still waits for something from somebody.
UNDER_WAY = ("submitted", "filed", "verifying", "verified")
# What a state is called on the filing path, where it differs.
_FILING_STATES = {
    "verified": gettext_lazy("reviewed on site, waiting for confirmation"), "approved": gettext_lazy("review passed"),
}
_MENDING = gettext_lazy("to be mended")
ACTION_VERBS = {
    "withdraw": gettext_lazy("Withdraw the application"), "start": gettext_lazy("Begin verification"),
    "finish": gettext_lazy("Finish verification"), "return": gettext_lazy("Return for correction"),
    "approve": gettext_lazy("Approve"), "reject": gettext_lazy("Reject"), "suspend": gettext_lazy("Suspend"),
    "lift": gettext_lazy("Lift the suspension"), "revoke": gettext_lazy("Revoke the permission"),
    "resume": gettext_lazy("Confirm resumption"),
}
_FILING_VERBS = {"approve": gettext_lazy("Confirm the filing")}
_FILING_ACTIONS = {"approve": gettext_lazy("filing confirmed")}


def verb(kind: str, action: str) -> object:
    """What an act is called on the path of the application: nothing is approved where filing is enough."""
    return _FILING_VERBS.get(action, ACTION_VERBS[action]) if kind == "filing" else ACTION_VERBS[action]


def done(kind: str, action: str) -> object:
    """What an act is called once it was done."""
    return _FILING_ACTIONS.get(action, ACTIONS[action]) if kind == "filing" else ACTIONS[action]


def state(kind: str, code: str, label: object, *, at_work: bool = False) -> object:
    """What a state is called on the path of the application; `label` is its usual name.

    A filing that comes back orders a unit at work to mend; before, it is a paper to correct like any other.
    """
    if kind == "filing" and code == "returned" and at_work:
        return _MENDING
    return _FILING_STATES.get(code, label) if kind == "filing" else label


def regime(code: str) -> str:
    """The name of a regime."""
    return said(shipped().catalogue.regimes[code].name)


def said(text: Text) -> str:
    """Words of the rules in the language of the page."""
    return text.in_language(get_language() or "zh-hans")


def in_words(pair: Mapping[str, str]) -> str:
    """A stored pair of sentences {"zh": …, "en": …} in the language of the page."""
    return said(Text(pair["zh"], pair["en"]))


def of_lack(lack: Lack, pack: Pack, catalogue: Catalogue) -> str:
    """The sentence for one missing thing."""
    return _LACKS[lack.code](_named(lack, pack, catalogue))


def _named(lack: Lack, pack: Pack, catalogue: Catalogue) -> str:
    """The code in a lack as people call it."""
    if lack.code == "too_early":
        return dates.day(date.fromisoformat(lack.what))
    if lack.code in ("review_missing", "review_failed"):
        return str(REVIEWS[lack.what])
    if lack.code in ("department_missing", "department_failed"):
        return said(catalogue.departments[lack.what].name)
    names = {("section", part.code): part.name for part in pack.plan_sections}
    names |= {("paper", part.code): part.name for part in pack.attachments}
    known = names.get((lack.code, lack.what))
    return said(known) if known else lack.what


def lasted(elapsed: timedelta | None) -> str:
    """How long a step took: 2天3小时, 45分钟; nothing for the first step."""
    if elapsed is None:
        return ""
    minutes = max(int(elapsed.total_seconds()) // 60, 0)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        whole = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        rest = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
        return _("%(days)s %(hours)s") % {"days": whole, "hours": rest} if hours else whole
    if hours:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
