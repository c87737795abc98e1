"""What the service firm of the rehearsal filed: an export of its own exporter, under mandate.

The goods are loose and wait at the office, so that no box of the rehearsal is let out for them.
All of it is synthetic; what is there already stays as it is.
"""

import json
from datetime import datetime

from entrepot.kernel.errors import MissingError
from entrepot.service import consignments
from entrepot.service.examples import example
from entrepot.service.window import Window
from entrepot.store.window import acting
from entrepot.window.amendment import amend

REFERENCE = "GXX00002"  # the G steers it into the green channel, where it is released at once
_BOX = "SYNU0000098"
_EQUIPMENT = "/goodsShipment/consignment/transportEquipment"
_OF_ITEM = "/goodsShipment/governmentAgencyGoodsItem/0/commodity/transportEquipment"


def rehearse_broker(window: Window, *, at: datetime) -> None:
    """Let the service firm file one export for the exporter, while its mandate is live.

    Args:
        window: The window.
        at: Now.
    """
    with acting(window.database, "broker", at) as (_, actor):
        if "sandbox_exporter" not in actor.mandates:
            return  # it was revoked, and does not come back
    try:
        consignments.show(window, REFERENCE, by="exporter", at=at)
    except MissingError:
        on = at.astimezone(window.reference.zone).date()
        raw = example(window.reference, flow="export", kind="FULL", reference=REFERENCE,
                      container=_BOX, on=on)  # fmt: skip
        body = json.dumps(amend(raw, {_EQUIPMENT: [], _OF_ITEM: []})).encode()
        consignments.lodge(window, body, by="broker", key=REFERENCE, at=at)
