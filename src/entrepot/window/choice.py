"""Full or preferential: the charges of a document under either, and what the choice is worth."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.window.case import Case
from entrepot.window.charges import Goods, Levy, levy_export, levy_import
from entrepot.window.conversion import Conversion
from entrepot.window.figures import settled, told
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


class Document:
    """A valued document, to be charged under one choice of rates or another.

    Args:
        case: The document.
        valued: Its items, valued.
        rates: Their rates.
        conversion: Rates of exchange.
        waiver: A type of charge below this is waived.
        waived_stays: Whether the base of VAT holds a charge that is waived.
    """

    def __init__(
        self,
        case: Case,
        valued: Sequence[ValuedItem],
        rates: Sequence[ItemRates],
        conversion: Conversion,
        *,
        waiver: Decimal,
        waived_stays: bool,
    ) -> None:
        self._flow = case.flow
        self._valued = valued
        self._rates = rates
        self._conversion = conversion
        self._waiver = waiver
        self._waived_stays = waived_stays
        self._statuses = [_status(*pair) for pair in zip(valued, rates, strict=True)]
        self._charged: dict[tuple[int, bool, tuple[str, ...]], AssessedItem] = {}
        self._lower = {p for p, status in enumerate(self._statuses) if self._pays(p, status)}

    def preferred(self) -> frozenset[int]:
        """Places of the items to be charged at their preferential rate.

        The proof is in hand or will follow, and the rate is no higher than the full one.
        """
        return frozenset(p for p in self._lower if self._statuses[p] != "possible")

    def charge(self, preferred: Collection[int]) -> tuple[AssessedItem, ...]:
        """Charge every item, those of the given places at their preferential rate."""
        items = self._charge(preferred, ())
        if self._waived_stays:
            return items
        waived = tuple(one.type for one in self.total(items) if one.waived)
        return self._charge(preferred, waived) if waived else items

    def total(self, items: Iterable[AssessedItem]) -> tuple[Total, ...]:
        """Total each type of charge; a small one is waived after rounding."""
        by_type: dict[str, Money] = {}
        for levy in (levy for item in items for levy in item.levies):
            so_far = by_type.get(levy.type)
            by_type[levy.type] = levy.amount if so_far is None else so_far + levy.amount
        types = (type_ for type_ in TYPES[self._flow] if type_ in by_type)
        return tuple(self._total(type_, by_type[type_]) for type_ in types)

    def compare(self, preferred: Collection[int], totals: Iterable[Total]) -> PreferenceTold | None:
        """What is due beside what would be, had the items of the told status it otherwise.

        Args:
            preferred: Places charged at their preferential rate.
            totals: What is due so.
        """
        status = next((one for one in _STATUS_ORDER if one in self._statuses), None)
        if status is None:
            return None
        swapped = {place for place in self._lower if self._statuses[place] == status}
        now = {one.type: one.due for one in totals}
        then = {one.type: one.due for one in self.total(self.charge(set(preferred) ^ swapped))}
        less, more = (then, now) if status == "possible" else (now, then)
        saving = {type_: self._saved(type_, less, more) for type_ in SAVED_TYPES}
        return PreferenceTold(status, saving)

    def _saved(self, type_: str, less: Mapping[str, Money], more: Mapping[str, Money]) -> Money:
        nothing = Money(Decimal(0), self._conversion.base_currency).rounded()
        return more.get(type_, nothing) - less.get(type_, nothing)

    def _total(self, type_: str, calculated: Money) -> Total:
        waived = 0 < calculated.amount < self._waiver
        due = (calculated * 0).rounded() if waived else calculated
        return Total(type_, calculated, due, waived)

    def _pays(self, place: int, status: PreferenceStatus | None) -> bool:
        """Say whether there is a preferential rate, and it is no higher than the full one."""
        if status is None:
            return False
        full, less = (self._item(place, choice, ()).levies[0] for choice in (False, True))
        return less.unrounded.amount <= full.unrounded.amount

    def _charge(
        self, preferred: Collection[int], left_out: tuple[str, ...]
    ) -> tuple[AssessedItem, ...]:
        places = range(len(self._valued))
        return tuple(self._item(place, place in preferred, left_out) for place in places)

    def _item(self, place: int, is_preferred: bool, left_out: tuple[str, ...]) -> AssessedItem:
        """One item, worked out once under each choice."""
        key = place, is_preferred, left_out
        if key not in self._charged:
            self._charged[key] = self._worked(*key)
        return self._charged[key]

    def _worked(self, place: int, is_preferred: bool, left_out: tuple[str, ...]) -> AssessedItem:
        valued = self._valued[place]
        goods = Goods(valued.item.quantities, self._conversion.between)
        rates = _applied(self._rates[place], is_preferred)
        if self._flow == "export":
            value, levies = levy_export(valued.price, rates, goods)
            return AssessedItem(valued, value, _begun(levies, valued, valued.price))
        value = settled(valued.price).rounded()
        levies = levy_import(value, rates, goods, left_out)
        return AssessedItem(valued, value, _begun(levies, valued, value))


def _status(valued: ValuedItem, rates: ItemRates) -> PreferenceStatus | None:
    has_duty = any(rate.type == "duty" for rate in rates.charged)
    if valued.item.preference is None or rates.preferential is None or not has_duty:
        return None
    return _STATUS_OF_PROOF[valued.item.preference.proof]


def _begun(levies: tuple[Levy, ...], valued: ValuedItem, value: Money) -> tuple[Levy, ...]:
    """The charges, the working of the first beginning with how the value comes about."""
    if not levies or valued.working == told(value):
        return levies
    first, *rest = levies
    working = f"{valued.working} = {told(value)}; {first.working}"
    return replace(first, working=working), *rest


def _applied(rates: ItemRates, is_preferred: bool) -> tuple[Rate, ...]:
    """The rates, the preferential one in the place of the full one where it applies."""
    preferential = rates.preferential
    if not is_preferred or preferential is None:
        return rates.charged
    return tuple(preferential if rate.type == "duty" else rate for rate in rates.charged)
