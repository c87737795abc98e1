"""Equipment events told in bulk: copied to a staging table, looked at as a whole, kept once.

One transaction holds one chunk: all of its good lines are kept or none, with one event on the
chain of the port. A chunk told again is a replay, line by line.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from entrepot.kernel.equipment import FULL
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.port.events import ROAD, Event, check_event
from entrepot.service.gates import take_in
from entrepot.service.officers import need_role
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port, stage_events
from entrepot.store.window import acting
from entrepot.window.actor import Actor

Document = dict[str, Any]
Raw = Mapping[str, object]
TELLERS = ("port_operator", "carrier", "coast_officer")
CHUNK = 2_000  # lines, each of which may lock a box
MOST_PROBLEMS = 200
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # no database keeps it
_FIELDS = frozenset(
    {"key", "container", "event", "at", "site", "size_type", "status", "route", "call", "seal",
     "gross_kg"}
)  # fmt: skip


def record_events(
    window: Window, rows: Iterable[Raw], *, by: str, at: datetime, chunk: int = CHUNK
) -> Document:
    """Keep what happened to boxes; what was told before under the same key stays as it is.

    Args:
        window: The window.
        rows: Events: key, container, event and at; site (the account's first by default),
            size_type, status, route, call, seal and gross_kg where they are known.
        by: Account of a site operator or carrier.
        at: Now.
        chunk: Lines a transaction.

    Returns:
        read, accepted, refused, replayed; `problems` of the first lines that were refused,
        each with its line; `released`, the declarations that went on by an arrival.

    Raises:
        RefusedError: The account tells of no site.
        MissingError: There is no such account.
    """
    done: Document = {"read": 0, "accepted": 0, "refused": 0, "replayed": 0, "problems": [],
                      "released": []}  # fmt: skip
    lines = enumerate(rows, start=1)
    while part := list(islice(lines, chunk)):
        _add(done, _record_chunk(window, part, by=by, at=at))
    return done


def _record_chunk(
    window: Window, part: Sequence[tuple[int, Raw]], *, by: str, at: datetime
) -> Document:
    with acting(window.database, by, at) as (found, actor):
        book = Port(found.tx)
        need_role(window, actor, *TELLERS)
        sites = sites_of(window, actor)
        book.become_system()
        book.lock_chain(chain=f"port:{sites[0]}")  # two who tell one key wait for each other
        events, problems = _read(part, sites[0])
        stage_events(book, events.items())
        book.mark_faults(sites=list(sites))
        book.mark_known(org=actor.organisation)
        book.mark_twice()
        told = {row["line"]: row["fault"] for row in book.list_told()}
        replayed = sum(fault == "replay" for fault in told.values())
        for line, fault in told.items():
            if fault != "replay":
                problems[line] = _explain(events[line], line, fault)
        accepted = len(events) - len(told)
        released = _keep(window, book, actor, at, events, told) if accepted else []
    return {
        "read": len(part), "accepted": accepted, "replayed": replayed, "refused": len(problems),
        "problems": [_document(line, one) for line in sorted(problems) for one in problems[line]],
        "released": released,
    }  # fmt: skip


def _keep(
    window: Window, book: Port, actor: Actor, at: datetime, events: Mapping[int, Event],
    told: Mapping[int, str],
) -> list[str]:  # fmt: skip
    """Keep the good lines, and let go on what waited for a box; the references released."""
    keep_staged(book, actor, at)
    book.tell_arrivals(by=actor.account, told_at=at)
    kept = [one for line, one in events.items() if line not in told]
    body = {"events": len(kept), "first": kept[0].key, "last": kept[-1].key}
    append_event(book, f"port:{kept[0].site}", kind="equipment_told", at=at, by=actor, body=body)
    released: list[str] = []
    for row in list(book.list_awaited()):
        notice = take_in(window, book, actor, row["container"], row["site"], row["at"], at)
        released += notice["released"]
    return released


def tell_one(book: Port, actor: Actor, event: Event, at: datetime) -> None:
    """Keep one event that the port itself makes, on the chain of its box; a replay is nothing.

    Raises:
        RefusedError: Another event happened to the box at that very instant under this key.
    """
    stage_events(book, [(1, event)])
    book.mark_known(org=actor.organisation)
    told = list(book.list_told())
    if told and told[0]["fault"] != "replay":
        raise RefusedError(_explain(event, 1, told[0]["fault"]))
    if told:
        return
    keep_staged(book, actor, at)
    body = {"event": event.event, "site": event.site, "route": event.route}
    append_event(book, f"box:{event.container}", kind=event.event, at=at, by=actor, body=body)


def keep_staged(book: Port, actor: Actor, at: datetime) -> None:
    """Keep the events staged without a fault, and move their boxes; locks the boxes first."""
    book.name_firms()
    book.open_equipment()
    book.lock_equipment()
    book.keep_events(org=actor.organisation, by=actor.account, told_at=at)
    book.move_equipment()
    book.end_told_stays()


def sites_of(window: Window, actor: Actor) -> tuple[str, ...]:
    """Places an account works at: those of its offices too.

    Raises:
        MissingError: It works at none.
    """
    found = places_of(window, actor)
    if not found:
        raise MissingError(
            Problem("site.none", actor.account, "the account works at no site.",
                    "Ask an administrator for one.", message_zh="该账户没有场站。")
        )  # fmt: skip
    return found


def places_of(window: Window, actor: Actor) -> tuple[str, ...]:
    """Places of an account's offices, and sites it works at; none for a firm."""
    return tuple(dict.fromkeys(_place(window, one) for one in actor.offices))


def _place(window: Window, name: str) -> str:
    office = window.offices.get(name)
    return office.place if office and office.place else name


# What is told


def _read(
    part: Sequence[tuple[int, Raw]], site: str
) -> tuple[dict[int, Event], dict[int, tuple[Problem, ...]]]:
    events: dict[int, Event] = {}
    problems: dict[int, tuple[Problem, ...]] = {}
    for line, raw in part:
        try:
            events[line] = read_event(raw, site)
        except InputError as error:
            problems[line] = error.problems
    return events, problems


def read_event(raw: Raw, site: str) -> Event:
    """An event from its fields; what it says is looked at later, with all the others.

    Raises:
        InputError: It is no object of such fields, or its instant or mass cannot be read.
    """
    if not isinstance(raw, Mapping):
        raise InputError(_problem("event.object", "line", "is no object.", "不是对象。"))
    faults = [
        _problem("event.field", str(name)[:40], "is no field of an event.", "不是箱动态字段。")
        for name in raw
        if name not in _FIELDS
    ]
    text = {name: str(value).strip() for name, value in raw.items() if value not in (None, "")}
    moment, mass = _instant(text.get("at", "")), _mass(text.get("gross_kg"))
    if moment is None:
        faults.append(_problem("event.at", "at", "is no instant with an offset.", "时间无效。"))
    if mass is not None and mass.is_nan():
        faults.append(_problem("event.gross_kg", "gross_kg", "is no mass in kg.", "质量无效。"))
    if any(_NO_TEXT.search(one) for one in text.values()):
        faults.append(_problem("event.text", "line", "holds a sign of no text.", "含非文本字符。"))
    if faults or moment is None:
        raise InputError(faults)
    return Event(
        text.get("key", ""), text.get("container", ""), text.get("event", ""), moment,
        text.get("site", site), text.get("size_type", ""), text.get("status", FULL),
        text.get("route", ROAD), text.get("call", ""), text.get("seal", ""), mass,
    )  # fmt: skip


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _mass(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal("nan")
    return found if found.is_finite() else Decimal("nan")


def _explain(event: Event, line: int, fault: str) -> tuple[Problem, ...]:
    if fault == "form":
        return check_event(event, f"[{line}]")
    named = {
        "site": ("event.site", event.site, "is no site of yours.", "不是您的场站。"),
        "call": ("event.call", event.call, "no such call is known at the site.", "没有该班次。"),
        "key_taken": ("event.key_taken", event.key, "the key names another event.",
                      "该幂等键已用于另一动态。"),
    }  # fmt: skip
    return (_problem(*named[fault]),)


def _problem(code: str, where: str, message: str, chinese: str) -> Problem:
    return Problem(code, where, message, message_zh=chinese)


def _document(line: int, problem: Problem) -> Document:
    return {"line": line, "code": problem.code, "where": problem.where,
            "message": problem.message, "message_zh": problem.message_zh}  # fmt: skip


def _add(done: Document, part: Document) -> None:
    for name in ("read", "accepted", "refused", "replayed"):
        done[name] += part[name]
    done["problems"] = (done["problems"] + part["problems"])[:MOST_PROBLEMS]
    done["released"] += part["released"]


def read_lines(body: bytes) -> Iterator[Raw]:
    """Events of an NDJSON body, one a line; a line that is no JSON is refused by itself.

    Numbers stay text, so that a mass is exactly what was told.
    """
    for line in body.splitlines():
        if line.strip():
            yield _read_line(line)


def _read_line(line: bytes) -> Raw:
    try:
        found: Raw = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return {"": "no JSON"}  # no field of an event
    return found
