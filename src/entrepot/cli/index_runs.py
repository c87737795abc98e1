"""`entrepot index publish`, `run`, `runs`, `show`: schemes and runs that are kept."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

Code = Annotated[str, typer.Argument(metavar="CODE", help="Code of a published scheme.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside those of files."""
    for name, verb in (
        ("publish", publish), ("schemes", schemes), ("run", run), ("runs", runs), ("show", show),
    ):  # fmt: skip
        app.command(name)(verb)


def publish(
    scheme: Annotated[Path, typer.Argument(metavar="SCHEME.toml", help="TOML: tree and steps.")],
    units: Annotated[
        Path | None,
        typer.Option(metavar="UNITS.csv", help="Units it is for: names, class, groups."),
    ] = None,
    assumptions: Annotated[
        Path | None,
        typer.Option(metavar="ASSUMPTIONS.toml", help="What may be chosen otherwise."),
    ] = None,
    version: Annotated[
        int | None, typer.Option(metavar="N", help="Its number. [default: as SCHEME tells, or 1]")
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Publish a scheme as a version, which is never changed; another needs another number."""
    from entrepot.service.schemes import SchemeFiles
    from entrepot.service.schemes import publish as act

    files = SchemeFiles(scheme, units, assumptions, version)
    acting.run("Publishing", act, files, by=by, as_json=as_json)


def schemes(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List published schemes and their versions."""
    from entrepot.service.schemes import list_schemes

    acting.run("Looking", list_schemes, by=by, as_json=as_json)


def run(
    scheme: Code,
    period: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PERIOD", help="2024, 2024-H1, 2024-Q3, 2024-05; repeat. [default: the newest]"
        ),
    ] = None,
    at: acting.At = None,
    version: Annotated[
        int | None, typer.Option(metavar="N", help="Version. [default: the one in force]")
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Work out a published scheme over what was known at an instant, and keep it."""
    from entrepot.service.index_ground import Asked
    from entrepot.service.index_runs import make_run

    known_at = acting.instant(at) if at else None
    asked = Asked(scheme, version, tuple(period or ()), known_at)
    _told("Working out", make_run, asked, by=by, as_json=as_json)


def runs(
    scheme: Annotated[str, typer.Option(metavar="CODE", help="Only of this scheme.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """List the runs that are kept, newest first."""
    from entrepot.service.index_runs import list_runs

    acting.run("Looking", list_runs, scheme, by=by, as_json=as_json)


def show(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Id of the run.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show what came out of a run."""
    from entrepot.service.index_runs import get_run

    _told("Looking", get_run, run, by=by, as_json=as_json)


def _told(what: str, act: Any, *about: Any, by: str, as_json: bool) -> None:
    from entrepot.cli import show as out

    with acting.window(what) as opened:
        document = act(opened, *about, by=by, at=acting.now())
    if as_json:
        out.document(document)
        return
    out.line(
        f"{document['scheme']} version {document['version']}, {', '.join(document['periods'])}, "
        f"as known at {document['known_at']}\n{document['hash']}\n"
    )
    out.table(
        ("rank", "unit", "class", "score", "flags"),
        [(one["rank"], one["unit"], one["class"], _score(one["score"]), len(one["flags"]))
         for one in document["units"]],
        right=["rank", "score", "flags"],
    )  # fmt: skip
    for warning in document["warnings"]:
        out.line(warning)


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
