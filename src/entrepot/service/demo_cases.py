"""The rehearsal of stewards: synthetic cases of invented firms, one of them overdue."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from entrepot.kernel.errors import ModelError, RefusedError
from entrepot.service.stewards import open_cases
from entrepot.service.window import Window

SOURCE = "synthetic case, invented; only to try things with"
_CASES: tuple[dict[str, Any], ...] = (
    {"kind": "complaint", "subject": "迟退保证金（虚构）", "legal_basis": "虚构条例第一条",
     "days": 20, "promise_working_days": 5},
    {"kind": "entry", "subject": "新厂入驻手续（虚构）", "days": 1, "promise_working_days": 5},
    {"kind": "direct_line", "subject": "致电主管负责人（虚构）", "days": 1,
     "promise_working_days": 3},
    {"kind": "next_step", "subject": "投产前准备（虚构）", "next_step": "接通蒸汽（虚构）",
     "days": 2, "promise_working_days": 6},
    {"kind": "package", "subject": "一企一策（虚构）", "item": "道路（虚构）",
     "cost": "300000.00", "currency": "CNY", "approval": "已批准（虚构）",
     "days": 2, "promise_working_days": 7},
    {"kind": "package", "subject": "一企一策（虚构）", "item": "宿舍（虚构）",
     "cost": "120000.00", "currency": "CNY", "days": 2, "promise_working_days": 8},
)  # fmt: skip


def rehearse_cases(window: Window, steward: str, *, at: datetime) -> int:
    """Open invented cases of a steward, once.

    Returns:
        How many were opened now: none where they are there already, or where the holidays of a
        year they would run into are not loaded.
    """
    data = json.dumps(list(_rows(at))).encode()
    try:
        open_cases(window, data, "sandbox cases.json", by=steward, at=at)
    except (ModelError, RefusedError):
        return 0
    return len(_CASES)


def _rows(at: datetime) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for one in _CASES:
        name = one["kind"] if one["kind"] not in seen else f"{one['kind']}-2"
        seen.add(one["kind"])
        told = {key: value for key, value in one.items() if key != "days"}
        opened = at - timedelta(one["days"])
        yield {**told, "case": f"SC-{name}", "firm": "sandbox_firm_003", "source": SOURCE,
               "opened_at": opened.isoformat(), "status": "synthetic"}  # fmt: skip
