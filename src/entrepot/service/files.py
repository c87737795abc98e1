"""Opening a declaration to act on it: taken up anew from a body, or found by its name."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.proceeding import Proceeding
from entrepot.service.rows import standing_of
from entrepot.service.window import Window
from entrepot.store.chains import note_try
from entrepot.store.window import Book, acting, new_reference
from entrepot.window import evidence
from entrepot.window.actor import Actor
from entrepot.window.case_filed import check_case
from entrepot.window.codec import from_xml
from entrepot.window.declaration import Declaration
from entrepot.window.documents import Dictionary
from entrepot.window.lifecycle import Standing
from entrepot.window.rules import examine

MOST_BYTES = 1_000_000
_SUSPECT = re.compile(rb"\\u|\xed|\0")  # an escape, a raw half of a pair, two or four bytes a sign
_BETWEEN = "\x1f"  # which no element may hold
_HALVES = re.compile("[\ud800-\udfff]")
YEAR = timedelta(days=365)
_BLANK: Mapping[str, Any] = {
    "broker_id": None, "number": None, "release_no": None, "score": None, "flags": [],
    "routed": [], "previous_id": None, "lodged_at": None, "accepted_at": None, "law_date": None,
    "released_at": None, "due_at": None, "expires_on": None, "completion_due": None,
    "fault": None, "revision": 1, "channel": "NONE",
}  # fmt: skip


def read_body(body: bytes, media_type: str, dictionary: Dictionary | None = None) -> dict[str, Any]:
    """A body as JSON tells it, exact numbers as text.

    Raises:
        InputError: It is too large, or no JSON object, or no XML of ours.
    """
    if len(body) > MOST_BYTES:
        raise InputError(_fault("body.size", f"The body is larger than {MOST_BYTES} bytes.",
                                f"报文超过{MOST_BYTES}字节。"))  # fmt: skip
    if "xml" in media_type and dictionary is not None:
        return dict(from_xml(body, dictionary))
    try:
        found = _EXACTLY.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise InputError(_fault("body.json", "The body is not JSON.", "报文不是JSON。")) from error
    if not isinstance(found, dict):
        raise InputError(
            _fault("body.json", "The body is not one JSON object.", "报文不是一个JSON对象。")
        )
    if _SUSPECT.search(body) and not _is_text(found):
        raise InputError(_fault("body.text", "The body holds signs that are no text.",
                                "报文含有非文本字符。"))  # fmt: skip
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


_EXACTLY = json.JSONDecoder(parse_float=str, parse_constant=_no_number)


def _is_text(found: object) -> bool:
    """Whether no text holds the sign nought or half of a pair, which no database keeps."""
    try:
        whole = json.dumps(found, ensure_ascii=False)
    except RecursionError:
        return False
    return "\\u0000" not in whole and not _HALVES.search(whole)


def _fault(code: str, message: str, message_zh: str) -> Problem:
    return Problem(code, "body", message, "Send one declaration.", message_zh=message_zh)


@dataclass(frozen=True, slots=True)
class Filing:
    """Contents handed in, read before any transaction begins.

    Attributes:
        body: The bytes as received.
        media_type: What they are.
        raw: The contents as JSON.
        declaration: What could be read; None where not even the flow can be told.
        faults: Everything that is wrong with them.
        sha256: Of the bytes, in hex.
    """

    body: bytes
    media_type: str
    raw: Mapping[str, Any]
    declaration: Declaration | None
    faults: tuple[Problem, ...]
    sha256: str


def read_filing(window: Window, body: bytes, media_type: str, at: datetime) -> Filing:
    """Read and check what is handed in.

    Raises:
        InputError: It is no document of ours at all.
    """
    raw = read_body(body, media_type, window.dictionary)
    on = window.day_at(_text(raw, "declarationOfficeId"), at)
    declaration, faults = _examine(window, raw, on)
    return Filing(body, media_type, raw, declaration, faults, hashlib.sha256(body).hexdigest())


def _examine(
    window: Window, raw: Mapping[str, Any], on: date
) -> tuple[Declaration | None, tuple[Problem, ...]]:
    declaration, faults = examine(raw, window.rule_facts, on)
    if declaration is not None:
        told = {fault.code for fault in faults}
        ungauged = check_case(declaration, window.reasons)
        faults += tuple(one for one in ungauged if one.code not in told)
    return declaration, faults


def check_contents(window: Window, raw: Mapping[str, Any], on: date) -> Declaration:
    """Contents that could be lodged as they are.

    Raises:
        InputError: With every fault of form and rule.
    """
    declaration, faults = _examine(window, raw, on)
    if faults or declaration is None:
        raise InputError(faults)
    return declaration


def asked_of(window: Window, filing: Filing, at: datetime, key: str = "") -> dict[str, Any]:
    """What lodging looks up, in the words of `look_up`; with a key, a number too."""
    declaration = filing.declaration
    if declaration is None:
        asked = {"uscc": "", "containers": "", "office": "", "kind": "", "year": 0}
    else:
        office = declaration.declaration_office
        asked = {
            "uscc": declaration.trader_uscc, "containers": _BETWEEN.join(declaration.containers),
            "office": office if key and not filing.faults else "", "kind": declaration.flow,
            "year": window.day_at(office, at).year,
        }  # fmt: skip
    return {"key": key, "since": at - YEAR, **asked}


def take_up(
    window: Window, book: Book, actor: Actor, filing: Filing, at: datetime, *,
    looked_up: Mapping[str, Any] | None = None, draft: str = "", expected: int | None = None,
) -> Proceeding:  # fmt: skip
    """Begin a proceeding on contents.

    Args:
        window: The window.
        book: The transaction.
        actor: Who files.
        filing: The contents.
        at: Instant.
        looked_up: What `look_up` told, where it was asked already; a reply kept under the
            key is in it as `found`.
        draft: The draft they belong to; empty begins a new declaration.
        expected: Revision of the draft the caller saw.

    Raises:
        RefusedError: The account files for nobody, or the draft is none any more.
        MissingError: The firm is none of theirs, or the draft is not.
    """
    if not actor.roles & {"trader", "broker"}:
        raise RefusedError(
            window.reasons.problem("window.role_missing", actor.account, roles="trader, broker")
        )
    stated = filing.declaration.trader_uscc if filing.declaration else ""
    uscc = "" if stated == actor.uscc else stated
    if looked_up is None:
        asked = asked_of(window, filing, at)
        looked_up = json.loads(book.look_up(account=actor.account, **asked))
    _check_firm(window, actor, looked_up["organisation"], uscc)
    if draft and not looked_up["found"]:
        proceeding = _open(window, book, actor, draft, at, lock=True, expected=expected)
        if proceeding.standing.state != "DRAFT":
            proceeding.act("edit")  # which the life cycle refuses, with its reason
        proceeding.change(version=proceeding.standing.version + 1)
    else:
        proceeding = _new(window, book, actor, looked_up, at)
    proceeding.looked_up = looked_up
    proceeding.replace_contents(filing.raw, filing.declaration)
    if filing.declaration is not None:
        proceeding.describe(filing.declaration)
    return proceeding


def _new(
    window: Window, book: Book, actor: Actor, looked_up: Mapping[str, Any], at: datetime
) -> Proceeding:
    org = looked_up["organisation"]
    row = {
        **_BLANK, "id": looked_up["id"], "reference": new_reference(), "org_id": org["id"],
        "broker_id": None if org["id"] == actor.organisation else actor.organisation,
        "credit_class": org["credit_class"], "is_sandbox": org["is_sandbox"], "lrn": "",
        "ucr": "", "decl_office": "", "border_office": "", "made_by": actor.account, "made_at": at,
    }  # fmt: skip
    standing = Standing(
        row["reference"], "export", "FULL", version=1, is_suspended=org["is_suspended"]
    )
    return Proceeding(window, book, actor, at, row, standing, {}, is_new=True)


def _check_firm(window: Window, actor: Actor, org: Mapping[str, Any] | None, uscc: str) -> None:
    """A filing is for one's own firm, or for one whose live mandate one holds."""
    is_own = not uscc
    is_principal = org is not None and actor.may_for(org["id"], "file")
    if not is_own and not is_principal:
        raise MissingError(window.reasons.problem("window.mandate_missing", uscc, trader=uscc))


def _text(raw: Mapping[str, Any], name: str) -> str:
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def need_mandate(proceeding: Proceeding, what: str) -> None:
    """See that a broker's mandate covers what it does; a firm needs none for itself.

    Raises:
        RefusedError: The mandate is for something else.
    """
    actor, firm = proceeding.actor, proceeding.row["org_id"]
    if actor.scope == "org" and not actor.may_for(firm, what):
        raise RefusedError(
            proceeding.window.reasons.problem("window.mandate_scope", firm, what=what)
        )


@contextmanager
def open_file(
    window: Window, reference: str, *, by: str, at: datetime, lock: bool = True,
    expected: int | None = None,
) -> Iterator[Proceeding]:  # fmt: skip
    """A declaration opened to act on it, in a transaction.

    Args:
        window: The window.
        reference: Its name: reference, number, UCR or the trader's own.
        by: Account.
        at: Instant.
        lock: Nobody else may act on it meanwhile; False only looks.
        expected: Revision the caller saw.

    Raises:
        MissingError: There is none for these eyes; the try is kept.
        RefusedError: It was changed since the caller saw it.
    """
    try:
        with acting(window.database, by, at) as (book, actor):
            yield _open(window, book, actor, reference, at, lock=lock, expected=expected)
    except MissingError as error:
        if any(problem.code == "declaration.unknown" for problem in error.problems):
            note_try(window.database, by, at, "open", reference)
        raise


def open_as_system(window: Window, book: Book, reference: str, at: datetime) -> Proceeding:
    """A declaration opened for what the window does by itself; the book is the system's."""
    from entrepot.window.actor import SYSTEM

    return _open(window, book, SYSTEM, reference, at, lock=True, expected=None)


def _open(
    window: Window, book: Book, actor: Actor, reference: str, at: datetime, *, lock: bool,
    expected: int | None,
) -> Proceeding:  # fmt: skip
    row = book.find_case(key=reference)
    if row is None:
        raise window.missing(reference)
    if lock:
        book.lock_case(id=row["id"])
        row = book.find_case(key=row["reference"])  # as it stands now that nobody else acts
        if row is None:
            raise window.missing(reference)
    if expected is not None and row["revision"] != expected:
        stale = RefusedError(
            window.reasons.problem("window.stale_version", reference, version=row["revision"])
        )
        stale.extra["revision"] = row["revision"]
        raise stale
    contents = book.get_version(declaration_id=row["id"], n=row["version"])
    head = book.find_head(chain=row["reference"])
    return Proceeding(
        window, book, actor, at, dict(row), standing_of(row), contents["payload"],
        head=(head["seq"], bytes(head["hash"])) if head else (0, evidence.GENESIS),
    )  # fmt: skip
