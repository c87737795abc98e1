"""Duty saved is counted from certificates that stand, and what is not known is no nothing."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from entrepot.service import certificates as service
from entrepot.service.duty_saved import duty_saved
from entrepot.service.origin import OriginDesk, determine_origin
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.db import Database
from entrepot.store.reference import open_reference

AT = datetime(2026, 8, 2, 3, tzinfo=UTC)
MADE = {"exporter_address": "1 Road", "importer_name": "Trader", "description": "Tyres",
        "quantity": "5000", "quantity_unit": "kg", "fob": "20000", "fob_currency": "AUD",
        "invoice_number": "I1", "invoice_date": "2026-08-01",
        "departure_date": "2026-08-03"}  # fmt: skip
TYRES = {
    "agreement": "RCEP", "exporting_party": "CN", "importing_party": "AU", "on": "2026-08-01",
    "rule": "CTH", "operations": ["vulcanising"],
    "good": {"hs": "401120", "fob": {"amount": "60", "currency": "AUD"}},
    "materials": [{"name": "rubber", "hs": "400122", "origin": "US",
                   "value": {"amount": "9", "currency": "AUD"}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def window(rehearsal: Database, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("home")
    return SimpleNamespace(database=rehearsal, reference=open_reference("upland"),
                           home=SimpleNamespace(folder=folder))  # fmt: skip


def issue(window: Any, **changed: str) -> str:
    desk = OriginDesk(window.reference, window.database)
    made = determine_origin(desk, TYRES, at=AT, by="exporter")
    raw = {"determination": made["id"], "fields": MADE | changed}
    reference: str = service.draft(window, raw, by="exporter", at=AT)["reference"]
    for name in ("check", "submit"):
        service.act(window, reference, name, by="exporter", at=AT)
    service.issue(window, reference, by="issuer", at=AT)
    return reference


def test_duty_saved_is_counted_from_certificates_that_stand(
    window: Any, tariff_law: TariffLaw
) -> None:
    def rows(who: str = "exporter") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = duty_saved(window, tariff_law, by=who, at=AT)["rows"]
        return found

    before = rows()
    first, _unvalued = issue(window), issue(window, fob="", fob_currency="")
    counted = rows()
    service.act(window, first, "cancel", by="issuer", at=AT, reason="wrong")

    assert before == []
    assert [(row["hs6"], row["market"], row["month"]) for row in counted] == [
        ("401120", "AU", "2026-08")
    ]
    assert (counted[0]["certificates"], counted[0]["unknown"]) == (2, 1)
    assert counted[0]["saved"] == {"amount": "1000.00", "currency": "AUD"}  # 5 % of 20,000
    assert [(row["saved"], row["unknown"]) for row in rows()] == [(None, 1)]
    assert rows("rival") == []
