"""What is asked of a quote: raw fields in, a checked request or every fault out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from entrepot.corridors.closure import Avoid, parse_avoids
from entrepot.corridors.load import check_piece
from entrepot.corridors.network import Network
from entrepot.kernel.codes import INCOTERMS, Incoterm, bare_hs, is_hs
from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.errors import InputError
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.parameters import Payload
from entrepot.region.places import Place
from entrepot.service.fields import Fields
from entrepot.tariff.nomenclature import Nomenclature
from entrepot.tariff.units import UNITS

MOST_OPTIONS = 7


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """A checked request.

    Attributes:
        consignment: What is sent and on which terms.
        origin, destination: The places of the consignment.
        on: Legal day of the export and import.
        network_day: Day whose network is used; another year than `on` if one was asked for.
        avoid: What the ways keep away from.
        most: Most options wanted.
        proofs: Regimes whose proof of origin is in hand.
        is_net_told: The net mass was given; otherwise the gross mass stands for it.
    """

    consignment: Consignment
    origin: Place
    destination: Place
    on: date
    network_day: date
    avoid: tuple[Avoid, ...]
    most: int
    proofs: tuple[str, ...]
    is_net_told: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What words of a request are checked against."""

    gazetteer: Gazetteer
    nomenclature: Nomenclature
    currencies: Sequence[str]
    regimes: Sequence[str]
    payloads: Sequence[Payload]
    network: Callable[[date], Network]


def parse_request(raw: Mapping[str, object], known: Known, *, today: date) -> QuoteRequest:
    """Check every field of a quote.

    Args:
        raw: Fields by name as a form, a command or a JSON body gives them: origin,
            destination, hs, value, currency, incoterm, tonnes [t], teu, volume_m3 [m3],
            piece_t [t], net_kg [kg], quantities by unit, on, year, avoid, max, proofs.
        known: Places, codes, currencies and regimes there are.
        today: Legal day used where `on` is not given.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    origin = _place(fields, "origin", known.gazetteer)
    destination = _place(fields, "destination", known.gazetteer)
    if origin and destination and origin.id == destination.id:
        fields.fault("same", "destination", "is the origin.", "Name another place.")
    hs_code = read_hs(fields, known.nomenclature)
    value = fields.money("value", "currency", known.currencies)
    incoterm = fields.word("incoterm", INCOTERMS, required=True)
    tonnes = fields.positive("tonnes", required=True, most=Decimal(1_000_000))
    teu = fields.positive("teu", most=Decimal(50_000))
    volume_m3 = fields.positive("volume_m3", most=Decimal(10_000_000))
    piece_kg = _piece(fields, tonnes, known.payloads)
    net_kg = fields.positive("net_kg", most=Decimal(1_000_000_000))
    quantities = read_quantities(fields)
    on = fields.day("on") or today
    year = fields.whole("year", low=1990, high=2100)
    most = fields.whole("max", low=1, high=MOST_OPTIONS)
    proofs = read_proofs(fields, known.regimes)
    network_day = _in_year(on, year or on.year)
    avoid = _avoids(fields, known.network(network_day))
    fields.nothing_else()
    if fields.problems or not (origin and destination and value and tonnes):
        raise InputError(fields.problems)
    return QuoteRequest(
        consignment=Consignment(
            origin=origin.id,
            destination=destination.id,
            lines=(Line(hs_code, value, origin.country, net_kg or tonnes * 1000, quantities),),
            incoterm=cast(Incoterm, incoterm),
            gross_mass_kg=tonnes * 1000,
            teu=teu,
            volume_m3=volume_m3,
            heaviest_piece_kg=piece_kg,
        ),
        origin=origin,
        destination=destination,
        on=on,
        network_day=network_day,
        avoid=avoid,
        most=most or MOST_OPTIONS,
        proofs=proofs,
        is_net_told=net_kg is not None,
    )


def read_hs(fields: Fields, nomenclature: Nomenclature) -> str:
    """The HS or national code of the field `hs`, or a fault with the nearest codes."""
    text = fields.text("hs", required=True)
    code = bare_hs(text)
    if text and not (is_hs(code) and nomenclature.find(code[:6])):
        near = "; ".join(f"{c.code} {c.text}"[:60] for c in nomenclature.nearest(text)[:3])
        hint = f"Nearest: {near}." if near else "Give six digits or more, such as 401120."
        fields.fault("hs", "hs", f"{text!r} is no subheading of the HS.", hint, "HS 2022")
    return code


def read_quantities(fields: Fields) -> dict[str, Decimal]:
    """Further quantities by unit, such as litres; unknown units are faults."""
    found = fields.numbers("quantities")
    for unit in set(found) - {*UNITS, "abv_pct"}:
        fields.fault("unit", "quantities", f"{unit!r} is no unit.", f"Known: {', '.join(UNITS)}.")
    return {unit: amount for unit, amount in found.items() if amount is not None}


def read_proofs(fields: Fields, regimes: Sequence[str]) -> tuple[str, ...]:
    """Regimes whose proof is claimed to be in hand; unknown ones are faults."""
    names = {regime.casefold(): regime for regime in regimes}
    found = fields.texts("proofs")
    for name in found:
        if name.casefold() not in names:
            known = ", ".join(sorted(regimes))
            fields.fault(
                "regime", "proofs", f"{name!r} is no preference known.", f"Known: {known}."
            )
    return tuple(names[name.casefold()] for name in found if name.casefold() in names)


def _place(fields: Fields, name: str, gazetteer: Gazetteer) -> Place | None:
    text = fields.text(name, required=True)
    place = gazetteer.find(text) if text else None
    if text and not place:
        near = ", ".join(f"{p.name} ({p.id})" for p in gazetteer.nearest(text))
        hint = f"Nearest: {near}." if near else "Search with: entrepot places search WORD."
        fields.fault("place", name, f"{text!r} is no place known.", hint)
    return place


def _avoids(fields: Fields, network: Network) -> tuple[Avoid, ...]:
    try:
        return parse_avoids(network, fields.texts("avoid"))
    except InputError as error:
        fields.problems += error.problems
        return ()


def _piece(fields: Fields, tonnes: Decimal | None, payloads: Sequence[Payload]) -> Decimal | None:
    """Mass of the heaviest piece [kg]."""
    piece_t = fields.positive("piece_t", most=Decimal(1_000_000))
    if piece_t is None:
        return None
    if tonnes and piece_t > tonnes:
        fields.fault("piece", "piece_t", "is heavier than all goods together.", "Check the unit.")
    if problem := check_piece(float(piece_t * 1000), payloads):
        fields.problems.append(replace(problem, where="piece_t"))
    return piece_t * 1000


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28 if day.month == 2 else day.day))
