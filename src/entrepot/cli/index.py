"""`entrepot index`: composite indices of files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from entrepot.cli import acting, index_runs, options

_BUILD = "build"


class SchemeFirst(TyperGroup):
    """A first word that is no verb is a scheme."""

    plain = _BUILD

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the verb in where it is left out."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [self.plain, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=SchemeFirst, no_args_is_help=True, help="Score units by a scheme; SCHEME DATA alone builds."
)
Scheme = Annotated[Path, typer.Argument(metavar="SCHEME", help="TOML: tree and steps.")]
Data = Annotated[Path, typer.Argument(metavar="DATA", help="CSV, a row a unit.")]

Assumptions = Annotated[
    Path, typer.Argument(metavar="ASSUMPTIONS", help="TOML: what may be chosen otherwise.")
]


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
        list[str] | None,
        typer.Option(metavar="NODE=WEIGHT", help="New weight of a node; repeat."),
    ] = None,
    swap: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="Least change of weights that swaps two units; repeat."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell which ranks move when weights change, and what swaps two units."""
    from entrepot.service.index import what_if as ask

    if not weight and not swap:
        raise typer.BadParameter("Give --weight or --swap.")
    document = ask(scheme, data, weight or (), swap or ())
    if as_json or weight:
        acting.told(document, as_json=as_json)
    if not as_json:
        for one in document.get("swaps", ()):
            _swap(one)


@app.command("sensitivity")
def sensitivity(
    scheme: Scheme,
    data: Data,
    assumptions: Assumptions,
    pair: Annotated[
        list[str] | None,
        typer.Option(
            metavar="A,B", help="How often A is ahead of B; repeat. [default: neighbours in rank]"
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell how far ranks hang on method: every combination, or a spread sample."""
    from entrepot.service.index_sensitivity import sensitivity_of

    acting.told(sensitivity_of(scheme, data, assumptions, pair or ()), as_json=as_json)


@app.command("explain")
def explain(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SCHEME DATA SCHEME_AFTER DATA_AFTER", help="TOML and CSV of both runs."
        ),
    ] = None,
    run: Annotated[
        list[str] | None,
        typer.Option(metavar="RUN", help="Instead of files, two kept runs: the first, the second."),
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option(metavar="UNIT", help="Only this unit; repeat.")
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Split each move between two runs into own data, weights, method and peers."""
    from entrepot.cli import show
    from entrepot.service.index_change import explain as ask
    from entrepot.service.index_kept import explain_runs

    given, runs = files or [], run or []
    _need_one(given, runs, 4, 2)
    if runs:
        with acting.window("Explaining") as opened:
            document = explain_runs(opened, runs[0], runs[1], unit or (), by=by, at=acting.now())
    else:
        document = ask((given[0], given[1]), (given[2], given[3]), unit or ())
    if as_json:
        show.document(document)
        return
    causes = document["causes"]
    for name in ("score", "rank"):
        ends = (f"{name}_before", f"{name}_after", f"{name}_change")
        show.table(
            ("unit", *(end.replace("_", " ") for end in ends), *causes),
            [(one["unit"], *(_score(one[end]) for end in ends),
              *(_score(one[f"{name}_parts"][cause]) for cause in causes))
             for one in document["units"]],
            right=(*(end.replace("_", " ") for end in ends), *causes),
        )  # fmt: skip
        show.line("")
    for name in ("entered", "left"):
        if document[name]:
            show.line(f"{name}: {', '.join(document[name])}")


@app.command("tilt")
def tilt(
    pool: Annotated[str, typer.Option(metavar="AMOUNT", help="Money to share.")],
    currency: Annotated[str, typer.Option(metavar="CODE", help="Its currency, ISO 4217.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SCHEME DATA ASSUMPTIONS", help="TOML, CSV and TOML of a run."),
    ] = None,
    run: Annotated[
        str, typer.Option(metavar="RUN", help="Instead of files, a run that is kept.")
    ] = "",
    floor: Annotated[
        str, typer.Option(metavar="AMOUNT", help="What each unit has whatever its rank.")
    ] = "0",
    top: Annotated[int, typer.Option(metavar="N", help="Places that share what is left.")] = 10,
    before: Annotated[
        str,
        typer.Option(metavar="DATA", help="CSV, or run, of an earlier time, to pay gains."),
    ] = "",
    gain_share: Annotated[
        str, typer.Option(metavar="SHARE", help="Of what is left, that gains share: 0.3.")
    ] = "0",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Share a fund by rank as far as it is sure; tell what the choice of method alone moves."""
    from entrepot.service.index_kept import tilt_run
    from entrepot.service.index_tilt import Fund, tilt_of

    fund = Fund(pool, currency, floor, top, gain_share)
    given = files or []
    _need_one(given, [run] if run else (), 3, 1)
    if run:
        with acting.window("Sharing") as opened:
            document = tilt_run(opened, run, fund, before, by=by, at=acting.now())
    else:
        earlier = Path(before) if before else None
        document = tilt_of(given[0], given[1], given[2], fund, earlier)
    acting.told(document if as_json else _flat(document), as_json=as_json)


def _need_one(files: Sequence[Path], runs: Sequence[str], most: int, kept: int) -> None:
    """Files or kept runs, as many as make a question."""
    if (len(files), len(runs)) not in ((most, 0), (0, kept)):
        raise typer.BadParameter(f"Give {most} files, or --run {kept} times.")


def _swap(told: dict[str, Any]) -> None:
    """What brings two units level."""
    from entrepot.cli import show

    show.line(f"\n{told['ahead']} is ahead of {told['behind']} by {_score(told['gap'])}")
    if told["reason"]:
        show.line(told["reason"])
        return
    show.line(f"by all weights: {_score(told['by_all_weights']['moved_share'])} of them moved\n")
    heads = "weight", "weight_at_tie", "share_change"
    show.table(
        ("node", *(head.replace("_", " ") for head in heads)),
        [(one["node"], *(_score(one[head]) for head in heads)) for one in told["by_one_weight"]],
        right=[head.replace("_", " ") for head in heads],
    )


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    """A document whose inner tables stand beside the rest, for people."""
    found: dict[str, Any] = {}
    for name, value in document.items():
        inner = value if isinstance(value, dict) else {"": value}
        found |= {f"{name}_{key}".rstrip("_"): one for key, one in inner.items()}
    return found


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


index_runs.add_to(app)
