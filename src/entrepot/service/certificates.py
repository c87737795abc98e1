"""Certificates of origin: drafted from a determination, checked, issued and signed, corrected."""

from collections.abc import Mapping
from dataclasses import replace as replace_value
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.amounts import Document
from entrepot.service.certificate_case import (
    Case,
    basis_of,
    check_all,
    filled,
    firm_for,
    go,
    locked,
    need_mandate,
    note,
    open_case,
    plain,
    read_number,
    sign,
    sign_and_issue,
    told,
)
from entrepot.service.window import Window
from entrepot.store import certificates as store
from entrepot.store.accounts import acting_for
from entrepot.store.determinations import get_determination
from entrepot.tariff.certificate import KINDS, NONE, move
from entrepot.tariff.certificate_fields import fields_of, parse_fields

ACTS = ("check", "submit", "return", "withdraw", "cancel")
_DRAFT = ("determination", "kind", "fields", "firm")
_APPLICANTS_OWN = ("check", "submit", "withdraw")  # a broker makes them under a mandate only


def draft(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Draft a certificate from a determination; what the determination says is filled in.

    Args:
        window: The window.
        raw: `determination`, `kind` (first, unless told), `fields`, and `firm`: the id or credit
            code of the exporter a broker drafts for, under its live mandate for origin.
        by: An applicant.
        at: Now.

    Raises:
        InputError: With every field that is no field or no text.
        MissingError: There is no such determination for these eyes.
        RefusedError: Who acts is no applicant, or holds no mandate of the firm.
    """
    determination, kind, given, word = _read_draft(raw)
    with acting_for(window.database, by, at) as (book, actor):
        state = move("draft", NONE, actor.roles)
        kept = get_determination(book.tx, determination)
        basis = basis_of(window.reference, kept)
        firm = firm_for(book, actor, word)
        fields = {**fields_of(basis), "exporter_name": firm["name"], **given}
        with book.as_system():
            id, reference = store.add_certificate(
                book.tx, org=firm["id"], by=actor.account, at=at, determination=kept.id,
                agreement=basis.agreement, kind=kind, fields=fields, state=state,
                broker=None if firm["id"] == actor.organisation else actor.organisation,
            )  # fmt: skip
        case = open_case(window, book, actor, at, reference)
        full = filled(replace_value(case, others={}), fields)
        with book.as_system():
            store.move_certificate(book.tx, id, state=state, fields=full)
            note(case, id, "draft", state, full)
        return told(case)


def edit(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Change fields of a draft; an empty text takes a field out.

    Raises:
        InputError: With every field that is no field or no text.
        MissingError: There is no such certificate for these eyes.
        RefusedError: It is no draft any more, or who acts is no applicant.
    """
    with locked(window, reference, by, at) as case:
        state = move("edit", case.row["state"], case.actor.roles)
        need_mandate(case)
        go(case, "edit", state, filled(case, _changed(case, raw)))
        return told(case)


def act(
    window: Window, reference: str, name: str, *, by: str, at: datetime, reason: str = ""
) -> Document:
    """Check, submit, return, withdraw or cancel a certificate.

    Raises:
        InputError: With every field that is missing or does not follow from the determination;
            nothing is changed then.
        MissingError: There is no such certificate for these eyes.
        RefusedError: The table of moves does not allow it, or it lacks its reason.
    """
    if name not in ACTS:
        raise InputError(
            Problem("certificate.move", "move", f"{name[:40]!r} is no such move.",
                    f"One of {', '.join(ACTS)}.", message_zh="没有此操作。")
        )  # fmt: skip
    with locked(window, reference, by, at) as case:
        state = move(name, case.row["state"], case.actor.roles, reason)
        if name in _APPLICANTS_OWN:
            need_mandate(case)
        if name in ("check", "submit"):
            check_all(case, case.row["fields"])
        go(case, name, state, case.row["fields"], reason)
        return told(case)


def issue(
    window: Window, reference: str, *, by: str, at: datetime, number: str = ""
) -> Document:  # fmt: skip
    """Issue a submitted certificate: give it its number and sign it.

    Args:
        window: The window.
        reference: Of the certificate.
        by: An issuer.
        at: Now.
        number: Number to give; its reference by default.

    Raises:
        InputError: The number is none, or a field does not follow from the determination.
        MissingError: There is no such certificate for these eyes.
        RefusedError: It is not submitted, who acts is no issuer, or the number was given before.
    """
    given = read_number(number)
    with locked(window, reference, by, at) as case:
        state = move("issue", case.row["state"], case.actor.roles)
        check_all(case, case.row["fields"])
        sign_and_issue(case, "issue", state, case.row["fields"], given or case.row["reference"])
        return told(case)


def correct(
    window: Window, reference: str, raw: object, *, by: str, at: datetime, reason: str
) -> Document:
    """Correct fields of an issued certificate: it keeps its number and is signed anew.

    Raises:
        InputError: With every field that is wrong.
        MissingError: There is no such certificate for these eyes.
        RefusedError: It does not stand, who acts is no issuer, or there is no reason.
    """
    with locked(window, reference, by, at) as case:
        state = move("correct", case.row["state"], case.actor.roles, reason)
        fields = filled(case, _changed(case, raw))
        check_all(case, fields)
        sign_and_issue(case, "correct", state, fields, case.row["number"], reason)
        return told(case)


def replace(
    window: Window, reference: str, raw: object, *, by: str, at: datetime, reason: str,
    number: str = "",
) -> Document:  # fmt: skip
    """Issue a new certificate in the place of one that stands; the old one is void.

    Returns:
        The new certificate.

    Raises:
        InputError: With every field that is wrong.
        MissingError: There is no such certificate for these eyes.
        RefusedError: It does not stand, who acts is no issuer, there is no reason, or the
            number was given before.
    """
    given = read_number(number)
    with locked(window, reference, by, at) as case:
        row, made = case.row, store.new_reference()
        gone = move("replace", row["state"], case.actor.roles, reason)
        state = move("issue_instead", NONE, case.actor.roles)
        fields = filled(case, _changed(case, raw))
        check_all(case, fields)
        go(case, "replace", gone, row["fields"], reason)
        with case.book.as_system():
            id, _ = store.add_certificate(
                case.book.tx, org=row["org_id"], by=row["made_by"], at=at,
                determination=case.kept.id, agreement=row["agreement"], kind=row["kind"],
                fields=fields, state=state, reference=made, issuer=case.actor.organisation,
                number=given or made, version=1, replaces=row["id"], broker=row["broker"],
            )  # fmt: skip
            fresh = open_case(window, case.book, case.actor, at, made)
            sign(fresh, id, "issue_instead", state, fields, given or made, reason=reason,
                 replaces=row["number"])  # fmt: skip
        return told(fresh)


def carry_out(
    window: Window, reference: str, raw: object, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Make the `move` that a document asks for, with its `reason`, `number` and `fields`.

    Raises:
        InputError: There is no such move, or with every field that is wrong.
        MissingError: There is no such certificate for these eyes.
        RefusedError: The table of moves does not allow it.
    """
    given = raw if isinstance(raw, Mapping) else {}
    words = {name: given.get(name) or "" for name in ("move", "reason", "number")}
    if faults := [_no_text(name) for name, text in words.items() if not isinstance(text, str)]:
        raise InputError(faults)
    name, reason, number = (str(text) for text in words.values())
    fields = given.get("fields") or {}
    match name:
        case "edit":
            return edit(window, reference, fields, by=by, at=at)
        case "issue":
            return issue(window, reference, by=by, at=at, number=number)
        case "correct":
            return correct(window, reference, fields, by=by, at=at, reason=reason)
        case "replace":
            return replace(
                window, reference, fields, by=by, at=at, reason=reason, number=number
            )  # fmt: skip
    return act(window, reference, name, by=by, at=at, reason=reason)


def show(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A certificate with its fields, what was done, what may be done, and what is wrong.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_for(window.database, by, at) as (book, actor):
        seen = store.get_certificate(book.tx, reference)
        return told(open_case(window, book, actor, at, seen["reference"]))


def list_certificates(window: Window, *, by: str, at: datetime) -> Document:
    """The certificates somebody may see, newest first."""
    with acting_for(window.database, by, at) as (book, _):
        rows = store.list_certificates(book.tx)
    return {"certificates": [plain(row) for row in rows]}


def _no_text(name: str) -> Problem:
    return Problem(
        "certificate.text", name, "is no text.", "Write a text.", message_zh="应为文本。"
    )


def _read_draft(raw: object) -> tuple[str, str, dict[str, str], str]:
    """Determination, kind, fields and firm of a draft.

    Raises:
        InputError: With everything that is wrong.
    """
    given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    faults = [
        Problem("certificate.unknown", str(name), "is no part of a draft.",
                f"A draft has {', '.join(_DRAFT)}.", message_zh="草稿没有该项。")
        for name in given if name not in _DRAFT
    ]  # fmt: skip
    determination, kind = given.get("determination"), given.get("kind") or KINDS[0]
    if not isinstance(determination, str) or not determination.strip():
        faults.append(
            Problem("certificate.missing", "determination", "is empty.",
                    "Give the id of a determination of origin.", message_zh="未填写判定编号。")
        )  # fmt: skip
    firm = given.get("firm") or ""
    if not isinstance(firm, str):
        faults.append(_no_text("firm"))
    if kind not in KINDS:
        faults.append(
            Problem("certificate.kind", "kind", f"{str(kind)[:40]!r} is no kind.",
                    f"One of {', '.join(KINDS)}.", message_zh="没有该证书种类。")
        )  # fmt: skip
    try:
        fields = parse_fields(given.get("fields") or {})
    except InputError as error:
        faults += error.problems
    if faults:
        raise InputError(faults)
    return str(determination), str(kind), fields, str(firm).strip()


def _changed(case: Case, raw: object) -> dict[str, str]:
    """The fields as they stand with those that are given; an empty text takes one out."""
    given, told_ = parse_fields(raw), raw if isinstance(raw, Mapping) else {}
    return {
        name: text
        for name, text in {**case.row["fields"], **given}.items()
        if name in given or name not in told_
    }
