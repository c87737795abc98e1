"""Assigning the demand of one table to the network of another."""

from pathlib import Path
from typing import Any

from entrepot.corridors.assignment import DEFAULT_GAP, Assignment, Method, assign
from entrepot.corridors.bottleneck import rank_bottlenecks
from entrepot.corridors.flow_tables import read_tables
from entrepot.kernel.errors import InputError, Problem


def assign_files(
    links: Path,
    demand: Path,
    *,
    method: Method = "gp",
    gap: float = DEFAULT_GAP,
    most: int | None = None,
) -> dict[str, Any]:
    """Assign the demand of a CSV file to the links of another, as a document.

    Args:
        links: File of the links.
        demand: File of the demand.
        method: How to find the equilibrium.
        gap: Relative gap to reach.
        most: Iterations after which to give up; None is the method's own.

    Raises:
        InputError: A file cannot be read or used; all that is wrong is told at once.
        ModelError: The gap is not reached.
    """
    texts = _read(links, demand)
    tables = read_tables(*texts, links_file=str(links), demand_file=str(demand))
    return assignment_document(assign(*tables, method=method, gap=gap, most=most))


def assignment_document(found: Assignment) -> dict[str, Any]:
    """An assignment with its bottlenecks as JSON tells it."""
    return {
        "method": found.method,
        "iterations": found.iterations,
        "relative_gap": found.relative_gap,
        "objective": found.objective,
        "total_cost": found.total_cost,
        "links": [
            {
                "from": one.link.tail, "to": one.link.head, "flow": one.flow, "cost": one.cost,
                "saturation": one.saturation,
            }
            for one in found.links
        ],
        "bottlenecks": [
            {
                "kind": one.kind, "id": one.id, "flow": one.flow, "lost": one.lost,
                "lost_share": one.lost_share, "dual": one.dual, "saturation": one.saturation,
            }
            for one in rank_bottlenecks(found.links)
        ],
        "unassigned": [
            {
                "from": one.demand.origin, "to": one.demand.destination, "flow": one.demand.flow,
                "code": one.code, "reason": one.reason,
            }
            for one in found.unassigned
        ],
    }  # fmt: skip


def _read(*paths: Path) -> list[str]:
    """The texts of files; bytes that are no UTF-8 are told with their line by who reads them."""
    texts, problems = [], []
    for path in paths:
        try:
            texts.append(path.read_text("utf-8", errors="replace"))
        except OSError as error:
            message = f"cannot be read: {error.strerror}."
            problems.append(Problem("file.unreadable", str(path), message, "Give a CSV file."))
    if problems:
        raise InputError(problems)
    return texts
