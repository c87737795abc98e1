"""The import tax of one line: by the measure a case states, else by the country's own row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.region.law import Measure, Vat
from entrepot.tariff.charge import Charge, NationalLine, Range
from entrepot.tariff.conditional import Undecided, waver
from entrepot.tariff.evaluation import change
from entrepot.tariff.expression import DUTY_PAID
from entrepot.tariff.measures import KINDS
from entrepot.tariff.national import Bench, add_known
from entrepot.tariff.tax import charge_tax


def tax_of(
    bench: Bench,
    stated: Sequence[Measure],
    charges: Sequence[Charge],
    row: Vat | None,
    country: str,
    adds: Mapping[str, Money | None],
    undecided: Sequence[Undecided] = (),
) -> Charge:
    """Charge import tax on the customs value, the charges before it and what else it takes in.

    Where sources disagree on the rate the tax is unknown, and the range tells what it comes to
    by each reading.

    Args:
        bench: The goods.
        stated: Tax measures of the case, the first of which is taken.
        charges: Charges that enter the base.
        row: Tax row of the country, None where none is known.
        country: Country of import, empty where it was not told.
        adds: Costs that the base takes in beside the customs value, by name.
        undecided: Measures of which it is not known whether they hold; those of other parts are
            left out.
    """
    own = [one for one in undecided if KINDS[one.measure.kind].part == "tax"]
    if own:
        each = [tax_of(bench, [one.measure], charges, row, country, adds) for one in own]
        may_be = [*each, tax_of(bench, stated, charges, row, country, adds)]
        names = [*(one.measure.conditions for one in own), "otherwise"]
        return waver(may_be, names, (one.why for one in own))
    if stated:
        paid = bench.bases_of(stated[0], charges)[DUTY_PAID]
        local = [
            amount and change(amount, bench.currency, bench.exchange) for amount in adds.values()
        ]
        base = paid and add_known([paid, *local])
        return bench.work(stated[0], {**bench.bases_of(stated[0]), DUTY_PAID: base})[1]
    if not country:
        need = "the country of import: its members set the import tax"
        return Charge("import_vat", "unknown", None, kind="vat", needs=(need,))

    def charge(tax: Vat | None) -> Charge:
        return charge_tax(
            tax, bench.market, country=country, currency=bench.currency,
            customs_value=bench.value, duties=charges, adds=adds, exchange=bench.exchange,
            roundings=bench.roundings,
        )  # fmt: skip

    found = charge(row)
    if row is None or row.rate_pct is not None or not row.readings:
        return found
    by_reading = [charge(replace(row, rate_pct=_pct(text))) for text in row.readings]
    return replace(found, rate=" | ".join(row.readings), range=_between(row.readings, by_reading))


def _pct(text: str) -> Decimal:
    return Decimal(text.removesuffix("%").strip())


def _between(readings: Sequence[str], charges: Sequence[Charge]) -> Range:
    lines = tuple(
        NationalLine("", "", text, one.amount, one.state)
        for text, one in zip(readings, charges, strict=True)
    )
    known = sorted((c.amount for c in charges if c.amount), key=lambda money: money.amount)
    is_whole = len(known) == len(charges) > 0
    return Range(known[0] if known else None, known[-1] if is_whole else None, lines)
