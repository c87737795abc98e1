"""Is a certificate that is shown genuine: from a file without a database, or by its number."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.amounts import Document
from entrepot.service.cases import read_cases
from entrepot.service.certificate_case import (
    basis_from,
    basis_of,
    determination_digest,
    others_of,
)
from entrepot.service.window import Window
from entrepot.store import certificates as store
from entrepot.store.db import Tx
from entrepot.store.determinations import KeptDetermination, get_determination
from entrepot.store.home import open_home
from entrepot.store.key_terms import list_terms
from entrepot.store.keys import check_signature, read_foreign, signing_key
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system
from entrepot.tariff.certificate_check import (
    LIST,
    Finding,
    KeyTerm,
    Knowledge,
    status_index_of,
    verify_certificate,
)
from entrepot.tariff.certificate_fields import Basis
from entrepot.tariff.credential import (
    CONTEXT,
    W3C,
    Signer,
    did_of,
    digest_of,
    instant,
    key_id_of,
    read_proof,
    read_status,
    sign_credential,
    write_statuses,
)

_KEPT = ("id", "made_at", "engine", "asked", "rule_ids")  # beside the answer of a determination
_PUBLIC = ("hs6", "description", "quantity", "quantity_unit", "criterion", "origin_country",
           "importing_party", "exporter_name")  # fmt: skip


def verify_file(
    path: str, *, at: datetime, key: Path | None = None, statuses: str = "",
    determination: str = "", region: str | None = None,
) -> Document:  # fmt: skip
    """Check a credential from a file; no database and no network is needed.

    Args:
        path: File of the credential, or `-`.
        at: Now.
        key: File with the public key of another house to trust; without it, those of this one.
        statuses: File of the signed list of statuses; without it, the status is not checked.
        determination: File of the determination, as `entrepot origin show --json` prints it, or
            of a list with one for each good; without it, the fields are not checked.
        region: Region whose agreements count; the default without one.

    Returns:
        `is_valid`: no check failed; `checks` in order; `failed`: their names.

    Raises:
        InputError: A file cannot be read, or holds no such thing.
    """
    credential = _object(path)
    if key:
        foreign = read_foreign(key)
        terms = {foreign.key_id: KeyTerm()}
    else:
        terms = list_terms(open_home().folder)
    rests_on = _determinations(determination, region)
    basis, digest = rests_on.get(_first(credential, rests_on), (None, ""))
    known = Knowledge(
        check_signature, terms, at, _status(credential, statuses, terms), basis, digest, rests_on
    )
    return _told(credential, verify_certificate(credential, known))


def verify_number(
    window: Window, number: str, *, at: datetime, digest: str = ""
) -> Document:  # fmt: skip
    """Check the certificates of a number, for anybody who asks.

    Args:
        window: The window.
        number: As it stands on the paper.
        at: Now.
        digest: SHA-256 of the QR code, to tell whether the paper is of the newest version.

    Returns:
        `certificates`, none where the number was never given: each with its checks and what a
        certificate says of the consignment; no importer, producer or value.
    """
    bare = store.parse_name(number)
    with acting_system(window.database) as book:
        references = store.list_numbered(book.tx, bare) if bare else []
        found = [_by_reference(window, book.tx, one, at, digest) for one in references]
    return {"number": bare or number[:40], "certificates": found}


def list_statuses(window: Window, *, at: datetime) -> Document:
    """The list of statuses as a signed credential, for who verifies without asking here."""
    with acting_system(window.database) as book:
        statuses = store.list_statuses(book.tx)
    key = signing_key(window.home.folder)
    bare = {
        "@context": [W3C, CONTEXT],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": f"did:key:{did_of(key.public)}"},
        "validFrom": instant(at),
        "credentialSubject": {
            "id": f"{LIST}#list", "type": "BitstringStatusList", "statusPurpose": "message",
            "encodedList": write_statuses(statuses),
        },
    }  # fmt: skip
    return sign_credential(bare, Signer(key.public, key.sign), at)


def _by_reference(
    window: Window, tx: Tx, reference: str, at: datetime, digest: str
) -> Document:  # fmt: skip
    row = store.get_certificate(tx, reference)
    kept = get_determination(tx, row["determination"])
    credential = store.find_credential(tx, row["id"]) or {}
    known = Knowledge(
        check_signature, list_terms(window.home.folder), at,
        store.list_statuses(tx).get(status_index_of(credential) or 0),
        basis_of(window.reference, kept), _digest(kept),
        others_of(tx, window.reference, row["fields"]),
    )  # fmt: skip
    findings = [*verify_certificate(credential, known), *_printed(credential, digest)]
    subject = credential.get("credentialSubject", {})
    return {
        **_told(credential, findings),
        "number": row["number"], "state": row["state"], "agreement": row["agreement"],
        "kind": row["kind"], "version": row["version"], "issuer": row["issuer_name"],
        "issuer_zh": row["issuer_name_zh"], "issued_at": row["issued_at"].isoformat(),
        "retrospective": bool(subject.get("retrospective")),
        "exporting_party": kept.exporting_party, "is_sandbox": row["is_sandbox"],
        "says": {name: subject[name] for name in _PUBLIC if name in subject},
        "goods": [
            {name: good[name] for name in ("line", *_PUBLIC) if name in good}
            for good in subject.get("goods", ())
        ],
    }  # fmt: skip


def _printed(credential: Mapping[str, Any], digest: str) -> list[Finding]:
    """Whether a paper is of the newest version, where its QR code was read."""
    if not digest:
        return []
    if digest.casefold() == digest_of(credential):
        return [Finding("paper", "passed", "the code of the paper is of this version")]
    return [Finding("paper", "failed", "the code of the paper is of no version that stands")]


def _told(
    credential: Mapping[str, Any], findings: "tuple[Finding, ...] | list[Finding]"
) -> Document:
    failed = [one.check for one in findings if one.state == "failed"]
    subject = credential.get("credentialSubject")
    subject = subject if isinstance(subject, Mapping) else {}
    number = subject.get("number")
    return {
        "number": number if isinstance(number, str) else None,
        "is_valid": not failed,
        "is_synthetic": bool(subject.get("synthetic")),
        "checks": [one.document() for one in findings],
        "failed": failed,
    }


def _digest(kept: KeptDetermination) -> str:
    return determination_digest(kept.asked, kept.result)


# Files


def _object(path: str) -> dict[str, Any]:
    """A JSON object of a file.

    Raises:
        InputError: It is none.
    """
    content = read_cases(path)
    if not isinstance(content, dict):
        raise _unreadable(path, "is no object")
    return content


def _status(
    credential: Mapping[str, Any], path: str, terms: Mapping[str, KeyTerm]
) -> str | None:  # fmt: skip
    """The status by a signed list; None where the list is older than the credential.

    Raises:
        InputError: It is no list, or not signed by a key that is trusted.
    """
    if not path:
        return None
    listed, index = _object(path), status_index_of(credential)
    proof = read_proof(listed)
    term = terms.get(key_id_of(proof.public)) if proof else None
    is_signed = proof and check_signature(proof.public, proof.signature, proof.message)
    if not is_signed or term is None or term.revoked_at:
        raise _unreadable(path, "is no list of statuses signed by a key that is trusted")
    try:
        text = listed["credentialSubject"]["encodedList"]
        is_older = str(listed["validFrom"]) < str(credential.get("validFrom"))
        return None if index is None or is_older else read_status(text, index)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(path, "is no list of statuses") from error


def _determinations(path: str, region: str | None) -> dict[str, tuple[Basis, str]]:
    """Determinations by a file of one or of a list, each with its digest, by id.

    Raises:
        InputError: One is none.
    """
    content = read_cases(path) if path else []
    reference = open_reference(region) if path else None
    found: dict[str, tuple[Basis, str]] = {}
    for one in content if isinstance(content, list) else [content]:
        document: Mapping[str, Any] = one if isinstance(one, dict) else {}
        asked = document.get("asked")
        if not isinstance(asked, dict) or reference is None:
            raise _unreadable(path, "does not hold what was asked")
        result = {name: value for name, value in document.items() if name not in _KEPT}
        try:
            basis = basis_from(reference, str(document.get("id")), asked, result)
        except InputError as error:
            raise _unreadable(path, "is no determination") from error
        found[basis.id] = basis, determination_digest(asked, result)
    return found


def _first(credential: Mapping[str, Any], rests_on: Mapping[str, object]) -> str:
    """Id of the determination that the first good rests on, of those at hand."""
    rows = credential.get("relatedResource")
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], Mapping) else {}
    named = str(row.get("id", "")).rpartition(":")[2]
    return named if named in rests_on else next(iter(rests_on), "")


def _unreadable(path: str, what: str) -> InputError:
    return InputError(
        Problem("certificate.file", path, f"{what}.", "Give the file as it was handed out.",
                message_zh="文件不是所需的内容。")
    )  # fmt: skip
