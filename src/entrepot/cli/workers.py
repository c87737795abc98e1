"""Serving processes: one in the foreground, the others beside it on the same socket.

Python runs one thread at a time, so a second core needs a second process. Each worker opens
a desk of its own on the shared database and ends when the foreground process does, however
that came about: the worker's standard input closes then.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib import import_module
from typing import Any

import uvicorn

from entrepot.service.desk import Desk, open_desk

WEB = "entrepot.web.main:make_app"  # by name, since the doors do not know each other
MOST = 4


def workers_wanted(asked: int) -> int:
    """How many processes serve; 0 asks for one a core, at most four."""
    return asked or min(os.cpu_count() or 1, MOST)


@contextmanager
def beside(
    count: int, listening: socket.socket, region: str | None
) -> Iterator[Callable[[], None]]:
    """Run further workers while the body runs; what is given waits until they are ready."""
    number = listening.fileno()
    command = [sys.executable, "-m", "entrepot.cli.workers", str(number), region or ""]
    workers = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[number],
            process_group=0,  # so that Ctrl-C reaches the foreground process alone
        )
        for _ in range(count)
    ]  # fmt: skip

    def wait() -> None:
        for worker in workers:
            if worker.stdout:
                worker.stdout.readline()

    try:
        yield wait
    finally:
        for worker in workers:
            if worker.stdin:
                worker.stdin.close()
        for worker in workers:
            worker.wait()


def ready_app(desk: Desk) -> Any:
    """The application over a desk that has been made ready for its first question."""
    module, name = WEB.split(":")
    app = getattr(import_module(module), name)(desk)
    desk.warm_up(datetime.now().astimezone().date())
    return app


def run(app: Any, listening: socket.socket) -> None:
    """Serve until told to end."""
    config = uvicorn.Config(
        app,
        lifespan="off",  # nothing to start; else a second Ctrl-C is told as a fault
        log_level=os.environ.get("ENTREPOT_LOG", "warning"),
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    with suppress(KeyboardInterrupt):  # how a server is ended
        uvicorn.Server(config).run(sockets=[listening])


def work(number: int, region: str) -> None:
    """Serve beside the foreground process, on the socket it handed over."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with socket.socket(fileno=number) as listening, open_desk(region or None) as desk:
        app = ready_app(desk)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        run(app, listening)


def _end_with_parent() -> None:
    # Not through sys.stdin: its lock, held by this thread, would break the end of the interpreter.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        work(int(sys.argv[1]), sys.argv[2])
