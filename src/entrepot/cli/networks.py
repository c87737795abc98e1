"""`entrepot networks`: the world's railways, roads and sea lanes."""

from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(
    help="The world's railways, roads and sea lanes.", no_args_is_help=True, rich_markup_mode=None
)
Mode = Annotated[str, typer.Option("--mode", metavar="MODE", help="rail, road or sea.")]
Year = Annotated[
    int | None,
    typer.Option(min=1800, max=2200, help="Use only what is open in that year. [default: all]"),
]
Avoid = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KIND:ID",
        help="Keep away from it: border, country, link or passage; border:all is every border. "
        "Repeat.",
    ),
]
Open = Annotated[
    list[str] | None,
    typer.Option(
        "--open", metavar="passage:ID", help="Use a passage that is always shut: northwest, bering."
    ),
]
Pairs = Annotated[
    str | None,
    typer.Option(
        metavar="FILE.csv", help="Many at once: columns from, to, mode, avoid (KIND:ID;KIND:ID)."
    ),
]


@app.command()
def build(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Build the networks from the packages that `make networks` installs."""
    from entrepot.cli import show
    from entrepot.service import networks

    with show.working("Building the networks"):
        document = networks.build(region)
    show.built_networks(document, as_json=as_json)


@app.command()
def show(as_json: options.AsJson = False) -> None:
    """Tell which build is in use, how large it is and whose data it holds."""
    from entrepot.cli import show
    from entrepot.service import networks

    show.networks_in_use(networks.show(), as_json=as_json)


@app.command()
def check(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Compare with every published length; exit code 5 when one is beyond its tolerance."""
    from entrepot.cli import show
    from entrepot.kernel.errors import ModelError
    from entrepot.service import networks

    with show.working("Checking"):
        document = networks.check(region)
    show.checked_networks(document, as_json=as_json)
    if not all(row["ok"] for row in document["checks"]):
        raise typer.Exit(ModelError.exit_code)


@app.command(context_settings={"ignore_unknown_options": True})  # a latitude may begin with -
def path(
    start: Annotated[
        str | None, typer.Argument(metavar="FROM", help="Place id, UN/LOCODE or LAT,LON.")
    ] = None,
    goal: Annotated[str | None, typer.Argument(metavar="TO", help="The same.")] = None,
    mode: Mode = "rail",
    year: Year = None,
    avoid: Avoid = None,
    opened: Open = None,
    pairs: Pairs = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Tell each way's line as points of latitude, longitude.")
    ] = False,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find the shortest physical way; exit code 4 when the one asked for is not there."""
    from pathlib import Path

    from entrepot.cli import show
    from entrepot.kernel.errors import InputError, MissingError, Problem
    from entrepot.service import networks

    if (pairs is None) != (start is not None and goal is not None):
        hint = "Give either FROM and TO or --pairs FILE.csv."
        raise InputError(Problem("networks.ends", "from, to", "are not what is asked.", hint))
    if pairs is not None:
        queries = networks.read_pairs(Path(pairs))
    else:
        kept = ";".join(avoid or ())
        queries = [{"from": start or "", "to": goal or "", "mode": mode, "avoid": kept}]
    with show.working("Searching"):
        document = networks.find_paths(
            queries, year=year, opened=opened or (), lines=lines, region=region
        )
    show.paths(document, as_json=as_json)
    if pairs is None and not document["paths"][0]["reached"]:
        raise typer.Exit(MissingError.exit_code)
