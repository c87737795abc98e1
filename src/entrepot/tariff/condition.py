"""Conditions that a measure depends on: written in words, read once, judged on the goods.

Conditions behind one another, separated by `;`, must all be met; of those joined by `or` one is
enough:

    certificate C644; value <= 150 EUR
    end use civil aircraft or certificate D020
    kg > 1000
    note ◎

A `note` is a condition that a schedule only marks; nobody can judge it from here. What is not
known is said, and never taken for met or for not met.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from operator import ge, gt, le, lt
from typing import Literal, TypeAlias

from entrepot.kernel.codes import is_currency
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.tariff.evaluation import Exchange, change, no_exchange
from entrepot.tariff.units import UNITS, asks_for, count

State: TypeAlias = Literal["met", "unmet", "unknown"]
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {"<=": le, ">=": ge, "<": lt, ">": gt}
_LIMIT = re.compile(r"(\S+)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)(?:\s*([A-Z]{3}))?")
_CERTIFICATE = re.compile(r"certificate\s+(\S{1,40})")
_END_USE, _NOTE = "end use ", "note "
_HINT = "Write it as `certificate C644`, `value <= 150 EUR`, `kg > 1000`, `end use WORDS`."


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an import when its conditions are judged.

    Attributes:
        value: Customs value, None when not known.
        quantities: Quantities of the goods by unit key.
        exchange: Rates of the day.
        held: Codes of the certificates in hand, casefolded; None when nobody told.
        end_use: What the goods are used for, casefolded; None when nobody told.
    """

    value: Money | None = None
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    exchange: Exchange = no_exchange
    held: frozenset[str] | None = None
    end_use: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether conditions are met, and what is asked for or stands against them."""

    state: State
    why: str = ""


MET = Judgement("met")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A document of this code must be in hand."""

    code: str

    def __str__(self) -> str:
        return f"certificate {self.code}"

    def judge(self, facts: Facts) -> Judgement:
        """Whether it is in hand."""
        if facts.held is None:
            return Judgement("unknown", f"whether certificate {self.code} is held")
        if self.code.casefold() in facts.held:
            return MET
        return Judgement("unmet", f"asks for certificate {self.code}, which is not held")


@dataclass(frozen=True, slots=True)
class EndUse:
    """The goods must be meant for this use."""

    use: str

    def __str__(self) -> str:
        return f"{_END_USE}{self.use}"

    def judge(self, facts: Facts) -> Judgement:
        """Whether they are meant for it."""
        if facts.end_use is None:
            return Judgement("unknown", f"whether the goods are for the end use {self.use}")
        met = facts.end_use == self.use.casefold()
        return MET if met else Judgement("unmet", f"asks for the end use {self.use}")


@dataclass(frozen=True, slots=True)
class Value:
    """The customs value must keep to a limit."""

    sign: str
    limit: Money

    def __str__(self) -> str:
        return f"value {self.sign} {self._worded}"

    @property
    def _worded(self) -> str:
        return f"{self.limit.amount:f} {self.limit.currency}"

    def judge(self, facts: Facts) -> Judgement:
        """Whether it does, in the currency of the limit."""
        value = facts.value and change(facts.value, self.limit.currency, facts.exchange)
        if value is None:
            return Judgement("unknown", f"whether value {self.sign} {self._worded}")
        met = _COMPARE[self.sign](value.amount, self.limit.amount)
        return MET if met else Judgement("unmet", f"asks for value {self.sign} {self._worded}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity must keep to a limit."""

    unit: str
    sign: str
    limit: Decimal

    def __str__(self) -> str:
        return f"{self.unit} {self.sign} {self.limit:f}"

    def judge(self, facts: Facts) -> Judgement:
        """Whether it does."""
        counted = count(self.unit, "", facts.quantities)
        if counted is None:
            return Judgement("unknown", asks_for(self.unit, ""))
        met = _COMPARE[self.sign](counted, self.limit)
        return (
            MET if met else Judgement("unmet", f"asks for {self.unit} {self.sign} {self.limit:f}")
        )


@dataclass(frozen=True, slots=True)
class Note:
    """A schedule marks the rate, and tells elsewhere on what it depends."""

    mark: str

    def __str__(self) -> str:
        return f"{_NOTE}{self.mark}"

    def judge(self, _facts: Facts) -> Judgement:
        """It is not known."""
        return Judgement(
            "unknown", f"whether the condition holds that the schedule marks {self.mark}"
        )


Condition: TypeAlias = Certificate | EndUse | Value | Quantity | Note
Conditions: TypeAlias = tuple[tuple[Condition, ...], ...]
"""All of the outer ones must be met; of each inner one, any."""


@cache
def parse_conditions(text: str) -> Conditions:
    """Read conditions; none of an empty text.

    Raises:
        InputError: `measure.condition`, with each that is none.

    Example:
        >>> [[str(one) for one in either] for either in parse_conditions("kg>5; note A or note B")]
        [['kg > 5'], ['note A', 'note B']]
    """
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    found = [[(one, _read(one.strip())) for one in piece.split(" or ")] for piece in pieces]
    faults = [_fault(one) for either in found for one, read in either if read is None]
    if faults:
        raise InputError(faults)
    return tuple(tuple(read for _, read in either if read is not None) for either in found)


def render_conditions(conditions: Conditions) -> str:
    """Conditions in their canonical form."""
    return "; ".join(" or ".join(map(str, either)) for either in conditions)


def judge(conditions: Conditions, facts: Facts) -> Judgement:
    """Whether all conditions are met; one that is not met settles it, whatever is unknown."""
    each = [_any([one.judge(facts) for one in either]) for either in conditions]
    for state in ("unmet", "unknown"):
        whys = dict.fromkeys(one.why for one in each if one.state == state)
        if whys:
            return Judgement(state, "; ".join(whys))
    return MET


def _any(judged: list[Judgement]) -> Judgement:
    for state in ("met", "unknown"):
        found = [one for one in judged if one.state == state]
        if found:
            return found[0] if len(found) == 1 else Judgement(state, _either(found))
    return judged[0] if len(judged) == 1 else Judgement("unmet", _either(judged))


def _either(judged: list[Judgement]) -> str:
    return " or ".join(dict.fromkeys(one.why for one in judged if one.why))


def _read(text: str) -> Condition | None:
    if found := _CERTIFICATE.fullmatch(text):
        return Certificate(found[1])
    if text.startswith(_END_USE):
        return EndUse(" ".join(text.removeprefix(_END_USE).split()))
    if text.startswith(_NOTE):
        return Note(" ".join(text.removeprefix(_NOTE).split()))
    if found := _LIMIT.fullmatch(text):
        return _limit(found[1], found[2], Decimal(found[3]), found[4] or "")
    return None


def _limit(what: str, sign: str, number: Decimal, currency: str) -> Condition | None:
    if what == "value":
        return Value(sign, Money(number, currency)) if is_currency(currency) else None
    return Quantity(what, sign, number) if what in UNITS and not currency else None


def _fault(text: str) -> Problem:
    return Problem(
        "measure.condition", "conditions", f"{text[:60]!r} is no condition.", _HINT,
        message_zh="不是可识别的条件。",
    )  # fmt: skip
