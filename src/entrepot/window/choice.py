"""Full or preferential: the charges of a document under either, and what the choice is worth."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.window.case import Case
from entrepot.window.charges import Goods, Levy, levy_export, levy_import
from entrepot.window.conversion import Conversion
from entrepot.window.figures import settled
from entrepot.window.rates import TYPES, ItemRates, Rate
from entrepot.window.valuation import ValuedItem

PreferenceStatus = Literal["granted", "secured", "possible"]
SAVED_TYPES = ("duty", "consumption_tax", "vat")
_STATUS_OF_PROOF: Mapping[str, PreferenceStatus] = {
    "valid": "granted",
    "missing": "secured",
    "none": "possible",
}
# Where the items of a document differ, the status that asks most of the trader is told.
_STATUS_ORDER: tuple[PreferenceStatus, ...] = ("secured", "possible", "granted")


@dataclass(frozen=True, slots=True)
class AssessedItem:
    """An item with its value, rounded once, and its charges."""

    valued: ValuedItem
    customs_value: Money
    levies: tuple[Levy, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """One type of charge over the whole document.

    Attributes:
        type: Type of charge.
        calculated: Sum of the rounded charges.
        due: The same, or nothing where it is waived.
        waived: Whether it is below the threshold, and more than nothing.
    """

    type: str
    calculated: Money
    due: Money
    waived: bool


@dataclass(frozen=True, slots=True)
class PreferenceTold:
    """What a preference saves, or would save.

    Attributes:
        status: granted, secured or possible; of several, the one that asks most.
        saving: What is due less, or would be, by type, for the items of that status.
    """

    status: PreferenceStatus
    saving: Mapping[str, Money]

    @property
    def total(self) -> Money:
        """All types together."""
        first, *rest = self.saving.values()
        return sum(rest, first)


@dataclass(frozen=True, slots=True)
class Document:
    """A valued document, to be charged under one choice of rates or another.

    Attributes:
        case: The document.
        valued: Its items, valued.
        rates: Their rates.
        conversion: Rates of exchange.
        waiver: A type of charge below this is waived.
        waived_stays: Whether the base of VAT holds a charge that is waived.
    """

    case: Case
    valued: tuple[ValuedItem, ...]
    rates: tuple[ItemRates, ...]
    conversion: Conversion
    waiver: Decimal
    waived_stays: bool

    def preferred(self) -> frozenset[int]:
        """Places of the items to be charged at their preferential rate.

        The proof is in hand or will follow, and the rate is no higher than the full one.
        """
        return frozenset(
            place
            for place in range(len(self.valued))
            if self._status(place) in ("granted", "secured") and self._is_lower(place)
        )

    def charge(self, preferred: Collection[int]) -> tuple[AssessedItem, ...]:
        """Charge every item, those of the given places at their preferential rate."""
        items = self._charge(preferred, ())
        if self.waived_stays:
            return items
        waived = [one.type for one in self.total(items) if one.waived]
        return self._charge(preferred, waived) if waived else items

    def total(self, items: Iterable[AssessedItem]) -> tuple[Total, ...]:
        """Total each type of charge; a small one is waived after rounding."""
        by_type: dict[str, Money] = {}
        for levy in (levy for item in items for levy in item.levies):
            so_far = by_type.get(levy.type)
            by_type[levy.type] = levy.amount if so_far is None else so_far + levy.amount
        types = (type_ for type_ in TYPES[self.case.flow] if type_ in by_type)
        return tuple(self._total(type_, by_type[type_]) for type_ in types)

    def compare(self, preferred: Collection[int], totals: Iterable[Total]) -> PreferenceTold | None:
        """What is due beside what would be, had the items of the told status it otherwise.

        Args:
            preferred: Places charged at their preferential rate.
            totals: What is due so.
        """
        statuses = [self._status(place) for place in range(len(self.valued))]
        status = next((one for one in _STATUS_ORDER if one in statuses), None)
        if status is None:
            return None
        swapped = {place for place, one in enumerate(statuses) if one == status}
        others = set(preferred) ^ {place for place in swapped if self._is_lower(place)}
        now = {one.type: one.due for one in totals}
        then = {one.type: one.due for one in self.total(self.charge(others))}
        less, more = (then, now) if status == "possible" else (now, then)
        return PreferenceTold(
            status, {type_: self._saved(type_, less, more) for type_ in SAVED_TYPES}
        )

    def _saved(self, type_: str, less: Mapping[str, Money], more: Mapping[str, Money]) -> Money:
        nothing = Money(Decimal(0), self.conversion.base_currency).rounded()
        return more.get(type_, nothing) - less.get(type_, nothing)

    def _total(self, type_: str, calculated: Money) -> Total:
        waived = 0 < calculated.amount < self.waiver
        due = (calculated * 0).rounded() if waived else calculated
        return Total(type_, calculated, due, waived)

    def _status(self, place: int) -> PreferenceStatus | None:
        preference, rates = self.valued[place].item.preference, self.rates[place]
        has_duty = any(rate.type == "duty" for rate in rates.charged)
        if preference is None or rates.preferential is None or not has_duty:
            return None
        return _STATUS_OF_PROOF[preference.proof]

    def _is_lower(self, place: int) -> bool:
        full, less = (self._item(place, choice, ()).levies[0] for choice in (False, True))
        return less.unrounded.amount <= full.unrounded.amount

    def _charge(
        self, preferred: Collection[int], left_out: Collection[str]
    ) -> tuple[AssessedItem, ...]:
        places = range(len(self.valued))
        return tuple(self._item(place, place in preferred, left_out) for place in places)

    def _item(self, place: int, is_preferred: bool, left_out: Collection[str]) -> AssessedItem:
        valued = self.valued[place]
        goods = Goods(valued.item.quantities, self.conversion.between)
        rates = _applied(self.rates[place], is_preferred)
        if self.case.flow == "export":
            return AssessedItem(valued, *levy_export(valued.price, rates, goods))
        value = settled(valued.price).rounded()
        return AssessedItem(valued, value, levy_import(value, rates, goods, left_out))


def _applied(rates: ItemRates, is_preferred: bool) -> tuple[Rate, ...]:
    """The rates, the preferential one in the place of the full one where it applies."""
    preferential = rates.preferential
    if not is_preferred or preferential is None:
        return rates.charged
    return tuple(preferential if rate.type == "duty" else rate for rate in rates.charged)
