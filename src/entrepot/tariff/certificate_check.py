"""A certificate as a credential, and whether one that is shown is to be believed.

Five checks are made, each by itself: the signature, the issuer's key when it was issued, the
status, the dates, and the fields against the determination. A check that lacks what it needs
could not be made, and says why; it is never taken for passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias

from entrepot.tariff.certificate_fields import Basis, check_fields
from entrepot.tariff.certificate_goods import flatten, further_goods, nest
from entrepot.tariff.credential import (
    CONTEXT,
    STATUS_BITS,
    STATUSES,
    W3C,
    Check,
    Document,
    did_of,
    instant,
    key_id_of,
    read_instant,
    read_proof,
)

CheckState: TypeAlias = Literal["passed", "failed", "unmade"]
CHECKS = ("signature", "issuer_key", "status", "dates", "fields")
KIND = "CertificateOfOrigin"
LIST = "urn:entrepot:status-list"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check, with why as a sentence."""

    check: str
    state: CheckState
    why: str

    def document(self) -> dict[str, str]:
        """The finding as JSON tells it."""
        return {"check": self.check, "state": self.state, "why": self.why}


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """What the register says of a key.

    Attributes:
        valid_from: First instant at which it signs; None where not known.
        valid_to: Instant from which it does not sign any more; None while it does.
        revoked_at: When it was revoked; None where it was not.
    """

    valid_from: datetime | None = None
    valid_to: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """What a certificate is issued with.

    Attributes:
        number: Its number.
        version: 1, and one more with each correction.
        kind: first or back_to_back.
        fields: What stands on it.
        basis: The determination it rests on.
        determination_digest: SHA-256 of the determination.
        issuer: Who issues, by name.
        issuer_code: Credit code of who issues.
        at: When.
        last_day: Last day on which it holds; None where not known.
        is_retrospective: Issued after the goods had left.
        status_index: Its place in the list of statuses.
        replaces: Number of the certificate whose place it takes; empty where there is none.
        is_synthetic: Made in a rehearsal: it proves nothing.
        others: Digests of the determinations of further goods, by id.
    """

    number: str
    version: int
    kind: str
    fields: Mapping[str, str]
    basis: Basis
    determination_digest: str
    issuer: str
    issuer_code: str
    at: datetime
    last_day: date | None
    is_retrospective: bool
    status_index: int
    replaces: str = ""
    is_synthetic: bool = False
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a verifier has at hand; None is not at hand.

    Attributes:
        check: Checks a signature.
        keys: Terms of the keys that are trusted, by id.
        at: The instant it is asked about.
        status: Status of the credential.
        basis: The determination it rests on.
        determination_digest: SHA-256 of that determination.
        others: Determinations of further goods with their digests, by id.
    """

    check: Check
    keys: Mapping[str, KeyTerm]
    at: datetime
    status: str | None = None
    basis: Basis | None = None
    determination_digest: str = ""
    others: Mapping[str, tuple[Basis, str]] = field(default_factory=dict)


def credential_of(issue: Issue, public: bytes) -> Document:
    """A certificate as a credential, to be signed with the key whose public half is given."""
    subject = {
        "type": "OriginatingConsignment", "number": issue.number, "version": issue.version,
        "kind": issue.kind, "agreement": issue.basis.agreement,
        "exporting_party": issue.basis.exporting_party, "retrospective": issue.is_retrospective,
        **nest(issue.fields),
    }  # fmt: skip
    if issue.replaces:
        subject["replaces"] = issue.replaces
    if issue.is_synthetic:
        subject["synthetic"] = True
    bare = {
        "@context": [W3C, CONTEXT],
        "id": f"urn:entrepot:certificate:{issue.issuer_code}:{issue.number}:{issue.version}",
        "type": ["VerifiableCredential", KIND],
        "issuer": {
            "id": f"did:key:{did_of(public)}", "name": issue.issuer, "code": issue.issuer_code,
        },
        "validFrom": instant(issue.at),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{LIST}#{issue.status_index}", "type": "BitstringStatusListEntry",
            "statusPurpose": "message", "statusListIndex": str(issue.status_index),
            "statusListCredential": LIST,
            "statusSize": STATUS_BITS,
            "statusMessage": [
                {"status": f"0x{number:x}", "message": status}
                for number, status in enumerate(STATUSES)
            ],
        },
        "relatedResource": [
            {
                "id": f"urn:entrepot:determination:{id}",
                "digestHex": digest,
            }
            for id, digest in {issue.basis.id: issue.determination_digest, **issue.others}.items()
        ],
    }  # fmt: skip
    if issue.last_day:
        end = datetime.combine(issue.last_day + timedelta(days=1), time(), UTC)
        bare["validUntil"] = instant(end - timedelta(seconds=1))
    return bare


def status_index_of(credential: Mapping[str, Any]) -> int | None:
    """Place of a credential in the list of statuses; None where it names none."""
    entry = credential.get("credentialStatus")
    index = entry.get("statusListIndex") if isinstance(entry, Mapping) else None
    if not isinstance(index, str) or not (index.isascii() and index.isdigit()) or len(index) > 9:
        return None
    return int(index)


def verify_certificate(credential: Mapping[str, Any], known: Knowledge) -> tuple[Finding, ...]:
    """Make every check that can be made of a credential.

    Args:
        credential: What is shown; nothing of it is believed beforehand.
        known: What is at hand.

    Returns:
        One finding a check, in the order of `CHECKS`.
    """
    return (
        _signature(credential, known),
        _issuer_key(credential, known),
        _status(known),
        _dates(credential, known.at),
        _fields(credential, known),
    )


def _signature(credential: Mapping[str, Any], known: Knowledge) -> Finding:
    proof = read_proof(credential)
    if proof is None:
        return Finding("signature", "failed", "there is no proof that can be read")
    if credential.get("issuer", {}) and _issuer_id(credential) != f"did:key:{did_of(proof.public)}":
        return Finding("signature", "failed", "the proof names another key than the issuer")
    if not known.check(proof.public, proof.signature, proof.message):
        return Finding("signature", "failed", "the content was changed after it was signed")
    return Finding("signature", "passed", "the content is as it was signed")


def _issuer_id(credential: Mapping[str, Any]) -> object:
    issuer = credential.get("issuer")
    return issuer.get("id") if isinstance(issuer, Mapping) else issuer


def _issuer_key(credential: Mapping[str, Any], known: Knowledge) -> Finding:
    proof = read_proof(credential)
    if proof is None:
        return Finding("issuer_key", "unmade", "there is no proof that can be read")
    name = key_id_of(proof.public)
    term, issued = known.keys.get(name), _instant(credential, "validFrom")
    if term is None:
        return Finding("issuer_key", "failed", f"key {name} is not one that is trusted here")
    if term.revoked_at:
        day = term.revoked_at.date()
        return Finding("issuer_key", "failed", f"key {name} was revoked on {day}")
    if term.valid_from is None or issued is None:
        return Finding("issuer_key", "unmade", f"the term of key {name} is not known here")
    signed = max(issued, proof.created)
    begun = min(issued, proof.created) >= term.valid_from.replace(microsecond=0)
    if not begun or (term.valid_to and signed > term.valid_to):
        return Finding("issuer_key", "failed", f"key {name} was not in use when it was issued")
    return Finding("issuer_key", "passed", f"key {name} was in use when it was issued")


def _status(known: Knowledge) -> Finding:
    if known.status is None:
        return Finding("status", "unmade", "no list of statuses is at hand")
    if known.status == "issued":
        return Finding("status", "passed", "it stands as it was issued")
    return Finding("status", "failed", _GONE.get(known.status, "its status is not known"))


_GONE = {
    "corrected": "it was corrected: a later version stands in its place",
    "replaced": "it was replaced by another certificate",
    "cancelled": "it was cancelled",
}


def _dates(credential: Mapping[str, Any], at: datetime) -> Finding:
    start, end = _instant(credential, "validFrom"), _instant(credential, "validUntil")
    if start is None:
        return Finding("dates", "failed", "it does not say from when it holds")
    if at < start:
        return Finding("dates", "failed", f"it holds from {start.date()} on")
    if end is None:
        return Finding("dates", "unmade", "the agreement's term is not known")
    if at > end:
        return Finding("dates", "failed", f"it held until {end.date()}")
    return Finding("dates", "passed", f"it holds until {end.date()}")


def _fields(credential: Mapping[str, Any], known: Knowledge) -> Finding:
    if known.basis is None:
        return Finding("fields", "unmade", "the determination is not at hand")
    subject = credential.get("credentialSubject")
    if not isinstance(subject, Mapping):
        return Finding("fields", "failed", "it names no consignment")
    if known.determination_digest not in _digests(credential):
        return Finding("fields", "failed", "it rests on another determination")
    texts, digests = flatten(subject), _digests(credential)
    asked = {own.get("determination", "") for own in further_goods(texts).values()}
    if lacking := sorted(asked - known.others.keys()):
        return Finding(
            "fields", "unmade", f"the determination is not at hand: {', '.join(lacking)}"
        )
    if any(known.others[id][1] not in digests for id in asked):
        return Finding("fields", "failed", "it rests on another determination")
    others = {id: basis for id, (basis, _) in known.others.items()}
    problems = check_fields(texts, texts.get("kind", ""), known.basis, others)
    faults = sorted({one.where for one in problems})
    parties = subject.get("agreement"), subject.get("exporting_party")
    if parties != (known.basis.agreement, known.basis.exporting_party):
        faults.append("agreement")
    if faults:
        return Finding("fields", "failed", f"does not follow from it: {', '.join(faults)}")
    return Finding("fields", "passed", f"every field follows from {known.basis.id}")


def _digests(credential: Mapping[str, Any]) -> list[object]:
    rows = credential.get("relatedResource")
    rows = rows if isinstance(rows, list) else []
    return [row.get("digestHex") for row in rows if isinstance(row, Mapping)]


def _instant(credential: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return read_instant(credential[name])
    except (KeyError, TypeError, ValueError):
        return None
