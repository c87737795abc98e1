"""One unit of a run: what lifts or lowers it, what was done to its values, and the records."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from entrepot.assess.index import effective_weights
from entrepot.assess.scheme import read_scheme
from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.index_runs import find_run, told_run
from entrepot.service.observations import need_seer, told_row
from entrepot.service.schemes import get_version
from entrepot.service.window import Window
from entrepot.store.observations import acting_known

Document = dict[str, Any]
_HEAD = (
    "run", "scheme", "version", "name", "name_zh", "legal", "known_at", "hash", "program", "by",
    "at", "periods",
)  # fmt: skip


def show_unit(
    window: Window, run: str, unit: str, time: float | None = None, *, by: str, at: datetime
) -> Document:
    """A unit of a kept run, down to the observations beneath it as they were known.

    Args:
        window: The window.
        run: Id of the run.
        unit: The unit.
        time: Year of a panel; the newest by default.
        by: Account.
        at: Now.

    Raises:
        MissingError: There is no such run, or it did not score the unit.
        RoleError: Who acts may not read it.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        row = find_run(book, run)
        found = told_run(row)
        one = _unit(found, unit, time)
        version, _ = get_version(book, row["scheme"], row["version"], at.date())
        plan = read_scheme(version.body["scheme"])
        columns = [*(node.code for node in plan.indicators), *plan.denominators, *plan.rule_columns]
        periods = [f"{one['time']:04.0f}"] if "time" in one else row["periods"]
        told = book.list_known(at=row["known_at"], codes=columns, places=[unit], periods=periods)
        records = [told_row(record) for record in told]
    weights = effective_weights(plan)
    parts = next(told for told in found["parts"] if _is(told, one))
    return {
        **{name: found[name] for name in _HEAD}, "unit": one, "base": parts["base"],
        "deducted": parts["deducted"],
        "parts": list(_parts(found, one, parts["parts"], weights, records)),
        "nodes": [node | {"score": one["nodes"][node["code"]]} for node in found["nodes"]
                  if node["code"] in one["nodes"]],
        "observations": records,
    }  # fmt: skip


def _parts(
    found: Document, unit: Document, added: Mapping[str, float] | None,
    weights: Mapping[str, float], records: Iterable[Document],
) -> Iterator[Document]:  # fmt: skip
    """Each indicator: its raw value, what the steps made of it, what it adds."""
    raw = {record["what"]: record for record in records}
    stages: dict[str, Mapping[str, float | None]] = {
        name: next((row["values"] for row in rows if _is(row, unit)), {})
        for name, rows in found["stages"].items()
    }
    for node in found["nodes"]:
        if node["level"] == 1:
            code, record = node["code"], raw.get(node["code"])
            yield {
                "indicator": code, "name": node["name"], "name_zh": node["name_zh"],
                "parent": node["parent"], "weight_share": weights[code],
                "value": record and record["value"],
                "unit": (record and record["unit"]) or node["unit"],
                "status": record and record["status"], "source": record and record["source"],
                "normalised": stages["normalised"].get(code), "adds": added and added[code],
                "flags": [one["flag"] for one in unit["flags"] if one.get("indicator") == code],
            }  # fmt: skip


def _unit(found: Document, unit: str, time: float | None) -> Document:
    """The unit among those of a run.

    Raises:
        MissingError: The run did not score it.
    """
    own = [one for one in found["units"] if one["unit"] == unit]
    chosen = [one for one in own if time is None or one.get("time") == time]
    if not chosen:
        raise MissingError(
            Problem("index.unit_unknown", unit, "is not among the units of the run.",
                    "See the units that it scored.", message_zh="不在本次评分的单位之中。")
        )  # fmt: skip
    return max(chosen, key=lambda one: one.get("time", 0.0))


def _is(row: Mapping[str, Any], unit: Mapping[str, Any]) -> bool:
    return bool(row["unit"] == unit["unit"] and row.get("time") == unit.get("time"))
