"""A process of its own that searches one portfolio: `python -m` this.

It reads what is asked as a line of JSON from its standard input and tells on its standard output, a
line of JSON each, the best value and the bound so far and at last what came out. A second line
ends the search with the best plan found; the end of its input ends the process.
"""

import json
import os
import sys
import threading
import time
from typing import Any

from entrepot.kernel.errors import EntrepotError
from entrepot.plan.intake import read_case
from entrepot.service.cases import parse_cases
from entrepot.service.portfolio import frontier_document, regret_document, solved
from entrepot.service.portfolio_runs import FRONTIER, POINTS, REGRET

_EACH_S = 0.25


def work() -> None:
    """Search the portfolio of the case that comes in."""
    os.nice(5)  # so that pages are answered first
    task = json.loads(sys.stdin.readline())
    stopped = threading.Event()
    threading.Thread(target=_listen, args=(stopped,), daemon=True).start()
    try:
        found = _answer(task, stopped)
    except EntrepotError as error:
        _tell({"problems": error.document()["problems"]})
    else:
        _tell({"document": found})


def _answer(task: dict[str, str], stopped: threading.Event) -> dict[str, Any]:
    case = read_case(parse_cases(task["case"].encode(), "case"))
    if task["ask"] == FRONTIER:
        return frontier_document(case, task["against"], POINTS, lambda *_: stopped.is_set())
    if task["ask"] == REGRET:
        return regret_document(case, lambda *_: stopped.is_set())
    return solved(case, watch=_Watch(stopped), is_over=stopped.is_set)


class _Watch:
    """Tells how far it is, a few times a second."""

    def __init__(self, stopped: threading.Event) -> None:
        self.stopped, self.told_at = stopped, 0.0

    def __call__(self, best: float | None, bound: float | None) -> bool:
        now = time.monotonic()
        if now - self.told_at >= _EACH_S:
            self.told_at = now
            _tell({"best": best, "bound": bound})
        return self.stopped.is_set()


def _listen(stopped: threading.Event) -> None:
    for _ in sys.stdin:
        stopped.set()
    os._exit(1)


def _tell(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    work()
