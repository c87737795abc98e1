"""Quotes: from a consignment to its best ways, each with its landed cost; kept as told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import entrepot
from entrepot.corridors.bans import avoid_of, bans_on
from entrepot.corridors.journey import Answer, Route
from entrepot.corridors.load import Load, plan_load
from entrepot.corridors.route import Query, find_routes
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.kernel.source import Source
from entrepot.region.law import Paper
from entrepot.region.model import Region
from entrepot.service.amounts import Document, money_document
from entrepot.service.desk import Desk
from entrepot.service.document import (
    end_document,
    exchange_document,
    option_document,
    unreachable_document,
)
from entrepot.service.rates import DayRates
from entrepot.service.request import QuoteRequest, parse_request
from entrepot.store import quotes as quote_store
from entrepot.tariff.landed import Landed
from entrepot.tariff.quote import landed_cost
from entrepot.tariff.value import Freight

_AT_CUSTOMS = frozenset({"export", "import"})


def make_quote(desk: Desk, raw: Mapping[str, object], *, at: datetime) -> Document:
    """Answer a request with its best ways and their landed costs, and keep the answer.

    Args:
        desk: The desk.
        raw: Fields by name; see `service.request.parse_request`.
        at: The instant, which also gives the legal day where none is asked for.

    Returns:
        The document as it was stored, under its reference.

    Raises:
        InputError: With every fault of every field.
        OutsideError: The database does not answer; nothing was stored.
    """
    request = parse_request(raw, desk.known, today=at.date())
    reference = quote_store.new_reference()
    asked = _plain(raw)
    with desk.turn:
        document = answer(desk, request, reference=reference, at=at) | {"asked": asked}
    kept = quote_store.Quote(reference, at, desk.region.id, desk.region.version, asked, document)
    desk.database.run_repeatable(lambda tx: quote_store.save_quote(tx, kept))
    return document


def get_quote(desk: Desk, reference: str) -> Document:
    """A quote as it was told, to the cent, whatever has changed since.

    Raises:
        MissingError: There is no such quote.
    """
    with desk.database.transaction() as tx:
        return quote_store.get_quote(tx, reference).document


def list_quotes(desk: Desk, *, most: int = 50, before: str | None = None) -> list[Document]:
    """The newest quotes of the region in short, newest first."""
    with desk.database.transaction() as tx:
        return quote_store.list_quotes(tx, most=most, before=before, region=desk.region.id)


def answer(desk: Desk, request: QuoteRequest, *, reference: str, at: datetime) -> Document:
    """The document of a quote; nothing is stored."""
    region, rates = desk.region, DayRates(desk.exchange, request.on)
    load = _plan(request, region, rates)
    found = _routes(desk, request, load)
    inside = desk.law.is_inside(request.origin.country, request.destination.country)
    options = []
    for number, route in enumerate(found.options, start=1):
        landed = _land(desk, request, route, rates)
        hs_code = request.consignment.lines[0].hs_code
        papers = papers_of(region, route, landed, hs_code, inside=inside)
        options.append(option_document(number, route, landed, papers, region))
    return {
        "reference": reference,
        "region": region.id,
        "region_name": region.name,
        "region_name_zh": region.name_zh,
        "pack_version": region.version,
        "entrepot_version": entrepot.__version__,
        "made_at": at.isoformat(timespec="seconds"),
        "on": request.on.isoformat(),
        "year": request.network_day.year,
        "origin": end_document(request.origin),
        "destination": end_document(request.destination),
        "goods": _goods(desk, request, load) | {"notes": [*load.notes, *_notes(request, options)]},
        "avoid": [avoid.tag for avoid in request.avoid],
        "proofs": list(request.proofs),
        "options": options,
        "exchange": exchange_document(rates.used),
        "unreachable": unreachable_document(found.unreachable),
    }


def papers_of(
    region: Region, route: Route, landed: Landed, hs_code: str, *, inside: bool
) -> tuple[Paper, ...]:
    """The documents of a way: by its modes, its border posts, the goods and any preference.

    Goods that stay `inside` one customs territory need none of export or import, except such
    as the goods themselves ask for.
    """
    posts = set(route.border_posts)
    regimes = {r for border in region.borders if border.id in posts for r in border.regimes}
    is_preferred = any(c.must_prove for duty in landed.duties for c in duty.candidates)
    return tuple(
        paper
        for paper in region.papers
        if (not paper.modes or set(paper.modes) & set(route.modes))
        and (not paper.regimes or set(paper.regimes) & regimes)
        and (not paper.hs_codes or hs_code.startswith(paper.hs_codes))
        and (paper.when != "preference" or is_preferred)
        and not (inside and paper.when in _AT_CUSTOMS and not paper.hs_codes)
    )


def _plan(request: QuoteRequest, region: Region, rates: DayRates) -> Load:
    value = rates.change(request.consignment.value, "USD")
    if value is None:
        currency = request.consignment.value.currency
        raise InputError(
            Problem(
                "input.currency",
                "currency",
                f"{currency} has no reference rate on {request.on}.",
                "Give the value in another currency.",
            )
        )
    return plan_load(request.consignment, region.payloads, value_usd=float(value.amount))


def _routes(desk: Desk, request: QuoteRequest, load: Load) -> Answer:
    network = desk.network(request.network_day)
    codes = [line.hs_code for line in request.consignment.lines]
    bans = [ban for code in codes for ban in bans_on(desk.region.bans, code, request.on)]
    query = Query(
        origin=request.origin.id,
        destination=request.destination.id,
        load=load,
        avoid=(*request.avoid, *map(avoid_of, bans)),
        most=request.most,
    )
    return find_routes(network, query)


def _land(desk: Desk, request: QuoteRequest, route: Route, rates: DayRates) -> Landed:
    return landed_cost(
        request.consignment,
        desk.law,
        exporter=request.origin.country,
        importer=request.destination.country,
        freight=_freight(desk, request, route),
        exchange=rates,
        on=request.on,
        proofs=request.proofs,
    )


def _freight(desk: Desk, request: QuoteRequest, route: Route) -> Freight:
    """The way's cost in the stages that trade terms and customs value know."""
    parts = route.split_cost(
        leaving=_territory(desk, request.origin.country),
        entering=_territory(desk, request.destination.country),
    )
    insurance, told_by = _insurance(desk.region, request.consignment.value)
    legs = Source("the legs of this way", route.status)
    cited = dict.fromkeys(("origin", "main", "delivery"), legs) | {"insurance": told_by}
    return Freight(_usd(parts.origin), _usd(parts.main), _usd(parts.delivery), insurance, cited)


def _insurance(region: Region, price: Money) -> tuple[Money, Source]:
    """Premium of a cargo insurance on the invoice price and its usual margin."""
    rate, insured = (region.parameter(name) for name in ("insurance_rate_pct", "insured_share_pct"))
    share = Decimal(str(rate.mid)) / 100 * Decimal(str(insured.mid)) / 100
    return (price * share).rounded(), rate.cited


def _territory(desk: Desk, country: str) -> frozenset[str]:
    market = desk.law.markets.get(country)
    return frozenset(market.countries) if market else frozenset({country})


def _usd(amount: float) -> Money:
    return Money(Decimal(f"{amount:.2f}"), "USD")


def _goods(desk: Desk, request: QuoteRequest, load: Load) -> Document:
    line = request.consignment.lines[0]
    known = desk.nomenclature.find(line.hs_code[:6])
    return {
        "hs": line.hs_code,
        "text": known.text if known else "",
        "text_zh": known.text_zh if known else "",
        "teu": load.teu,
        "tonnes": float(request.consignment.gross_mass_kg) / 1000,
        "value": money_document(line.value.rounded()),
        "incoterm": request.consignment.incoterm,
        "quantities": {unit: f"{amount:f}" for unit, amount in line.quantities.items()},
        "boxes": [{"kind": box.kind, "count": box.count} for box in load.boxes],
    }


def _notes(request: QuoteRequest, options: Iterable[Document]) -> Iterator[str]:
    lines = (line for option in options for line in option["landed"]["lines"])
    if not request.is_net_told and any("kg" in line["rate"] for line in lines):
        yield "net mass not told: the gross mass is taken for duties by weight"


def _plain(raw: Mapping[str, object]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in raw.items() if value is not None}


def _plain_value(value: object) -> object:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain_value(item) for item in value]
    return value if isinstance(value, bool | int | float | str) else str(value)
