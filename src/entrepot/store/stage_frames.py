"""Stage events and membership of the lists as Arrow tables: from CSV, worked out, to CSV."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as arrow_csv

from entrepot.industry.ladder import STATES
from entrepot.industry.pipeline import StageEvent
from entrepot.industry.replay import (
    STAGES,
    STEPS,
    Stood,
    Told,
    effective_places,
    makes_story,
    replay,
)

Table = Any  # of Arrow, which has no types
Column = Any
_TEXT, _WHOLE = pa.string(), pa.int64()
SCHEMA = pa.schema([
    ("seq", _WHOLE), ("root", _WHOLE), ("event", _TEXT), ("day", pa.date32()), ("stage", _TEXT),
    ("promised", _TEXT), ("landed", _TEXT), ("currency", _TEXT), ("reason", _TEXT),
    ("source", _TEXT), ("status", _TEXT), ("project_id", _WHOLE),
])  # fmt: skip
_TO_BE_ESCAPED = r'["\\\x00-\x1f]'
_PART = 8_192  # rows; the database reads one part while the next is written
_BOUND = "\n"  # between standings; JSON writes none within


def events_table(events: Iterable[tuple[int, StageEvent]]) -> Table:
    """Events with the project that each is of."""
    rows = [(*one, project) for project, one in events]
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    texts = {"promised", "landed"}
    return pa.table([
        pa.array([None if one is None else str(one) for one in values], _TEXT)
        if field.name in texts else pa.array(values, field.type)
        for field, values in zip(SCHEMA, columns, strict=True)
    ], schema=SCHEMA)  # fmt: skip


def read_events(text: bytes) -> Table:
    """Events as the database writes them."""
    if not text:
        return SCHEMA.empty_table()
    return arrow_csv.read_csv(
        pa.py_buffer(text), arrow_csv.ReadOptions(column_names=SCHEMA.names),
        arrow_csv.ParseOptions(newlines_in_values=True),
        arrow_csv.ConvertOptions(column_types=SCHEMA, null_values=[""], strings_can_be_null=True,
                                 quoted_strings_can_be_null=False),
    )  # fmt: skip


def csv_parts(table: Table) -> Iterator[Any]:
    """A table as the database reads it: nothing is what is unknown, quoted is an empty text."""
    for part in table.to_batches(_PART):
        out = pa.BufferOutputStream()
        arrow_csv.write_csv(part, out, arrow_csv.WriteOptions(include_header=False))
        yield out.getvalue()


def effective_table(events: Table) -> Table | None:
    """Events that count, in their order; None where they make no story.

    Args:
        events: All of some projects, as they became known.
    """
    table = events.combine_chunks()
    places = effective_places(
        _ints(table["project_id"]), _ints(table["root"]), _days(table["day"]),
        _stages(table["stage"]),
    )  # fmt: skip
    found = table.take(pa.array(places))
    currency = _ints(found["currency"].combine_chunks().dictionary_encode().indices)
    return found if makes_story(_told(found), currency) else None


def said(table: Table) -> Table:
    """The columns of which some row says something."""
    return table.select([
        name for name, column in zip(table.column_names, table.columns, strict=True)
        if column.type != _TEXT or compute.max(compute.utf8_length(column)).as_py()
    ])  # fmt: skip


def scattered(table: Table) -> Table:
    """The same rows in an order without meaning: the index of an exclusion is filled faster so."""
    order = np.random.default_rng(table.num_rows).permutation(table.num_rows)
    return table.take(pa.array(order))


def membership(events: Table) -> Table:
    """Times in one list after another, each with its standings a line a day.

    Args:
        events: As `effective_table` found them.
    """
    stood = replay(_told(events))
    last, begins = events.take(pa.array(stood.last)), np.flatnonzero(stood.begins)
    bounds = pa.array(np.append(begins, len(stood.last)), pa.int32())
    first = last.select(["project_id", "day"]).take(pa.array(begins))
    states = pa.array(STATES).take(pa.array(stood.state[begins]))
    days = compute.cast(last["day"], _TEXT).combine_chunks()
    joined = compute.binary_join(_listed(bounds, days), ",")
    return pa.table({
        "project_id": first["project_id"], "first": first["day"],
        "ends": _ends(first), "list": states,
        "days": compute.binary_join_element_wise("{", joined, "}", ""),
        "standings": compute.binary_join(_listed(bounds, _lines(events, stood)), _BOUND),
    })  # fmt: skip


def _listed(bounds: Column, values: Column) -> Column:
    return pa.ListArray.from_arrays(bounds, values)


def _ends(first: Table) -> Column:
    """The first day of the next time of the same project; unknown for the last."""
    whose, count = _ints(first["project_id"]), first.num_rows
    lasts = np.ones(count, bool)
    lasts[:-1] = whose[1:] != whose[:-1]
    following = np.minimum(np.arange(count) + 1, count - 1)
    return first["day"].combine_chunks().take(pa.array(following, mask=lasts))


def _lines(events: Table, stood: Stood) -> Column:
    """Standings as JSON, in the order of the fields of `Standing`."""

    def told(name: str, places: Any) -> Column:
        column = events[name].combine_chunks()
        return column.take(pa.array(places, mask=places < 0))

    def text(name: str, places: Any) -> Column:
        return _quoted(compute.fill_null(compute.cast(told(name, places), _TEXT), ""))

    def amount(name: str, places: Any) -> Column:
        return compute.fill_null(_plainly(told(name, places)), "null")

    fields = [
        text("day", stood.last), text("stage", stood.rung), _said(stood.is_lost),
        text("day", stood.run), text("event", stood.run),
        compute.cast(told("root", stood.run), _TEXT),
        _plainly(pa.array(STEPS).take(pa.array(stood.step))), _said(stood.is_stalled),
        text("reason", stood.reason), amount("promised", stood.promised),
        amount("landed", stood.landed), text("currency", stood.currency),
        text("source", stood.source), text("status", stood.source),
    ]  # fmt: skip
    joined = compute.binary_join_element_wise(*fields, ",")
    return compute.binary_join_element_wise("[", joined, "]", "")


def _said(flags: Any) -> Column:
    return compute.cast(pa.array(flags), _TEXT)


def _quoted(column: Column) -> Column:
    """Texts as JSON writes them."""
    if compute.any(compute.match_substring_regex(column, _TO_BE_ESCAPED)).as_py():
        return pa.array([json.dumps(one, ensure_ascii=False) for one in column.to_pylist()], _TEXT)
    return _plainly(column)


def _plainly(column: Column) -> Column:
    return compute.binary_join_element_wise('"', column, '"', "")


def _told(events: Table) -> Told:
    return Told(
        _ints(events["project_id"]), _days(events["day"]), _stages(events["stage"]),
        _flags(compute.is_valid(events["promised"])), _flags(compute.is_valid(events["landed"])),
        _flags(compute.not_equal(events["currency"], "")),
    )  # fmt: skip  # fmt: skip


def _ints(column: Column) -> Any:
    return column.to_numpy(zero_copy_only=False).astype(np.int64)


def _flags(column: Column) -> Any:
    return column.to_numpy(zero_copy_only=False).astype(bool)


def _days(column: Column) -> Any:
    """Days as whole numbers; what only removes another has none, and none is looked at."""
    return _ints(compute.fill_null(compute.cast(column, pa.int32()), 0))


def _stages(column: Column) -> Any:
    return _ints(compute.index_in(column, pa.array(STAGES)))
