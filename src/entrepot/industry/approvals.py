"""Approvals and licences: applied for, granted or refused, needed by a day and valid until one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.kernel.panel import is_by
from entrepot.kernel.roll import Choice, Column, Row

SOON_DAYS = 90
GRANTED, WAITING, OPEN = "granted", "waiting", "open"
LATE, REFUSED, LAPSED = "late", "refused", "lapsed"
WANTING = (REFUSED, LAPSED, LATE)
STATES = (
    Choice(REFUSED, "refused", "未获批"), Choice(LAPSED, "lapsed", "已失效"),
    Choice(LATE, "late", "逾期未批"), Choice(WAITING, "applied for", "审批中"),
    Choice(OPEN, "not applied for", "未申请"), Choice(GRANTED, "granted", "已获批"),
)  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(STATES)}
DAYS = (
    Column("authority", "text", "Authority", "审批机关"),
    Column("due_on", "day", "Needed by", "需要日期"),
    Column("applied_on", "day", "Applied", "申请日期"),
    Column("granted_on", "day", "Granted", "批准日期"),
    Column("refused_on", "day", "Refused", "驳回日期"),
    Column("valid_until", "day", "Last day valid", "有效期至"),
)
COUNTS = (
    Column("granted", "whole", "Granted", "已获批"), Column("waiting", "whole", "Awaited", "待批"),
    Column("wanting", "whole", "Late, refused or lapsed", "逾期、驳回或失效"),
)  # fmt: skip
LAPSING = Column("lapsing", "whole", "Lapse within 90 days", "90天内到期")
STANDING = (
    Column("authority", "text", "Authority", "审批机关"),
    Column("state", "choice", "State", "状态", choices=STATES),
    Column("day", "day", "Due or valid until", "期限"),
    Column("days_left", "whole", "Days left", "剩余天数"),
)


def check_outcome(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """One outcome of a try, and a validity that begins before it ends."""
    if row["refused_on"] and row["granted_on"]:
        yield ("refused_on", "is told, and it was granted.", "Keep one.", "不能既批准又驳回。")
    if row["granted_on"] and row["valid_until"] and row["valid_until"] < row["granted_on"]:
        yield ("valid_until", "lies before the day it was granted.", "Look at both days.",
               "有效期早于批准日期。")  # fmt: skip


def state_of(row: Row, on: date) -> str:
    """How an approval stands on a day; what is due that day is not late, the last day is valid."""
    if is_by(row["refused_on"], on):
        return REFUSED
    if is_by(row["granted_on"], on):
        return LAPSED if row["valid_until"] and row["valid_until"] < on else GRANTED
    if row["due_on"] and row["due_on"] < on:
        return LATE
    return WAITING if is_by(row["applied_on"], on) else OPEN


def last_tries(rows: Iterable[Row], names: tuple[str, str], on: date) -> list[Row]:
    """The try in force at each approval, else the last up to a day; one never tried is there too.

    What is granted stands while its renewal is asked for, and where that is refused.

    Args:
        rows: Tries, those of one approval equal in two columns.
        names: The two columns: whose it is, and which.
        on: The day.
    """
    ordered = sorted(rows, key=lambda one: (state_of(one, on) == GRANTED, _tried_on(one, on),
                                            one["id"]))  # fmt: skip
    return list({tuple(one[name] for name in names): one for one in ordered}.values())


def _tried_on(row: Row, on: date) -> date:
    """The day of applying, else of the outcome; the first of all days where none has come."""
    days = (row[name] for name in ("applied_on", "granted_on", "refused_on"))
    return next((day for day in days if is_by(day, on)), date.min)


def standing(row: Row, on: date) -> dict[str, Any]:
    """State of an approval, the day that it looks to, and the days until then."""
    state = state_of(row, on)
    day = row["due_on"] if state in (LATE, WAITING, OPEN) else row["valid_until"]
    told = None if state == REFUSED else day
    return {"authority": row["authority"], "state": state, "day": told,
            "days_left": (told - on).days if told else None}  # fmt: skip


def count_states(states: Sequence[str]) -> dict[str, int]:
    """How many are granted, awaited, and wanting: late, refused or lapsed."""
    return {"granted": states.count(GRANTED),
            "waiting": states.count(WAITING) + states.count(OPEN),
            "wanting": sum(one in WANTING for one in states)}  # fmt: skip


def count_lapsing(lines: Iterable[Mapping[str, Any]]) -> int:
    """Granted ones that are valid for 90 days at most; that these are soon is our choice."""
    return sum(one["state"] == GRANTED and one["days_left"] is not None
               and one["days_left"] <= SOON_DAYS for one in lines)  # fmt: skip


def by_need(line: Mapping[str, Any]) -> tuple[int, bool, int]:
    """The order of lines: the most pressing first."""
    return (_AT[line["state"]], line["days_left"] is None, line["days_left"] or 0)
