"""The law of tariffs at a desk, with what its store holds."""

from copy import copy
from datetime import date
from typing import Any, cast

from entrepot.kernel.codes import INCOTERMS
from entrepot.region.law import Measure
from entrepot.service.desk import Desk
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.db import Tx
from entrepot.store.determinations import get_determination
from entrepot.store.schedules import list_measures
from entrepot.tariff.claim import Determined, Verdict
from entrepot.tariff.units import UNITS


def tariff_law(desk: Desk) -> TariffLaw:
    """The law of the desk's region, with the schedules and determinations of its store."""

    def stored(market: str, code: str, on: date) -> tuple[Measure, ...]:
        with desk.database.transaction() as tx:
            return list_measures(tx, market, code, on)

    def determined(id: str) -> Determined:
        with desk.database.transaction() as tx:
            kept = get_determination(tx, id)
        return Determined(
            kept.id, cast(Verdict, kept.verdict), kept.agreement, kept.hs_code,
            kept.importing_party,
        )  # fmt: skip

    return TariffLaw(desk.region, desk.law, desk.nomenclature, desk.exchange, stored, determined)


def within(law: TariffLaw, tx: Tx) -> TariffLaw:
    """The same law, asking its store within a transaction."""
    same = copy(law)
    same.stored = lambda market, code, on: list_measures(tx, market, code, on)
    return same


def duty_choices(law: TariffLaw) -> dict[str, Any]:
    """What a form of duties and landed costs offers."""
    return {
        "markets": sorted({country for m in law.region.markets for country in m.countries}),
        "agreements": [pact.code for pact in law.pacts],
        "units": [unit for unit in UNITS if unit.isidentifier()] + ["vol_pct"],
        "incoterms": list(INCOTERMS),
    }
