"""The dated law of the reference data, and rows of law made up for tests."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from entrepot.region.law import Gap, Market, Measure, Refund, TradeTerm, Vat
from entrepot.tariff.law import Law
from entrepot.tariff.measures import MeasureBook

CITED = ("", "made up", "synthetic")
MARKET = Market(*CITED, "XA", "Alpha", "", ("XA", "XB"), "CIF", "EUR", False, None, "half_up")
STAGES = {
    "EXW": (),
    "FOB": ("origin", "export"),
    "CIF": ("origin", "export", "main", "insurance"),
    "DAP": ("origin", "export", "main", "insurance", "delivery"),
    "DDP": ("origin", "export", "main", "insurance", "import", "delivery", "duty"),
}


def measure(hs: str, duty: str, *, kind: str = "mfn", regime: str = "MFN", **more) -> Measure:
    row = Measure(
        *CITED, f"{kind}-{regime}-{hs}", "XA", kind, regime, hs, (), (), duty, duty, None, None, ""
    )
    return replace(row, **more)


def preference(hs: str, duty: str, *, regime: str = "PACT", **more) -> Measure:
    return measure(hs, duty, kind="preference", regime=regime, **more)


def vat(pct: str, *, hs: str = "", note: str = "") -> Vat:
    rate = Decimal(pct) if pct else None
    return Vat(note, *CITED[1:], "XA", "VAT", hs, rate, None, None)


def refund(hs: str, pct: str, **more) -> Refund:
    rate = Decimal(pct) if pct else None
    return replace(Refund(*CITED, "XC", hs, Decimal(13), rate, None, None), **more)


def gap(kind: str, *hs: str) -> Gap:
    return Gap("not here", *CITED[1:], "XA", kind, hs)


def law(*measures: Measure, market: Market | None = MARKET, vats=(), refunds=(), gaps=()) -> Law:
    """A law of one market XA (countries XA and XB) that XC exports to."""
    terms = {code: TradeTerm(*CITED, code, code, "", "any", s) for code, s in STAGES.items()}
    markets = dict.fromkeys(market.countries, market) if market else {}
    return Law(
        markets, MeasureBook(measures), {"XA": tuple(vats)}, {"XC": tuple(refunds)}, terms, gaps
    )


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Makers of rows: measure, preference, vat, refund, gap, law, and the market."""
    return SimpleNamespace(
        measure=measure, preference=preference, vat=vat, refund=refund, gap=gap, law=law,
        market=MARKET,
    )  # fmt: skip


@pytest.fixture(scope="session")
def world_law(region) -> Law:
    """Law of the world layer, with the small invented region over it."""
    return Law.of(region)
