"""`entrepot port`: equipment events and figures of the land port."""

from typing import Annotated

import typer

from entrepot.cli import acting, options, port_work

app = typer.Typer(
    help="The land port: events of boxes and what they add up to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Who = Annotated[
    str,
    typer.Option("--as", metavar="USER", help="Account that asks. [default: the sum of all]"),
]
Site = Annotated[str, typer.Option(metavar="SITE", help="Place. [default: all]")]
From = Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")]
To = Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.")]


@app.command()
def throughput(
    start: From, end: To, by: Who = "", site: Site = "", as_json: options.AsJson = False
) -> None:
    """Count boxes by direction, route and status, from their events."""
    from entrepot.service import port_figures

    first, last = acting.day(start, "--from"), acting.day(end, "--to")
    acting.run("Counting", port_figures.throughput, first, last, by=by, site=site, as_json=as_json)


@app.command()
def events(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="NDJSON, an event a line.")],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell what happened to boxes; an event told again under its key is told once."""
    from entrepot.service import port_events

    rows = port_events.read_lines(acting.read(file))
    moment = acting.instant(at)
    with acting.window("Telling") as window:
        told = port_events.record_events(window, rows, by=by, at=moment)
    acting.told(told, as_json=as_json)


@app.command()
def read(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="An interchange of CODECO or CUSCAR, D.95B.")
    ],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Read an EDIFACT file, once: events of a gate report, bills and boxes of a manifest."""
    from entrepot.service.edifact import read_file

    data, moment = acting.read(file), acting.instant(at)
    with acting.window("Reading") as window:
        told = read_file(window, data, by=by, at=moment)
    acting.told(told, as_json=as_json)


@app.command()
def write(
    kind: Annotated[str, typer.Argument(metavar="codeco|cusres", help="Message to write.")],
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="Container, or reference of a declaration.")
    ],
    by: Who = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Write an EDIFACT message: of a box's last moves, or of how a declaration stands."""
    from entrepot.cli import show
    from entrepot.service.edifact import write_message

    moment = acting.instant(at)
    with acting.window("Writing") as window:
        told = write_message(window, kind, reference, at=moment, by=by)
    if as_json:
        show.document(told)
    else:
        show.line(told["text"].rstrip())


port_work.add_to(app)
