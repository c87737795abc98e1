"""`entrepot gate`: may this box leave, and it leaves."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="The gate of the land port: GO or STOP, in and out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Container = Annotated[str, typer.Argument(metavar="CONTAINER", help="Container, ISO 6346.")]
Site = Annotated[
    str, typer.Option(metavar="SITE", help="Place of the gate. [default: the account's first]")
]
Route = Annotated[str, typer.Option(metavar="ROUTE", help="Corridor or service it runs on.")]


@app.command()
def check(
    container: Container, by: acting.As, site: Site = "", at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Say GO or STOP for a box with every reason; exit 0 either way."""
    from entrepot.service import port_gates

    moment = acting.instant(at)
    with acting.window("Asking") as window:
        told = port_gates.check(window, container, by=by, at=moment, site=site)
    acting.told(told, as_json=as_json)


@app.command("in")
def in_(
    container: Container,
    by: acting.As,
    size: Annotated[str, typer.Option(metavar="CODE", help="Size and type, as 22G1.")] = "",
    empty: Annotated[bool, typer.Option("--empty/--full", help="Nothing is in it.")] = False,
    seal: Annotated[str, typer.Option(metavar="SEAL", help="Seal found on it.")] = "",
    route: Route = "road",
    site: Site = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Take a box in; what waited for its arrival is released at once."""
    from entrepot.service import port_gates

    moment = acting.instant(at)
    with acting.window("Taking in") as window:
        told = port_gates.move_in(
            window, container, by=by, at=moment, site=site, size_type=size,
            status="empty" if empty else "full", seal=seal, route=route,
        )  # fmt: skip
    acting.told(told, as_json=as_json)


@app.command()
def out(
    container: Container, by: acting.As, route: Route = "road", site: Site = "",
    at: acting.At = None, as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Let a released box out; exit 3 with every reason when it may not leave."""
    from entrepot.service import port_gates

    moment = acting.instant(at)
    with acting.window("Letting out") as window:
        told = port_gates.move_out(window, container, by=by, at=moment, site=site, route=route)
    acting.told(told, as_json=as_json)
