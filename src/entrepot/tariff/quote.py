"""Landed cost: goods, freight, duty and tax, each on its own line, exact to the cent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money, minor_unit
from entrepot.region.law import Market, Rounding
from entrepot.tariff.charge import Charge
from entrepot.tariff.duty import Duty, assess
from entrepot.tariff.evaluation import Exchange, change
from entrepot.tariff.landed import Landed, Work, sum_up
from entrepot.tariff.law import Law
from entrepot.tariff.refund import RefundBase, refund_vat
from entrepot.tariff.tax import charge_vat
from entrepot.tariff.value import Freight, Valued, value_on_basis


def landed_cost(
    consignment: Consignment,
    law: Law,
    *,
    exporter: str,
    importer: str,
    freight: Freight,
    exchange: Exchange,
    on: date,
    proofs: Collection[str] = (),
    purchase_net: Money | None = None,
    export_codes: Sequence[str] = (),
) -> Landed:
    """Work out the landed cost of a consignment.

    Freight and insurance are shared out over the lines of goods by net mass, or by value
    where a mass is missing, so that the parts add up to the whole.

    Args:
        consignment: Goods and trade term; line values are invoice prices under the term.
        law: The dated law.
        exporter: Country the goods leave, ISO 3166-1 alpha-2.
        importer: Country they enter.
        freight: Cost of each stage of the journey.
        exchange: Rates of the day.
        on: Legal day of export and import.
        proofs: Regimes whose proof of origin is in hand.
        purchase_net: Net purchase invoice of a trading firm, for the refund; without it the
            refund is shown on the FOB value.
        export_codes: National line of the exporting country for each line of goods. Without
            it a code that the importing schedule knows is taken to be that schedule's, and
            the refund is looked up by its six digits.

    Raises:
        InputError: The trade term is not in the law.
    """
    term = law.terms.get(consignment.incoterm)
    if term is None:
        raise InputError(
            Problem("input.incoterm", "incoterm", f"{consignment.incoterm!r} is not known.")
        )
    desk = _Desk(
        law, exporter, importer, law.markets.get(importer), frozenset(term.price_includes),
        exchange, on, proofs,
    )  # fmt: skip
    currency = consignment.value.currency
    stages = {
        stage: cost and _rounded(change(cost, currency, exchange))
        for stage, cost in freight.by_stage().items()
    }
    nets = purchase_net and purchase_net.allocate(_weights_by_value(consignment.lines))
    parts = _share_out(stages, consignment.lines)
    codes = export_codes or [""] * len(consignment.lines)
    works = [
        desk.work(line, parts[i], nets[i] if nets else None, codes[i])
        for i, line in enumerate(consignment.lines)
    ]
    return sum_up(
        consignment.value.rounded(),
        stages,
        works,
        included=desk.included,
        exchange=exchange,
        cited=freight.cited,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all lines of one consignment share."""

    law: Law
    exporter: str
    importer: str
    market: Market | None
    included: frozenset[str]
    exchange: Exchange
    on: date
    proofs: Collection[str]

    def work(
        self, line: Line, stages: Mapping[str, Money | None], net: Money | None, export_code: str
    ) -> Work:
        if self.law.is_inside(self.exporter, self.importer):
            return _inside(line)
        price: Money | None = line.value
        if "duty" in self.included:
            price = self._without_duty(line, stages)
        work = self._enter(line, price, stages)
        fob = self._value(price, "FOB", stages)
        base = RefundBase(net or fob.amount, net is not None, fob.needs)
        rows = self.law.refunds.get(self.exporter, ())
        export_code = export_code or _export_code(line, work.duty)
        return replace(work, refund=refund_vat(export_code, self.exporter, self.on, rows, base))

    def _enter(self, line: Line, price: Money | None, stages: Mapping[str, Money | None]) -> Work:
        basis = self.market.basis if self.market else "CIF"
        value = self._value(price, basis, stages)
        duty = assess(
            line, self.market, self.law.book, customs_value=value.amount, on=self.on,
            exchange=self.exchange, proofs=self.proofs, gaps=self.law.gaps,
            roundings=self._roundings,
        )  # fmt: skip
        local = value.amount and self._local(value.amount)
        vat = charge_vat(
            self.law.find_vat(self.importer, line.hs_code, self.on), self.market,
            country=self.importer, currency=line.value.currency, customs_value=local,
            duties=duty.charges, stages=stages, exchange=self.exchange,
            roundings=self._roundings,
        )  # fmt: skip
        return Work(duty, vat, _NO_REFUND, value)

    @property
    def _roundings(self) -> tuple[Rounding, ...]:
        return self.law.roundings_of(self.market.id, self.on) if self.market else ()

    def _value(self, price: Money | None, basis: str, stages: Mapping[str, Money | None]) -> Valued:
        if price is None:
            return Valued(None, "", ("the price without the duty and tax it includes",))
        return value_on_basis(price, basis, self.included, stages)

    def _local(self, value: Money) -> Money:
        if self.market is None:
            return value
        return (change(value, self.market.currency, self.exchange) or value).rounded()

    def _without_duty(self, line: Line, stages: Mapping[str, Money | None]) -> Money | None:
        """The price less the duty and tax inside it, None when these are unknown.

        Duty and tax grow with the value, so the greatest price that with its duty and tax
        does not exceed the invoice is found by halving, to the minor unit.
        """
        whole = self._enter(line, line.value, stages)
        if whole.value.amount is None or self._with_duty(line.value, whole) is None:
            return None
        unit = minor_unit(line.value.currency)
        freight_inside = (line.value - whole.value.amount).rounded().amount
        low, high = max(0, int(freight_inside / unit)), int(line.value.rounded().amount / unit)
        while low < high:
            price = Money((low + high + 1) // 2 * unit, line.value.currency)
            gross = self._with_duty(price, self._enter(line, price, stages))
            if gross is not None and gross.amount > line.value.amount:
                high = (low + high + 1) // 2 - 1
            else:
                low = (low + high + 1) // 2
        return Money(low * unit, line.value.currency)

    def _with_duty(self, price: Money, work: Work) -> Money | None:
        total = price
        for charge in (*work.duty.charges, work.vat):
            paid = charge.amount and change(charge.amount, price.currency, self.exchange)
            if paid is None:
                return None
            total = total + paid
        return total


_NO_REFUND = Charge("export_vat_refund", "unknown", None)
_NO_BORDER = "goods cross no customs border"


def _inside(line: Line) -> Work:
    def nothing(what: str) -> Charge:
        zero = Money(Decimal(0), line.value.currency)
        return Charge(what, "not_applicable", zero, rule=_NO_BORDER)

    duty = Duty(line.hs_code, (nothing("customs_duty"),))
    value = Valued(line.value, str(line.value))
    return Work(duty, nothing("import_vat"), nothing("export_vat_refund"), value)


def _export_code(line: Line, duty: Duty) -> str:
    """The code to look a refund up by: national digits only where they are not the importer's."""
    is_importers = duty.code == line.hs_code and duty.charges[0].kind
    return line.hs_code[:6] if is_importers else line.hs_code


def _rounded(money: Money | None) -> Money | None:
    return money.rounded() if money else None


def _weights_by_value(lines: Sequence[Line]) -> list[Decimal]:
    return [line.value.amount for line in lines]


def _share_out(
    stages: Mapping[str, Money | None], lines: Sequence[Line]
) -> list[dict[str, Money | None]]:
    masses = [line.net_mass_kg for line in lines if line.net_mass_kg]
    weights = masses if len(masses) == len(lines) else _weights_by_value(lines)
    shares = {stage: cost.allocate(weights) if cost else None for stage, cost in stages.items()}
    return [
        {stage: parts[i] if parts else None for stage, parts in shares.items()}
        for i in range(len(lines))
    ]
