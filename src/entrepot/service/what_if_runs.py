"""Cases of equilibrium that somebody sends: worked out in the background, shown as a what-if."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.desk import Desk
from entrepot.service.model_case import parse_case
from entrepot.service.trade_runs import get_run, start_run
from entrepot.service.what_if_world import WhatIfWorld

Document = dict[str, Any]
SOURCE = "flows of a case that was sent; exact hat algebra, Dekle, Eaton and Kortum (2008)"
SECTOR_SOURCE = "tables of a case that was sent; Caliendo and Parro (2015)"
_SECTOR_NAMES = {
    "welfare_exact_pct": "real_income_hat", "real_wage_pct": "real_wage_hat",
}  # fmt: skip


def start_case(desk: Desk, content: bytes, name: str, *, by: str, at: datetime) -> Document:
    """Ask for a case to be worked out; the same case is worked out once.

    Args:
        desk: The desk.
        content: Bytes of the case, JSON with its rows inside.
        name: Name under which the run is kept.
        by: Account.
        at: Instant.

    Returns:
        The run.

    Raises:
        InputError: It is no case.
        RefusedError: Too many wait.
        RoleError: Who acts is no statistics analyst.
    """
    raw = {"model": "equilibrium", "name": name, "case": parse_case(content, name or "case")}
    return start_run(desk.window, raw, by=by, at=at)


def show_case(desk: Desk, world: WhatIfWorld, run: str, *, by: str, at: datetime) -> Document:
    """A run of a case, with `found` as a what-if tells it once it is done.

    Raises:
        MissingError: There is no such run of an equilibrium.
        RoleError: Who acts is no statistics analyst.
    """
    row = get_run(desk.window, run, by=by, at=at)
    if row["model"] != "equilibrium":
        message = "is no run of an equilibrium."
        raise MissingError(Problem("trade.no_run", "run", message, message_zh="不是均衡运行。"))
    result = row.pop("result")
    return {**row, "found": _found(world, result) if result else None}


def _found(world: WhatIfWorld, result: Mapping[str, Any]) -> Document:
    """What came out, as a what-if on the lines tells it; what a case does not tell is unknown."""
    rows = result["countries"]
    of_sectors = result["model"] != "one-sector"
    corridors = result.get("corridors")
    codes = [one["code"] for one in rows]
    return {
        **result, "countries": [_economy(one) for one in rows] if of_sectors else rows,
        "theta": result.get("theta"), "year": None, "asked": None,
        "data_status": result.get("data_status", result["status"]),
        "source": SECTOR_SOURCE if of_sectors else SOURCE,
        "region": corridors["region"] if corridors else None, "partners": [],
        "clearance": [], "places": {code: world.place(code) for code in codes},
    }  # fmt: skip


def _economy(row: Mapping[str, Any]) -> Document:
    """An economy of many sectors with factors in the place of percent."""
    found: Document = dict.fromkeys(
        ("exports_hat", "imports_hat", "domestic_share", "domestic_share_new")
    )
    for name, hat in _SECTOR_NAMES.items():
        found[hat] = None if row[name] is None else 1 + row[name] / 100
    return {
        **found, "code": row["code"], "welfare_first_order_pct": row["welfare_first_order_pct"],
    }  # fmt: skip
