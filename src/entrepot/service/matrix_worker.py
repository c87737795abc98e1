"""A process of its own that works out the matrices that wait: `python -m` this, with a region.

It ends with the process that started it, however that came about: its standard input closes
then. What was finished of a matrix is kept, and the next worker goes on from there.
"""

import os
import signal
import sys
import threading
from datetime import datetime

from entrepot.service.desk import open_desk
from entrepot.service.matrix_runs import work_out_waiting


def work(region: str) -> None:
    """Work out what waits."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with open_desk(region, connections=2) as desk:
        work_out_waiting(desk, now=lambda: datetime.now().astimezone())


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)


def _end(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    try:
        work(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
