"""A report composed from the figures of an authority, from the shell."""

from datetime import datetime
from pathlib import Path

import click

from fugong.project.console import Failure, Wrong, application, authority, json_option, show
from fugong.project.words import gettext as _

FORMS = ("docx", "pdf", "txt", "md")


def word(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str | list[str]]:
    """NAME=VALUE options as words of the template; several values are set apart by 、 or a comma."""
    words: dict[str, str | list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise click.BadParameter(_("Write it like issue=8."))
        values = value.replace(",", "、").split("、")
        words[name] = values if len(values) > 1 else value
    return words


@click.command(help=_(
    "Compose a report from the figures of a business day. TEMPLATE is the code of a shipped template or a YAML file. "
    "Without --out the text is printed."))
@click.argument("slug")
@click.argument("template")
@click.option("--as-of", type=click.DateTime(formats=["%Y-%m-%d"]),
              help=_("The business day (built-in: the last one whose reports are complete)."))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help=_("The file to write: .docx, .pdf, .txt or .md."))
@click.option("--word", "words", multiple=True, callback=word, metavar="NAME=VALUE",
              help=_("What the template names besides figures: headquarters, issue, trained_unit_names."))
@json_option
def command(
    slug: str, template: str, as_of: datetime | None, out: Path | None, words: dict[str, str | list[str]], as_json: bool
) -> None:
    form = out.suffix.lstrip(".").lower() if out else "txt"
    if form not in FORMS:
        raise Wrong(_("The file must end in .docx, .pdf, .txt or .md."))
    with application(), authority(slug) as actor:
        from fugong.kit.papers.rendering import render
        from fugong.reporting import library
        from fugong.reporting.selectors import daily, reports

        own = template.endswith((".yaml", ".yml"))
        chosen = library.from_file(Path(template)) if own else library.template(template)
        made = reports.report(actor, chosen, as_of.date() if as_of else daily.current_day(), words=words)
        document = made.composition.document
        data = render(document, form)
        text = render(document, "txt").decode()
        if out:
            try:
                out.write_bytes(data)
            except OSError as error:
                raise Failure(_("{path} cannot be written: {reason}.").format(path=out, reason=error.strerror)) from error
        for gap in document.gaps():
            click.echo(_("To fill in: {gap}").format(gap=gap), err=True)
        if as_json:
            show({"template": made.template.code, "edition": made.template.edition, "as_of": made.as_of, "text": text,
                  "figures": made.values(), "missing": made.composition.missing, "gaps": document.gaps(),
                  "out": str(out) if out else None, "bytes": len(data)}, as_json=True)
        else:
            click.echo(str(out) if out else text, nl=bool(out))
