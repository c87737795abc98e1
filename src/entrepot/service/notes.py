"""The release note: what stands on it, signed and printed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

from entrepot.kernel.errors import RefusedError
from entrepot.region.window import Office
from entrepot.service.files import open_file
from entrepot.service.proceeding import Proceeding
from entrepot.service.window import Window
from entrepot.store import keys
from entrepot.window.note import Named, NoteDocument, note_of, write_payload

PRINTER = "entrepot.web.note_pdf:note_pdf"  # by name: the doors print, this room only asks


def note(window: Window, reference: str, *, by: str, at: datetime) -> dict[str, Any]:
    """The release note of a declaration: its text for the QR code, and the PDF.

    The same release gives the same bytes.

    Raises:
        RefusedError: It is not released.
        MissingError: There is no such declaration for these eyes.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        if proceeding.row["release_no"] is None:
            raise RefusedError(window.reasons.problem("note.not_released", reference))
        document = note_document(proceeding)
    key = keys.signing_key(window.home.folder)
    payload = write_payload(note_of(document, key.key_id), key.sign)
    module, name = PRINTER.split(":")
    pdf: bytes = getattr(import_module(module), name)(document, payload)
    return {"pdf": pdf, "payload": payload, "sha256": hashlib.sha256(pdf).hexdigest()}


def note_document(proceeding: Proceeding) -> NoteDocument:
    """What stands on the note of a released declaration."""
    window, row, declaration = proceeding.window, proceeding.row, proceeding.declaration
    trader = proceeding.book.get_organisation(id=row["org_id"])
    declarant = proceeding.book.get_organisation(id=row["broker_id"] or row["org_id"])
    channel = next(
        one for one in window.reference.table("channels") if one.channel == row["channel"]
    )
    zone = window.zone_of(row["decl_office"])
    return {
        "release_no": row["release_no"], "number": row["number"],
        "reference": row["reference"], "lrn": row["lrn"], "ucr": row["ucr"], "flow": row["flow"],
        "channel": {"id": channel.channel, "name": channel.label_en, "name_zh": channel.label_zh},
        "trader": _party(trader), "declarant": _party(declarant),
        "declaration_office": _office(window.office(row["decl_office"])),
        "border_office": _office(window.office(row["border_office"])),
        "released_at": row["released_at"].astimezone(zone).isoformat(),
        "containers": [
            {"number": box["container"], "seal": box["seal"]}
            for box in proceeding.book.list_equipment(declaration_id=row["id"])
        ],
        "items": [
            {
                "seq": item.seq, "hs": item.hs_code, "name": item.goods_name, "name_zh": "",
                "quantity": f"{item.quantity:f}" if item.quantity is not None else "",
                "unit": item.unit, "value": _money(item.value.amount, item.value.currency),
            }
            for item in declaration.items
        ],
        "gross_mass_kg": f"{declaration.gross_mass_kg:f}" if declaration.gross_mass_kg else "",
        "value": _money(declaration.goods_value.amount, declaration.goods_value.currency),
        "due": _due(proceeding),
        "status": "synthetic" if row["is_sandbox"] else "",
    }  # fmt: skip


def _due(proceeding: Proceeding) -> dict[str, str] | None:
    due = proceeding.due()
    return _money(due, proceeding.window.reference.settings.currency) if due else None


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"amount": f"{amount:f}", "currency": currency}


def _party(row: Mapping[str, Any]) -> Named:
    return {"id": row["uscc"], "name": row["name"], "name_zh": row["name_zh"]}


def _office(office: Office) -> Named:
    return {"id": office.office, "name": office.label_en, "name_zh": office.label_zh}
