"""The trade loan: a score from a firm's records, each point explained; limit and shares of risk.

The scheme is rows of the pack. What is not known gives no points and is named: the score is
then the least that it can be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.errors import Problem
from entrepot.kernel.money import Money
from entrepot.region.lending import LoanBand, LoanPoints

EXPORTS = "exports_12m"  # the record that limits what may be lent
Value = Decimal | str
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a firm and who told it."""

    feature: str
    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one record gives.

    Attributes:
        feature: The record looked at.
        value: As told; None is unknown.
        points: What it gives, 0 where it is unknown.
        most: What it could give.
        rule: The row that gave the points; None where the value is unknown.
        source: Who told the record.
    """

    feature: str
    value: Value | None
    points: int
    most: int
    rule: LoanPoints | None
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """Who bears how much of a loss."""

    who: str
    pct: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class Score:
    """A score and what may be lent on it.

    Attributes:
        parts: One a feature of the scheme; their points add up to the score.
        band: Of the score; None where a record bars the firm.
        limit: Most that may be lent; None where exports are unknown.
        granted: What was asked for, within the limit; None where nothing was asked.
        shares: Who bears what of a loss of all that may be lent, or of what is granted.
    """

    parts: tuple[Part, ...]
    band: LoanBand | None
    limit: Money | None
    granted: Money | None
    shares: tuple[Share, ...]

    @property
    def points(self) -> int:
        """The sum of the parts."""
        return sum(part.points for part in self.parts)

    @property
    def bars(self) -> tuple[Part, ...]:
        """Records that rule a loan out."""
        return tuple(part for part in self.parts if part.rule is not None and part.rule.is_bar)

    @property
    def missing(self) -> tuple[str, ...]:
        """Records nobody told."""
        return tuple(part.feature for part in self.parts if part.value is None)


def check_records(records: Iterable[Record], rows: Sequence[LoanPoints]) -> tuple[Problem, ...]:
    """What is wrong with records: unknown to the scheme, told twice, or no value of their kind."""
    seen: set[str] = set()
    problems = []
    for place, record in enumerate(records):
        where = f"records[{place}]"
        own = [row for row in rows if row.feature == record.feature]
        if not own:
            hint = f"Known: {', '.join(dict.fromkeys(row.feature for row in rows))}."
            problems.append(_fault("feature", f"{where}.feature", f"{record.feature!r} is no "
                                   "record of the scheme.", hint, "非评分项。"))  # fmt: skip
        elif record.feature in seen:
            problems.append(_fault("twice", f"{where}.feature", f"{record.feature} is told twice.",
                                   "Tell it once.", "评分项重复。"))  # fmt: skip
        elif _rule(own, record.value) is None:
            words = ", ".join(row.word for row in own if row.word)
            hint = f"One of {words}." if words else "Write digits: 12.5"
            problems.append(_fault("value", f"{where}.value", f"{record.value!s:.40} is no value "
                                   f"of {record.feature}.", hint, "评分项取值无效。"))  # fmt: skip
        seen.add(record.feature)
    return tuple(problems)


def score_firm(
    records: Iterable[Record],
    rows: Sequence[LoanPoints],
    bands: Iterable[LoanBand],
    currency: str,
    asked: Money | None = None,
) -> Score:
    """Score a firm.

    Args:
        records: What is known of it, checked.
        rows: Points of the scheme in force.
        bands: Bands of the scheme in force.
        currency: Of the scheme and of `exports_12m`.
        asked: What the firm wants to borrow.

    Source:
        The scheme's rows; the form is that of an additive scorecard.
    """
    told = {record.feature: record for record in records}
    parts = tuple(_part(name, own, told.get(name)) for name, own in _by_feature(rows).items())
    points = sum(part.points for part in parts)
    fitting = [band for band in bands if band.at_least <= points]
    band = max(fitting, key=lambda one: one.at_least, default=None)
    if any(part.rule is not None and part.rule.is_bar for part in parts):
        band = None
    limit = _limit(band, told.get(EXPORTS), currency)
    granted = None if asked is None or limit is None else min(asked, limit, key=_amount)
    lent = limit if asked is None else granted
    return Score(parts, band, limit, granted, _shares(band, lent))


def rows_of(rows: Iterable[LoanPoints], on: date) -> tuple[LoanPoints, ...]:
    """The rows in force on a day."""
    return tuple(row for row in rows if on in row.valid)


def _by_feature(rows: Iterable[LoanPoints]) -> Mapping[str, list[LoanPoints]]:
    found: dict[str, list[LoanPoints]] = {}
    for row in rows:
        found.setdefault(row.feature, []).append(row)
    return found


def _part(feature: str, rows: Sequence[LoanPoints], record: Record | None) -> Part:
    most = max(row.points for row in rows)
    rule = None if record is None else _rule(rows, record.value)
    if record is None or rule is None:
        return Part(feature, None, 0, most, None, "")
    return Part(feature, record.value, rule.points, most, rule, record.source)


def _rule(rows: Iterable[LoanPoints], value: Value) -> LoanPoints | None:
    """The row of a word, or the one with the greatest bound that a number reaches."""
    if isinstance(value, str):
        return next((row for row in rows if row.word and row.word == value), None)
    reached = [row for row in rows if row.at_least is not None and row.at_least <= value]
    return max(reached, key=lambda row: row.at_least or 0, default=None)


def _limit(band: LoanBand | None, exports: Record | None, currency: str) -> Money | None:
    if band is None:
        return Money(Decimal(0), currency).rounded()
    if exports is None or isinstance(exports.value, str):
        return None
    return Money(min(exports.value * band.limit_pct / _HUNDRED, band.most), currency).rounded()


def _shares(band: LoanBand | None, lent: Money | None) -> tuple[Share, ...]:
    if band is None or lent is None or not lent.amount:
        return ()
    weights = {"lender": band.lender_pct, "fund": band.fund_pct, "insurer": band.insurer_pct}
    amounts = lent.allocate(tuple(weights.values()))
    pairs = zip(weights.items(), amounts, strict=True)
    return tuple(Share(who, pct, amount) for (who, pct), amount in pairs)


def _amount(money: Money) -> Decimal:
    return money.amount


def _fault(code: str, where: str, message: str, hint: str, chinese: str) -> Problem:
    return Problem(f"loan.{code}", where, message, hint, message_zh=chinese)
