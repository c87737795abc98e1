"""Steps with a day by which they are due: done only with evidence, late, or due."""

from collections.abc import Iterable, Sequence
from datetime import date

from entrepot.kernel.panel import is_by
from entrepot.kernel.roll import Choice, Column, Row

DONE, LATE, DUE, UNDATED = "done", "late", "due", "undated"
STATES = (
    Choice(DONE, "done", "已完成"), Choice(LATE, "late", "逾期"),
    Choice(DUE, "due", "未到期"), Choice(UNDATED, "no date set", "未定期限"),
)  # fmt: skip
STEP = (
    Column("title", "text", "Step", "事项", needed=True),
    Column("title_zh", "text", "Step in Chinese", "事项（中文）"),
    Column("office", "id", "Office", "责任单位"),
    Column("due_on", "day", "Due", "期限"),
    Column("done_on", "day", "Done", "完成日期"),
    Column("evidence", "text", "Evidence", "完成依据"),
)


def check_evidence(row: Row) -> Iterable[tuple[str, str, str, str]]:
    """Nothing is done without evidence."""
    if row["done_on"] and not row["evidence"]:
        yield ("evidence", "is empty, and it is done.", "Name the paper.", "已完成须填写依据。")


def state_of(row: Row, on: date) -> str:
    """Where a step stands on a day; it is late from the day after it was due."""
    if is_by(row["done_on"], on):
        return DONE
    if row["due_on"] is None:
        return UNDATED
    return LATE if row["due_on"] < on else DUE


def late_days(row: Row, on: date) -> int | None:
    """Days since a step was due; None where it is not late."""
    return (on - row["due_on"]).days if state_of(row, on) == LATE else None


def next_step(rows: Sequence[Row], on: date) -> Row | None:
    """The first step not done: the one due first, those without a day last."""
    left = [row for row in rows if state_of(row, on) != DONE]
    return min(left, key=by_due, default=None)


def by_due(row: Row) -> tuple[date, str]:
    """The order in which steps are due."""
    return (row["due_on"] or date.max, row["id"])


def by_owner(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Rows by what a column names."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
