"""A book of cases under the law as it is and as it would be: what turns, and what it costs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from entrepot.kernel.money import Money, total
from entrepot.tariff.claim import Verdict

Move: TypeAlias = Literal["same", "more", "less", "open", "no_answer", "not_asked"]
"""`open`: a verdict is undetermined or an amount unknown on either side, so that nothing is
counted; `no_answer`: the case itself failed on either side."""


@dataclass(frozen=True, slots=True)
class Side:
    """What a case comes to under one law.

    Attributes:
        verdict: Of origin; None where none was asked, or the case failed.
        duty: Customs duty with what is added beside it; None is unknown.
        all: The same with taxes; None is unknown.
        asks_money: Whether a duty was asked.
        failed: Whether the case had no answer.
    """

    verdict: Verdict | None = None
    duty: Money | None = None
    all: Money | None = None
    asks_money: bool = False
    failed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the origin is not settled."""
        return self.verdict == "undetermined"


@dataclass(frozen=True, slots=True)
class Shift:
    """How an amount moves between the two laws.

    Attributes:
        by: After less before; None where it is not settled or not asked.
    """

    move: Move
    before: Money | None = None
    after: Money | None = None
    by: Money | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A case under both laws."""

    before: Side
    after: Side

    @property
    def turns(self) -> bool:
        """Whether the verdict is another, or there is one on one side alone."""
        return (self.before.verdict, self.before.failed) != (self.after.verdict, self.after.failed)

    @property
    def duty(self) -> Shift:
        """How the duty moves."""
        return self._shift(self.before.duty, self.after.duty)

    @property
    def all(self) -> Shift:
        """How duty and taxes move."""
        return self._shift(self.before.all, self.after.all)

    def _shift(self, before: Money | None, after: Money | None) -> Shift:
        if self.before.failed or self.after.failed:
            return Shift("no_answer", before, after)
        if not (self.before.asks_money and self.after.asks_money):
            return Shift("not_asked")
        is_open = self.before.is_open or self.after.is_open
        if is_open or before is None or after is None or before.currency != after.currency:
            return Shift("open", before, after)
        by = after - before
        move: Move = "more" if by.amount > 0 else "less" if by.amount < 0 else "same"
        return Shift(move, before, after, by)


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of a book in one currency, of settled cases alone.

    Attributes:
        cases: How many are counted.
        before, after: Their sums.
        more, less: Sums of what goes up and of what goes down, both zero or more.
        net: After less before.
        open: Cases of the currency that are not counted.
    """

    currency: str
    cases: int
    before: Money
    after: Money
    more: Money
    less: Money
    net: Money
    open: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A whole book under both laws.

    Attributes:
        cases: How many there are.
        turned: How many verdicts turn.
        verdicts: How many cases have each verdict before and after; None is no verdict.
        failed: Cases without an answer before, and after.
        duty, all: Sums by currency.
        open: Cases that ask for money and are not settled, whatever their currency.
    """

    cases: int
    turned: int
    verdicts: tuple[tuple[Verdict | None, Verdict | None, int], ...]
    failed: tuple[int, int]
    duty: tuple[Sum, ...]
    all: tuple[Sum, ...]
    open: int


def tally(moved: Iterable[Moved]) -> Tally:
    """Count what turns and add up what moves.

    Cases that are open, before or after, count as such and add to no sum.
    """
    rows = tuple(moved)
    pairs = Counter((one.before.verdict, one.after.verdict) for one in rows if _is_asked(one))
    order = sorted(pairs, key=lambda pair: tuple(str(one) for one in pair))
    return Tally(
        cases=len(rows),
        turned=sum(one.turns for one in rows),
        verdicts=tuple((*pair, pairs[pair]) for pair in order),
        failed=(sum(one.before.failed for one in rows), sum(one.after.failed for one in rows)),
        duty=tuple(_sums(one.duty for one in rows)),
        all=tuple(_sums(one.all for one in rows)),
        open=sum(one.duty.move == "open" for one in rows),
    )


def _is_asked(one: Moved) -> bool:
    return one.before.verdict is not None or one.after.verdict is not None


def _sums(shifts: Iterable[Shift]) -> Iterator[Sum]:
    rows = tuple(shifts)
    for currency in sorted({c for shift in rows if (c := _currency(shift))}):
        own = [shift for shift in rows if _currency(shift) == currency]
        yield _sum(currency, own)


def _sum(currency: str, shifts: Iterable[Shift]) -> Sum:
    rows = tuple(shifts)
    by = [shift.by for shift in rows if shift.by is not None]
    settled = [shift for shift in rows if shift.by is not None]
    more = total((one for one in by if one.amount > 0), currency)
    less = total((-one for one in by if one.amount < 0), currency)
    return Sum(
        currency,
        len(settled),
        total((shift.before for shift in settled if shift.before), currency),
        total((shift.after for shift in settled if shift.after), currency),
        more,
        less,
        more - less,
        sum(shift.move == "open" for shift in rows),
    )


def _currency(shift: Shift) -> str:
    known = shift.before or shift.after
    return known.currency if known else ""
