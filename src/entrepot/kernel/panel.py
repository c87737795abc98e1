"""Panels: what a few registers say together on a day, as figures and a table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import Money
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.kernel.source import STATUSES, Status, weakest

Rolls = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a panel says.

    Attributes:
        figures: By the names of the panel's figures, a value of a cell or sums of money; None is
            unknown, never zero.
        rows: By the names of the panel's columns; a text may have its Chinese under `NAME_zh`.
    """

    figures: Row
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Panel:
    """A system that is shown on a page.

    Attributes:
        name: Stable name, such as `posts`.
        numbers: Numbers of the systems it is.
        page: Path of the page it stands on.
        en: Its title.
        zh: The same in Chinese.
        rolls: Registers it is worked out from, kept by people.
        figures: What stands above the table.
        columns: Columns of the table.
        tell: Works it out from rows by register, on a day.
        house: Registers that the house works out, and it rests on besides.
    """

    name: str
    numbers: tuple[int, ...]
    page: str
    en: str
    zh: str
    rolls: tuple[Roll, ...]
    figures: tuple[Column, ...]
    columns: tuple[Column, ...]
    tell: Callable[[Rolls, date], Answer]
    house: tuple[Roll, ...] = ()


def status_of(panel: Panel, rolls: Rolls) -> Status:
    """How sure a panel is: no surer than the weakest row it rests on, and never published."""
    told = [row.get("status") or "unverified"
            for roll in (*panel.rolls, *panel.house) for row in rolls[roll.name]]  # fmt: skip
    return weakest(["derived", *(one for one in STATUSES if one in told)])


def if_kept(rolls: Rolls, answer: Answer) -> Answer:
    """An answer; where no register it rests on has a row, every figure of it is unknown."""
    is_kept = any(rolls.values())
    return answer if is_kept else Answer(dict.fromkeys(answer.figures), answer.rows)


def is_by(day: object, on: date) -> bool:
    """Whether a day is told and has come."""
    return isinstance(day, date) and day <= on


def grouped(rows: Iterable[Row], name: str) -> Mapping[Any, Sequence[Row]]:
    """Rows by what a column of theirs holds, in their order; nothing is under what none holds."""
    found = defaultdict[Any, list[Row]](list)
    for row in rows:
        found[row[name]].append(row)
    return found


def sums(rows: Iterable[Row], name: str) -> tuple[Money, ...] | None:
    """The sum of a column by currency, in the order of the currencies; None where none is told."""
    found: dict[str, Decimal] = {}
    for row in rows:
        amount, currency = row.get(name), row.get("currency")
        if isinstance(amount, Decimal) and isinstance(currency, str):
            found[currency] = found.get(currency, Decimal(0)) + amount
    return tuple(Money(found[one], one) for one in sorted(found)) or None


def added(told: Iterable[Iterable[Money] | None]) -> tuple[Money, ...] | None:
    """Sums told by currency, added up; None where none is told."""
    return sums(({"amount": one.amount, "currency": one.currency}
                 for some in told for one in some or ()), "amount")  # fmt: skip


def share_pct(part: int | Decimal | None, whole: int | Decimal | None) -> Decimal | None:
    """A part of a whole [%], to a tenth; unknown of nothing."""
    if part is None or not whole:
        return None
    return (100 * Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"))
