"""`entrepot guarantee`: instruments that secure duty, from the register to the claim."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

FAILED = 3  # exit code when a recount differs

app = typer.Typer(
    help="Guarantees: open, activate, reserve, free, use, claim, count again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ref = Annotated[str, typer.Argument(metavar="G", help="Reference of a guarantee.")]
Amount = Annotated[
    str, typer.Option(metavar="AMOUNT", help="How much, in the country's money.")
]  # fmt: skip
For = Annotated[
    str, typer.Option("--ref", metavar="REF", help="What it is set aside for, as a declaration.")
]
Key = Annotated[
    str, typer.Option(metavar="KEY", help="A move repeated with its key is answered again.")
]


@app.command("open")
def open_(
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="cash, bank-letter, insurance or aeo-waiver.")
    ],
    issuer: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")],
    limit: Annotated[str, typer.Option(metavar="AMOUNT", help="Most it covers.")],
    by: acting.As,
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help="First day of use. [default: any]")
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DAY", help="Last day of use. [default: any]")
    ] = "",
    firm: Annotated[
        str,
        typer.Option(
            metavar="FIRM", help="Firm whose declarations lean on it: id, credit code or account."
        ),
    ] = "",
    office: Annotated[
        str,
        typer.Option(metavar="OFFICE", help="Customs office it is lodged with. [default: any]"),
    ] = "",
    on: options.On = None,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Register an instrument; customs activate it before anything leans on it."""
    from entrepot.service import guarantees

    raw = {"kind": kind, "issuer": issuer, "limit": limit, "from": first, "to": last, "firm": firm,
           "office": office}  # fmt: skip
    given = {name: text for name, text in raw.items() if text}
    _run(guarantees.open_guarantee, given, by=by, at=at, on=acting.legal_day(on), as_json=as_json)


@app.command()
def activate(
    ref: Ref, by: acting.As, on: options.On = None, at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Let customs accept an instrument."""
    from entrepot.service import guarantees

    _run(guarantees.activate_guarantee, ref, by=by, at=at, on=acting.legal_day(on), as_json=as_json)


@app.command("show")
def show_(
    ref: Ref, by: acting.As, on: options.On = None, at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Show an instrument, what stands under each reference, its moves and claims."""
    from entrepot.service import guarantees

    _run(guarantees.show_guarantee, ref, by=by, at=at, on=acting.legal_day(on), as_json=as_json)


@app.command("list")
def list_(
    by: acting.As, on: options.On = None, at: acting.At = None, as_json: options.AsJson = False
) -> None:
    """List instruments, newest first."""
    from entrepot.service import guarantees

    _run(guarantees.list_guarantees, by=by, at=at, on=acting.legal_day(on), as_json=as_json)


@app.command()
def verify(
    ref: Ref, by: acting.As, on: options.On = None, at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Count an instrument again from its moves; exit 3 when it differs."""
    from entrepot.service import guarantees

    day = acting.legal_day(on)
    document = _run(guarantees.verify_guarantee, ref, by=by, at=at, on=day, as_json=as_json)
    if not document["ok"]:
        raise typer.Exit(FAILED)


@app.command()
def reserve(
    ref: Ref, amount: Amount, to: For, by: acting.As, key: Key = "", on: options.On = None,
    at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Set an amount aside under a reference."""
    _move("reserve", ref, amount, to, key, by=by, on=on, at=at, as_json=as_json)


@app.command()
def free(
    ref: Ref, amount: Amount, to: For, by: acting.As, key: Key = "", on: options.On = None,
    at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Give back what was set aside under a reference."""
    _move("free", ref, amount, to, key, by=by, on=on, at=at, as_json=as_json)


@app.command()
def use(
    ref: Ref, amount: Amount, to: For, by: acting.As, key: Key = "", on: options.On = None,
    at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Take what was set aside under a reference."""
    _move("use", ref, amount, to, key, by=by, on=on, at=at, as_json=as_json)


@app.command()
def claim(
    ref: Ref, amount: Amount, to: For, by: acting.As, key: Key = "", on: options.On = None,
    at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Ask the issuer to pay; what is only set aside is used first."""
    _move("claim", ref, amount, to, key, by=by, on=on, at=at, as_json=as_json)


@app.command("pay-claim")
def pay_claim(
    number: Annotated[int, typer.Argument(metavar="N", help="Number of the claim.")],
    by: acting.As, at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Tell that the issuer paid a claim."""
    from entrepot.service import guarantees

    _run(guarantees.pay_claim, number, by=by, at=at, as_json=as_json)


@app.command()
def moves(
    ref: Ref,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-", help="JSON, a move a line: key, kind, ref, amount. - is input."
        ),
    ],
    by: acting.As,
    workers: Annotated[int, typer.Option(metavar="N", help="How many work at a time.")] = 8,
    on: options.On = None,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Make the moves of a file; a key once answered keeps its answer."""
    from entrepot.cli import show
    from entrepot.service.guarantee_moves import make_moves
    from entrepot.service.window import open_window

    lines = acting.read_text(file).splitlines()
    with show.working("Moving"), open_window(connections=max(2, workers + 1)) as window:
        document = make_moves(window, ref, lines, workers=workers, by=by, at=acting.instant(at),
                              on=acting.legal_day(on))  # fmt: skip
    _told(document, as_json)


def _move(
    kind: str, ref: str, amount: str, to: str, key: str, *, by: str, on: str | None,
    at: str | None, as_json: bool,
) -> None:  # fmt: skip
    from entrepot.service import guarantees

    raw = {"amount": amount, "ref": to, **({"key": key} if key else {})}
    _run(
        guarantees.move_guarantee,
        ref,
        kind,
        raw,
        by=by,
        at=at,
        on=acting.legal_day(on),
        as_json=as_json,
    )


def _run(
    verb: Any, *about: Any, by: str, at: str | None, as_json: bool, **more: Any
) -> Mapping[str, Any]:  # fmt: skip
    with acting.window("Acting") as window:
        document: Mapping[str, Any] = verb(window, *about, by=by, at=acting.instant(at), **more)
    _told(document, as_json)
    return document


def _told(document: Mapping[str, Any], as_json: bool) -> None:
    from entrepot.cli import show

    if as_json:
        show.document(document)
        return
    flat = dict(document)
    for name, money in flat.pop("balance", {}).items():
        flat[name] = show.money(money)
    acting.told(flat, as_json=False)
