"""What is due, what is done and what proves it; days in order, and days known to the year."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sized
from datetime import date

from entrepot.kernel.panel import is_by
from entrepot.kernel.roll import Check, Choice, Column, Row

Fault = tuple[str, str, str, str]
TITLE = (
    Column("title", "text", "Title", "名称", needed=True),
    Column("title_zh", "text", "Title in Chinese", "中文名称"),
)
TASK = (
    Column("owner", "text", "Owner", "责任单位"),
    Column("due_on", "day", "Due", "期限"),
    Column("done_on", "day", "Done", "完成日期"),
    Column("proof", "text", "Proof", "佐证"),
)
SINCE = (
    Column("year", "whole", "Year", "年份", least=1900, most=2200),
    Column("begins_on", "day", "Day it begins", "起始日期"),
)
STATE = Column("state", "choice", "State", "状态", choices=(
    Choice("late", "late", "逾期"), Choice("open", "open", "进行中"),
    Choice("undated", "without a day", "未定期限"),
    Choice("done", "done, with proof", "完成有佐证"),
))  # fmt: skip
_URGENCY = tuple(one.code for one in STATE.choices)


def check_proof(row: Row) -> Iterator[Fault]:
    """Done is what something shows."""
    if row["done_on"] and not row["proof"]:
        yield "proof", "is empty, and it is done.", "Say what shows it.", "已完成而无佐证。"


def check_since(row: Row) -> Iterator[Fault]:
    """A day or at least a year is told, and they agree."""
    if not row["begins_on"] and not row["year"]:
        yield "year", "is empty, and no day is told.", "Write the year.", "年份和日期均为空。"
    elif row["begins_on"] and row["year"] and row["begins_on"].year != row["year"]:
        yield "year", "is not the year of the day.", "Correct one.", "年份与日期不符。"


def in_order(first: str, last: str) -> Check:
    """A check that one day is not after another."""

    def check(row: Row) -> Iterator[Fault]:
        if row[first] and row[last] and row[last] < row[first]:
            yield last, f"is before {first}.", "Correct one of the days.", "日期先后颠倒。"

    return check


def has_begun(row: Row, on: date) -> bool:
    """Whether something has begun by a day; known to the year, it counts from the year's last."""
    return first_day(row) <= on


def first_day(row: Row) -> date:
    """The day something counts from: where only its year is known, the year's last."""
    day: date = row["begins_on"] or date(row["year"], 12, 31)
    return day


def lasts(row: Row, first: str, last: str, on: date) -> bool:
    """Whether something that begins one day and ends another is going on; the last is out."""
    return is_by(row[first], on) and not is_by(row[last], on)


def since(row: Row) -> str:
    """When something begins, as precise as it is known."""
    return row["begins_on"].isoformat() if row["begins_on"] else str(row["year"])


def titled(row: Row) -> Mapping[str, str]:
    """The title of a row, and its Chinese where that is told."""
    return {name: row[name] for name in ("title", "title_zh") if row[name]}


def state_of(row: Row, on: date) -> str:
    """How a task stands on a day: it is done only with proof, and late from the day after it."""
    if is_by(row["done_on"], on) and row["proof"]:
        return "done"
    if row["due_on"] is None:
        return "undated"
    return "late" if row["due_on"] < on else "open"


def days_late(row: Row, on: date) -> int | None:
    """Days a task was done or is still waited for after it was due; unknown without a day."""
    if row["due_on"] is None:
        return None
    end: date = row["done_on"] if state_of(row, on) == "done" else on
    due: date = row["due_on"]
    return max(0, (end - due).days)


def states(rows: Iterable[Row], on: date) -> Counter[str]:
    """How many tasks stand in each state."""
    return Counter(state_of(one, on) for one in rows)


def next_due(rows: Iterable[Row], on: date) -> date | None:
    """The day the first of the tasks that are not done was or is due."""
    waited = [one["due_on"] for one in rows if state_of(one, on) in ("open", "late")]
    return min(waited, default=None)


def urgency(row: Row) -> tuple[int, int, str]:
    """Order of tasks: the longest late first, the done last."""
    return _URGENCY.index(row["state"]), -(row["days_late"] or 0), row["id"]


def known(count: int, rows: Sized) -> int | None:
    """A count over rows; unknown where there is no row at all."""
    return count if len(rows) else None


def come(rows: Iterable[Row], name: str, on: date) -> list[Row]:
    """Rows of which a day has come."""
    return [one for one in rows if is_by(one[name], on)]


def grouped(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Rows by what a cell of them holds, in the order of their ids; those of none are left out."""
    found = dict[str, list[Row]]()
    for one in by_id(rows):
        if one[name] is not None:
            found.setdefault(one[name], []).append(one)
    return found


def by_id(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their ids."""
    return sorted(rows, key=lambda one: str(one["id"]))


def codes(text: str) -> list[str]:
    """HS codes of a cell, without the points that some write in them."""
    return [code for one in text.split(";") if (code := one.replace(".", "").strip())]
