"""The law of a market on one line and day, put together for a duty or a landed cost."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from entrepot.kernel.codes import is_country
from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.money import Money
from entrepot.kernel.source import Source
from entrepot.region.law import Market, Measure, Valuation
from entrepot.region.model import Region
from entrepot.service.duty_request import Direction, Known
from entrepot.service.rates import DayRates
from entrepot.store.exchange import ExchangeRate, ExchangeRates
from entrepot.tariff.areas import Areas
from entrepot.tariff.claim import Certified, Determined, Pact
from entrepot.tariff.law import Law
from entrepot.tariff.measures import KINDS
from entrepot.tariff.nomenclature import Nomenclature
from entrepot.tariff.owed import Rules
from entrepot.tariff.units import EXACT

_COUNTRY = 2  # letters of a country; a longer name is a group
Stored = Callable[[str, str, date], tuple[Measure, ...]]


@dataclass
class TariffLaw:
    """Everything a duty rests on, made once from a region.

    Attributes:
        region: The region.
        law: Its law, indexed.
        nomenclature: The HS.
        exchange: Reference rates of exchange.
        stored: Measures of imported schedules near a code of a market on a day.
        determined: A determination of origin by its id.
        certified: Certificates by a number.
    """

    region: Region
    law: Law
    nomenclature: Nomenclature
    exchange: ExchangeRates
    stored: Stored
    determined: Callable[[str], Determined]
    certified: Callable[[str], tuple[Certified, ...]]

    @cached_property
    def pacts(self) -> tuple[Pact, ...]:
        """Agreements with their parties."""
        return _pacts(self.region)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Code of an agreement by its code and by what schedules call it, casefolded."""
        return {name: pact.code for pact in self.pacts for name in pact.regimes}

    @cached_property
    def areas(self) -> Areas:
        """Groups of countries."""
        return Areas.of(self.region.markets, self.pacts, self.region.memberships)

    @property
    def known(self) -> Known:
        """What a case is checked against."""
        return Known(self.nomenclature, self.members, self.codes, self.determined, self.certified)

    def members(self, group: str, on: date) -> Collection[str] | None:
        """Countries in a group on a day, None where there is no such group."""
        return self.areas.members(group, on)

    def find_valuation(self, country: str, on: date) -> Valuation | None:
        """How a country values imports on a day, None where that is not known."""
        rows = (row for row in self.region.valuations if row.country == country and on in row.valid)
        return next(rows, None)

    def market_of(self, name: str, currency: str, on: date) -> Market:
        """The customs territory of a name; for a country without one, what is known of it.

        Raises:
            MissingError: There is no such country.
        """
        market = self.law.find_market(name)
        if market is not None:
            return market
        if not is_country(name):
            known = ", ".join(sorted(m.id for m in self.region.markets))
            hint = f"Two letters of a country, or one of {known}."
            raise MissingError(
                Problem("tariff.market", "market", f"{name[:40]!r} is no market.", hint)
            )
        valuation = self.find_valuation(name, on)
        cited = valuation.cited if valuation else Source("", "unverified")
        basis = valuation.basis if valuation else ""
        return Market(
            "", cited.text, cited.status, name, name, "", (name,), basis, currency, False, None,
            "half_up",
        )  # fmt: skip

    def rules(
        self,
        name: str,
        market: Market,
        code: str,
        origin: str,
        on: date,
        *,
        given: tuple[Measure, ...] | None,
        direction: Direction = "import",
    ) -> Rules:
        """The law of a market on a line.

        Args:
            name: Market or country as it was named.
            market: The market of that name.
            code: HS or national code.
            origin: Country of origin.
            on: Legal day.
            given: Measures a case states, None where the stored ones hold.
            direction: import or export.
        """
        countries = market.countries
        country = name if name in countries else countries[0] if len(countries) == 1 else ""
        pair = {origin, country or countries[0]}
        measures = self._measures(market.id, code, on, direction) if given is None else given
        return Rules(
            market=market,
            country=country,
            measures=tuple(
                m for m in measures if (KINDS[m.kind].part == "export") == (direction == "export")
            ),
            is_given=given is not None,
            pacts=tuple(pact for pact in self.pacts if len(pair) > 1 and pact.binds(pair, on)),
            has_mfn=self.areas.has_mfn(market.id, origin, on),
            vat=self.law.find_vat(country, code, on),
            stackings=tuple(
                row for row in self.region.stackings if row.market == market.id and on in row.valid
            ),
            roundings=self.law.roundings_of(market.id, on),
            gaps=()
            if given is not None
            else tuple(g for g in self.law.gaps if g.market == market.id),
            look_up=self._look_up(market.id, on),
        )

    def _measures(
        self, market: str, code: str, on: date, direction: Direction
    ) -> tuple[Measure, ...]:
        """Measures of imported schedules; those of the pack for kinds and regimes they lack."""
        book = self.law.book
        stored = self.stored(market, code, on)
        there = {(m.kind, m.regime.casefold()) for m in stored}
        pack = (
            book.find_export(market, code)
            if direction == "export"
            else book.find_import(market, code)
        )
        kept = (m for m in pack if (m.kind, m.regime.casefold()) not in there)
        return tuple(self._told(m, on) for m in (*stored, *kept))

    def _told(self, measure: Measure, on: date) -> Measure:
        """A measure under the agreement's own code, for the countries of its groups."""
        code = self.codes.get(measure.regime.casefold(), measure.regime)
        origins = measure.origins
        if any(len(one) != _COUNTRY for one in origins):
            origins = tuple(sorted({c for one in origins for c in self._countries(one, on)}))
        if (code, origins) == (measure.regime, measure.origins):
            return measure
        return replace(measure, regime=code, origins=origins)

    def _countries(self, area: str, on: date) -> Collection[str]:
        """Countries of a group; a group that nobody told the members of has none but its name."""
        return self.members(area, on) or (area,)

    def _look_up(self, market: str, on: date) -> Callable[[str], Measure | None]:
        def find(code: str) -> Measure | None:
            found = (m for m in self._measures(market, code, on, "import") if m.hs_code == code)
            return next((m for m in found if on in m.valid), None)

        return find


def _of(direction: Direction, measure: Measure) -> bool:
    return (KINDS[measure.kind].part == "export") == (direction == "export")


def nothing_stored(_market: str, _code: str, _on: date) -> tuple[Measure, ...]:
    """A store without schedules."""
    return ()


def nothing_certified(_number: str) -> tuple[Certified, ...]:
    """A store without certificates."""
    return ()


def _pacts(region: Region) -> tuple[Pact, ...]:
    return tuple(
        Pact(
            row.code,
            frozenset(name.casefold() for name in (row.code, *row.regimes)),
            tuple((p.country, p.valid) for p in region.origin_parties if p.agreement == row.code),
            row.proof_months,
        )
        for row in region.origin_agreements
    )


class StatedRates:
    """Rates of exchange that a case states, and no others."""

    def __init__(self, rates: Mapping[tuple[str, str], Decimal]) -> None:
        self._rates = rates

    def __call__(self, frm: str, to: str) -> Decimal | None:
        """Units of `to` for one of `frm`, None when not stated."""
        if frm == to:
            return Decimal(1)
        rate, back = self._rates.get((frm, to)), self._rates.get((to, frm))
        return rate if rate is not None or back is None else EXACT.divide(Decimal(1), back)

    def change(self, money: Money, currency: str) -> Money | None:
        """Convert without rounding; None when the rate is not stated."""
        rate = self(money.currency, currency)
        return None if rate is None else money.convert(rate, currency)

    @property
    def used(self) -> tuple[ExchangeRate, ...]:
        """Reference rates an answer rests on: none."""
        return ()


def rates_of(
    stated: Mapping[tuple[str, str], Decimal] | None, reference: ExchangeRates, on: date
) -> StatedRates | DayRates:
    """The rates a case states, else the reference rates of its day."""
    return DayRates(reference, on) if stated is None else StatedRates(stated)
