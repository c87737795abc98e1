"""`entrepot matrix`: the figures of every pair of origins and destinations, as a file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options

_SIDE = "A level such as {level}, world200 for the pack's destinations, or a CSV file with the "
_SIDE += "column place: ids, UN/LOCODEs or LAT,LON."


class Backend(StrEnum):
    """Where the work is done."""

    JOBLIB = "joblib"
    SPARK = "spark"


def matrix(
    from_: Annotated[
        str, typer.Option("--from", metavar="LEVEL|FILE", help=_SIDE.format(level="counties"))
    ],
    to: Annotated[str, typer.Option(metavar="LEVEL|FILE", help="The same for destinations.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Parquet file to write.")],
    scalar: Annotated[
        bool, typer.Option("--scalar", help="One row a cell: the best of each criterion.")
    ] = False,
    pareto: Annotated[
        bool, typer.Option("--pareto", help="A row a route: those that `route` would tell.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    backend: Annotated[
        Backend, typer.Option(help="joblib on this machine; spark needs the extra of that name.")
    ] = Backend.JOBLIB,
    teu: Annotated[
        str | None, typer.Option(metavar="N", help="Containers a cell [TEU]. [default: 1]")
    ] = None,
    tonnes: Annotated[str | None, typer.Option(metavar="N", help="Gross mass a cell [t].")] = None,
    hs: options.Hs = None,
    value_usd: Annotated[
        str | None, typer.Option("--value-usd", metavar="N", help="Value of the goods [USD].")
    ] = None,
    depart: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of departure. [default: today]")
    ] = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Year whose network is used.")
    ] = None,
    modes: Annotated[
        str | None, typer.Option(metavar="MODE,...", help="Modes that may be used. [default: all]")
    ] = None,
    avoid: options.Avoid = None,
    inventory: Annotated[
        str | None,
        typer.Option(metavar="PCT_PER_DAY", help="Cost of a day in transit, of the value [%]."),
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out cost, time, emissions and reliability between many places.

    What is finished is kept until the file is written: the same command goes on where it ended.
    """
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.matrices import matrix as work_out
    from entrepot.service.matrices import read_files
    from entrepot.service.routes import open_ground
    from entrepot.store.home import open_home

    given = {
        "from": from_, "to": to, "kind": _kind(scalar=scalar, pareto=pareto), "teu": teu,
        "tonnes": tonnes, "hs": hs, "value_usd": value_usd, "depart": depart, "year": year,
        "modes": modes, "avoid": avoid, "inventory": inventory,
    }  # fmt: skip
    fields = options.request(from_input=False, fields=given)
    ground = open_ground(region)
    with show.progress("Working out origins") as told:
        found = work_out(
            ground, read_files(fields, ground), today=datetime.now().astimezone().date(), out=out,
            workings=open_home().folder / "matrices", jobs=jobs, backend=backend.value, told=told,
        )  # fmt: skip
    if as_json:
        show.document(found)
        return
    show.line(
        f"{found['origins']:,} origins, {found['destinations']:,} destinations, "
        f"{found['unreachable']:,} of {found['cells']:,} cells without a way"
    )
    show.line(f"{found['rows']:,} rows in {out}, {found['wall_s']:,.1f} s")


def _kind(*, scalar: bool, pareto: bool) -> str:
    """The kind asked for.

    Raises:
        InputError: Neither is asked for, or both are.
    """
    from entrepot.kernel.errors import InputError, Problem

    if scalar == pareto:
        message = "give one of --scalar and --pareto."
        raise InputError(Problem("input.kind", "--scalar, --pareto", message))
    return "scalar" if scalar else "pareto"
