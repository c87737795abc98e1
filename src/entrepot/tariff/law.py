"""The dated law a quote reads: markets, measures, tax, refunds and trade terms, indexed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from entrepot.kernel.period import Period
from entrepot.region.law import Gap, Market, Refund, Rounding, TradeTerm, Vat
from entrepot.region.model import Region
from entrepot.tariff.measures import MeasureBook


class _Coded(Protocol):
    @property
    def hs_code(self) -> str: ...
    @property
    def valid(self) -> Period: ...


_C = TypeVar("_C", bound=_Coded)


@dataclass(frozen=True, slots=True)
class Law:
    """Everything the tariff room looks up, made once from a region.

    Attributes:
        markets: Customs territory by country code.
        book: Measures of all markets.
        vat: Import tax rows by country.
        refunds: Export refund rows by country.
        terms: Trade terms by code.
        gaps: What the measures do not cover.
        roundings: How markets round at a step of the sum.
    """

    markets: Mapping[str, Market]
    book: MeasureBook
    vat: Mapping[str, tuple[Vat, ...]]
    refunds: Mapping[str, tuple[Refund, ...]]
    terms: Mapping[str, TradeTerm]
    gaps: tuple[Gap, ...]
    roundings: tuple[Rounding, ...] = ()

    @classmethod
    def of(cls, region: Region) -> "Law":
        """Index the law tables of a region."""
        return cls(
            markets={country: m for m in region.markets for country in m.countries},
            book=MeasureBook(region.measures),
            vat=_by_country(region.vat),
            refunds=_by_country(region.refunds),
            terms={term.code: term for term in region.trade_terms},
            gaps=region.gaps,
            roundings=region.roundings,
        )

    def find_market(self, id_or_country: str) -> Market | None:
        """A market by its own id, else by a country in it."""
        by_id = {market.id: market for market in self.markets.values()}
        return by_id.get(id_or_country) or self.markets.get(id_or_country)

    def find_vat(self, country: str, code: str, on: date) -> Vat | None:
        """The import tax row closest to a code on a day; the standard rate if none is closer."""
        return find_closest(code, on, self.vat.get(country, ()))

    def roundings_of(self, market: str, on: date) -> tuple[Rounding, ...]:
        """How a market rounds on a day."""
        return tuple(row for row in self.roundings if row.market == market and on in row.valid)

    def is_inside(self, exporter: str, importer: str) -> bool:
        """Say whether goods between two countries cross no customs border."""
        market = self.markets.get(importer)
        return exporter == importer or (market is not None and exporter in market.countries)


def find_closest(code: str, on: date, rows: Iterable[_C]) -> _C | None:
    """The row in force whose code begins the given one, the longest such."""
    fitting = [row for row in rows if code.startswith(row.hs_code) and on in row.valid]
    return max(fitting, key=lambda row: len(row.hs_code), default=None)


_R = TypeVar("_R", Vat, Refund)


def _by_country(rows: Iterable[_R]) -> dict[str, tuple[_R, ...]]:
    found: dict[str, list[_R]] = {}
    for row in rows:
        found.setdefault(row.country, []).append(row)
    return {country: tuple(own) for country, own in found.items()}
