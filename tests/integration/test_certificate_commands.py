"""`entrepot certificate verify` on a machine that has no database."""

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from tests.program import Program

from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.money import Money
from entrepot.store.key_terms import issuing_key, list_terms
from entrepot.tariff.certificate_check import Issue, credential_of
from entrepot.tariff.certificate_fields import Basis
from entrepot.tariff.credential import Signer, sign_credential

AT = datetime.now(UTC) - timedelta(days=1)
BASIS = Basis(
    id="D0000000000001", verdict="originating", agreement="RCEP", exporting_party="CN",
    importing_party="JP", on=date(2026, 8, 1), hs="920290", criterion="RVC", country="CN",
    fob=Money(Decimal(80), "USD"), proofs=("certificate",), proof_months=12,
)  # fmt: skip
Verify = Callable[..., CompletedProcess[str]]


@pytest.fixture
def credential(tmp_path: Path) -> dict[str, Any]:
    """A certificate that this house issued yesterday."""
    key = issuing_key(tmp_path, AT)
    issue = Issue(
        number="C1", version=1, kind="first", fields={"hs6": "920290", "quantity": "100"},
        basis=BASIS, determination_digest="ab", issuer="Office", issuer_code="91", at=AT,
        last_day=AT.date() + timedelta(days=300), is_retrospective=False, status_index=0,
    )  # fmt: skip
    return sign_credential(credential_of(issue, key.public), Signer(key.public, key.sign), AT)


@pytest.fixture
def call(program: Program, tmp_path: Path) -> Verify:
    env = os.environ | {"ENTREPOT_HOME": str(tmp_path)}
    return lambda *words, given=b"": program(*words, env=env, typed=given.decode())


def test_a_certificate_is_verified_without_a_database(
    call: Verify, credential: dict[str, Any], tmp_path: Path
) -> None:
    done = call("certificate", "verify", "-", "--json", given=canonical_json(credential))
    states = {one["check"]: one["state"] for one in json.loads(done.stdout)["checks"]}

    assert done.returncode == 0
    assert states == {
        "signature": "passed", "issuer_key": "passed", "status": "unmade", "dates": "passed",
        "fields": "unmade",
    }  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} <= {"keys", "users.lock"}


def test_a_changed_byte_ends_with_3_and_the_check_named(
    call: Verify, credential: dict[str, Any]
) -> None:
    content = canonical_json(credential).replace(b'"quantity":"100"', b'"quantity":"101"')
    done = call("certificate", "verify", "-", "--json", given=content)

    assert done.returncode == 3
    assert json.loads(done.stdout)["failed"] == ["signature"]


def test_a_revoked_key_ends_with_3_and_signs_no_more(
    call: Verify, credential: dict[str, Any], tmp_path: Path
) -> None:
    [name] = list_terms(tmp_path)
    revoked = json.loads(call("keys", "revoke", name, "--json").stdout)
    done = call("certificate", "verify", "-", "--json", given=canonical_json(credential))
    unknown = call("keys", "revoke", "0" * 16, "--json")

    assert revoked["key_id"] != name
    assert (done.returncode, json.loads(done.stdout)["failed"]) == (3, ["issuer_key"])
    assert unknown.returncode == 4


@pytest.mark.parametrize("given", [b"", b"[]", b"{", b'{"a": 1, "a": 2}'])
def test_what_is_no_certificate_is_refused(call: Verify, given: bytes) -> None:
    assert call("certificate", "verify", "-", given=given).returncode == 2


def test_an_object_without_a_proof_fails(call: Verify) -> None:
    done = call("certificate", "verify", "-", "--json", given=b'{"issuer": 5, "x": 1.5}')

    assert done.returncode == 3
    assert json.loads(done.stdout)["failed"][0] == "signature"
