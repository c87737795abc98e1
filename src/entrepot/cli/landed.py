"""`entrepot landed`: what a sale costs the buyer, duty and tax paid."""

from typing import Annotated

import typer

from entrepot.cli import options


def landed(
    case: Annotated[
        str,
        typer.Argument(metavar="[FILE|-]", help="JSON of one case or a list; - is standard input."),
    ] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Keep the answer under its id.")] = False,
    again: Annotated[
        str | None, typer.Option("--again", metavar="ID", help="Tell a kept answer again.")
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out the landed cost of a sale under Incoterms 2020, or tell a kept one again."""
    from datetime import datetime

    from entrepot.cli import answers, cases, show
    from entrepot.service.desk import open_desk
    from entrepot.service.landed_quotes import make_landed, tell_again
    from entrepot.service.tariff_desk import tariff_law

    if bool(case) == bool(again):
        raise typer.BadParameter("give a FILE, - or --again ID")
    with show.working("Working it out"), open_desk(region, connections=1) as desk:
        if again:
            found = tell_again(desk, again)
            show.document(found) if as_json else answers.landed_case(found)
            return
        law = tariff_law(desk)
        at = datetime.now().astimezone()
        cases.answer(
            case, lambda one: make_landed(desk, law, one, at=at, keep=keep), as_json=as_json,
            shown=answers.landed_case,
        )  # fmt: skip
