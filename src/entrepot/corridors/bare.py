"""Bare legs: a network given as a table of legs with their weights, searched by the same kernel."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256
from typing import cast

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.journey import Leg, Route, quantile
from entrepot.corridors.labels import front
from entrepot.corridors.options import Candidate, choose, knee, unbeaten, whole_front
from entrepot.corridors.overlay import Arc, Run
from entrepot.corridors.planning import ROWS, By, Plan, why_of
from entrepot.corridors.route import unwind
from entrepot.corridors.search import CRITERIA, goal_trees
from entrepot.kernel.codes import Mode
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.cells import BROKEN
from entrepot.region.columns import Column
from entrepot.region.sheet import Sheet, read_sheet

WEIGHTS = ("cost_usd", "time_mean_h", "co2e_wtw_kg", "variance_h2")
_COLUMNS = ("from", "to", "mode", *WEIGHTS)
_MEANINGS = (
    "Node the leg starts from.", "Node it leads to; a leg is one way.", "What moves.",
    "Cost [USD].", "Mean time [h].", "Emissions, well to wheel [kg CO2e].",
    "Variance of the time [h2].",
)  # fmt: skip
_UNIT = 1e-6  # weights are whole numbers of these, so that they add up exactly in any order
_MOST_LABELS = 400_000
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bare:
    """Bare legs as arrays, in the order of their tails.

    Attributes:
        nodes: Number of each node by its name.
        tails, heads: Nodes of each leg (m).
        modes: Mode of each leg.
        weights: Millionths of USD, h, kg CO2e and h2 (4, m).
    """

    nodes: dict[str, int]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    modes: tuple[str, ...]
    weights: Numbers


def read_legs(text: str, *, file: str) -> Bare:
    """Read a table of legs: from, to, mode, cost_usd, time_mean_h, co2e_wtw_kg, variance_h2.

    Args:
        text: The CSV.
        file: How messages call it.

    Raises:
        InputError: Something is wrong with it; all of it is told, by row and column.
    """
    columns = {name: _column(name, told) for name, told in zip(_COLUMNS, _MEANINGS, strict=True)}
    sheet, found = read_sheet("legs", columns, text)
    problems = [
        replace(one, where=file + one.where.removeprefix("legs.csv"))
        for one in (*found, *_check(sheet))
    ]
    if problems:
        raise InputError(problems)
    rows = list(sheet.keys(_COLUMNS))
    nodes: dict[str, int] = {}
    for row in rows:
        for name in row[:2]:
            nodes.setdefault(name, len(nodes))
    rows.sort(key=lambda row: nodes[row[0]])
    return Bare(
        nodes,
        np.array([nodes[row[0]] for row in rows], dtype=np.int64),
        np.array([nodes[row[1]] for row in rows], dtype=np.int64),
        tuple(row[2] for row in rows),
        np.ascontiguousarray(np.rint(np.array([row[3:] for row in rows], float).T / _UNIT)),
    )


def _column(name: str, told: str) -> Column:
    return Column(
        table="", name=name, type="number" if name in WEIGHTS else "text", unit="", required=True,
        default="", choices=(), pattern=None, refers_to=(), low=None, high=None,
        plausible_low=None, plausible_high=None, plausible_if=None, plausible_level=0,
        not_above="", before="", not_equal="", key=False, once=False, nullable=False,
        meaning_en=told, meaning_zh="",
    )  # fmt: skip


def _check(sheet: Sheet) -> Iterator[Problem]:
    if not sheet.rows:
        yield Problem("corridors.empty", sheet.file, "holds no leg.", "Give a row a leg.")
    for index, row in enumerate(sheet.keys(WEIGHTS)):
        for name, value in zip(WEIGHTS, row, strict=True):
            if value is not BROKEN and not (0 <= value < 1e9):
                message = f"{value:g} is not a number from 0 to 1,000,000,000."
                yield Problem("corridors.leg", sheet.where(index, name), message, "Mend it.")


def check_ends(bare: Bare, origin: str, destination: str) -> tuple[Problem, ...]:
    """List ends that no leg touches, each with its nearest names."""
    problems = []
    for what, name in (("origin", origin), ("destination", destination)):
        if name and name not in bare.nodes:
            near = get_close_matches(name, bare.nodes, n=3)
            hint = f"Nearest: {', '.join(near)}." if near else "Give a node that a leg names."
            problems.append(Problem("input.place", what, f"no leg touches {name!r}.", hint))
    return tuple(problems)


def plan_bare(
    bare: Bare, origin: str, destination: str, *, by: By, epsilon: float, most: int,
    modes: Collection[str],
) -> Plan:  # fmt: skip
    """Find the routes over bare legs, as `planning.plan_routes` does over a network.

    Args:
        bare: The legs.
        origin: Node to start from.
        destination: Node to reach.
        by: The front, or one criterion.
        epsilon: Tolerance of the search.
        most: Routes wanted at most, 0 for the whole front.
        modes: Modes that may be used, empty for all.

    Returns:
        The plan; `best` is empty where no way leads there.
    """
    n, m = len(bare.nodes), len(bare.tails)
    indptr, r_indptr = _pointers(bare.tails, n), _pointers(bare.heads, n)
    closed = np.array([bool(modes) and mode not in modes for mode in bare.modes])
    digest = _hash(indptr, bare.heads, bare.weights, closed)
    end = np.array([bare.nodes[destination]], dtype=np.int64)
    start = np.array([bare.nodes[origin]], dtype=np.int64)
    nothing = np.zeros((CRITERIA, 1))
    least, step = goal_trees(
        r_indptr, np.argsort(bare.heads, kind="stable").astype(np.int64), bare.tails,
        bare.weights, closed, end, nothing,
    )  # fmt: skip
    best = least[:, start[0]]
    if not np.isfinite(best).all():
        return Plan((), 0, (), (), digest)
    known = [_follow(bare, int(start[0]), step[c], m) for c in range(CRITERIA)]
    ways, is_cut = dict.fromkeys(known), False
    if by == "pareto":
        end_of = np.full(n, -1, dtype=np.int64)
        end_of[end[0]] = 0
        slack = np.full(CRITERIA, epsilon)
        totals = np.array([bare.weights[:, list(way)].sum(axis=1) for way in known])
        finals, _, parent, arcs, is_cut = front(
            indptr, bare.heads, bare.weights, closed, least, start, nothing, end_of, nothing,
            totals, slack, _MOST_LABELS,
        )  # fmt: skip
        for label in finals:
            ways.setdefault(tuple(arc for arc in unwind(int(label), parent, arcs) if arc < m))
    names = list(bare.nodes)
    if by == "pareto":
        found = unbeaten(_candidate(bare, names, way) for way in ways)
        chosen = choose(found, most, sure_enough=1.0) if most else whole_front(found)
        middle = knee(found)
        why = tuple(why_of(way, middle) for way in chosen)
    else:
        chosen = found = [_candidate(bare, names, known[ROWS[by]])]
        why = ((by,),)
    routes = tuple(_route(way) for way in chosen)
    told = tuple((best * _UNIT).round(6).tolist())
    return Plan(told, len(found), routes, why, digest, None, bool(is_cut))


def _pointers(nodes: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(nodes, minlength=n))]).astype(np.int64)


def _follow(bare: Bare, node: int, step: NDArray[np.int64], m: int) -> tuple[int, ...]:
    """The way that a tree of the goal tells from a node."""
    way = []
    while (arc := int(step[node])) < m:
        way.append(arc)
        node = int(bare.heads[arc])
    return tuple(way)


def _candidate(bare: Bare, names: Sequence[str], way: tuple[int, ...]) -> Candidate:
    run = Run("", "", "modelled", "")
    arcs = tuple(
        Arc(
            int(bare.tails[i]), int(bare.heads[i]), "haul", cast(Mode, bare.modes[i]),
            names[bare.tails[i]], names[bare.heads[i]], run,
        )
        for i in way
    )  # fmt: skip
    weights = bare.weights[:, list(way)].T
    return Candidate(way, arcs, weights, tuple(weights[:, 0].tolist()))


def _route(way: Candidate) -> Route:
    legs = tuple(_leg(arc, row) for arc, row in zip(way.arcs, way.weights.tolist(), strict=True))
    return Route("", (), "", legs, way.best_in)


def _leg(arc: Arc, row: Sequence[float]) -> Leg:
    cost, mean, kg, var = (round(value * _UNIT, 6) for value in row)
    return Leg(
        kind="haul", from_place=arc.from_place, to_place=arc.to_place, mode=arc.mode, service="",
        service_id="", km=0.0, hours_p50=quantile(mean, var, 0.0), hours_mean=mean, hours_var=var,
        freight_usd=cost, inventory_usd=0.0, co2e_kg=kg, co2e_ttw_kg=None, border=None,
        gauge_change=False, passages=(), path=(), from_country="", to_country="", local=False,
        links=(), status="modelled", source="", note="",
    )  # fmt: skip


def _hash(*arrays: NDArray[np.generic]) -> str:
    digest = sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
