"""Processes of their own that work out what waits, so that who serves goes on serving."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Container

GONE = 75  # exit of a worker whose work nobody wants any more: others may wait
_NICE = 5  # so that pages are answered first
_LOOK_S = 0.2


def work_apart(
    worker: str, region: str, ending: threading.Event, again: Container[int] = (GONE,)
) -> None:
    """Let a process of its own work out what waits, until it is done or told to end.

    Args:
        worker: Module that works; it hands its work to `run_worker`.
        region: Folder of the region.
        ending: Set where the process is to end.
        again: Exits after which another process goes on.
    """
    command = [sys.executable, "-m", worker, region]
    while not ending.is_set():
        with subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0) as process:
            while process.poll() is None:
                if ending.wait(_LOOK_S):
                    process.terminate()
                    break
        if process.returncode not in again:
            return


def run_worker(work: Callable[[str], None], *, is_rude: bool = False) -> None:
    """Work as the process that `work_apart` started, and end with that one.

    Args:
        work: Works out what waits in a region.
        is_rude: End at once where it is told to end, in the middle of everything: for work
            that keeps what it has in the store.
    """
    if not is_rude:
        signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def be_friendly() -> None:
    """Let others go first."""
    os.nice(_NICE)


def _end_with_parent() -> None:
    """However the parent came to its end: standard input closes then."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _end(*_: object) -> None:
    raise KeyboardInterrupt
