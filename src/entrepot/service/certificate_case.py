"""A certificate somebody acts on: its row locked, its determination beside it, its document."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.region.origin import OriginAgreement
from entrepot.service import mandates
from entrepot.service.amounts import Document
from entrepot.service.window import Window
from entrepot.store import certificates as store
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.certificates import Row
from entrepot.store.db import Tx
from entrepot.store.determinations import KeptDetermination, get_determination
from entrepot.store.key_terms import issuing_key
from entrepot.store.reference import WindowReference
from entrepot.tariff.certificate import STANDING, State, moves_for
from entrepot.tariff.certificate_check import Issue, credential_of
from entrepot.tariff.certificate_fields import (
    Basis,
    check_fields,
    fields_of,
    is_retrospective,
    last_day,
)
from entrepot.tariff.certificate_goods import further_goods
from entrepot.tariff.credential import Signer, digest_of, sign_credential
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.window.actor import Actor

Fields = Mapping[str, str]
Others: TypeAlias = Mapping[str, tuple[Basis, str]]
_INNER = ("id", "org_id", "made_by", "replaces", "issuer", "broker")
ORIGIN = "origin"  # the scope of a mandate that certificates ask for


@dataclass(frozen=True, slots=True)
class Case:
    """A certificate that somebody acts on.

    Attributes:
        window: The window.
        book: The transaction.
        actor: Who acts.
        at: When.
        row: The certificate.
        kept: The determination that it rests on.
        basis: What that says.
        others: What the determinations of further goods say, with their digests, by id.
    """

    window: Window
    book: Accounts
    actor: Actor
    at: datetime
    row: Row
    kept: KeptDetermination
    basis: Basis
    others: Others


@contextmanager
def locked(window: Window, reference: str, by: str, at: datetime) -> Iterator[Case]:
    """A certificate that nobody else can change until the end of the transaction.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_for(window.database, by, at) as (book, actor):
        seen = store.get_certificate(book.tx, reference)
        with book.as_system():
            store.lock_certificate(book.tx, seen["id"])
        yield open_case(window, book, actor, at, seen["reference"])


def firm_for(book: Accounts, actor: Actor, word: str) -> Mapping[str, Any]:
    """The firm a certificate is drafted for: one's own, or one whose mandate covers origin.

    Args:
        book: The transaction.
        actor: Who drafts.
        word: The firm's id or credit code; empty is one's own.

    Raises:
        RefusedError: There is no such mandate; whether there is such a firm is not told.
    """
    found = mandates.firm_for(book, actor, word, ORIGIN)
    if found is None:
        raise _no_mandate(word)
    return found


def need_mandate(case: Case) -> None:
    """See that who acts is of the certificate's firm, or holds its live mandate for origin.

    Raises:
        RefusedError: He is not, and holds none.
    """
    if not case.actor.may_for(case.row["org_id"], ORIGIN):
        raise _no_mandate(case.row["firm"])


def _no_mandate(firm: str) -> RefusedError:
    return RefusedError(
        Problem(
            "certificate.mandate", "firm",
            f"your firm holds no live mandate of {firm[:60]!r} for certificates of origin.",
            "The firm grants it: entrepot mandate grant BROKER --scope origin.",
            message_zh="贵企业没有该企业有效的原产地证委托。",
        )
    )  # fmt: skip


def open_case(
    window: Window, book: Accounts, actor: Actor, at: datetime, reference: str
) -> Case:  # fmt: skip
    """A certificate that these eyes were found to see, as it is now."""
    with book.as_system():
        row = store.get_certificate(book.tx, reference)
        kept = get_determination(book.tx, row["determination"])
        others = others_of(book.tx, window.reference, row["fields"])
    return Case(window, book, actor, at, row, kept, basis_of(window.reference, kept), others)


def others_of(tx: Tx, reference: WindowReference, fields: Fields) -> Others:
    """What the determinations of further goods say that whoever acts may see, by id."""
    found: dict[str, tuple[Basis, str]] = {}
    for own in further_goods(fields).values():
        name = own.get("determination", "")
        if name and name not in found:
            try:
                kept = get_determination(tx, name)
            except MissingError:
                continue
            found[name] = basis_of(reference, kept), _digest_of(kept)
    return found


def filled(case: Case, fields: Fields) -> dict[str, str]:
    """Fields with what the determinations of further goods say where nothing is typed.

    A determination that was not on the certificate before must be for the eyes of who acts.

    Raises:
        MissingError: There is no such determination for these eyes.
    """
    found = dict(fields)
    for number, own in further_goods(fields).items():
        if not (name := own.get("determination")):
            continue
        if name not in case.others:
            kept = get_determination(case.book.tx, name)
            name, basis = kept.id, basis_of(case.window.reference, kept)
            found[f"determination_{number}"] = name
        else:
            basis = case.others[name][0]
        for field, text in fields_of(basis).items():
            if field != "importing_party":
                found.setdefault(f"{field}_{number}", text)
    return found


def _digest_of(kept: KeptDetermination) -> str:
    return determination_digest(kept.asked, kept.result)


def basis_of(reference: WindowReference, kept: KeptDetermination) -> Basis:
    """What a stored determination says, as a certificate rests on it."""
    return basis_from(reference, kept.id, kept.asked, kept.result)


def basis_from(
    reference: WindowReference, id: str, asked: Mapping[str, Any], result: Mapping[str, Any]
) -> Basis:
    """What a determination says, from what was asked and what came of it.

    Raises:
        InputError: What was asked is no question of origin.
    """
    case = parse_origin_case(asked)
    rows: tuple[OriginAgreement, ...] = reference.table("origin_agreements")
    agreement = next((row for row in rows if row.code == case.agreement), None)
    return Basis(
        id=id,
        verdict=result.get("verdict") or "undetermined",
        agreement=case.agreement,
        exporting_party=case.exporting_party,
        importing_party=case.importing_party,
        on=case.on,
        hs=case.good.hs,
        criterion=result.get("criterion") or "",
        country=result.get("rcep_country_of_origin") or "",
        fob=case.good.fob,
        proofs=tuple(agreement.certificates) if agreement else (),
        proof_months=agreement.proof_months if agreement else None,
    )


def determination_digest(asked: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 of a determination: what was asked, and what came of it."""
    return digest_of({"asked": dict(asked), "result": dict(result)})


def check_all(case: Case, fields: Fields) -> None:
    """Refuse fields that are missing or do not follow from the determination.

    Raises:
        InputError: With all of them.
    """
    with case.book.as_system():
        others = others_of(case.book.tx, case.window.reference, fields)
    bases = {id: basis for id, (basis, _) in others.items()}
    if problems := check_fields(fields, case.row["kind"], case.basis, bases):
        raise InputError(problems)


# Moving and signing


def go(case: Case, name: str, state: State, fields: Fields, reason: str = "") -> None:
    """Let the certificate stand in another state, and note who did it."""
    with case.book.as_system():
        store.move_certificate(case.book.tx, case.row["id"], state=state, fields=fields)
        note(case, case.row["id"], name, state, fields, reason=reason)


def sign_and_issue(
    case: Case, name: str, state: State, fields: Fields, number: str, reason: str = ""
) -> None:
    """Give the certificate its number, or its next version, with the credential of it."""
    version = case.row["version"] + 1
    with case.book.as_system():
        store.issue_certificate(
            case.book.tx, case.row["id"], state=state, fields=fields, version=version,
            issuer=case.actor.organisation, number=number, at=case.at,
        )  # fmt: skip
        sign(case, case.row["id"], name, state, fields, number, version=version, reason=reason)


def sign(
    case: Case, id: int, name: str, state: State, fields: Fields, number: str, *,
    version: int = 1, reason: str = "", replaces: str = "",
) -> None:  # fmt: skip
    """Sign a version of a certificate and note who issued it; as the window itself."""
    index, day = store.next_status_index(case.book.tx), case.at.date()
    key = issuing_key(case.window.home.folder, case.at)
    others = others_of(case.book.tx, case.window.reference, fields)
    issued = Issue(
        number=number, version=version, kind=case.row["kind"], fields=fields, basis=case.basis,
        determination_digest=determination_digest(case.kept.asked, case.kept.result),
        issuer=case.actor.name, issuer_code=case.actor.uscc, at=case.at,
        last_day=last_day(fields, case.basis, (case.row["issued_at"] or case.at).date()),
        is_retrospective=is_retrospective(fields, day), status_index=index, replaces=replaces,
        is_synthetic=case.row["is_sandbox"],
        others={id: digest for id, (_, digest) in others.items()},
    )  # fmt: skip
    bare = credential_of(issued, key.public)
    credential = sign_credential(bare, Signer(key.public, key.sign), case.at)
    note(case, id, name, state, fields, reason=reason, credential=credential, index=index)


def note(
    case: Case, id: int, name: str, state: State, fields: Fields, *, reason: str = "",
    credential: Document | None = None, index: int | None = None,
) -> None:  # fmt: skip
    """Note who did what with a certificate; as the window itself."""
    store.add_event(
        case.book.tx, id, move=name, state=state, account=case.actor.account,
        organisation=case.actor.organisation, at=case.at, fields=fields, reason=reason.strip(),
        credential=credential, status_index=index,
    )  # fmt: skip


# Telling


def told(case: Case, reference: str = "") -> Document:
    """A certificate with its fields, what was done, what may be done, and what is wrong."""
    case = open_case(
        case.window, case.book, case.actor, case.at, reference or case.row["reference"]
    )
    row = case.row
    with case.book.as_system():
        events = store.list_events(case.book.tx, row["id"])
        credential = store.find_credential(case.book.tx, row["id"])
        before = store.find_reference(case.book.tx, row["replaces"])
        after = store.find_successor(case.book.tx, row["id"])
    return {
        **plain({name: value for name, value in row.items() if name not in _INNER}),
        "holds": row["state"] in STANDING,
        "exporting_party": case.basis.exporting_party,
        "importing_party": case.basis.importing_party,
        "replaces": before, "replaced_by": after,
        "moves": [one.name for one in moves_for(row["state"], case.actor.roles)],
        "problems": [
            one.document()
            for one in check_fields(
                row["fields"], row["kind"], case.basis,
                {id: basis for id, (basis, _) in case.others.items()},
            )
        ],
        "events": [plain(event) for event in events],
        "credential": credential,
        "digest": digest_of(credential) if credential else None,
    }  # fmt: skip


def plain(row: Mapping[str, Any]) -> Document:
    """A row with its instants as text."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def read_number(text: str) -> str:
    """A number that an issuer gives; empty where he gives none.

    Raises:
        InputError: It cannot be one.
    """
    found = store.parse_name(text)
    if text.strip() and not found:
        raise InputError(
            Problem("certificate.number", "number", f"{text[:60]!r} cannot be a number.",
                    "3 to 40 letters and digits, with / . and - between them.",
                    message_zh="不是有效的证书编号。")
        )  # fmt: skip
    return found
