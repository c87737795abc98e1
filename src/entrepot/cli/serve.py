"""`entrepot serve`: the pages and the API."""

from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from entrepot.cli import options

if TYPE_CHECKING:
    from socket import socket


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    workers: Annotated[
        int, typer.Option(min=0, max=64, help="Serving processes; 0 is one a core, at most four.")
    ] = 0,
    clock: Annotated[
        bool, typer.Option("--clock/--no-clock", help="Go the rounds of the clock as well.")
    ] = True,
    region: options.Region = None,
) -> None:
    """Serve the pages and the API until Ctrl-C; the database starts and ends with it."""
    from entrepot.cli import show
    from entrepot.cli.workers import beside, ready_app, run, workers_wanted
    from entrepot.service.desk import open_desk
    from entrepot.service.rounds import keeping_time

    listening = listen(host, port)
    what = "Starting the database and loading the region"
    with (
        listening,
        show.working(what) as done,
        open_desk(region) as desk,
        beside(workers_wanted(workers) - 1, listening, region) as wait,
        ExitStack() as ending,
    ):
        app = ready_app(desk)
        wait()
        ending.enter_context(keeping_time(desk) if clock else nullcontext())
        done()
        where = f"http://{_shown(host)}:{listening.getsockname()[1]}"
        show.line(f"{desk.region.name} on {where}  (Ctrl-C ends it)")
        run(app, listening)


def listen(host: str, port: int) -> "socket":
    """A socket that listens there.

    Raises:
        OutsideError: The port is taken, or the address is not this machine's.
    """
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise _cannot_listen(host, port, error) from error
    return listening


def _cannot_listen(host: str, port: int, error: OSError) -> Exception:
    import errno

    from entrepot.kernel.errors import OutsideError, Problem

    hints = {
        errno.EADDRINUSE: f"Another program has port {port}: end it, or give --port, "
        f"such as --port {port + 1 if port < 65535 else 8000}.",
        errno.EACCES: "Ports below 1024 are the system's: give a higher --port.",
        errno.EADDRNOTAVAIL: "Give --host an address of this machine, such as 127.0.0.1.",
    }
    hint = hints.get(error.errno or 0, "Give --host an address of this machine.")
    message = f"cannot listen there: {error.strerror or error}."
    return OutsideError(Problem("serve.address", f"{host}:{port}", message, hint))


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
