"""The law of tariffs at a desk."""

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.desk import Desk
from entrepot.service.tariff_law import TariffLaw, nothing_stored
from entrepot.tariff.claim import Verdict


def tariff_law(desk: Desk) -> TariffLaw:
    """The law of the desk's region."""
    return TariffLaw(
        desk.region, desk.law, desk.nomenclature, desk.exchange, nothing_stored, _no_verdict
    )


def _no_verdict(determination: str) -> Verdict:
    message = f"there is no determination {determination[:40]!r}."
    hint = "Determine the origin first, or state the proof."
    raise MissingError(Problem("origin.unknown", "determination", message, hint))
