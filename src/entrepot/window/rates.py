"""Which rates fall on an item: those the case states, or those of the tariff on the day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from entrepot.kernel.errors import ModelError, Problem
from entrepot.region.law import Gap, Measure, Vat
from entrepot.tariff.expression import (
    Duty,
    NotCovered,
    Specific,
    is_plain,
    parse_duty,
    render_term,
    terms_of,
)
from entrepot.tariff.formula import COMPOSITE_PRICE, CUSTOMS_VALUE, AdValorem, rebase
from entrepot.tariff.law import find_closest
from entrepot.tariff.measures import KINDS, MeasureBook, Selection, duty_of, select_measures
from entrepot.tariff.units import count
from entrepot.window.case import CaseItem, Flow
from entrepot.window.reasons import Reasons

THE_CASE = "the case"
_KEPT = 4096  # answers about a code, an origin and a day that are kept
MEASURES, VAT, GAPS = "measures.csv", "vat.csv", "gaps.csv"
# Types of charge in the order they are worked out. Kinds of measure beside the rate of duty
# come between duty and VAT.
TYPES: Mapping[Flow, tuple[str, ...]] = {
    "import": (
        "duty", "additional_duty", "safeguard", "anti_dumping", "countervailing",
        "consumption_tax", "vat",
    ),
    "export": ("export_duty",),
}  # fmt: skip
_TYPE_OF_KIND = {
    "additional": "additional_duty",
    "safeguard": "safeguard",
    "anti_dumping": "anti_dumping",
    "countervailing": "countervailing",
    "excise": "consumption_tax",
    "export_duty": "export_duty",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of one type of charge.

    Attributes:
        type: One of `TYPES`.
        text: As the case or the tariff words it.
        duty: The text, parsed.
        source: Where it was read.
        of_price: A consumption tax on the price that holds it, as acts word it; a measure of
            the tariff room is a share of value and duty instead.
        by_quantity: Its amounts by quantity.
    """

    type: str
    text: str
    duty: Duty
    source: str
    of_price: bool = True
    by_quantity: tuple[Specific, ...] = field(init=False)

    def __post_init__(self) -> None:
        specific = (term for term in terms_of(self.duty) if isinstance(term, Specific))
        object.__setattr__(self, "by_quantity", tuple(term for term in specific if term.amount))


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was taken for granted, told among the parameters of an answer."""

    name: str
    value: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class ItemRates:
    """The rates of one item.

    Attributes:
        charged: Rates without any preference, in the order they are worked out.
        preferential: The rate of duty under the agreement asked for, None when there is none.
        assumed: What the tables do not cover and so was not charged.
    """

    charged: tuple[Rate, ...]
    preferential: Rate | None = None
    assumed: tuple[Assumption, ...] = ()

    def all(self) -> tuple[Rate, ...]:
        """Every rate, the preferential one last."""
        return (*self.charged, self.preferential) if self.preferential else self.charged


class RateSource(Protocol):
    """Tells the rates of an item that states none."""

    def find_rates(self, item: CaseItem, flow: Flow, on: date) -> ItemRates:
        """The rates of an item on a day; raises ModelError naming the table that lacks one."""


@lru_cache(maxsize=4096)
def read_rate(text: str) -> Duty:
    """Parse the text of a rate; the same few rates come again and again.

    Raises:
        InputError: The text is no duty.
    """
    return parse_duty(text)


@lru_cache(maxsize=4096)
def stated_rate(type_: str, text: str) -> Rate:
    """The rate of a type of charge that a case states.

    Raises:
        InputError: The text is no duty.
    """
    return Rate(type_, text, read_rate(text), THE_CASE)


def uncounted(
    rate: Rate, quantities: Mapping[str, Decimal], place: int, reasons: Reasons
) -> Iterator[Problem]:
    """Faults where a rate goes by a quantity that is not stated.

    Args:
        rate: The rate.
        quantities: What is stated, by unit.
        place: Place of the item in the case, from 0.
        reasons: Words of the faults.
    """
    for term in rate.by_quantity:
        if count(term.unit, term.qualifier, quantities) is None:
            unit = f"{term.unit}/{term.qualifier}" if term.qualifier else term.unit
            yield reasons.problem(
                "case.quantity_missing", f"items[{place + 1}].quantities",
                pointer=f"/items/{place}/quantities", rate=render_term(term), unit=unit,
            )  # fmt: skip


def stated_rates(item: CaseItem, flow: Flow) -> ItemRates:
    """The rates a case states for an item; they are complete, so that nothing is added."""
    rates = item.rates or {}
    charged = tuple(stated_rate(type_, rates[type_]) for type_ in TYPES[flow] if type_ in rates)
    return ItemRates(charged, _stated_preference(item))


def _stated_preference(item: CaseItem) -> Rate | None:
    if item.preference is None or item.preference.rate is None:
        return None
    return stated_rate("duty", item.preference.rate)


class TariffRates:
    """Rates by the tables of a market: measures, import tax, and what they do not cover.

    Args:
        market: The market's own id.
        country: Country of import, by which the tax rows go.
        book: Measures.
        vat: Import tax rows.
        gaps: What the measures do not cover.
        reasons: Words of the faults.
        regimes: Regime of the measures by the code of an agreement, where the two differ.
    """

    def __init__(
        self,
        market: str,
        country: str,
        *,
        book: MeasureBook,
        vat: Iterable[Vat],
        gaps: Iterable[Gap],
        reasons: Reasons,
        regimes: Mapping[str, str] | None = None,
    ) -> None:
        self._market = market
        self._book = book
        self._vat = [row for row in vat if row.country == country]
        self._gaps = [gap for gap in gaps if gap.market == market]
        self._reasons = reasons
        self._regimes = regimes or {}
        self._found: dict[tuple[object, ...], ItemRates] = {}

    def find_rates(self, item: CaseItem, flow: Flow, on: date) -> ItemRates:
        """The rates of an item on a day; the same few are asked for again and again.

        A measure falls on every code that its own begins, so a line of eight digits holds for
        all ten-digit codes below it.

        Raises:
            ModelError: A rate is not in the tables, or the code covers lines that differ.
        """
        key = item.hs, item.origin, item.preference, flow, on
        found = self._found.get(key)
        if found is None:
            found = self._find_rates(item, flow, on)
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[key] = found
        return found

    def _find_rates(self, item: CaseItem, flow: Flow, on: date) -> ItemRates:
        sought = _Sought(item, flow, on, self._reasons)
        related = self._book.find_related(self._market, item.hs)
        if flow == "export":
            related = self._book.find_export(self._market, item.hs)
        selection = select_measures(item.hs, item.origin, on, related)
        sought.one_line(related)
        sought.one_line(self._vat if flow == "import" else ())
        charged = [*self._standard(sought, selection), *_added(sought, selection)]
        if flow == "export" and len(charged) > 1:
            sought.lacks("export_duty", MEASURES, "tax.rate_twice")
        gaps = tuple(self._uncovered(sought, {rate.type for rate in charged}))
        charged += self._tax(sought)
        preferential = self._preference(sought, selection)
        if sought.problems:
            raise ModelError(sought.problems)
        return ItemRates(tuple(charged), preferential, gaps)

    def _standard(self, sought: "_Sought", selection: Selection) -> Iterator[Rate]:
        """The rate open to all goods of the origin: the provisional one, else the MFN."""
        if sought.flow == "export":
            return
        for measure in selection.applied:
            kind = KINDS[measure.kind]
            if kind.part == "rate" and not kind.needs_proof:
                if rate := sought.rate("duty", measure):
                    yield rate
                return
        sought.lacks("duty", MEASURES)

    def _preference(self, sought: "_Sought", selection: Selection) -> Rate | None:
        asked = sought.item.preference
        if asked is None or sought.flow == "export":
            return None
        if asked.rate is not None:
            return _stated_preference(sought.item)
        name = self._regimes.get(asked.agreement, asked.agreement).casefold()
        for measure in selection.applied:
            if KINDS[measure.kind].needs_proof and measure.regime.casefold() == name:
                if isinstance(duty_of(measure), NotCovered):
                    break
                return sought.rate("duty", measure)
        if asked.proof != "none":
            sought.lacks(f"duty ({asked.agreement})", MEASURES)
        return None

    def _tax(self, sought: "_Sought") -> Iterator[Rate]:
        if sought.flow == "export":
            return
        row = find_closest(sought.item.hs, sought.on, self._vat)
        if row is None or row.rate_pct is None:
            sought.lacks("vat", VAT)
        else:
            text = f"{row.rate_pct:f} %"
            yield Rate("vat", text, read_rate(text), row.source)

    def _uncovered(self, sought: "_Sought", charged: set[str]) -> Iterator[Assumption]:
        """Charges the tables do not hold: unknown on goods they name, else told as not charged."""
        for gap in self._gaps:
            type_ = _TYPE_OF_KIND.get(gap.kind)
            if type_ not in TYPES[sought.flow] or type_ in charged:
                continue
            if any(sought.touches(code) for code in gap.hs_codes):
                sought.lacks(type_, GAPS)
            elif not gap.hs_codes:
                yield Assumption(f"not_covered.{type_}", "none", gap.source, gap.status)


def _added(sought: "_Sought", selection: Selection) -> Iterator[Rate]:
    """Charges beside the rate of duty, in the order of `TYPES`."""
    found = [
        rate
        for measure in selection.applied
        if (type_ := _TYPE_OF_KIND.get(measure.kind)) in TYPES[sought.flow]
        and not isinstance(duty_of(measure), NotCovered)
        and (rate := sought.rate(type_, measure))
    ]
    yield from sorted(found, key=lambda rate: TYPES[sought.flow].index(rate.type))


class _Sought:
    """An item whose rates are looked up, and what could not be found."""

    def __init__(self, item: CaseItem, flow: Flow, on: date, reasons: Reasons) -> None:
        self.item = item
        self.flow = flow
        self.on = on
        self.problems: list[Problem] = []
        self._reasons = reasons

    def rate(self, type_: str, measure: Measure) -> Rate | None:
        """The rate of a measure; a fault where the tables have the line but not its rate."""
        duty = duty_of(measure)
        if duty is None or not is_plain(duty):
            self.lacks(type_, MEASURES)
            return None
        of_price = any(
            isinstance(term, AdValorem) and term.basis == COMPOSITE_PRICE for term in terms_of(duty)
        )
        share = rebase(duty, CUSTOMS_VALUE, COMPOSITE_PRICE)
        return Rate(type_, measure.duty, share, measure.source, of_price=of_price)

    def lacks(self, type_: str, table: str, code: str = "tax.rate_missing") -> None:
        """Keep the fault that a table does not know a rate, or more than one."""
        self._keep(
            code, table=table, charge=type_, hs=self.item.hs,
            origin=self.item.origin, date=self.on.isoformat(),
        )  # fmt: skip

    def one_line(self, rows: Iterable[Measure | Vat]) -> None:
        """Keep a fault where lines below the code have rows of their own that day."""
        below = {row.hs_code for row in rows if self._is_below(row)}
        if below:
            self._keep("tax.line_unclear", hs=self.item.hs, lines=", ".join(sorted(below)))

    def touches(self, code: str) -> bool:
        """Say whether a code of a table and the item's may be of the same goods."""
        return self.item.hs.startswith(code) or code.startswith(self.item.hs)

    def _is_below(self, row: Measure | Vat) -> bool:
        is_finer = row.hs_code != self.item.hs and row.hs_code.startswith(self.item.hs)
        return is_finer and self.on in row.valid

    def _keep(self, code: str, **values: str) -> None:
        where = f"item {self.item.seq}"
        self.problems.append(self._reasons.problem(code, where, **values))
