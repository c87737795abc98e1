"""Import tax: VAT on what enters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.region.law import Market, Rounding, Vat
from entrepot.tariff.charge import Charge, Range
from entrepot.tariff.evaluation import Exchange, change
from entrepot.tariff.national import add_known
from entrepot.tariff.rounding import Rounded, note_rounding, round_base, round_charge
from entrepot.tariff.units import EXACT
from entrepot.tariff.value import STAGES

# Stages an import tax adds to the customs value, where it adds freight: on a FOB value the
# way to the border, on a CIF value the way on to the first destination.
VAT_STAGES: Mapping[str, tuple[str, ...]] = {"FOB": ("main", "insurance"), "CIF": ("delivery",)}


def charge_vat(
    row: Vat | None,
    market: Market | None,
    *,
    country: str,
    currency: str,
    customs_value: Money | None,
    duties: Sequence[Charge],
    stages: Mapping[str, Money | None],
    exchange: Exchange,
    roundings: tuple[Rounding, ...] = (),
) -> Charge:
    """Charge import VAT on the customs value, the duties and the freight the market adds.

    Args:
        row: The tax row of the country, None when no rate is known.
        market: Customs territory, None when unknown; its basis decides which freight is added.
        country: Country of import.
        currency: Currency of the invoice, in which nothing is owed where the value is unknown.
        customs_value: Customs value as the duties were charged on, None when unknown.
        duties: Charges that enter the base; one unknown makes the tax unknown.
        stages: Cost of each stage of the journey for this line of goods.
        exchange: Rates of the day.
        roundings: How the market rounds on the day, beside its own row.
    """
    added = VAT_STAGES[market.basis] if market and market.vat_adds_freight else ()
    return charge_tax(
        row, market, country=country, currency=currency, customs_value=customs_value,
        duties=duties, adds={STAGES[stage]: stages[stage] for stage in added}, exchange=exchange,
        roundings=roundings,
    )  # fmt: skip


def charge_tax(
    row: Vat | None,
    market: Market | None,
    *,
    country: str,
    currency: str,
    customs_value: Money | None,
    duties: Sequence[Charge],
    adds: Mapping[str, Money | None],
    exchange: Exchange,
    roundings: tuple[Rounding, ...] = (),
) -> Charge:
    """Charge import tax on the customs value, the duties and what else its base takes in.

    Args:
        row: The tax row of the country, None when no rate is known.
        market: Customs territory, None when unknown.
        country: Country of import.
        currency: Currency of the invoice, in which nothing is owed where the value is unknown.
        customs_value: Customs value as the duties were charged on, None when unknown.
        duties: Charges that enter the base; one unknown makes the tax unknown.
        adds: Costs that the base takes in beside the customs value, by name.
        exchange: Rates of the day.
        roundings: How the market rounds on the day, beside its own row.
    """
    blank = Charge(
        "import_vat", "unknown", None, kind="vat",
        regime=row.tax if row else "", rule=f"Import tax ({row.tax}) of {country}"
        if row
        else f"Import tax of {country}",
        source=row.source if row else "", status=row.status if row else "unverified",
        note=row.note if row else "",
    )  # fmt: skip
    if row is None or row.rate_pct is None:
        need = row.note if row and row.note else f"the rate of import VAT of {country}"
        return replace(blank, needs=(need,))
    blank = replace(blank, rate=f"{row.rate_pct:f} %")
    if not row.rate_pct:
        owed_in = customs_value.currency if customs_value else currency
        zero = Money(Decimal(0), owed_in).rounded()
        return replace(blank, state="zero_by_law", amount=zero)
    if customs_value is None:
        return replace(blank, needs=("the customs value",))
    if market is None:
        return replace(blank, needs=("customs_duty",))
    paid: dict[str, Money | None] = {}
    for duty in duties:
        paid[f"{duty.what} {duty.regime}" if duty.what in paid else duty.what] = duty.amount
    whole = _Tax(row.rate_pct, market, customs_value, exchange, roundings)
    lacking = tuple(name for name, amount in (paid | dict(adds)).items() if amount is None)
    if lacking:
        least, most = (
            whole.on([*adds.values(), *bounds])
            for bounds in zip(*(_bounds(duty) for duty in duties), strict=True)
        )
        return replace(blank, needs=lacking, range=_range(least, most))
    return whole.charge(blank, paid | dict(adds))


@dataclass(frozen=True, slots=True)
class _Tax:
    """A rate on a base that begins with the customs value."""

    rate_pct: Decimal
    market: Market
    value: Money
    exchange: Exchange
    roundings: tuple[Rounding, ...] = ()

    def on(self, parts: Sequence[Money | None]) -> Money | None:
        """The tax, None when a part is unknown."""
        cut = self._base(parts)
        return self._of(cut).amount if cut else None

    def _of(self, cut: Rounded) -> Rounded:
        share = EXACT.divide(self.rate_pct, Decimal(100))
        return round_charge("tax", cut.amount * share, self.market, self.roundings)

    def charge(self, blank: Charge, parts: Mapping[str, Money | None]) -> Charge:
        """The tax as a charge with its working."""
        cut = self._base(list(parts.values()))
        if cut is None:
            return replace(blank, needs=(f"exchange rates to {self.value.currency}",))
        told = " + ".join(
            f"{amount.rounded()} {name}"
            for name, amount in ({"customs_value": self.value} | self._local(parts)).items()
            if amount and amount.amount
        )
        found = self._of(cut)
        charge = replace(
            blank, state="computed", amount=found.amount, base=cut.amount,
            working=f"({told}) x {blank.rate}",
        )  # fmt: skip
        return note_rounding(charge, cut, found)

    def _local(self, parts: Mapping[str, Money | None]) -> dict[str, Money | None]:
        return {
            name: amount and change(amount, self.value.currency, self.exchange)
            for name, amount in parts.items()
        }

    def _base(self, parts: Sequence[Money | None]) -> Rounded | None:
        local = [amount and change(amount, self.value.currency, self.exchange) for amount in parts]
        base = add_known([self.value, *local])
        if base is None:
            return None
        return round_base("tax_base", base.rounded(), self.market, self.roundings)


def _bounds(duty: Charge) -> tuple[Money | None, Money | None]:
    if duty.amount is not None or duty.range is None:
        return duty.amount, duty.amount
    return duty.range.low, duty.range.high


def _range(least: Money | None, most: Money | None) -> Range | None:
    return None if least is None and most is None else Range(least, most, ())
