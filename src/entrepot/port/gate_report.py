"""CODECO: what a terminal tells of boxes that came in or went out, read and written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation

from entrepot.kernel.equipment import EMPTY, FULL, check_size_type
from entrepot.kernel.errors import Problem
from entrepot.kernel.identifiers import check_container
from entrepot.port.edifact import Fault, Segment, of
from entrepot.port.edifact_check import Group, Message

EVENTS = {"34": "gate_in", "36": "gate_out"}  # document name 1001: gate-in and gate-out report
_REPORTS = {event: code for code, event in EVENTS.items()}
_EFFECTIVE, _DOCUMENT = "7", "137"  # 2005
_EMPTY_CODE, _FULL_CODE = "4", "5"  # 8169
_FORMATS = {"101": "%y%m%d", "102": "%Y%m%d", "201": "%y%m%d%H%M", "203": "%Y%m%d%H%M",
            "204": "%Y%m%d%H%M%S"}  # fmt: skip
_LENGTHS = {"101": 6, "102": 8, "201": 10, "203": 12, "204": 14}
_MASS = ("KGM", Decimal(1)), ("TNE", Decimal(1000))
_MOST_OFFSET_H = 14
_SEAL, _JOURNEY, _NAME = 10, 17, 35  # 9308, 8028, 8212


@dataclass(frozen=True, slots=True)
class Move:
    """A box came in or went out.

    Attributes:
        container: Its number.
        event: gate_in or gate_out.
        at: When.
        size_type: ISO 6346 code; empty where it is not told.
        status: full or empty.
        seal: First seal told.
        gross_kg: Gross mass [kg]; None where it is not told.
        route: Journey of the train, vessel or truck; empty where it is not told.
        document: Number of the report.
        segment: Its EQD.
    """

    container: str
    event: str
    at: datetime
    size_type: str = ""
    status: str = FULL
    seal: str = ""
    gross_kg: Decimal | None = None
    route: str = ""
    document: str = ""
    segment: Segment | None = None


def read_moves(message: Message, zone: tzinfo) -> tuple[tuple[Move, ...], tuple[Fault, ...]]:
    """The moves that a CODECO tells, and what cannot be read.

    An instant without an offset is by the clock of the port. One without a time of its own has
    that of the document.

    Args:
        message: A CODECO that is as its map says.
        zone: Clock of the port.
    """
    found = [_read(message, group, zone) for group in message.body.inner("SG5")]
    moves = tuple(one for one in found if isinstance(one, Move))
    return moves, tuple(one for one in found if isinstance(one, Fault))


def _read(message: Message, group: Group, zone: tzinfo) -> Move | Fault:
    [head] = group.all("EQD")
    begin = message.body.first("BGM")
    report = begin.get(1, 1) if begin else ""
    container, size_type = head.get(2, 1), head.get(3, 1)
    for problem, place in _identity(container, size_type):
        return Fault("12", problem.message, problem.message_zh, head, place, 1,
                     reference=message.reference)  # fmt: skip
    told = _when(message, group)
    at = read_instant(told, zone) if told else None
    if at is None:
        words = "tells no time that can be read." if told else "has no DTM with its time."
        return Fault("13", words, "缺少可读的进出场时间。", told or head, int(bool(told)), 0,
                     reference=message.reference)  # fmt: skip
    return Move(
        container, EVENTS.get(report, "gate_in"), at, size_type,
        EMPTY if head.get(6) == _EMPTY_CODE else FULL, _seal(group), _mass(group),
        _route(message, group), begin.get(2) if begin else "", head,
    )  # fmt: skip


def _identity(container: str, size_type: str) -> Iterator[tuple[Problem, int]]:
    for problem in check_container(container).problems:
        yield problem, 2
    if size_type:
        for problem in check_size_type(size_type):
            yield problem, 3


def _when(message: Message, group: Group) -> Segment | None:
    for where in (group, message.body):
        for qualifier in (_EFFECTIVE, _DOCUMENT):
            for one in where.all("DTM"):
                if one.get(1, 1) == qualifier:
                    return one
    return None


def read_instant(segment: Segment, zone: tzinfo) -> datetime | None:
    """The instant that a DTM tells; None where it cannot be read.

    Args:
        segment: The DTM.
        zone: Clock where it tells no offset.
    """
    text, code = segment.get(1, 2), segment.get(1, 3) or "203"
    if code in ("303", "304"):  # an offset behind it, such as 2026031008300800
        return _with_offset(text, code)
    form = _FORMATS.get(code)
    if form is None or len(text) != _LENGTHS[code] or not text.isdigit():
        return None
    try:
        return datetime.strptime(text, form).replace(tzinfo=zone)
    except ValueError:
        return None


def _with_offset(text: str, code: str) -> datetime | None:
    form = "203" if code == "303" else "204"
    size = _LENGTHS[form]
    hours = text[size:].lstrip("+")
    try:
        offset = timedelta(hours=int(hours[:3] if hours.startswith("-") else hours[:2]))
        if abs(offset) > timedelta(hours=_MOST_OFFSET_H):
            return None
        return datetime.strptime(text[:size], _FORMATS[form]).replace(tzinfo=timezone(offset))
    except ValueError:
        return None


def _seal(group: Group) -> str:
    found = group.first("SEL")
    return found.get(1) if found else ""


def _mass(group: Group) -> Decimal | None:
    """Gross mass; an empty or unreadable one is not known."""
    for one in group.all("MEA"):
        for unit, factor in _MASS:
            if one.get(2, 1) in ("G", "T", "VGM") and one.get(3, 1) == unit:
                try:
                    mass = Decimal(one.get(3, 2).replace(",", ".")) * factor
                except InvalidOperation:
                    return None
                return mass if mass > 0 else None
    return None


def _route(message: Message, group: Group) -> str:
    """The journey: that of the inland carrier, else of the main carriage."""
    inner = [one for sub in group.inner("SG7") for one in sub.all("TDT")]
    outer = [one for sub in message.body.inner("SG1") for one in sub.all("TDT")]
    return next((one.get(2) for one in (*inner, *outer) if one.get(2)), "")


# Writing


def codeco_of(
    moves: Sequence[Move], *, reference: str, site: str, sender: str, zone: tzinfo
) -> tuple[Segment, ...]:
    """A CODECO of moves of one kind, from UNH to UNT.

    Args:
        moves: All of one event.
        reference: Of the message, at most 14 signs.
        site: Where: a UN/LOCODE or id of the port.
        sender: Who tells it.
        zone: Clock by which instants are written.
    """
    body = [
        of("UNH", reference, ("CODECO", "D", "95B", "UN")),
        of("BGM", _REPORTS[moves[0].event], moves[0].document or reference, "9"),
        of("NAD", "MS", (sender,)),
    ]
    for move in moves:
        body += _written(move, site, zone)
    body.append(of("CNT", ("16", str(len(moves)))))
    return (*body, of("UNT", str(len(body) + 1), reference))


def _written(move: Move, site: str, zone: tzinfo) -> Iterator[Segment]:
    at = move.at.astimezone(zone)
    state = _EMPTY_CODE if move.status == EMPTY else _FULL_CODE
    size = (move.size_type, "102", "5") if move.size_type else ("",)
    yield of("EQD", "CN", (move.container,), size, "", "", state)
    yield of("DTM", (_EFFECTIVE, f"{at:%Y%m%d%H%M%S}", "204"))
    yield of("LOC", "165", (site,))
    if move.gross_kg is not None:
        yield of("MEA", "AAE", "G", ("KGM", f"{move.gross_kg.normalize():f}"))
    if 0 < len(move.seal) <= _SEAL:
        yield of("SEL", move.seal)
    elif move.seal:  # longer than a seal may be there: told in words, never cut
        yield of("FTX", "AAI", "", "", (f"SEAL {move.seal}",))
    if 0 < len(move.route) <= _JOURNEY:
        yield of("TDT", "1", move.route)
    elif move.route:
        yield of("TDT", "1", *[""] * 5, ("", "", "", move.route[:_NAME]))
