"""Messages of EDIFACT: read from who moves boxes, written to who waits for them."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.port.cargo_report import Cargo, read_cargo
from entrepot.port.customs_response import Outcome, cusres_of
from entrepot.port.edifact import Fault, Segment, of, split, write
from entrepot.port.edifact_check import Interchange, Message, check_interchange
from entrepot.port.gate_report import EVENTS, Move, codeco_of, read_moves
from entrepot.service.port_cargo import keep_cargo, refuse_faulty
from entrepot.service.port_events import record_events
from entrepot.service.window import Window
from entrepot.store.edifact import find_outcome, list_moves, message_maps
from entrepot.store.window import Book, acting, acting_system

Document = dict[str, Any]
READ, WRITTEN = ("CODECO", "CUSCAR"), ("codeco", "cusres")
HOUSE = "ENTREPOT"
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_UTF_8 = (b"UNOY", b"UNOW")


def read_file(window: Window, data: bytes, *, by: str, at: datetime) -> Document:
    """Read an interchange of one kind of message, and keep what it tells.

    A gate report becomes events of boxes; a manifest becomes the bills of its call.

    The same interchange again tells nothing new. One with a fault is refused as a whole.

    Args:
        window: The window.
        data: The file.
        by: Account that hands it in.
        at: Now.

    Returns:
        `message`, `events` that a CODECO told, `calls` and `manifests` of a CUSCAR, and `problems`
        of lines that the port does not take.

    Raises:
        InputError: Every fault with segment and element; `report` and `control` of the document
            are what CONTRL would tell.
    """
    read = read_interchange(data)
    types = dict.fromkeys(message.map.type for message in read.messages)
    if not read.faults and len(types) > 1:
        fault = Fault("14", "messages of several kinds: send each by itself.", "一份文件一种报文。")
        read = replace(read, faults=(fault,))
    refuse_faulty(read)
    zone = zone_at(window, by, at)
    if types == {"CUSCAR": None}:
        return _read_cargo(window, read, data, zone, by=by, at=at)
    return _read_gate(window, read, zone, by=by, at=at)


def read_interchange(data: bytes) -> Interchange:
    """Split and judge an interchange, without a store."""
    segments, faults = split(_decode(data))
    maps = {name: one for name, one in message_maps().items() if name in READ}
    return check_interchange(segments, maps, faults)


def _decode(data: bytes) -> str:
    """Text of a file: UTF-8 where it is, else ISO 8859-1, which every byte is."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        strict = any(sign in data[:40] for sign in _UTF_8)
        return data.decode("utf-8", "replace") if strict else data.decode("latin-1")


def zone_at(window: Window, by: str, at: datetime) -> ZoneInfo:
    """Clock of the first site of an account; of the region where it has none."""
    if not by:
        return window.reference.zone
    with acting(window.database, by, at) as (_, actor):
        for one in actor.offices:
            office = window.find_office_at(one)
            if office is not None and office.zone:
                return ZoneInfo(office.zone)
    return window.reference.zone


# In


def _read_gate(
    window: Window, read: Interchange, zone: tzinfo, *, by: str, at: datetime
) -> Document:
    moves: list[tuple[Message, Move]] = []
    faults: list[Fault] = []
    for message in read.messages:
        found, wrong = read_moves(message, zone)
        moves += [(message, one) for one in found]
        faults += wrong
    refuse_faulty(replace(read, faults=tuple(faults)))
    rows = [_event(read, message, move, n) for n, (message, move) in enumerate(moves, start=1)]
    told = record_events(window, rows, by=by, at=at)
    refused = {problem["line"] for problem in told["problems"]}
    return {
        "message": "CODECO",
        "interchange": read.reference,
        "events": [
            {"container": move.container, "event": move.event, "at": move.at.isoformat()}
            for line, (_, move) in enumerate(moves, start=1)
            if line not in refused
        ],
        "replayed": told["replayed"],
        "released": told["released"],
        "problems": told["problems"],
    }


def _event(read: Interchange, message: Message, move: Move, line: int) -> dict[str, str]:
    """A move as an event of the port; its key is the same whenever the file comes."""
    name = "|".join((read.sender, read.reference, message.reference, str(line), move.container))
    row = {
        "key": f"codeco:{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        "container": move.container, "event": move.event, "at": move.at.isoformat(),
        "size_type": move.size_type, "status": move.status, "seal": move.seal,
        "route": _BLANK.sub(" ", move.route).strip(),
        "gross_kg": "" if move.gross_kg is None else str(move.gross_kg),
    }  # fmt: skip
    return {field: value for field, value in row.items() if value}


def _read_cargo(
    window: Window, read: Interchange, data: bytes, zone: tzinfo, *, by: str, at: datetime
) -> Document:
    found = [read_cargo(message) for message in read.messages]
    refuse_faulty(replace(read, faults=tuple(fault for _, wrong in found for fault in wrong)))
    cargoes = [cargo for cargo, _ in found]
    kept = keep_cargo(window, read, cargoes, data, zone, by=by, at=at)
    return {
        "message": "CUSCAR",
        "interchange": read.reference,
        "events": [],
        **kept,
        "manifests": [_cargo(cargo) for cargo in cargoes],
        "problems": [],
    }


def _cargo(cargo: Cargo) -> Document:
    return {
        "document": cargo.document, "journey": cargo.journey, "boxes": list(cargo.boxes),
        "bills": [
            {"number": bill.number, "kind": bill.kind, "master": bill.master or None,
             "containers": list(bill.containers), "goods": cargo.goods[bill.number],
             "gross_kg": _mass(cargo, bill.number)}
            for bill in cargo.bills
        ],
    }  # fmt: skip


def _mass(cargo: Cargo, number: str) -> float | None:
    found = cargo.gross_kg.get(number)
    return None if found is None else float(found)


# Out


def write_message(
    window: Window, kind: str, reference: str, *, at: datetime, by: str = ""
) -> Document:
    """Write a message.

    Args:
        window: The window.
        kind: codeco, of the last moves of a box; cusres, of how a declaration stands.
        reference: A container number; a declaration's reference, number or UCR.
        at: Now.
        by: Account whose eyes see it; empty is the house itself, at this machine.

    Returns:
        `message`, `reference` and the `text` of the interchange.

    Raises:
        InputError: There is no such kind.
        MissingError: There is nothing under the reference for these eyes.
    """
    if kind.lower() not in WRITTEN:
        raise InputError(
            Problem("edifact.kind", kind[:20], "is no message that is written here.",
                    f"One of: {', '.join(WRITTEN)}.", message_zh="不支持生成该报文。")
        )  # fmt: skip
    zone = zone_at(window, by, at)
    with _seeing(window, by, at) as book:
        if kind.lower() == "codeco":
            bodies = _codecos(book, reference, zone)
        else:
            bodies = _cusres(book, reference, at, zone)
    text = write(_enveloped(bodies, at, zone, reference))
    return {"message": kind.upper(), "reference": reference, "text": text}


@contextmanager
def _seeing(window: Window, by: str, at: datetime) -> Iterator[Book]:
    if by:
        with acting(window.database, by, at) as (book, _):
            yield book
    else:
        with acting_system(window.database) as book:
            yield book


def _codecos(book: Book, container: str, zone: tzinfo) -> list[tuple[Segment, ...]]:
    rows = list_moves(book, container)
    if not rows:
        raise MissingError(
            Problem("edifact.no_move", container[:40], "no such box came in or went out here.",
                    "Give a container number.", message_zh="没有该箱的进出场记录。")
        )  # fmt: skip
    moves = [
        Move(row["container"], row["event"], row["at"], row["size_type"] or "", row["status"],
             row["seal"] or "", row["gross_kg"], row["route"] or "")
        for row in sorted(rows, key=lambda row: row["at"])
        if row["event"] in EVENTS.values()
    ]  # fmt: skip
    sites = {row["event"]: row["site"] for row in rows}
    return [
        codeco_of([move], reference=f"{n}", site=sites[move.event][:25], sender=HOUSE, zone=zone)
        for n, move in enumerate(moves, start=1)
    ]


def _cusres(book: Book, reference: str, at: datetime, zone: tzinfo) -> list[tuple[Segment, ...]]:
    row = find_outcome(book, reference)
    if row is None:
        raise MissingError(
            Problem("declaration.unknown", reference[:60], "there is no such declaration.",
                    "Look for it in your list.", message_zh="没有该报关单。")
        )  # fmt: skip
    outcome = Outcome(
        row["reference"], row["number"], row["state"], row["decl_office"], row["uscc"],
        row["released_at"], row["release_no"], tuple(row["containers"]),
    )  # fmt: skip
    return [cusres_of(outcome, reference="1", at=at, zone=zone)]


def _enveloped(
    bodies: Sequence[tuple[Segment, ...]], at: datetime, zone: tzinfo, reference: str
) -> Iterator[Segment]:
    """Messages in an interchange; its control reference is the same for the same minute."""
    local = at.astimezone(zone)
    name = f"{reference}|{at.astimezone(UTC):%Y%m%d%H%M}"
    control = hashlib.sha256(name.encode()).hexdigest()[:14].upper()
    prepared = (f"{local:%y%m%d}", f"{local:%H%M}")
    yield of("UNB", ("UNOC", "3"), (HOUSE,), ("PARTNER",), prepared, control)
    for body in bodies:
        yield from body
    yield of("UNZ", str(len(bodies)), control)
