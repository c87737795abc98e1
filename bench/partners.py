"""Partners, notices and calendars at the bench, each beside something plain that does the same.

Data are invented: cases and promises of stewards, letters to one address, a circle of friends.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import partners_circle
import partners_mail
from icalendar import Calendar, Event
from psycopg import Connection
from single_window.ground import Ground, own_ground

from entrepot.service.calendar_feed import make_feed, read_feed
from entrepot.service.due_notices import send_notices
from entrepot.service.rolls import import_rows
from entrepot.service.stewards import open_cases
from entrepot.service.window import Window
from entrepot.store.db import open_database
from entrepot.store.home import open_home
from entrepot.store.window import acting_system
from entrepot.web.feed_calendar import of_feed
from entrepot.web.language import language

ENTRIES, PROMISES, ITEMS, LETTERS, FEED_S = 5_000, 2_500, 20_000, 1_000, 1.0
RUNS = 5
STEWARD, MAILED, OTHER = "bench_steward", "bench_mailed", "bench_other"
Document = dict[str, Any]
PARTNER = {"id": "bench", "name": "Bench", "name_zh": "试台", "owner": STEWARD,
           "status": "synthetic"}  # fmt: skip


def rows() -> list[Document]:
    """Every row of partners."""
    with own_ground() as ground:
        return [partners_circle.document(), *kept(ground)]


def kept(ground: Ground) -> list[Document]:
    """What is asked of the store: the feed, the notices, the letters."""
    with open_database(open_home(), most=2) as database:
        window = Window(open_home(), database, ground.reference)
        now = datetime.now(UTC)
        hire(window)
        rest = ITEMS - ENTRIES - LETTERS  # of the entries some are promises, told as well
        for who, count in ((STEWARD, ENTRIES - PROMISES), (MAILED, LETTERS), (OTHER, rest)):
            open_cases(window, invented(who, count, now), "bench.json", by="", at=now)
        for roll, rows_ in (("partners", [PARTNER]), ("commitments", promises(now))):
            import_rows(window, roll, json.dumps(rows_).encode(), "bench.json", by="", at=now)
        return [feed(window, now), *noticed(window, now), partners_mail.letters(window, MAILED)]


def hire(window: Window) -> None:
    """Three stewards."""
    with acting_system(window.database) as book:
        for name in (STEWARD, MAILED, OTHER):
            book.save_account(id=name, name=name, name_zh=name, kind="person")
            book.save_membership(account=name, organisation="sandbox_house", roles=["steward"],
                                 offices=[], agency="", granted_by="admin")  # fmt: skip


def invented(who: str, count: int, now: datetime) -> bytes:
    """Cases of a steward, all of them late."""
    return json.dumps([
        {"case": f"{who}{n}", "kind": "request", "steward": who, "firm": f"第{n}号企业",
         "subject": f"Power for hall {n}, in full", "promise_working_days": 1 + n % 5,
         "opened_at": (now - timedelta(30 + n % 60)).isoformat(), "status": "synthetic"}
        for n in range(count)
    ]).encode()  # fmt: skip


def promises(now: datetime) -> list[Document]:
    """Promises to a partner, all of them late."""
    return [
        {"id": f"k{n}", "partner": PARTNER["id"], "text": f"Send list {n}, in full",
         "text_zh": f"提供第{n}份名单，全文",
         "due": (now.date() + timedelta(n % 60 - 90)).isoformat(), "status": "synthetic"}
        for n in range(PROMISES)
    ]  # fmt: skip


def feed(window: Window, now: datetime) -> Document:
    """The calendar at a private address, as asked for, beside the same by icalendar."""
    path = make_feed(window, by=STEWARD, at=now)["path"]
    token = path.removeprefix("/api/v1/calendar/").removesuffix(".ics")
    found = read_feed(window, token, at=now)
    content = of_feed(found, "https://here.example", language("zh"))
    spent = median_s(lambda: of_feed(read_feed(window, token, at=now), "https://here.example",
                                     language("zh")))  # fmt: skip
    theirs = median_s(lambda: plain(read_feed(window, token, at=now)))
    read = Calendar.from_ical(content).walk("VEVENT")
    is_same = {str(one["SUMMARY"]) for one in read} == {one["text_zh"] for one in found["items"]}
    return {"name": f"calendar of {ENTRIES:,} entries, from address to file",
            "seconds": round(spent, 3), "written_by_icalendar_s": round(theirs, 3),
            "bytes": len(content), "entries_re_read": len(read),
            "reached": spent <= FEED_S and len(read) == ENTRIES and is_same}  # fmt: skip


def median_s(act: Callable[[], object]) -> float:
    """Seconds that something takes, the median of some runs."""
    spent = []
    for _ in range(RUNS):
        at = time.perf_counter()
        act()
        spent.append(time.perf_counter() - at)
    return statistics.median(spent)


def plain(found: Document) -> bytes:
    """The same events written by icalendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Entrepot//Due//EN")
    calendar.add("version", "2.0")
    for one in found["items"]:
        event, on = Event(), date.fromisoformat(one["due_on"])
        event.add("uid", f"{one['kind']}-{one['item']}@entrepot")
        event.add("dtstamp", datetime(2026, 1, 1, tzinfo=UTC))
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", one["text_zh"])
        event.add("description", one["link"])
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def noticed(window: Window, now: datetime) -> list[Document]:
    """Notices of everything that is due, made twice; the peer asks before each insert."""
    at = time.perf_counter()
    first = send_notices(window, at=now)
    spent, at = time.perf_counter() - at, time.perf_counter()
    again = send_notices(window, at=now)
    twice = time.perf_counter() - at
    with window.database.transaction() as tx:
        at = time.perf_counter()
        asked_first(tx)
        theirs = time.perf_counter() - at
    return [
        {"name": f"notices of {ITEMS:,} items, one by one in the peer", "seconds": round(spent, 3),
         "one_by_one_s": round(theirs, 3), "times": round(theirs / spent, 1),
         "made": first["made"], "reached": first["made"] == ITEMS and spent <= theirs},
        {"name": "the same day once more", "seconds": round(twice, 3), "made": again["made"],
         "already": again["already"],
         "reached": (again["made"], again["already"]) == (0, ITEMS)},
    ]  # fmt: skip


def asked_first(tx: Connection[Any]) -> None:
    """As many notices, each looked for and then inserted, into a plain table."""
    tx.execute("create temp table plain (kind text, item text, day date, account text, text text,"
               " unique (kind, item, day)) on commit drop")  # fmt: skip
    for n in range(ITEMS):
        told = {"item": f"c{n}", "who": STEWARD, "text": f"Request c{n}: Power for hall {n}"}
        look = "select 1 from plain where kind = 'case' and item = %(item)s and day = '2026-03-10'"
        if tx.execute(look, told).fetchone() is None:
            tx.execute("insert into plain values ('case', %(item)s, '2026-03-10', %(who)s,"
                       " %(text)s)", told)  # fmt: skip


if __name__ == "__main__":
    told = rows()
    sys.stdout.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told))
    sys.exit(not all(row["reached"] for row in told))
