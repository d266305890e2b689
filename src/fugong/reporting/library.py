"""The report templates at hand: those shipped in `packs/reports`, and any file of an authority's own."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from fugong.kit.errors import Refused
from fugong.reporting.composing import Problem, Template, TemplateInvalid, read
from fugong.reporting.composing.sentence import unknown


@cache
def shipped() -> dict[str, Template]:
    """Templates that come with the product, by code."""
    folder = files("fugong").joinpath("packs", "reports")
    found = [parsed(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return {template.code: template for template in sorted(found, key=lambda template: template.code)}


def template(code: str) -> Template:
    """The shipped template of that code; refused with near names."""
    if code in shipped():
        return shipped()[code]
    near = unknown(code, list(shipped()))["nearest"] or list(shipped())
    raise Refused(
        "unknown_template",
        _("There is no report template “%(name)s”. Available: %(names)s.")
        % {"name": code, "names": ", ".join(near)}, status=404,
    )


def from_file(path: Path) -> Template:
    """The template in a file of one's own; refused when it cannot be read or used."""
    try:
        return parsed(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("template_unreadable", _("%(path)s cannot be read as UTF-8 text.") % {"path": path}) from error


def parsed(text: str) -> Template:
    """The template in YAML text; refused with every problem told when it cannot be used."""
    try:
        return read(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Refused(
            "template_not_yaml",
            _("The file is not YAML: line %(line)s, column %(column)s.")
            % {"line": mark.line + 1 if mark else "?", "column": mark.column + 1 if mark else "?"},
        ) from error
    except TemplateInvalid as error:
        lines = [explained(problem) for problem in error.problems]
        raise Refused("template_invalid", "\n".join(lines), data={"problems": lines}) from error


def explained(problem: Problem) -> str:
    """One line that says where something is wrong, what, and how to mend it."""
    place = problem.where or _("the template")
    if problem.at:
        place = _("%(place)s, character %(at)s") % {"place": place, "at": problem.at}
    message = _messages()[problem.code] % {key: _shown(value) for key, value in problem.data.items()}
    near = problem.data.get("nearest")
    return f"{place}: {message}" + (" " + _("Did you mean %s?") % _shown(near) if near else "")


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _messages() -> dict[str, str]:
    return {
        "unpaired_brace": _("a brace without its partner; write {{ or }} for a brace itself."),
        "unknown_name": _("the name “%(name)s” is not known."),
        "no_sum": _("“%(name)s” cannot be added up; only counts can."),
        "unknown_wording": _("“%(name)s” has no wording “%(wording)s”. Allowed: %(allowed)s."),
        "half_width": _("half-width punctuation in Chinese text (%(text)s); write it in full width."),
        "no_figure_here": _("a title names no figure, but “%(name)s” is one."),
        "wrong_type": _("a %(wanted)s is wanted here."),
        "unknown_block": _("no kind of block has these keys: %(keys)s."),
        "not_allowed_value": _("“%(value)s” is not allowed. Allowed: %(allowed)s."),
        "unknown_key": _("the key “%(name)s” is not known."),
        "missing_key": _("the key “%(name)s” is missing."),
    }
