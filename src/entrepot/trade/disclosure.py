"""Which cells of a table must not be shown, so that no firm is found in it.

A cell of few firms, or of one that is nearly all of it, is suppressed. As the totals are shown, it
could be had from them by subtraction; so other cells are suppressed with it, as few as needed.

Rows and columns, that of the totals included, are the nodes of a graph, and hidden cells are its
edges. Each row and each column is one equation. A hidden cell follows from the totals exactly if
its edge is a bridge: on a circle of hidden cells something can be added to every other one and
taken from the rest, and no total changes.

Source:
    Willenborg and de Waal (2001), Elements of Statistical Disclosure Control, ch. 6; Gusfield
    (1988), A graph theoretic approach to statistical data security.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Place = tuple[str, str]  # row and column of a cell
Hidden = Mapping[Place, Literal["primary", "secondary"]]
TOTAL = ""  # the row and the column of the totals
LEAST_FIRMS, MOST_SHARE_PCT = 3, 85
_CELL, _TOTAL = 1, 1_000  # what it costs to hide one


@dataclass(frozen=True, slots=True)
class Risk:
    """What is known of a cell.

    Attributes:
        value_minor: Its value.
        n_firms: How many firms; None where it is not known.
        top1_minor: Value of the largest firm; None where it is not known.
    """

    value_minor: int
    n_firms: int | None
    top1_minor: int | None

    @property
    def is_unsafe(self) -> bool:
        """Whether it must not be shown; what is not known is not safe."""
        if self.n_firms is None or self.top1_minor is None:
            return True
        return (
            self.n_firms < LEAST_FIRMS or 100 * self.top1_minor > MOST_SHARE_PCT * self.value_minor
        )


def protect(cells: Mapping[Place, Risk]) -> Hidden:
    """The cells and totals that must not be shown, and whether for their own sake.

    Args:
        cells: Cells by row and column; those that are not there are known to be empty.

    Returns:
        Hidden places; a total has `TOTAL` for its row, its column or both.
    """
    primary = {place for place, cell in cells.items() if cell.is_unsafe and cell.value_minor}
    hidden = set(primary)
    prices = _prices(cells)
    while bare := sorted(bridges(hidden)):
        hidden |= set(_way_round(bare[0], hidden, prices))
    for place in sorted(hidden - primary, key=lambda one: (-prices[one], one)):
        if not bridges(hidden - {place}):
            hidden.discard(place)
    return {place: "primary" if place in primary else "secondary" for place in sorted(hidden)}


def _prices(cells: Mapping[Place, Risk]) -> dict[Place, int]:
    """Everything that can be hidden: cells that are not empty, and totals, which are dear."""
    prices = {place: _CELL for place, cell in cells.items() if cell.value_minor}
    for row, column in list(prices):
        prices |= {(row, TOTAL): _TOTAL, (TOTAL, column): _TOTAL, (TOTAL, TOTAL): _TOTAL}
    return prices


def _way_round(place: Place, hidden: Collection[Place], prices: Mapping[Place, int]) -> list[Place]:
    """The cheapest way from the row of a cell to its column without it; hidden cells are free."""
    start, goal = ("row", place[0]), ("column", place[1])
    ways: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for one in prices:
        if one != place:
            ways["row", one[0]].append(one)
            ways["column", one[1]].append(one)
    best: dict[tuple[str, str], tuple[int, Place | None]] = {start: (0, None)}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for one in ways[node]:
            other = ("column", one[1]) if node[0] == "row" else ("row", one[0])
            cost = best[node][0] + (0 if one in hidden else prices[one])
            if other not in best or cost < best[other][0]:
                best[other] = cost, one
                waiting.append(other)
    return list(_steps(best, start, goal))


def _steps(
    best: Mapping[tuple[str, str], tuple[int, Place | None]],
    start: tuple[str, str],
    goal: tuple[str, str],
) -> Iterator[Place]:
    node = goal
    while node != start:
        one = best[node][1]
        assert one is not None
        yield one
        node = ("row", one[0]) if node[0] == "column" else ("column", one[1])


def bridges(hidden: Collection[Place]) -> set[Place]:
    """Hidden cells that follow from the totals: those on no circle of hidden cells.

    Source:
        Tarjan (1974), A note on finding the bridges of a graph.
    """
    ways: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in sorted(hidden):
        ways["row", place[0]].append(place)
        ways["column", place[1]].append(place)
    order: dict[tuple[str, str], int] = {}
    low: dict[tuple[str, str], int] = {}
    found: set[Place] = set()
    for root in ways:
        if root not in order:
            _search(root, ways, order, low, found)
    return found


def _search(
    root: tuple[str, str],
    ways: Mapping[tuple[str, str], list[Place]],
    order: dict[tuple[str, str], int],
    low: dict[tuple[str, str], int],
    found: set[Place],
) -> None:
    """Depth first from a root, without recursion, for a table may be long."""
    order[root] = low[root] = len(order)
    path: list[tuple[tuple[str, str], Place | None, Iterator[Place]]] = [
        (root, None, iter(ways[root]))
    ]
    while path:
        node, came_by, left = path[-1]
        for place in left:
            other = ("column", place[1]) if node[0] == "row" else ("row", place[0])
            if place == came_by:
                continue
            if other in order:
                low[node] = min(low[node], order[other])
                continue
            order[other] = low[other] = len(order)
            path.append((other, place, iter(ways[other])))
            break
        else:
            path.pop()
            if path:
                above = path[-1][0]
                low[above] = min(low[above], low[node])
                if low[node] > order[above] and came_by is not None:
                    found.add(came_by)
