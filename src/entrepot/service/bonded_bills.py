"""Bills of materials of a book: read from a document, kept, found again."""

from decimal import Decimal
from typing import Any

from entrepot.bonded.consumption import Bill, BillLine, check_bill
from entrepot.service.bonded_desk import Turn
from entrepot.service.bonded_fields import Asked
from entrepot.store.window import as_json


def read_bill(asked: Asked, items: list[Any]) -> Bill:
    """A bill of materials as a document tells it; its faults are kept."""
    product = asked.text("product", required=True, most=40)
    lines = tuple(
        BillLine(one.text("material", required=True, most=40), one.number("net") or Decimal(1),
                 one.number("loss_pct", required=False, any_sign=True) or Decimal(0))
        for one in asked.rows("materials")
    )  # fmt: skip
    bill = Bill(product, asked.whole("version", default=1) or 1, lines)
    roles = {one["item"]: one["role"] for one in items}
    if roles.get(product) != "product":
        asked.fault("item_unknown", "product", f"{product!r} is no product of the book.",
                    "Name an item whose role is product.", "成品不在账册中。")  # fmt: skip
    materials = {item: role for item, role in roles.items() if role == "material"}
    asked.problems += check_bill(bill, materials)
    return bill


def save_bill(now: Turn, id: int, bill: Bill) -> None:
    """Keep a version of a bill of materials."""
    rows = [
        {"material": one.material, "net": one.net, "loss_pct": one.loss_pct} for one in bill.lines
    ]
    now.book.add_bill(
        book_id=id, product=bill.product, version=bill.version, by=now.actor.account, at=now.at,
        rows=as_json(rows),
    )  # fmt: skip


def bills_of(now: Turn, id: int) -> list[Bill]:
    """The bills of materials of a book, in every version."""
    lines: dict[tuple[str, int], list[BillLine]] = {}
    for row in now.book.list_bills(book_id=id):
        line = BillLine(row["material"], row["net"], row["loss_pct"])
        lines.setdefault((row["product"], row["version"]), []).append(line)
    return [Bill(product, version, tuple(own)) for (product, version), own in lines.items()]
