"""Why something of a target is unknown, and what its flags mean, in two languages."""

from collections.abc import Mapping
from typing import Any

Words = tuple[str, str]
REASONS: Mapping[str, Words] = {
    "base_missing": ("No base with value and year is known.", "未给出基期值及年份。"),
    "base_not_positive": ("The base is not above 0.", "基期值不大于零。"),
    "target_missing": ("The target states no value or no year.", "目标未给出数值或年份。"),
    "target_negative": ("The target is below 0.", "目标值小于零。"),
    "not_after_base": ("Its year is not after that of the base.", "年份不晚于基期。"),
    "actual_missing": ("No later value is known.", "未知后续实际值。"),
    "actual_negative": ("The actual value is below 0.", "实际值小于零。"),
    "no_growth_needed": ("Base and target are the same.", "基期值与目标值相同。"),
    "start_missing": ("No value is known to start from.", "未知起点值。"),
    "start_not_positive": ("The last value is not above 0.", "最近值不大于零。"),
    "target_past": ("Its year lies before the last known value.", "目标年份早于最近已知值。"),
    "history_short": (
        "Fewer than two changes of the series are known.", "已知序列变化不足两次。",
    ),
    "history_not_positive": (
        "The history has values that are not above 0.", "历史序列含不大于零的值。",
    ),
    "previous_missing": ("No earlier target of it is known.", "未知此前目标。"),
    "today_missing": ("No present value is known.", "未知当前值。"),
}  # fmt: skip


def reason_documents(codes: Mapping[str, str]) -> dict[str, Any]:
    """Reasons by field, each with its code and its words."""
    return {
        field: {"code": code, "text": REASONS[code][0], "text_zh": REASONS[code][1]}
        for field, code in codes.items()
    }
