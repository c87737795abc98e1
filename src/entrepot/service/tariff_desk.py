"""The law of tariffs at a desk, with what its store holds."""

from copy import copy
from datetime import date
from functools import partial
from typing import Any, cast

from entrepot.kernel.codes import INCOTERMS
from entrepot.region.law import Measure
from entrepot.service.desk import Desk
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.certificates import Row, list_named
from entrepot.store.db import Database, Tx
from entrepot.store.determinations import get_determination
from entrepot.store.schedules import list_measures
from entrepot.store.window import acting_system
from entrepot.tariff.certificate_goods import further_goods
from entrepot.tariff.claim import Certified, Determined, Verdict
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

    return TariffLaw(
        desk.region, desk.law, desk.nomenclature, desk.exchange, stored, determined,
        partial(certified_by, desk.database),
    )  # fmt: skip


def certified_by(database: Database, number: str) -> tuple[Certified, ...]:
    """Certificates of a number, whoever asks: a claim is told no more than `/verify` tells all."""
    with acting_system(database) as book:
        return tuple(map(_certified, list_named(book.tx, number)))


def _certified(row: Row) -> Certified:
    fields, holds_to = row["fields"], row["valid_until"]
    return Certified(
        number=row["number"] or row["reference"],
        state=row["state"],
        agreement=row["agreement"],
        importing_party=row["importing_party"],
        origin=fields.get("origin_country", ""),
        hs_codes=(row["hs_code"][:6], *(g.get("hs6", "") for g in further_goods(fields).values())),
        consignee=fields.get("importer_name", ""),
        issued=row["issued_at"] and row["issued_at"].date(),
        last_day=date.fromisoformat(holds_to[:10]) if holds_to else None,
        verdict=row["verdict"],
        instead=row["instead"] or "",
        is_synthetic=row["is_sandbox"],
    )


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
