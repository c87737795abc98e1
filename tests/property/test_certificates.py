"""No order of moves leaves the table, and no altered byte of a certificate is believed."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.store.keys import check_signature
from entrepot.tariff.certificate import NONE, STANDING, STATES, TABLE, move
from entrepot.tariff.certificate_check import (
    Issue,
    KeyTerm,
    Knowledge,
    credential_of,
    verify_certificate,
)
from entrepot.tariff.certificate_fields import Basis, fields_of
from entrepot.tariff.credential import Signer, key_id_of, sign_credential

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = Signer(PRIVATE.public_key().public_bytes_raw(), PRIVATE.sign)
AT = datetime(2026, 8, 2, 8, tzinfo=UTC)
BASIS = Basis(
    id="D0000000000001", verdict="originating", agreement="RCEP", exporting_party="CN",
    importing_party="JP", on=date(2026, 8, 1), hs="920290", criterion="RVC", country="CN",
    fob=Money(Decimal(80), "USD"), proofs=("certificate",), proof_months=12,
)  # fmt: skip
FIELDS = fields_of(BASIS) | {
    "exporter_name": "Guitar Works", "exporter_address": "1 Road", "importer_name": "Music Co",
    "description": "Acoustic guitars 吉他", "quantity": "100", "quantity_unit": "item",
    "fob": "8000", "fob_currency": "USD", "invoice_number": "INV-1",
    "invoice_date": "2026-08-01", "departure_date": "2026-08-03",
}  # fmt: skip
ISSUE = Issue(
    number="C1", version=1, kind="first", fields=FIELDS, basis=BASIS, determination_digest="ab",
    issuer="Office", issuer_code="91", at=AT, last_day=date(2027, 8, 2), is_retrospective=False,
    status_index=0,
)  # fmt: skip
SIGNED = sign_credential(credential_of(ISSUE, SIGNER.public), SIGNER, AT)
TEXT = canonical_json(SIGNED)
KNOWN = Knowledge(
    check_signature, {key_id_of(SIGNER.public): KeyTerm(valid_from=AT)}, AT + timedelta(days=1),
    "issued", BASIS, "ab",
)  # fmt: skip
NAMES = [row.name for row in TABLE]
ROLES = ["trader", "broker", "certificate_issuer", "auditor"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sets(st.sampled_from(ROLES)))))
def test_no_order_of_moves_leaves_the_table(acts: list[tuple[str, set[str]]]) -> None:
    state, been = NONE, [NONE]
    for name, roles in acts:
        try:
            state = move(name, state, roles, "why")
        except RefusedError:
            assert not any(
                row.name == name and state in row.starts and roles & set(row.roles) for row in TABLE
            )
        been.append(state)

    assert set(been) <= {NONE, *STATES}
    for before, after in pairwise(been):
        assert before not in ("replaced", "cancelled") or after == before
        assert before not in STANDING or after in (*STANDING, "replaced", "cancelled")


def test_the_certificate_as_it_was_signed_passes_every_check() -> None:
    findings = verify_certificate(SIGNED, KNOWN)

    assert {one.state for one in findings} == {"passed"}, findings


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 255))
def test_one_altered_byte_is_never_believed(place: int, change: int) -> None:
    altered = bytearray(TEXT)
    altered[place] ^= change
    try:
        read = json.loads(altered)
    except (ValueError, UnicodeDecodeError):
        return
    if not isinstance(read, dict) or read == SIGNED:
        return

    assert "signature" in {
        one.check for one in verify_certificate(read, KNOWN) if one.state == "failed"
    }
