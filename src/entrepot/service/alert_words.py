"""What an alert says, in both languages, from the figures it rests on."""

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]


def message_of(kind: str, facts: Facts) -> dict[str, str]:
    """The sentence of an alert."""
    english, chinese = _SAID[kind](facts)
    return {"message": english, "message_zh": chinese}


def _drop(facts: Facts) -> tuple[str, str]:
    before, now = f"{100 * facts['before']:.1f}", f"{100 * facts['now']:.1f}"
    return (
        f"Its probability fell from {before} % to {now} %, with what is known up to"
        f" {facts['known_until']}.",
        f"按截至 {facts['known_until']} 的已知数据，达成概率由 {before}% 降至 {now}%。",
    )


def _misses(facts: Facts) -> tuple[str, str]:
    value, due = f"{facts['value']:,.6g}", f"{facts['due']:,.6g}"
    return (
        f"It missed its path {facts['count']} years in a row from {facts['first']}; in"
        f" {facts['last']} it was {value} where {due} was due.",
        f"自 {facts['first']} 年起连续 {facts['count']} 年未达进度，{facts['last']} 年为 {value}，"
        f"应为 {due}。",
    )


def _break(facts: Facts) -> tuple[str, str]:
    change, usual = f"{facts['change_pct']:+.1f}", f"{facts['usual_pct']:+.1f}"
    return (
        f"Its change of {change} % in {facts['year']} does not fit the {usual} % a year before"
        f" it (chance {facts['chance']:.4f}).",
        f"{facts['year']} 年变动 {change}%，与此前年均 {usual}% 不符（偶然概率"
        f" {facts['chance']:.4f}）。",
    )


def _missing(facts: Facts) -> tuple[str, str]:
    if facts["last"] is None:
        reason = facts.get("reason") or ""
        return (
            f"No value of it is known{': ' + reason if reason else ''}.",
            f"没有已知数值{'：' + (facts.get('reason_zh') or reason) if reason else ''}。",
        )
    return (
        f"The last value that is known is of {facts['last']}, not of {facts['wanted']}.",
        f"已知最新数值为 {facts['last']} 年，缺 {facts['wanted']} 年。",
    )


def _overdue(facts: Facts) -> tuple[str, str]:
    return (
        f"It was due on {facts['due_on']} and is open {facts['days']} days later.",
        f"应于 {facts['due_on']} 完成，已逾期 {facts['days']} 天。",
    )


_SAID: Mapping[str, Callable[[Facts], tuple[str, str]]] = {
    "probability_drop": _drop, "misses": _misses, "break": _break, "missing_data": _missing,
    "overdue": _overdue,
}  # fmt: skip
