"""Reading YAML files of rules: plain data, the line of every value, and every problem of form.

Only what packs need of YAML: mappings, sequences, text, whole and decimal numbers, true, false, null. Dates, times
and words such as "no" stay text; a key given twice and an alias are problems.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from fugong.standards.rules import typed
from fugong.standards.rules.problems import Problem, message

Where = tuple[str | int, ...]
Finding = tuple[Where, str, dict[str, object]]

_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"^(~|null|)$"), lambda _: None),
    (re.compile(r"^(true|false)$"), lambda word: word == "true"),
    (re.compile(r"^-?\d{1,15}$"), int),
    (re.compile(r"^-?\d{1,15}\.\d{1,15}$"), float),
)
# The parser in C where PyYAML has it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORMATS = FormatChecker(formats=())
_FORMATS.checks("moment")(lambda value: not isinstance(value, str) or typed.is_moment(value))


@dataclass(slots=True)
class Source:
    """A file as it was read: its data (None where it is no YAML), where each value stands, what is wrong."""

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, where: Where, code: str, **values: object) -> None:
        """Note a problem at a place, with the line of the nearest value around it; the same one only once."""
        line = next((self.lines[where[:end]] for end in range(len(where), -1, -1) if where[:end] in self.lines), 0)
        problem = Problem(self.file, line, path_text(where), code, message(code, **values))
        if problem not in self.problems:
            self.problems.append(problem)


def path_text(where: Where) -> str:
    """("lists", 0, "name") as lists[0].name."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).lstrip(".")


def read(path: Path) -> Source:
    """A YAML file as a source; a file that cannot be read or is no YAML has a problem and no data."""
    source = Source(path.name)
    try:
        node = yaml.compose(path.read_bytes().decode("utf-8-sig"), _LOADER)
        source.data = _plain(node, (), source, set()) if node is not None else None
    except OSError as error:
        source.report((), "unreadable", why=error.strerror)
    except UnicodeDecodeError:
        source.report((), "encoding")
    except RecursionError:
        source.report((), "yaml", why="nested too deep")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        source.lines[()] = mark.line + 1 if mark is not None else 0
        source.report((), "yaml", why=getattr(error, "problem", None) or "unknown characters")
    return source


def _plain(node: yaml.Node, where: Where, source: Source, seen: set[int]) -> Any:
    source.lines[where] = node.start_mark.line + 1
    if id(node) in seen:
        source.report(where, "alias")
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, where, source, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(element, (*where, index), source, seen) for index, element in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and not node.style:
        for pattern, convert in _PLAIN:
            if pattern.match(node.value):
                return convert(node.value)
    return node.value


def _plain_mapping(node: yaml.MappingNode, where: Where, source: Source, seen: set[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            source.report((*where, key), "duplicate_key", name=key)
        found[key] = _plain(value_node, (*where, key), source, seen)
    return found


def check_form(source: Source, schema: Mapping[str, Any]) -> None:
    """Report everything in which the data departs from a JSON schema."""
    for error in Draft202012Validator(schema, format_checker=_FORMATS).iter_errors(source.data):
        for leaf in _leaves(error):
            for inside, code, values in _explained(leaf):
                source.report((*leaf.absolute_path, *inside), code, **values)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors to show for one error: inside a union, those of the compound member that was meant."""
    if error.validator == "anyOf" and isinstance(error.instance, dict | list):
        meant = [inner for inner in error.context or () if inner.path or inner.validator not in ("type", "enum")]
        if meant:
            for inner in meant:
                yield from _leaves(inner)
            return
    yield error


def _explained(error: ValidationError) -> Iterator[Finding]:
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            for name in wanted:
                if name not in error.instance:
                    yield (), "missing", {"name": name}
        case "additionalProperties":
            for name in sorted(error.instance.keys() - error.schema["properties"].keys()):
                yield (name,), "unknown_key", {"name": name}
        case "enum":
            yield (), "unknown_choice", {"name": error.instance, "choices": ", ".join(map(str, wanted))}
        case "pattern" | "format":
            yield (), "wrong_form", {"name": error.instance}
        case "minimum":
            yield (), "not_positive", {"least": wanted}
        case _:
            members = wanted if isinstance(wanted, list) else [{"type": wanted}]
            yield (), "wrong_type", {"wanted": ", ".join(str(m.get("type", "object")) for m in members)}
