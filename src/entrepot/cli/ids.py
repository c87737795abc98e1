"""`entrepot ids`: does an identifier prove itself."""

from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(help="Identifiers.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def check(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="ucr (consignment), container (ISO 6346) or uscc (credit code of a firm).",
        ),
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The identifier.")],
    as_json: options.AsJson = False,
) -> None:
    """Judge an identifier by its form and its check sign; exit code 2 when it is wrong."""
    from entrepot.cli import show
    from entrepot.kernel.errors import InputError
    from entrepot.service.terms import check_identifier

    document = check_identifier(kind, value)
    if as_json:
        show.document(document)
    else:
        show.line(f"{document['value']}: {'valid' if document['is_valid'] else 'not valid'}")
        for problem in document["problems"]:
            show.line(f"  {problem['message']} [{problem['code']}]")
    if not document["is_valid"]:
        raise typer.Exit(InputError.exit_code)
