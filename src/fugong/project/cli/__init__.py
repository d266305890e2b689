"""The command `fugong`. Every module of this package is one command (or group) and holds it as `command`.

A module is imported only when its command is used, or its help asked for, and imports Django only when it runs.
"""

import importlib
import pkgutil
from pathlib import Path

import click

from fugong import __version__
from fugong.project.console import Options, explained, show
from fugong.project.words import gettext as _


class Commands(click.Group):
    """The modules of this package as commands; `import_` is the module of `import`."""

    def list_commands(self, context: click.Context) -> list[str]:
        modules = (module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
        return sorted(name.rstrip("_").replace("_", "-") for name in modules)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(context):
            return None
        module = name.replace("-", "_")
        folder = Path(__file__).parent
        found = module if (folder / f"{module}.py").exists() or (folder / module).is_dir() else f"{module}_"
        command: click.Command = importlib.import_module(f"{__name__}.{found}").command
        return command

    def invoke(self, context: click.Context) -> object:
        as_json = "--json" in context.args  # what comes behind the command's name, not yet read
        try:
            with explained():
                return super().invoke(context)
        except click.ClickException as error:
            if as_json:
                show({"error": {"message": error.format_message(), **getattr(error, "data", {})}}, as_json=True)
            raise


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"]},
    help=_("fugong 复工: epidemic prevention and work resumption for industrial parks, counties and provinces."),
)
@click.option("--data-dir", type=click.Path(path_type=Path, readable=False),
              help=_("The folder of database, keys and attachments (built-in: ./var)."))
@click.option("--config", "config_file", type=click.Path(path_type=Path, readable=False),
              help=_("The configuration file (built-in: ./fugong.toml, if there)."))
@click.version_option(__version__, prog_name="fugong")
@click.pass_context
def main(context: click.Context, data_dir: Path | None, config_file: Path | None) -> None:
    context.obj = Options(data_dir, config_file)
