"""`entrepot lodge`, `declaration`, `movements`, `pay`: what firms and their banks do."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Declarations: draft, look, amend, withdraw, cancel.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[str, typer.Argument(metavar="FILE", help="JSON or XML; - is standard input.")]


def lodge(
    file: File,
    by: acting.As,
    key: Annotated[
        str,
        typer.Option(metavar="KEY", help="Idempotency key: the same again gives the same reply."),
    ],
    draft: Annotated[str, typer.Option(metavar="REF", help="Draft that this lodges.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Lodge a declaration: checked, numbered, screened, assessed, and released if it may."""
    from entrepot.service import consignments

    body = acting.read(file)
    acting.run(
        "Lodging",
        consignments.lodge,
        body,
        by=by,
        key=key,
        draft=draft,
        media_type=acting.media_type(file),
        as_json=as_json,
    )


@app.command()
def example(
    flow: Annotated[str, typer.Option(metavar="export|import", help="Which way.")],
    kind: Annotated[str, typer.Option("--type", metavar="FULL|ADVANCE|SUMMARY", help="Kind.")],
    reference: Annotated[str, typer.Option(metavar="R", help="The trader's own reference.")],
    container: Annotated[str, typer.Option(metavar="NUMBER", help="Container, ISO 6346.")],
    on: options.On = None,
    as_json: options.AsJson = False,  # noqa: ARG001 - a declaration is JSON either way
) -> None:
    """Print a complete synthetic declaration of the demo's exporter, the same each time."""
    from entrepot.cli import show
    from entrepot.service.examples import example as make
    from entrepot.store.reference import open_reference

    document = make(
        open_reference(), flow=flow, kind=kind, reference=reference, container=container, on=on
    )
    show.document(document)


@app.command()
def show(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Show a declaration: state, facets, what blocks it, and its history."""
    from entrepot.service import consignments

    acting.run("Looking", consignments.show, ref, by=by, as_json=as_json)


@app.command("list")
def list_(
    by: acting.As,
    ucr: Annotated[str, typer.Option(metavar="UCR", help="Only this consignment.")] = "",
    word: Annotated[
        str, typer.Option(metavar="WORD", help="Reference, number, container or HS code.")
    ] = "",
    tab: Annotated[
        str, typer.Option(metavar="TAB", help="action, progress, released or rejected.")
    ] = "",
    cursor: Annotated[str, typer.Option(help="Where the page before ended.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Rows of a page.")] = 50,
    as_json: options.AsJson = False,
) -> None:
    """List declarations, newest first."""
    from entrepot.service import consignments

    acting.run(
        "Looking",
        consignments.list_declarations,
        by=by,
        ucr=ucr,
        tab=tab,
        word=word,
        cursor=cursor,
        most=limit,
        as_json=as_json,
    )


@app.command()
def draft(
    file: File,
    by: acting.As,
    ref: Annotated[str, typer.Option(metavar="REF", help="Draft to change.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Keep a draft, faults and all."""
    from entrepot.service import consignments

    body = acting.read(file)
    acting.run(
        "Keeping",
        consignments.save_draft,
        body,
        by=by,
        media_type=acting.media_type(file),
        draft=ref,
        as_json=as_json,
    )


@app.command()
def check(file: File, on: options.On = None, as_json: options.AsJson = False) -> None:
    """Hold a declaration against every rule, without keeping it; exit 2 when one is broken."""
    from datetime import date

    from entrepot.kernel.errors import InputError
    from entrepot.service.files import read_body
    from entrepot.service.filing import check_document
    from entrepot.store.reference import open_reference

    reference = open_reference()
    day = date.fromisoformat(on) if on else acting.now().astimezone(reference.zone).date()
    problems = check_document(reference, read_body(acting.read(file), "application/json"), day)
    document = {"ok": not problems, "problems": [one.document() for one in problems]}
    acting.told(document, as_json=as_json)
    if problems:
        raise typer.Exit(InputError.exit_code)


@app.command()
def upload(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV or Excel, a row an item.")],
    report: Annotated[
        Path, typer.Option(metavar="FILE", help="Report to write: the same with its faults.")
    ],
    by: acting.As,
    lodge_all: Annotated[
        bool, typer.Option("--lodge", help="Lodge what is right; else only tried.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Try a table of declarations, or lodge the right ones; each fault stands in its row."""
    from entrepot.cli import show
    from entrepot.service import uploads

    data = acting.read(file)
    with acting.window("Reading") as window:
        document, written = uploads.take(window, data, by=by, at=acting.now(), lodge_all=lodge_all)
    show.write(report, written)
    acting.told(document | {"report": str(report)}, as_json=as_json)


@app.command()
def copy(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Copy a rejected or any other declaration to a new draft."""
    from entrepot.service import consignments

    acting.run("Copying", consignments.copy, ref, by=by, as_json=as_json)


@app.command()
def withdraw(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Take back what is not accepted yet."""
    from entrepot.service import consignments

    acting.run("Withdrawing", consignments.withdraw, ref, by=by, as_json=as_json)


@app.command()
def amend(
    ref: acting.Ref,
    changes: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON object of pointers and new values.")
    ],
    by: acting.As,
    reason: acting.Reason,
    as_json: options.AsJson = False,
) -> None:
    """Ask to change fields of a lodged declaration."""
    from entrepot.service import consignments
    from entrepot.service.files import read_body

    asked = read_body(acting.read(changes), "application/json")
    acting.run(
        "Asking", consignments.ask_amendment, ref, asked, reason=reason, by=by, as_json=as_json
    )


@app.command()
def cancel(
    ref: acting.Ref, by: acting.As, reason: acting.Reason, as_json: options.AsJson = False
) -> None:
    """Ask to cancel an accepted declaration."""
    from entrepot.service import consignments

    acting.run("Asking", consignments.ask_cancellation, ref, reason=reason, by=by, as_json=as_json)


@app.command()
def complete(ref: acting.Ref, file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Take the second step of a summary declaration."""
    from entrepot.service import consignments

    body = acting.read(file)
    acting.run(
        "Completing",
        consignments.complete,
        ref,
        body,
        by=by,
        media_type=acting.media_type(file),
        as_json=as_json,
    )


@app.command()
def proof(
    ref: acting.Ref,
    number: Annotated[str, typer.Option(metavar="NO", help="Number of the proof of origin.")],
    by: acting.As,
    kind: Annotated[str, typer.Option(help="Kind of proof: C certificate, D declaration.")] = "",
    criterion: Annotated[str, typer.Option(help="Origin criterion, such as PSR.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Bring a proof of origin that was missing; the security for it is freed."""
    from entrepot.service import proofs

    acting.run("Taking the proof in", proofs.bring_proof, ref, number, by=by, kind=kind,
               criterion=criterion, as_json=as_json)  # fmt: skip


@app.command()
def answer(
    ref: acting.Ref,
    text: Annotated[str, typer.Argument(help="The answer.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Answer the open questions of the officer."""
    from entrepot.service import consignments

    acting.run("Answering", consignments.answer, ref, text, by=by, as_json=as_json)


@app.command()
def appeal(
    ref: acting.Ref, by: acting.As, reason: acting.Reason, as_json: options.AsJson = False
) -> None:
    """Appeal against a seizure or an audit."""
    from entrepot.service import customs

    acting.run("Appealing", customs.appeal, ref, reason=reason, by=by, as_json=as_json)


def movements(
    by: acting.As,
    cursor: Annotated[str, typer.Option(help="Where the page before ended.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="Rows of a page; all without it.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """List what releases added to statistics: declarations, e-commerce lists and parcels."""
    from entrepot.service.movements import list_movements

    acting.run("Looking", list_movements, by=by, cursor=cursor, most=limit, as_json=as_json)


def pay(
    ref: acting.Ref,
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="Amount paid.")],
    bank_ref: Annotated[str, typer.Option(metavar="TEXT", help="Reference of the bank.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Take in a payment notice of a bank; told twice it is one payment."""
    from entrepot.service import customs

    acting.run("Paying", customs.pay, ref, amount, bank_ref, by=by, as_json=as_json)


def secure(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Set security aside for what is due, in place of paying before release."""
    from entrepot.service import customs

    acting.run("Securing", customs.secure, ref, by=by, as_json=as_json)


_ = Path
