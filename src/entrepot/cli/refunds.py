"""`entrepot refund`: export refunds worked out, filed and moved."""

from typing import Annotated, Any

import typer

from entrepot.cli import acting, cases, options

app = typer.Typer(
    help="Export refunds: work one out, file a case, move it, see the queue.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ref = Annotated[str, typer.Argument(metavar="REF", help="Reference of a refund case.")]


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


@app.command("file")
def file_(
    case: cases.File, by: acting.As, at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """File a draft: a case with its class, without acceptance, clock and rates."""
    from entrepot.service import refund_cases
    from entrepot.service.cases import one_case, read_cases

    raw = one_case(read_cases(case))
    _run(refund_cases.file_case, raw, by=by, at=at, as_json=as_json)


@app.command()
def edit(
    ref: Ref, case: cases.File, by: acting.As, at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Write a draft anew."""
    from entrepot.service import refund_cases
    from entrepot.service.cases import one_case, read_cases

    raw = one_case(read_cases(case))
    _run(refund_cases.edit_case, ref, raw, by=by, at=at, as_json=as_json)


@app.command()
def move(
    ref: Ref,
    name: Annotated[
        str,
        typer.Argument(
            metavar="MOVE",
            help="submit, accept, match, query, answer, review, approve, send, pay, reject "
            "or recover.",
        ),
    ],
    by: acting.As,
    reason: acting.Reason = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Move a case; a query stops its clock, the answer lets it run on."""
    from entrepot.service import refund_cases

    _run(refund_cases.move_case, ref, name, by=by, at=at, as_json=as_json, reason=reason)


@app.command("show")
def show_(
    ref: Ref, by: acting.As, at: acting.At = None, as_json: options.AsJson = False
) -> None:  # fmt: skip
    """Show a case with its sums, its clock, what was done and what may be done."""
    from entrepot.service import refund_cases

    _run(refund_cases.show_case, ref, by=by, at=at, as_json=as_json)


@app.command()
def queue(by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """List cases, those whose clock runs first, with the working days left."""
    from entrepot.service import refund_cases

    _run(refund_cases.list_cases, by=by, at=at, as_json=as_json)


def _run(verb: Any, *about: Any, by: str, at: str | None, as_json: bool, **more: Any) -> None:
    from entrepot.cli import show

    with acting.window("Acting") as window:
        document = verb(window, *about, by=by, at=acting.instant(at), **more)
    if not as_json:
        refund, clock = document.pop("refund", None), document.pop("clock", None)
        document |= {**(clock or {}), "state": document["state"]} if clock else {}
        document |= {"refund": show.money(refund)} if refund else {}
    acting.told(document, as_json=as_json)
