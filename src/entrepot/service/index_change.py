"""A change between two runs of an index, as a document."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.assess.change import Change, Side, changes, keys_of
from entrepot.assess.explain import CAUSES
from entrepot.assess.prepare import Table
from entrepot.assess.wording import problem
from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.index_files import IndexFiles, read_index, read_table

Document = dict[str, Any]
Files = tuple[Path, Path]
Pair = tuple[IndexFiles, IndexFiles]
Crossed = Callable[[], tuple[Table, Table]]
_NO_SCORE = "a mix of the two runs gives it no score"


def explain(before: Files, after: Files, units: Sequence[str] = ()) -> Document:
    """Why units moved between two runs: data, weights, method, peers.

    Args:
        before: Scheme and data of the first run.
        after: Those of the second.
        units: Units asked about; all where none is named.

    Raises:
        InputError: A file cannot be used, or one is a panel and the other none.
        MissingError: A unit asked about does not stand in both runs.
        ModelError: A run has no honest answer.
    """
    first, second = read_index(*before), read_index(*after)

    def crossed() -> tuple[Table, Table]:
        return read_table(first.scheme, after[1]), read_table(second.scheme, before[1])

    return told_changes((first, second), crossed, units)


def told_changes(runs: Pair, crossed: Crossed, units: Sequence[str]) -> Document:
    """What moved units between two runs.

    Args:
        runs: The two runs.
        crossed: The data of the second as the scheme of the first reads them, and the reverse.
        units: Units asked about; all where none is named.

    Raises:
        InputError: One is a panel and the other none.
        MissingError: A unit asked about does not stand in both runs.
        ModelError: A run has no honest answer.
    """
    first, second = runs
    if bool(first.scheme.time) != bool(second.scheme.time):
        hint = "Compare a panel with a panel."
        raise InputError(problem("panel", "time", "stands in one scheme only.", hint))
    later, earlier = crossed()
    sides = (
        Side(first.scheme, (first.table, later)), Side(second.scheme, (earlier, second.table)),
    )  # fmt: skip
    found = list(changes(*sides, units))
    lost = [unit for unit in units if unit not in {one.unit for one in found}]
    if lost:
        raise MissingError(
            problem("unit", f"--unit {unit}", "does not stand in both runs.",
                    "Name a unit that both data files hold and neither run screens out.")
            for unit in lost
        )  # fmt: skip
    keys = [dict.fromkeys(key[0] for key in keys_of(one.table)) for one in (first, second)]
    return {
        "before": _run(first), "after": _run(second), "causes": list(CAUSES),
        "units": [_unit(one) for one in _in_order(found)],
        "entered": [unit for unit in keys[1] if unit not in keys[0]],
        "left": [unit for unit in keys[0] if unit not in keys[1]],
    }  # fmt: skip


def _run(files: IndexFiles) -> Document:
    return {"scheme": files.scheme.code, "hash": files.hash}


def _in_order(found: Sequence[Change]) -> list[Change]:
    """By rank after, units without one last."""
    return sorted(found, key=lambda one: (np.nan_to_num(one.rank[1], nan=np.inf), one.unit,
                                          one.time or 0.0))  # fmt: skip


def _unit(one: Change) -> Document:
    when = {} if one.time is None else {"time": one.time}
    rank = [None if np.isnan(value) else int(value) for value in one.rank]
    return {
        "unit": one.unit, **when,
        **_move("score", [_number(value) for value in one.score], one.score_parts),
        **_move("rank", rank, one.rank_parts),
        "reason": None if one.score_parts and one.rank_parts else _NO_SCORE,
    }  # fmt: skip


def _move(name: str, ends: Sequence[float | None], parts: Mapping[str, float] | None) -> Document:
    before, after = ends
    change = None if before is None or after is None else after - before
    return {
        f"{name}_before": before, f"{name}_after": after, f"{name}_change": change,
        f"{name}_parts": dict(parts) if parts else dict.fromkeys(CAUSES),
    }  # fmt: skip


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
