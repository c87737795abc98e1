"""Charges, candidates and ranges: the values that duty and quote hand on."""

from dataclasses import dataclass
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.kernel.source import Status

State = Literal["computed", "zero_by_law", "not_applicable", "unknown"]


@dataclass(frozen=True, slots=True)
class NationalLine:
    """One national line of a range: its code, text, rate and what it comes to.

    Attributes:
        amount: None when the rate or a quantity is not known.
        state: State of the charge on this line.
    """

    code: str
    text: str
    rate: str
    amount: Money | None
    state: State


@dataclass(frozen=True, slots=True)
class Range:
    """Between what bounds a charge lies while the national line is not known.

    Attributes:
        low: Least of the known amounts, None when none is known.
        high: Greatest, None when any line's amount is unknown.
        lines: All lines the code may mean.
    """

    low: Money | None
    high: Money | None
    lines: tuple[NationalLine, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge on one line of goods, with its working.

    Attributes:
        what: Word of the quote document: customs_duty, additional_duty, anti_dumping, excise.
        state: computed, zero_by_law, not_applicable or unknown.
        amount: Rounded once, None when unknown.
        base: The value a percentage was taken of, None for charges by quantity alone.
        rate: The duty as text; national lines that differ are joined by ` | `.
        working: The sum as a person would write it.
        rule: Which measure on which line.
        source: Where the rate was read.
        status: How sure the rate is.
        kind: Entry of `measures.KINDS`, empty where no measure is known.
        regime: Regime of the measure.
        printed: The cell as the schedule prints it.
        needs: What must be known, empty unless the state is unknown.
        range: Bounds, where national lines differ.
        question: What to ask a person, empty when nothing.
        note: A remark of the row.
    """

    what: str
    state: State
    amount: Money | None
    base: Money | None = None
    rate: str = ""
    working: str = ""
    rule: str = ""
    source: str = ""
    status: Status = "unverified"
    kind: str = ""
    regime: str = ""
    printed: str = ""
    needs: tuple[str, ...] = ()
    range: Range | None = None
    question: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rate that could apply to the line, chosen or not, and why.

    Attributes:
        regime: MFN, or the agreement.
        kind: Entry of `measures.KINDS`.
        rate: The duty as text.
        amount: What it would come to, None when unknown or where national lines differ.
        chosen: Whether the charge was made at this rate.
        why: The reason.
        range: Bounds, where national lines differ.
        must_prove: What a claim must prove, empty for rates open to all.
        source: Where the rate was read.
        status: How sure the rate is.
        standing: Where it stands: applies, possible, rejected, not_covered or unknown; empty
            where nobody asked.
        working: The sum as a person would write it, empty where national lines differ.
        conditions: What it depends on, as in `condition`; empty where nothing.
    """

    regime: str
    kind: str
    rate: str
    amount: Money | None
    chosen: bool
    why: str
    range: Range | None
    must_prove: str
    source: str
    status: Status
    standing: str = ""
    working: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Saving:
    """What a preference not claimed would save.

    Attributes:
        amount: None where it depends on the national line or on something unknown.
    """

    regime: str
    amount: Money | None
    must_prove: str
