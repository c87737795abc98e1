"""`entrepot ecommerce`: lists of cross-border e-commerce."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import options

app = typer.Typer(
    help="Lists of cross-border e-commerce: matched, taxed, counted, returned.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _rooms() -> None:
    """Keep each verb a word of its own."""


@app.command("assess")
def assess(
    case: Annotated[
        str, typer.Argument(metavar="CASE|-", help="JSON of one list; - is standard input.")
    ],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Match order, payment and waybill, and work out what one list owes; needs no store."""
    from entrepot.cli import show
    from entrepot.service.cases import read_cases
    from entrepot.service.ecommerce import assess_list
    from entrepot.store.reference import open_reference

    found = assess_list(open_reference(region), read_cases(case))
    if as_json:
        show.document(found)
    else:
        _show(found)


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    show.line(f"{found['result']}, {found['treatment']}, filed by {found['filing']}")
    names = ("taxable", "duty", "consumption_tax", "vat", "total", "counted", "used_after",
             "remaining")  # fmt: skip
    show.facts({name: show.money(found[name]) for name in names}, as_json=False)
    show.line("")
    for line in found["working"]:
        show.line(line)
    show.line(found["source"])
