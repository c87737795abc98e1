"""One express or mail parcel judged by itself, and written as it is kept."""

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from entrepot.bonded.express import Parcel, parse_parcel
from entrepot.store.personal import PersonalKeys
from entrepot.store.staging import PARCEL, copy_line, new_name
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, link


class PreparedParcel(NamedTuple):
    """A parcel judged by itself, and the rows it becomes.

    Attributes:
        line: Its number in the file.
        waybill: Its number.
        reference: By which it will be known.
        digest: Of what was filed.
        row, event: As COPY reads them.
    """

    line: int
    waybill: str
    reference: str
    digest: bytes
    row: str
    event: str


class ExpressJudge:
    """Judges parcels; it may be sent to another process.

    Args:
        keys: For the digest of what was filed.
    """

    def __init__(self, keys: PersonalKeys) -> None:
        self._keys = keys

    def prepare(self, line: int, raw: Any, by: Actor, at: datetime) -> PreparedParcel:
        """Read and judge one parcel, and write its rows.

        Raises:
            InputError: With every fault.
        """
        parcel = parse_parcel(raw)
        digest = self._keys.digest(orjson.dumps(raw, option=orjson.OPT_SORT_KEYS))
        name = new_name(PARCEL)
        return PreparedParcel(
            line, parcel.waybill, name, digest, _row(parcel, name, digest, by, at),
            _event(parcel, name, digest, by, at),
        )  # fmt: skip


def _row(parcel: Parcel, name: str, digest: bytes, by: Actor, at: datetime) -> str:
    return copy_line((
        name, by.organisation, parcel.waybill, digest, parcel.kind, parcel.flow,
        parcel.description, parcel.pieces, parcel.gross_mass_kg, parcel.value.amount,
        parcel.value.currency, parcel.origin, by.account, at,
    ))  # fmt: skip


def _event(parcel: Parcel, name: str, digest: bytes, by: Actor, at: datetime) -> str:
    body = {"waybill": parcel.waybill, "kind": parcel.kind, "digest": digest.hex()}
    one = link(f"list:{name}", 1, GENESIS, at, "list_accepted", by.party, by.account, body)
    return copy_line((one.chain, one.seq, one.at, one.kind, one.party, one.account, one.body,
                      one.prev_hash, one.hash))  # fmt: skip
