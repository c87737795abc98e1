"""`entrepot plan`: worked cases of planning, each a file of JSON."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, cases, options

app = typer.Typer(
    help="Worked cases: compensation, reserve, power, zone, reforms, output.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def compensation(
    case: cases.File, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Tell what parties of a river pay and draw, from shares and the quality of water."""
    _answer("compensation", case, region, as_json)


@app.command()
def reserve(
    case: cases.File, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Tell how much of a good to keep against loss of supply, and how to turn it over."""
    _answer("reserve", case, region, as_json)


@app.command()
def power(case: cases.File, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Tell what a contract of power does to an exporter's cost, price and sales."""
    _answer("power", case, region, as_json)


@app.command()
def zone(case: cases.File, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Tell trade, revenue and jobs with and without a free trade zone."""
    _answer("zone", case, region, as_json)


@app.command()
def reforms(
    case: cases.File, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Tell the score that a plan of tasks leads to, year by year."""
    _answer("reforms", case, region, as_json)


@app.command()
def example(
    name: Annotated[str, typer.Argument(metavar="CASE", help="compensation, reserve, power, ...")],
) -> None:
    """Print an invented case to begin with."""
    from entrepot.cli import show
    from entrepot.service.plan_questions import example_of

    show.document(example_of(name))


def _answer(name: str, case: str, region: str | None, as_json: bool) -> None:
    from entrepot.service.plan_questions import answer_question
    from entrepot.store.reference import open_reference

    reference, today = open_reference(region), acting.now().date()

    def one(raw: Any) -> dict[str, Any]:
        return answer_question(reference, name, raw, today=today)

    cases.answer(case, one, as_json=as_json, shown=lambda told: acting.told(told, as_json=False))


@app.command()
def output(
    table: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="TOML, CSV or Excel of the table. [default: none]"),
    ] = None,
    demand: Annotated[
        list[str] | None,
        typer.Option(metavar="SECTOR=AMOUNT", help="Final demand, in its unit; repeat."),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Leave out what users buy outside the region.")
    ] = False,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell the output, jobs and tax that a final demand asks for, suppliers counted."""
    from entrepot.cli import show
    from entrepot.service.output_answer import answer_output
    from entrepot.service.output_files import read_output
    from entrepot.service.projects import read_pairs
    from entrepot.store.reference import open_reference

    read = None if table is None else read_output(table)
    wanted, name = read_pairs("--demand", demand or []), open_reference(region).settings.id
    found = answer_output(read, wanted, region=name, is_local=local)
    if as_json:
        show.document(found)
        return
    acting.told(found, as_json=False)
