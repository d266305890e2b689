"""What is wrong with a value that was sent over the API, in the caller's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Kinds of findings as pydantic names them, whole or up to the first “_” → what to do. Names in %(…)s are pydantic's.
SENTENCES: Mapping[str, Any] = {
    "missing": gettext_lazy("Please fill this in."),
    "string_too_long": gettext_lazy("Enter at most %(max_length)s characters."),
    "too_long": gettext_lazy("Send at most %(max_length)s of these."),
    "less_than_equal": gettext_lazy("Enter at most %(le)s."),
    "greater_than_equal": gettext_lazy("Enter at least %(ge)s."),
    "literal_error": gettext_lazy("Enter one of: %(expected)s."),
    "int": gettext_lazy("Enter a whole number."),
    "float": gettext_lazy("Enter a number."),
    "decimal": gettext_lazy("Enter a number."),
    "value": gettext_lazy("Enter a number."),  # true in the place of 1: `kit.desk.api.no_truth`
    "date": gettext_lazy("Enter a day that exists, for example 2020-02-10."),
    "datetime": gettext_lazy("Enter a moment that exists, for example 2020-02-10T08:00:00+08:00."),
    "uuid": gettext_lazy("Enter the id of a row."),
    "bool": gettext_lazy("Enter true or false."),
    "string": gettext_lazy("Enter text."),
    "list": gettext_lazy("Enter a list."),
    "dict": gettext_lazy("Enter an object with fields."),
    "model": gettext_lazy("Enter an object with fields."),
}


def sentence(finding: Mapping[str, Any]) -> str:
    """A finding of pydantic as a sentence that says how to mend it."""
    kind = finding["type"]
    known = SENTENCES.get(kind) or SENTENCES.get(kind.partition("_")[0])
    return str(known) % finding.get("ctx", {}) if known else _("This value cannot be taken: %(why)s") % {"why": finding["msg"]}
