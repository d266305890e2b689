"""Packs of rules, from the shell. Validating and comparing need no database."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fugong.project.console import Wrong, application, authority, json_option, progress, show
from fugong.project.words import chinese
from fugong.project.words import gettext as _

if TYPE_CHECKING:
    from fugong.standards.rules.packs import Pack
    from fugong.standards.rules.problems import Problem

file_argument = click.Path(path_type=Path, dir_okay=False)


@click.group(help=_("Check, compare, load and put in force packs of rules."))
def command() -> None:
    """The group."""


@command.command("validate", help=_("Check packs and report templates; without FILE, those that come with the platform."))
@click.argument("files", metavar="[FILE]...", nargs=-1, type=file_argument)
@json_option
def validate(files: tuple[Path, ...], as_json: bool) -> None:
    from fugong.standards.rules import loading

    found = templates(files)
    shelf = loading.load(*(path for path in files if path not in found))
    wrong = [problem for _code, problems in found.values() for problem in problems]
    codes = sorted(code for code, _problems in found.values() if code)
    if as_json:
        show({"packs": sorted(shelf.packs), "templates": codes, "problems": [
            {"file": p.file, "line": p.line, "path": p.path, "code": p.code, "message": p.message.in_language(language())}
            for p in shelf.problems] + wrong}, as_json=True)
        raise click.exceptions.Exit(2 if shelf.problems or wrong else 0)
    for problem in wrong:
        click.echo(f"{problem['file']}: {problem['message']}", err=True)
    refuse(shelf.problems, others=len(wrong))
    click.echo(_("No problems: {packs}").format(packs=", ".join([*sorted(shelf.packs), *codes])))


def templates(files: Sequence[Path]) -> dict[Path, tuple[str, list[dict[str, Any]]]]:
    """Report templates among the files (those shipped when none is named) → code, "" when unusable, and problems."""
    import django
    import yaml
    from django.conf import settings

    import fugong

    home = Path(fugong.__file__).parent
    settings.configure(
        USE_I18N=True, LANGUAGE_CODE="zh-hans" if chinese() else "en", LOCALE_PATHS=[home / "reporting" / "locale"])
    django.setup()  # for the words of the messages alone: no app, no database
    from fugong.kit.errors import Refused
    from fugong.reporting import library

    found: dict[Path, tuple[str, list[dict[str, Any]]]] = {}
    for path in files or sorted((home / "packs" / "reports").glob("*.yaml")):
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue  # told when it is read as a pack
        if isinstance(data, dict) and "blocks" in data:
            try:
                found[path] = library.from_file(path).code, []
            except Refused as error:
                found[path] = "", [{"file": path.name, "line": 0, "path": "", "code": error.code, "message": line}
                                   for line in error.data.get("problems", [str(error)])]
    return found


@command.command("diff", help=_("Say what changes for whom from pack A to pack B (codes of shipped packs, or files)."))
@click.argument("a")
@click.argument("b")
@json_option
def diff(a: str, b: str, as_json: bool) -> None:
    from fugong.standards.rules import loading
    from fugong.standards.rules.differences import differences
    from fugong.standards.rules.explaining import explain

    found = differences(one(a), one(b), loading.shipped().catalogue)
    if as_json:
        show({"from": a, "to": b, "changes": [
            {"subject": c.subject, "aspect": c.aspect, "code": c.code, "number": c.number, "audience": c.audience,
             "before": c.before.in_language(language()), "after": c.after.in_language(language()),
             "sentence": explain(c).in_language(language())} for c in found]}, as_json=True)
        return
    for change in found:
        click.echo(explain(change).in_language(language()))
    if not found:
        click.echo(_("Both ask the same."))


@command.command("load", help=_("Load packs into an authority; without FILE, those that come with the platform."))
@click.argument("files", metavar="[FILE]...", nargs=-1, type=file_argument)
@click.option("--authority", "slug", required=True, help=_("Short name of the authority."))
@json_option
def load(files: tuple[Path, ...], slug: str, as_json: bool) -> None:
    from fugong.standards.rules import loading

    shelf = loading.load(*files)
    refuse(shelf.problems)
    codes = [loading.code_in(path) for path in files]
    with application(), authority(slug) as actor:
        from django.db import transaction

        from fugong.standards.services import packs

        with transaction.atomic():
            made = [packs.load(actor=actor, pack=shelf.packs[code]) for code in codes] if files else packs.load_shipped(
                actor=actor)
        show({"loaded": [{"code": v.code, "edition": v.edition, "sha256": v.sha256} for v in made]} if as_json else
             {v.code: v.edition for v in made}, as_json)
    progress(_("Next: fugong pack adopt CODE --authority {slug}").format(slug=slug))


@command.command("adopt", help=_("Let an authority work by a loaded pack from a moment on (now if not given)."))
@click.argument("code")
@click.option("--authority", "slug", required=True, help=_("Short name of the authority."))
@click.option("--edition", default="", help=_("Which edition, where several are loaded (the latest loaded if not given)."))
@click.option("--from", "start", default="", help=_("A moment, such as 2020-02-10, 2020-02-10 08:00 or 2020-02-09 24时."))
@click.option("--reason", default="", help=_("Why; it is shown to everyone it concerns."))
@click.option("--with-admission", is_flag=True, help=_("Also record the ways of admission that the pack proposes."))
@json_option
def adopt(
    code: str, slug: str, edition: str, start: str, reason: str, with_admission: bool, as_json: bool
) -> None:
    from fugong.standards.rules import typed

    if start and not typed.is_moment(start):
        raise Wrong(_("“{text}” is no moment: write 2020-02-10, 2020-02-10 08:00 or 2020-02-09 24时.").format(text=start))
    with application(), authority(slug) as actor:
        from fugong.standards import selectors
        from fugong.standards.services import decisions

        loaded = selectors.versions(actor).filter(code=code).order_by("-loaded_at")
        version = (loaded.filter(edition=edition) if edition else loaded).first()
        if version is None:
            raise Wrong(_("{code} is not loaded in {slug}: run fugong pack load.").format(code=code, slug=slug))
        row = decisions.adopt(actor=actor, version_id=version.pk, reason=reason, with_admission=with_admission,
                              effective_from=typed.moment(start) if start else None)
        show({"code": code, "edition": version.edition, "from": row.effective_from.isoformat()}, as_json)


def language() -> str:
    """The console's language, as packs name it."""
    return "zh" if chinese() else "en"


def refuse(problems: "Sequence[Problem]", others: int = 0) -> None:
    """End with every problem told when there is any; others: how many were told already."""
    for problem in problems:
        click.echo(problem.in_language(language()), err=True)
    if problems or others:
        raise Wrong(_("{n} things to mend in the files, see above.").format(n=len(problems) + others))


def one(named: str) -> "Pack":
    """The pack that a code of a shipped pack or a file names."""
    from fugong.standards.rules import loading

    if named in loading.shipped().packs:
        return loading.shipped().packs[named]
    path = Path(named)
    if not path.exists():
        raise Wrong(_("“{name}” is neither a shipped pack ({known}) nor a file.").format(
            name=named, known=", ".join(sorted(loading.shipped().packs))))
    shelf = loading.load(path)
    refuse(shelf.problems)
    return shelf.packs[loading.code_in(path)]
