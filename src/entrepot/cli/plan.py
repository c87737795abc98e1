"""`entrepot plan`: worked cases of planning, each a file of JSON."""

from typing import Annotated, Any

import typer

from entrepot.cli import acting, cases, options

app = typer.Typer(
    help="Worked cases: compensation, reserve, power, zone, reforms.",
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
