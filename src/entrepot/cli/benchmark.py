"""`entrepot benchmark`: scored trees, tables of economies and surveys, as files."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, benchmark_kept, options

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="Score benchmarks, and tell what reforms would add.",
)  # fmt: skip


@app.command("score")
def score(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="CSV: topic, pillar, item, maximum, obtained; indicator, variable, value, "
            "evidence; economy, pillar_1 …; or country, score, year and its parts. Several of "
            "one method.",
        ),
    ],
    gaps: Annotated[int, typer.Option(metavar="N", min=0, help="Items that would add most.")] = 10,
    as_json: options.AsJson = False,
) -> None:
    """Score a tree or checklist, rank economies, or find the weights behind a survey."""
    from entrepot.cli import show
    from entrepot.service.benchmark import score_of

    document = score_of(files, gaps=gaps)
    if as_json or document["form"] != "survey":
        acting.told(document if as_json else _rounded(document), as_json=as_json)
        return
    for one in document["editions"]:
        show.line(f"{one['edition']}: {one['used']} economies")
        for name, weight in (one["weights"] or {}).items():
            show.line(f"  {name:24} {weight:.3f}")
        show.line(f"  {one['reason']}" if one["reason"] else
                  f"  largest miss {one['largest_miss']:.4f}")  # fmt: skip


@app.command("simulate")
def simulate(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="CSV of a scored tree.")
    ] = None,
    reform: Annotated[
        list[str] | None,
        typer.Option(metavar="TOPIC/ITEM=POINTS", help="New points of an item, or max; repeat."),
    ] = None,
    reforms: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Reforms: topic, item, obtained.")
    ] = None,
    kept: Annotated[
        str,
        typer.Option(metavar="BENCHMARK/EDITION", help="Instead of a file, one that is kept."),
    ] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell what reforms would add: each its own, and together."""
    from entrepot.service.benchmark import simulate as ask
    from entrepot.service.benchmark_editions import try_reforms

    if bool(file) == bool(kept) or (kept and reforms):
        raise typer.BadParameter("Give a file, or --kept with --reform.")
    if file:
        document = ask(file, reform or (), reforms)
    else:
        name, _, edition = kept.partition("/")
        with acting.window("Trying") as opened:
            document = try_reforms(opened, name, edition, reform or (), by=by, at=acting.now())
    acting.told(document if as_json else _rounded(document), as_json=as_json)


def _rounded(value: Any) -> Any:
    """Scores to two decimals, as they are published, for people."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return f"{value:.2f}" if isinstance(value, float) else value


benchmark_kept.add_to(app)
