"""`entrepot refund`: export refunds worked out, filed and moved."""

from typing import Annotated

import typer

from entrepot.cli import acting, cases, options

app = typer.Typer(
    help="Export refunds: work one out, file a case, move it, see the queue.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def compute(
    case: cases.File,
    calendar: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Days over the published ones: CSV with date,is_working,source."
        ),
    ] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out what a case gets back and when it is due, with the working; nothing is stored."""
    from entrepot.service.calendar_file import over, parse_changes
    from entrepot.service.refunds import Rules, compute_refund
    from entrepot.store.reference import open_reference

    reference = open_reference(region)
    known = reference.calendar
    if calendar:
        known = over(known, parse_changes(acting.read_text(calendar), calendar))
    rules = Rules(reference, known)
    cases.answer(case, lambda one: compute_refund(rules, one), as_json=as_json, shown=_show)


def _show(document: cases.Document) -> None:
    from entrepot.cli import show

    amounts = {
        name: show.money(value)
        for name, value in document.items()
        if isinstance(value, dict) and "currency" in value
    }
    clock = document["clock"] or {}
    show.facts({**amounts, **clock, "status": document["status"]}, as_json=False)
    show.line("")
    show.table(
        ("what", "line", "formula", "amount"),
        (
            (one["what"], one["line"] or "", one["formula"], show.money(one["amount"]))
            for one in document["working"]
        ),
        right=["amount"],
    )
