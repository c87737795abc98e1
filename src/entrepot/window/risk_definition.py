"""A risk rule from its definition as JSON, as it is proposed and stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.risk_rules import Rule, parse_rule


def read_rule(definition: Mapping[str, Any], version: int) -> Rule:
    """A rule from its definition as JSON.

    Raises:
        InputError: Fields are missing or cannot be read.
    """
    needed = ("id", "expression", "flows", "points", "label_en", "label_zh")
    missing = [name for name in needed if name not in definition]
    if missing:
        raise InputError(
            Problem("risk.field", f"rule, {name}", "is missing.", "Give it.",
                    message_zh="缺少该项。")
            for name in missing
        )  # fmt: skip
    return parse_rule(
        {
            "channel": "", "agency": "", "vectors": [], "source": "", "status": "synthetic",
            **definition, "version": version,
            "valid_from": _day(definition.get("valid_from")),
            "valid_to": _day(definition.get("valid_to")),
        }
    )  # fmt: skip


def _day(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError(
            Problem("risk.day", "rule, valid_from", f"{value!r} is no day.",
                    "Write it as 2026-01-01.", message_zh="日期无效。")
        ) from None  # fmt: skip
