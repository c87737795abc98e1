"""Fronts by four criteria on an overlay of real terminals with synthetic legs.

A question is what a query asks of the kernel: the reverse trees of its goal, the best way of
each criterion, and the front. No peer finds fronts of four criteria, so the rows have none;
that the best of each criterion is right is checked against scipy.
"""

import multiprocessing
import statistics
import time
from typing import Any

import numpy as np
from terminals import Terminals, lay_terminals

from entrepot.corridors.labels import front, warm_up
from entrepot.corridors.search import CRITERIA, goal_trees
from entrepot.store.home import open_home
from entrepot.store.kernels import use_kernels

EPSILON = 0.05
TIMER = time.thread_time  # the processor's: a question waits for nothing
PAIRS, ROUNDS = 200, 3
MANY, MANY_PAIRS = 4_000, 40
_MOST_LABELS = 400_000


class Search:
    """The kernel over terminals."""

    def __init__(self, terminals: Terminals) -> None:
        n = len(terminals.lat)
        self.terminals, self.n = terminals, n
        self.indptr, self.r_indptr = _pointers(terminals.tails, n), _pointers(terminals.heads, n)
        self.r_arcs = np.argsort(terminals.heads, kind="stable")
        self.closed = np.zeros(len(terminals.tails), np.bool_)

    def ask(self, start: int, goal: int) -> tuple[np.ndarray, int, int]:
        """Best of each criterion, ways found, and labels made."""
        legs, nothing, at = self.terminals, np.zeros((CRITERIA, 1)), np.array([start])
        least, step = goal_trees(
            self.r_indptr, self.r_arcs, legs.tails, legs.weights, self.closed, np.array([goal]),
            nothing,
        )  # fmt: skip
        known = np.array([self._total(start, step[c]) for c in range(CRITERIA)])
        end_of = np.full(self.n, -1)
        end_of[goal] = 0
        found, _, parent, _, is_cut = front(
            self.indptr, legs.heads, legs.weights, self.closed, least, at, nothing, end_of, nothing,
            known, np.full(CRITERIA, EPSILON), _MOST_LABELS,
        )  # fmt: skip
        assert not is_cut
        return least[:, start], len(found) + len({tuple(row) for row in known}), len(parent)

    def _total(self, node: int, step: np.ndarray) -> np.ndarray:
        total = np.zeros(CRITERIA)
        while (arc := step[node]) < len(self.terminals.tails):
            total += self.terminals.weights[:, arc]
            node = self.terminals.heads[arc]
        return total


def measure(*, quick: bool) -> list[dict[str, object]]:
    """Median and p95, how they grow with the terminals, and what a second process brings."""
    use_kernels(open_home().folder)  # as every question does
    warm_up()
    search = Search(lay_terminals())
    pairs = search.terminals.pairs(PAIRS)
    times, ways, labels = _timed(search, pairs)
    _check(search, pairs[:5])
    median = statistics.median(times)
    detail = {
        "terminals": search.n, "legs": len(search.terminals.tails),
        "labels made, median": statistics.median(labels), "ways found, median":
        statistics.median(ways),
    }  # fmt: skip
    rows = [
        _row("pareto median", 1000 * median, "ms", detail),
        _row("pareto p95", 1000 * float(np.quantile(times, 0.95)), "ms"),
        _row("two processes against one", _gain(), "x"),
    ]
    if not quick:
        many = Search(lay_terminals(MANY))
        slow = statistics.median(_timed(many, many.terminals.pairs(MANY_PAIRS))[0])
        rows.append(_row("pareto 4,000 terminals against 1,500", slow / median, "x",
                         {"ms": round(1000 * slow, 2)}))  # fmt: skip
    return rows


def _row(
    name: str, ours: float, unit: str, detail: dict[str, object] | None = None
) -> dict[str, object]:
    plain = {"name": name, "ours": round(ours, 3), "peer": None, "unit": unit, "ratio": None}
    return plain | ({"detail": detail} if detail else {})


def _timed(
    search: Search, pairs: list[tuple[int, int]]
) -> tuple[list[float], list[int], list[int]]:
    """Least seconds of each pair over the rounds, ways found and labels made."""
    least = [np.inf] * len(pairs)
    for _ in range(ROUNDS):
        answers = []
        for at, pair in enumerate(pairs):
            start = TIMER()
            answers.append(search.ask(*pair))
            least[at] = min(least[at], TIMER() - start)
    return least, [ways for _, ways, _ in answers], [labels for *_, labels in answers]


def _check(search: Search, pairs: list[tuple[int, int]]) -> None:
    """The best of each criterion is what scipy finds."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    legs = search.terminals
    for c in range(CRITERIA):
        least: dict[tuple[int, int], float] = {}
        for tail, head, weight in zip(legs.tails, legs.heads, legs.weights[c], strict=True):
            least[tail, head] = min(weight, least.get((tail, head), np.inf))
        tails, heads = zip(*least, strict=True)
        graph = csr_array((list(least.values()), (tails, heads)), shape=(search.n, search.n))
        far = dijkstra(graph, indices=[start for start, _ in pairs])
        for row, (start, goal) in enumerate(pairs):
            assert search.ask(start, goal)[0][c] == far[row, goal]


def _gain() -> float:
    """How many times as many questions two processes answer as one in the same time."""
    spent = [_share(count) for count in (1, 2, 1, 2)]
    return 2 * min(spent[::2]) / min(spent[1::2])


def _share(count: int) -> float:
    """Seconds until so many processes have each answered the same questions."""
    context = multiprocessing.get_context("fork")
    ready, go = context.Barrier(count + 1), context.Barrier(count + 1)
    workers = [context.Process(target=_work, args=(ready, go)) for _ in range(count)]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    go.wait()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


def _work(ready: Any, go: Any) -> None:
    search = Search(lay_terminals())
    pairs = search.terminals.pairs(PAIRS)
    search.ask(*pairs[0])
    ready.wait()
    go.wait()
    for pair in pairs:
        search.ask(*pair)


def _pointers(nodes: np.ndarray, n: int) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.bincount(nodes, minlength=n))]).astype(np.int64)
