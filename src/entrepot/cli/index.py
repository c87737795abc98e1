"""`entrepot index`: composite indices of files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from entrepot.cli import options

_BUILD = "build"


class SchemeFirst(TyperGroup):
    """A first word that is no verb is a scheme."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the verb in where it is left out."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [_BUILD, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=SchemeFirst, no_args_is_help=True, help="Score units by a scheme; SCHEME DATA alone builds."
)
Scheme = Annotated[Path, typer.Argument(metavar="SCHEME", help="TOML: tree and steps.")]
Data = Annotated[Path, typer.Argument(metavar="DATA", help="CSV, a row a unit.")]


@app.command(_BUILD)
def build(
    scheme: Scheme,
    data: Data,
    stages: Annotated[bool, typer.Option("--stages", help="Add every stage's table.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Work out an index: scores, ranks, and what was filled or treated."""
    from entrepot.cli import show
    from entrepot.service.index import index_of

    document = index_of(scheme, data, stages=stages)
    if as_json:
        show.document(document)
        return
    show.table(
        ("rank", "unit", "score", "flags"),
        [(one["rank"], one["unit"], _score(one["score"]), len(one["flags"]))
         for one in document["units"]],
        right=["rank", "score", "flags"],
    )  # fmt: skip
    for warning in document["warnings"]:
        show.line(warning)


@app.command("what-if")
def what_if(
    scheme: Scheme,
    data: Data,
    weight: Annotated[
        list[str], typer.Option(metavar="NODE=WEIGHT", help="New weight of a node; repeat.")
    ],
    as_json: options.AsJson = False,
) -> None:
    """Tell which ranks move when weights change."""
    from entrepot.cli import acting
    from entrepot.service.index import what_if as ask

    acting.told(ask(scheme, data, weight), as_json=as_json)


@app.command("sensitivity")
def sensitivity(
    scheme: Scheme,
    data: Data,
    assumptions: Annotated[
        Path, typer.Argument(metavar="ASSUMPTIONS", help="TOML: what may be chosen otherwise.")
    ],
    as_json: options.AsJson = False,
) -> None:
    """Tell how far ranks hang on method: every combination, or a spread sample."""
    from entrepot.cli import acting
    from entrepot.service.index_sensitivity import sensitivity_of

    acting.told(sensitivity_of(scheme, data, assumptions), as_json=as_json)


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
