"""The law of tariffs at a desk, with what its store holds."""

from typing import cast

from entrepot.service.desk import Desk
from entrepot.service.tariff_law import TariffLaw, nothing_stored
from entrepot.store.determinations import get_determination
from entrepot.tariff.claim import Determined, Verdict


def tariff_law(desk: Desk) -> TariffLaw:
    """The law of the desk's region."""

    def determined(id: str) -> Determined:
        with desk.database.transaction() as tx:
            kept = get_determination(tx, id)
        return Determined(
            kept.id, cast(Verdict, kept.verdict), kept.agreement, kept.hs_code,
            kept.importing_party,
        )  # fmt: skip

    return TariffLaw(
        desk.region, desk.law, desk.nomenclature, desk.exchange, nothing_stored, determined
    )
