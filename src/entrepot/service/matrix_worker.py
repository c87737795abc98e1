"""A process of its own that works out the matrices that wait: `python -m` this, with a region.

It ends with the process that started it, however that came about: its standard input closes
then. What was finished of a matrix is kept, and the next worker goes on from there.
"""

from datetime import datetime

from entrepot.service.background import run_worker
from entrepot.service.desk import open_desk
from entrepot.service.matrix_runs import work_out_waiting


def work(region: str) -> None:
    """Work out what waits."""
    with open_desk(region, connections=2) as desk:
        work_out_waiting(desk, now=lambda: datetime.now().astimezone())


if __name__ == "__main__":
    run_worker(work)
