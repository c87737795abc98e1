"""What moved a unit between two runs: its own data, weights, method, or the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from entrepot.assess.explain import CAUSES, split_change
from entrepot.assess.index import build, reweighted
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Scheme
from entrepot.kernel.errors import ModelError

Key = tuple[str, float | None]  # a unit, and its year in a panel
_Mix = tuple[bool, bool, bool, bool, str]
_Teller = Callable[[frozenset[str], str], Mapping[Key, tuple[float, float]]]
_UNKNOWN = (float("nan"), float("nan"))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs.

    Attributes:
        scheme: Its tree, weights and steps.
        tables: Its data in the order of each scheme's indicators: of the run before, of the
            run after.
    """

    scheme: Scheme
    tables: tuple[Table, Table]


@dataclass(frozen=True, slots=True)
class Change:
    """A unit's move; parts are None where a mix of the two runs gives it no score.

    Attributes:
        score, rank: Before and after.
        score_parts, rank_parts: By cause; they add up to the move.
    """

    unit: str
    time: float | None
    score: tuple[float, float]
    rank: tuple[float, float]
    score_parts: Mapping[str, float] | None
    rank_parts: Mapping[str, float] | None


def changes(before: Side, after: Side, units: Sequence[str] = ()) -> Iterator[Change]:
    """Split the move of each unit that stands in both runs.

    Data are the unit's own rows, peers those of all others; who else is there belongs to peers.
    Weights of nodes that only one tree has belong to method.

    Args:
        before: The first run.
        after: The second.
        units: Those asked about; all where none is named.

    Raises:
        ModelError: A run has no honest answer.
    """
    build(before.scheme, before.tables[0])  # a run must have an answer, a mix need not
    build(after.scheme, after.tables[1])
    told = _teller(before, after)
    first, second = (told(frozenset(some), "") for some in ((), CAUSES))
    for key in (key for key in first if key in second):
        unit, time = key
        if units and unit not in units:
            continue
        each = _parts(partial(_of, told, key))
        yield Change(unit, time, (first[key][0], second[key][0]),
                     (first[key][1], second[key][1]), *each)  # fmt: skip


def keys_of(table: Table) -> list[Key]:
    """Each row's unit and year."""
    times = table.times or (None,) * len(table.units)
    return list(zip(table.units, times, strict=True))


def _of(told: _Teller, key: Key, changed: frozenset[str]) -> tuple[float, float]:
    return told(changed, key[0]).get(key, _UNKNOWN)


def _parts(
    value: Callable[[frozenset[str]], tuple[float, float]],
) -> tuple[Mapping[str, float] | None, Mapping[str, float] | None]:
    """The split of the score, and of the rank."""
    score = split_change(lambda changed: value(changed)[0])
    rank = split_change(lambda changed: value(changed)[1])
    return _known(score), _known(rank)


def _known(parts: Mapping[str, float]) -> Mapping[str, float] | None:
    return None if any(np.isnan(list(parts.values()))) else parts


def _teller(before: Side, after: Side) -> _Teller:
    """Scores and ranks of a mix of the two runs; mixes that are alike are worked out once."""
    sides, kept = (before, after), dict[_Mix, Mapping[Key, tuple[float, float]]]()
    is_one = _Alike(before, after)

    def told(changed: frozenset[str], unit: str) -> Mapping[Key, tuple[float, float]]:
        mix = is_one.plain(changed, unit)
        if mix not in kept:
            own, weights, method, peers, whose = mix
            scheme = _scheme(sides[method].scheme, sides[weights].scheme)
            table = _mixed(sides[method].tables, own, peers, whose)
            kept[mix] = _told(scheme, table)
        return kept[mix]

    return told


class _Alike:
    """Which of the four causes are the same in both runs."""

    def __init__(self, before: Side, after: Side) -> None:
        first, second = before.scheme, after.scheme
        codes = {node.code for node in first.nodes} & {node.code for node in second.nodes}
        is_one = all(_weight(first, code) == _weight(second, code) for code in codes)
        self.weights = is_one and first.step("weights") == second.step("weights")
        self.method = _scheme(first, second) == _scheme(second, second)
        rows = [_rows(before.tables[at], after.tables[at]) for at in (0, 1)]
        found = (key[0] for key in {**rows[0], **rows[1]} if rows[0].get(key) != rows[1].get(key))
        self.moved = set(found)

    def plain(self, changed: frozenset[str], unit: str) -> _Mix:
        """The mix asked for, said the shortest way."""
        own, peers = "data" in changed, "peers" in changed
        if unit not in self.moved:
            own = peers
        elif self.moved == {unit}:
            peers = own
        weights = "weights" in changed and not self.weights
        method = "method" in changed and not self.method
        return own, weights, method, peers, unit if own != peers else ""


def _rows(*tables: Table) -> Mapping[Key, object]:
    """Everything known of each row, to be compared."""
    found: dict[Key, tuple[object, ...]] = {}
    for table in tables:
        cells = np.column_stack([table.values, *table.denominators.values(), *table.rules.values()])
        texts = [*table.groups.values(), *([table.classes] if table.classes else [])]
        for at, key in enumerate(keys_of(table)):
            told = cells[at].tobytes(), *(column[at] for column in texts)
            found[key] = (*found.get(key, ()), told)
    return found


def _weight(scheme: Scheme, code: str) -> float:
    return next(node.weight for node in scheme.nodes if node.code == code)


def _scheme(method: Scheme, weights: Scheme) -> Scheme:
    """The tree and steps of one scheme with the weights of another, where it has the node."""
    found = reweighted(method, {node.code: node.weight for node in weights.nodes})
    steps = {name: step for name, step in method.steps.items() if name != "weights"}
    own = weights.step("weights")
    return replace(found, steps={**steps, "weights": own} if own else steps)


def _mixed(tables: tuple[Table, Table], own: bool, peers: bool, unit: str) -> Table:
    """The table of the peers' run with the rows of one unit from the other."""
    base, other = tables[peers], tables[own]
    if not unit:
        return base
    stay = [at for at, name in enumerate(base.units) if name != unit]
    come = [at for at, name in enumerate(other.units) if name == unit]
    return _joined(_taken(base, stay), _taken(other, come))


def _taken(table: Table, rows: Sequence[int]) -> Table:
    at = list(rows)
    return replace(
        table, units=_some(table.units, at), values=table.values[at],
        groups={name: _some(one, at) for name, one in table.groups.items()},
        denominators={name: one[at] for name, one in table.denominators.items()},
        times=_some(table.times, at) if table.times else (),
        classes=_some(table.classes, at) if table.classes else (),
        rules={name: one[at] for name, one in table.rules.items()},
    )  # fmt: skip


def _some(values: Sequence[T], at: Sequence[int]) -> tuple[T, ...]:
    return tuple(values[one] for one in at)


def _joined(a: Table, b: Table) -> Table:
    return replace(
        a, units=a.units + b.units, values=np.concatenate([a.values, b.values]),
        groups={name: one + b.groups[name] for name, one in a.groups.items()},
        denominators={
            name: np.concatenate([one, b.denominators[name]])
            for name, one in a.denominators.items()
        },
        times=a.times + b.times, classes=a.classes + b.classes,
        rules={name: np.concatenate([one, b.rules[name]]) for name, one in a.rules.items()},
    )  # fmt: skip


def _told(scheme: Scheme, table: Table) -> Mapping[Key, tuple[float, float]]:
    """Score and rank of each row; none where a mix has no honest answer."""
    try:
        index = build(scheme, table)
    except ModelError:
        return {}
    keys = keys_of(table)
    return {
        keys[row]: (float(index.final[at]), float(index.ranks[at]))
        for at, row in enumerate(index.prepared.rows)
    }
