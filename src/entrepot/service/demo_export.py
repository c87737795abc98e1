"""The consignment of the rehearsal of the hub: one export, three boxes, two of them released."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError
from entrepot.kernel.identifiers import container_check_digit
from entrepot.service import consignments, control, partial
from entrepot.service.demo_bonded import rehearse_bonded
from entrepot.service.demo_broker import rehearse_broker
from entrepot.service.demo_finance import rehearse_finance
from entrepot.service.demo_hub import demo_hub
from entrepot.service.demo_lists import rehearse_lists
from entrepot.service.demo_port import rehearse_port
from entrepot.service.demo_train import rehearse_train
from entrepot.service.examples import example, example_offices
from entrepot.service.port_events import record_events
from entrepot.service.window import Window
from entrepot.store.accounts import Accounts
from entrepot.store.port import Port
from entrepot.store.window import acting_system
from entrepot.window.amendment import amend

Document = dict[str, Any]
REFERENCE = "RXX00001"  # the R steers it into the red channel, where three agencies inspect
_STEMS = ("SYNU000001", "SYNU000002", "SYNU000003")
BOXES = tuple(stem + container_check_digit(stem) for stem in _STEMS)
_SIZES = ("22G1", "45R1", "42G1")
_EQUIPMENT = "/goodsShipment/consignment/transportEquipment"
_OF_ITEM = "/goodsShipment/governmentAgencyGoodsItem/0/commodity/transportEquipment"
_AGENCIES = ("inspector", "quarantine", "market")


def rehearse_hub(window: Window, *, at: datetime) -> Document:
    """Make the rehearsal of the hub with a consignment; what is there already stays as it is.

    Args:
        window: The window.
        at: Now.

    Returns:
        What `demo_hub` tells, `declaration`, and `containers` with whether each is released.

    Raises:
        MissingError: The region has no offices to rehearse at.
        RefusedError: The store holds organisations or accounts that are real.
    """
    told = demo_hub(window.database, window.reference, at=at)
    with window.database.apart() as tx:  # held until the consignment is as it should be
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo export")
        found = _export(window, at)
        rehearse_lists(window, at=at)
        rehearse_port(window, BOXES, at=at)
        rehearse_train(window, at=at)
        rehearse_bonded(window, at=at)
        rehearse_finance(window, found["reference"], at=at)
        rehearse_broker(window, at=at)
    return {**told, "declaration": found["reference"], "number": found["number"],
            "containers": _containers(window, found["reference"])}  # fmt: skip


def _export(window: Window, at: datetime) -> Document:
    _bring(window, at)
    try:
        found = consignments.show(window, REFERENCE, by="exporter", at=at)
    except MissingError:
        body = json.dumps(_contents(window, at)).encode()
        found = consignments.lodge(window, body, by="exporter", key=REFERENCE, at=at)
    name = found["reference"]
    if "documents" in _open_tasks(window, name):
        control.documents(window, name, "clear", by="officer", at=at)
    if not any(one["released"] for one in _containers(window, name)):
        for by in _AGENCIES:
            partial.narrow(window, name, BOXES[2:], by=by, at=at)
        partial.release_part(window, name, BOXES[:2], by="supervisor", at=at)
    return found


def _contents(window: Window, at: datetime) -> Mapping[str, Any]:
    """A declaration of the exporter over all three boxes."""
    on = at.astimezone(window.reference.zone).date()
    raw = example(window.reference, flow="export", kind="FULL", reference=REFERENCE,
                  container=BOXES[0], on=on)  # fmt: skip
    named = [{"id": box} for box in BOXES]
    return amend(raw, {_EQUIPMENT: named, _OF_ITEM: named})


def _bring(window: Window, at: datetime) -> None:
    """The boxes come in at the gate, once."""
    with acting_system(window.database) as book:
        known = [box for box in BOXES if Port(book.tx).find_box(container=box)]
    site = example_offices(window.reference)[0].place
    rows = [
        {"key": f"rehearsal/{box}/in", "container": box, "event": "gate_in", "at": at.isoformat(),
         "site": site, "size_type": size, "seal": f"SYN{number:05d}"}
        for number, (box, size) in enumerate(zip(BOXES, _SIZES, strict=True), start=1)
        if box not in known
    ]  # fmt: skip
    if rows:
        record_events(window, rows, by="site", at=at)


def _open_tasks(window: Window, name: str) -> Sequence[str]:
    with acting_system(window.database) as book:
        found: Sequence[str] = book.find_case(key=name)["open_tasks"]
        return found


def _containers(window: Window, name: str) -> list[Document]:
    with acting_system(window.database) as book:
        row = book.find_case(key=name)
        return [
            {"container": one["container"], "released": one["released_at"] is not None}
            for one in book.list_equipment(declaration_id=row["id"])
        ]
