"""A window in the small invented region with the rehearsal in it, and who acts at it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.identifiers import check_container
from entrepot.service import consignments, customs
from entrepot.service.examples import example, example_offices
from entrepot.service.window import Window
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.reference import open_reference
from entrepot.window.amendment import amend

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
ITEM = "/goodsShipment/governmentAgencyGoodsItem/0"
BOXES = "/goodsShipment/consignment/transportEquipment"
_numbers = count(1)  # no two tests share a reference or a container


def box(number: int) -> str:
    """A container number that proves itself."""
    start = f"CSQU{number:06d}"
    return start + str(check_container(f"{start}0").expected_check)


@dataclass
class Desk:
    """What a test does at the window, hour by hour.

    Attributes:
        window: The window.
        at: The instant of the next act.
    """

    window: Window
    at: datetime = NOON
    item = ITEM

    def later(self, **span: int) -> None:
        """Let time go by."""
        self.at += timedelta(**span)

    def file(self, lrn: str, flow: str = "export", kind: str = "FULL", *,
             boxes: int = 1, **changes: object) -> dict[str, Any]:  # fmt: skip
        """Contents of a declaration, changed by JSON pointer; its reference begins as said."""
        numbers = [box(next(_numbers)) for _ in range(boxes)]
        raw = example(self.window.reference, flow=flow, kind=kind, container=numbers[0],
                      reference=f"{lrn:X<3}{next(_numbers):05d}", on="2026-03-10")  # fmt: skip
        if boxes > 1:
            changes[BOXES] = [{"id": one} for one in numbers]
            changes[f"{ITEM}/commodity/transportEquipment"] = [{"id": one} for one in numbers]
        return amend(raw, changes) if changes else raw

    def boxes_of(self, raw: dict[str, Any]) -> list[str]:
        return [one["id"] for one in raw["goodsShipment"]["consignment"]["transportEquipment"]]

    def arrive(self, raw: dict[str, Any], at: datetime | None = None) -> None:
        for one in self.boxes_of(raw):
            customs.arrive(self.window, one, self.site, by="site", at=at or self.at,
                           told_at=self.at)  # fmt: skip

    @property
    def site(self) -> str:
        return next(one.place for one in self.window.offices.values() if one.bays)

    @property
    def coast(self) -> str:
        return example_offices(self.window.reference)[1].office

    def lodge(self, raw: dict[str, Any], by: str = "exporter") -> dict[str, Any]:
        lrn = raw["functionalReferenceId"]
        return consignments.lodge(self.window, json.dumps(raw).encode(), by=by, key=lrn,
                                  at=self.at)  # fmt: skip

    def filed(self, lrn: str, flow: str = "export", kind: str = "FULL",
              **changes: Any) -> dict[str, Any]:  # fmt: skip
        """A declaration lodged for goods that are there."""
        raw = self.file(lrn, flow, kind, **changes)
        self.arrive(raw)
        return self.lodge(raw)

    def show(self, reference: str, by: str = "auditor") -> dict[str, Any]:
        return consignments.show(self.window, reference, by=by, at=self.at)

    def pay(self, reference: str, amount: str, bank_ref: str = "") -> dict[str, Any]:
        return customs.pay(self.window, reference, amount, bank_ref or f"{reference}/{amount}",
                           by="bank", at=self.at)  # fmt: skip

    def do(self, verb: Callable[..., dict[str, Any]], reference: str, *rest: Any, by: str,
           **named: Any) -> dict[str, Any]:  # fmt: skip
        return verb(self.window, reference, *rest, by=by, at=self.at, **named)

    def ask(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Rows as the window itself sees them."""
        with self.window.as_system() as book:
            return [dict(row) for row in book.tx.execute(sql, values).fetchall()]

    def balances(self, reference: str) -> dict[str, Decimal]:
        """Accounts of the ledger that are not at nothing."""
        rows = self.ask(
            "select account, sum(debit) - sum(credit) as balance from ledger_entry l "
            "join declaration d on d.id = l.declaration_id where reference = %s group by account",
            reference,
        )
        return {row["account"]: row["balance"] for row in rows if row["balance"]}

    def assessed(self, reference: str) -> list[dict[str, Any]]:
        return self.ask(
            "select a.* from assessment a join declaration d on d.id = a.declaration_id "
            "where reference = %s order by n", reference,
        )  # fmt: skip

    def events(self, reference: str) -> list[str]:
        return [row["kind"] for row in self.ask(
            "select kind from event where chain = %s order by seq", reference)]  # fmt: skip

    def messages(self, reference: str) -> list[str]:
        return [row["message"] for row in self.ask(
            "select message from outbox o join declaration d on d.id = o.declaration_id "
            "where reference = %s order by o.id", reference)]  # fmt: skip


@pytest.fixture(scope="session")
def tables() -> Any:
    """Tables of the invented region, read once."""
    return open_reference("upland")


@pytest.fixture
def desk(rehearsal: Database, tables: Any, tmp_path: Path) -> Desk:
    """The window, opened for one test; the tests of a file share its database."""
    return Desk(Window(Home(tmp_path), rehearsal, tables))
