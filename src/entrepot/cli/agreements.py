"""`entrepot agreement`: clauses side by side, and a book of cases under a changed clause."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options
from entrepot.kernel.errors import InputError, Problem

app = typer.Typer(
    help="Clauses of trade agreements: compared, and tried on a book of cases.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """List the agreements, how many clauses of each were read, and those not read at all."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.agreements import list_clauses
    from entrepot.service.origin import OriginDesk
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    with show.working("Reading"), open_database(open_home(), most=1) as database:
        found = list_clauses(OriginDesk(open_reference(region), database), today=now().date())
    if as_json:
        show.document(found)
        return
    heads = ("code", "binds", "read", "unread", "product_rules", "status")
    show.table(heads, ([str(one[head]) for head in heads] for one in found["agreements"]))
    show.line("not read: " + "; ".join(one["name"] for one in found["unread"]))


@app.command()
def compare(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CODE]...", help="Agreements; the first is one's own."),
    ] = None,
    hs: Annotated[
        str | None, typer.Option(metavar="CODE", help="A good whose product rules are compared.")
    ] = None,
    edition: Annotated[
        str | None, typer.Option(metavar="HS2022", help="Edition of the HS its code is of.")
    ] = None,
    on: options.On = None,
    gaps: Annotated[bool, typer.Option("--gaps", help="Only clauses that differ or are open.")] = (
        False
    ),
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Put the clauses of agreements side by side, with the gaps."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.agreements import compare_agreements
    from entrepot.service.origin import OriginDesk
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home
    from entrepot.store.reference import open_reference

    raw = {"agreements": codes, "hs": hs, "edition": edition, "on": on}
    given = {name: value for name, value in raw.items() if value}
    with show.working("Comparing"), open_database(open_home(), most=1) as database:
        desk = OriginDesk(open_reference(region), database)
        found = compare_agreements(desk, given, today=now().date())
    if gaps:
        found["clauses"] = [one for one in found["clauses"] if one["gap"]]
    if as_json:
        show.document(found)
        return
    heads = ("clause", "state", *(one["code"] for one in found["agreements"]))
    show.table(heads, (_row(one) for one in found["clauses"]))
    show.line(f"{found['gaps']} gaps on {found['on']}")


@app.command()
def rules(
    countries: Annotated[
        list[str] | None, typer.Argument(metavar="[COUNTRY]...", help="Partners, two letters each.")
    ] = None,
    hs: Annotated[
        str | None, typer.Option(metavar="CODE", help="A good whose rates are compared.")
    ] = None,
    on: options.On = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Put rules of the region's country beside those of partners, with the gaps."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.country_rules import compare_countries
    from entrepot.service.desk import open_desk
    from entrepot.service.tariff_desk import tariff_law

    raw = {"countries": countries, "hs": hs, "on": on}
    given = {name: value for name, value in raw.items() if value}
    with show.working("Comparing"), open_desk(region, connections=1) as desk:
        found = compare_countries(tariff_law(desk), given, today=now().date())
    if as_json:
        show.document(found)
        return
    show.table(("rule", "state", *found["countries"]), (_row(one) for one in found["rules"]))
    show.line(f"{found['gaps']} gaps on {found['on']}")


def _row(clause: Mapping[str, Any]) -> tuple[str, ...]:
    return (clause["clause"], clause["state"], *(_told(one) for one in clause["cells"]))


def _told(cell: Mapping[str, Any]) -> str:
    text = ", ".join(cell["values"]) or cell["text"] or "not known"
    return text if len(text) <= 60 else text[:57] + "..."


@app.command()
def rerun(
    change: Annotated[
        Path, typer.Option(metavar="FILE", help="JSON of the change of a clause, or of several.")
    ],
    book: Annotated[
        str, typer.Argument(metavar="[BOOK|-]", help="JSON list of cases; - is standard input.")
    ] = "",
    who: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="USER",
            help="Account whose determinations may be named, and are the book where none is given.",
        ),
    ] = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Judge a book of cases under a changed clause: verdicts and money that move."""
    from entrepot.cli import show
    from entrepot.cli.acting import now
    from entrepot.service.cases import read_cases
    from entrepot.service.desk import open_desk
    from entrepot.service.origin import OriginDesk
    from entrepot.service.rerun import kept_book, rerun_book
    from entrepot.service.tariff_desk import tariff_law

    if not (book or who):
        raise InputError(_no_book())
    given, changes, at = read_cases(book) if book else None, read_cases(str(change)), now()
    with show.working("Running the book"), open_desk(region, connections=2) as desk:
        origins = OriginDesk(desk.window.reference, desk.database)
        cases = given if who is None or book else kept_book(origins, by=who, at=at)
        found, code = rerun_book(
            origins, tariff_law(desk), cases, changes, today=at.date(), at=at, by=who
        )
    if as_json:
        show.document(found)
    else:
        _show(found)
    if code:
        raise typer.Exit(code)


def _no_book() -> Problem:
    return Problem("book.list", "BOOK", "is no list of cases.",
                   "Give a file, or --as USER for the determinations of an account.",
                   message_zh="请给出案例簿文件，或用 --as 取某账户保存的判定。")  # fmt: skip


def _show(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    for change in found["changes"]:
        touched = change["touched"]
        rows = "rates" if touched["rows"] is None else f"{touched['rows']} rows"
        show.line(f"{change['clause']}: {rows}, {touched['stated_rules']} stated rules")
    heads = ("case", "name", "verdict", "under the change", "duty", "moves by")
    show.table(heads, (_case(one) for one in found["cases"]), right=("duty", "moves by"))
    totals = found["totals"]
    show.line(
        f"{totals['turned']} of {totals['cases']} cases turn; undetermined "
        f"{totals['undetermined']['before']} before, {totals['undetermined']['after']} after; "
        f"{totals['open']} open, {totals['failed']['after']} without an answer"
    )
    for one in totals["duty"]:
        show.line(f"duty {_money(one['before'])} -> {_money(one['after'])}: {_money(one['net'])} "
                  f"({one['cases']} cases settled, {one['open']} open)")  # fmt: skip


def _case(one: Mapping[str, Any]) -> tuple[str, ...]:
    verdict, duty = one["verdict"], one["duty"]
    before = verdict["before"] or "-"
    after = verdict["after"] or ("no answer" if one["problem"]["after"] else "-")
    return (
        str(one["case"]), one["name"] or one["hs"] or "", before, after,
        _money(duty["before"]) if duty["before"] else "-",
        _money(duty["by"]) if duty["by"] else duty["move"],
    )  # fmt: skip


def _money(amount: Mapping[str, str]) -> str:
    return f"{amount['amount']} {amount['currency']}"
