"""What a person reads when a daily report does not fit: what is wrong, and how to mend it."""

from django.utils.translation import gettext as _

from fugong.reporting.rules.daily import Misfit


def said(misfit: Misfit) -> str:
    """The message of a misfit in the language of the reader."""
    text = {
        "missing": _("Enter a number; 0 if there was none."),
        "out_of_range": _("Enter a whole number from 0 to %(largest)s."),
        "above_due": _("%(on_post)s on post are more than the %(due)s due. Correct one of the two."),
        "absences": _("%(absent)s are absent (due less on post), but the reasons add up to %(reasons)s. "
                      "Make them equal."),
        "above_on_post": _("Newly returned cannot be more than the %(on_post)s on post."),
        "not_zero": _("You report zero, but here stands %(count)s. Clear it, or do not report zero."),
        "above_staff": _("%(count)s are more than the unit's staff of %(staff)s. Correct the number, or ask your grid "
                         "officer to bring the staff total up to date."),
    }[misfit.code]
    return text % dict(misfit.facts)
