"""The duty of one line of goods in one market on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.kernel.codes import is_country
from entrepot.kernel.consignment import Line
from entrepot.kernel.errors import InputError
from entrepot.region.law import Market
from entrepot.service.amounts import Document
from entrepot.service.desk import Desk
from entrepot.service.document import (
    candidate_document,
    charge_document,
    exchange_document,
)
from entrepot.service.fields import Fields
from entrepot.service.rates import DayRates
from entrepot.service.request import Known, read_hs, read_proofs, read_quantities
from entrepot.tariff.duty import assess
from entrepot.tariff.law import Law


@dataclass(frozen=True, slots=True)
class DutyRequest:
    """A checked question for a duty."""

    line: Line
    market: Market
    on: date
    proofs: tuple[str, ...]


def assess_duty(desk: Desk, raw: Mapping[str, object], *, today: date) -> Document:
    """Assess one line: charges with their working, and every rate in reach with the reason.

    Args:
        desk: The desk.
        raw: Fields by name: market, hs, origin, value (the customs value), currency, on,
            net_kg [kg], quantities by unit, proofs.
        today: Legal day used where `on` is not given.

    Raises:
        InputError: With every fault of every field.
    """
    request = parse_duty_request(raw, desk.known, desk.law, today=today)
    rates = DayRates(desk.exchange, request.on)
    duty = assess(
        request.line,
        request.market,
        desk.law.book,
        customs_value=request.line.value,
        on=request.on,
        exchange=rates,
        proofs=request.proofs,
        gaps=desk.law.gaps,
        roundings=desk.law.roundings_of(request.market.id, request.on),
    )
    return {
        "market": request.market.id,
        "hs": request.line.hs_code,
        "code": duty.code,
        "origin": request.line.country_of_origin,
        "on": request.on.isoformat(),
        "lines": [charge_document(charge) for charge in duty.charges],
        "candidates": [candidate_document(candidate) for candidate in duty.candidates],
        "missing": list(duty.missing),
        "note": duty.note,
        "exchange": exchange_document(rates.used),
    }


def parse_duty_request(
    raw: Mapping[str, object], known: Known, law: Law, *, today: date
) -> DutyRequest:
    """Check every field of a question for a duty.

    Raises:
        InputError: With every fault.
    """
    fields = Fields(raw)
    market = _market(fields, law)
    hs_code = read_hs(fields, known.nomenclature)
    origin = fields.text("origin", required=True).upper()
    if origin and not is_country(origin):
        fields.fault("country", "origin", f"{origin!r} is no country code.", "Two letters, as JP.")
    value = fields.money("value", "currency", known.currencies)
    net_kg = fields.positive("net_kg")
    quantities = read_quantities(fields)
    on = fields.day("on") or today
    proofs = read_proofs(fields, known.regimes)
    fields.nothing_else()
    if fields.problems or not (market and value):
        raise InputError(fields.problems)
    return DutyRequest(Line(hs_code, value, origin, net_kg, quantities), market, on, proofs)


def _market(fields: Fields, law: Law) -> Market | None:
    name = fields.text("market", required=True).upper()
    market = law.find_market(name) if name else None
    if name and not market:
        known = ", ".join(sorted({market.id for market in law.markets.values()}))
        fields.fault("market", "market", f"{name!r} has no tariff here.", f"Known: {known}.")
    return market
