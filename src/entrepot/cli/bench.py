"""`entrepot bench`: how fast it is, beside its peers in the same run."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrepot.cli import options

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(
    help="Measure how fast it is, on a server of its own.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip


@app.callback()
def _group() -> None:
    """Let the room be named, though there is but one."""


@app.command()
def window(
    declarations: Annotated[
        int, typer.Option(min=1000, metavar="N", help="Declarations the lists are filled with.")
    ] = 1_000_000,
    as_json: options.AsJson = False,
) -> None:
    """Measure lodging, lists, risk and evidence; writes bench/results/window.json."""
    import subprocess
    import sys

    script = _script("window.py")
    command = [sys.executable, str(script), "--declarations", str(declarations)]
    done = subprocess.run([*command, options.JSON] if as_json else command, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)


def _script(name: str) -> "Path":
    from pathlib import Path

    import entrepot
    from entrepot.kernel.errors import MissingError, Problem

    script = Path(entrepot.__file__).parents[2] / "bench" / name
    if not script.is_file():
        raise MissingError(
            Problem(
                "bench.missing", str(script), "the benches come with the sources only.",
                "Run it from a working copy of the sources.",
                message_zh="性能测试仅随源代码提供。",
            )
        )  # fmt: skip
    return script
