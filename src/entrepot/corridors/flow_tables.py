"""Links and demand of an assignment as CSV: read whole, or every problem told at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from entrepot.corridors.assignment import (
    Demand,
    Link,
    fault_of_flow,
    faults_of_link,
)
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.cells import BROKEN, nearest
from entrepot.region.columns import Column
from entrepot.region.sheet import Sheet, read_sheet


def _column(name: str, kind: str, meaning: str, *, choices: tuple[str, ...] = ()) -> Column:
    optional = name in ("kind", "thing")
    return Column(
        table="", name=name, type=kind, unit="", required=not optional,
        default="link" if name == "kind" else "", choices=choices, pattern=None, refers_to=(),
        low=None, high=None, plausible_low=None, plausible_high=None, plausible_if=None,
        plausible_level=0, not_above="", before="", not_equal="", key=False, once=False,
        nullable=False, meaning_en=meaning, meaning_zh="",
    )  # fmt: skip


_LINKS = (
    _column("from", "text", "Node the link starts from."),
    _column("to", "text", "Node it leads to; a link is one way."),
    _column("capacity", "number", "Flow at which the cost is (1 + b) times the free one."),
    _column("free_flow_time", "number", "Cost without flow, in any one unit."),
    _column("b", "number", "Factor of the cost function, such as 0.15."),
    _column("power", "number", "Power of the cost function, such as 4."),
    _column("kind", "word", "What it stands for.", choices=("link", "border", "terminal")),
    _column("thing", "text", "Name of the border post or terminal it belongs to."),
)
# Stands for cells that are broken, which is told already, so that the others are checked too.
_SOUND = ("", "", 1.0, 0.0, 0.0, 1.0, "link", "")
_DEMAND = (
    _column("from", "text", "Node the flow starts from."),
    _column("to", "text", "Node it goes to."),
    _column("flow", "number", "How much, in the unit of the capacities."),
)


def read_tables(
    links_text: str, demand_text: str, *, links_file: str = "links.csv",
    demand_file: str = "demand.csv",
) -> tuple[list[Link], list[Demand]]:  # fmt: skip
    """Read both tables.

    Args:
        links_text: CSV with from, to, capacity, free_flow_time, b, power, and where wanted
            kind and thing.
        demand_text: CSV with from, to, flow.
        links_file: How messages call the first.
        demand_file: How messages call the second.

    Raises:
        InputError: Something is wrong with either; all of it is told, row by row.
    """
    links, found = read_sheet("links", {one.name: one for one in _LINKS}, links_text)
    demand, others = read_sheet("demand", {one.name: one for one in _DEMAND}, demand_text)
    problems = [_called(one, "links.csv", links_file) for one in [*found, *_check_links(links)]]
    others = [*others, *_check_demand(demand, links)]
    problems += [_called(one, "demand.csv", demand_file) for one in others]
    if problems:
        raise InputError(problems)
    return (
        [Link(*row) for row in links.keys([one.name for one in _LINKS])],
        [Demand(*row) for row in demand.keys([one.name for one in _DEMAND])],
    )


def _called(problem: Problem, name: str, file: str) -> Problem:
    """The problem under the name people gave the file."""
    return replace(problem, where=file + problem.where.removeprefix(name))


def _check_links(sheet: Sheet) -> Iterator[Problem]:
    if not sheet.rows:
        yield Problem("assignment.empty", sheet.file, "holds no link.", "Give a row a link.")
    for index, row in enumerate(sheet.keys([one.name for one in _LINKS])):
        whole: list[Any] = [
            sound if cell is BROKEN else cell for cell, sound in zip(row, _SOUND, strict=True)
        ]
        for name, message in faults_of_link(Link(*whole)):
            yield Problem("assignment.link", sheet.where(index, name), message)


def _check_demand(sheet: Sheet, links: Sheet) -> Iterator[Problem]:
    nodes = tuple({*links.values["from"], *links.values["to"]} - {BROKEN})
    seen: dict[tuple[str, str], int] = {}
    for index, (tail, head, flow) in enumerate(sheet.keys(("from", "to", "flow"))):
        for name, node in (("from", tail), ("to", head)):
            if node is not BROKEN and nodes and node not in nodes:
                message = f"no link touches '{node}'."
                hint = nearest(node, nodes) or "Give a node that a link names."
                yield Problem("assignment.node", sheet.where(index, name), message, hint)
        if flow is not BROKEN and (message := fault_of_flow(flow)):
            yield Problem("assignment.demand", sheet.where(index, "flow"), message)
        yield from _check_once(sheet, index, seen, (tail, head))


def _check_once(
    sheet: Sheet, index: int, seen: dict[tuple[str, str], int], pair: Sequence[str]
) -> Iterator[Problem]:
    first = seen.setdefault((pair[0], pair[1]), index)
    if first != index and BROKEN not in pair:
        message = f"the pair {pair[0]}, {pair[1]} is in row {sheet.rows[first]} already."
        yield Problem("assignment.twice", sheet.where(index), message, "Add the flows up.")
