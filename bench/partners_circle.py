"""The circle of friends at the bench: the document of a day beside queries of SQLite.

`partners.py` takes this row in.
"""

import random
import sqlite3
import time
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from entrepot.partners.agreements import KINDS
from entrepot.service.partner_case import read_circle
from entrepot.service.partners import partners_document

PARTNERS, PAPERS, CONTACTS, PROMISES, SECONDS = 2_000, 3, 10, 3, 1.0
DAY, FIRST, DAYS = date(2026, 3, 10), date(2000, 1, 1), 9_500
Document = dict[str, Any]
_IN_FORCE = """
create temp view in_force as select * from paper where signed <= '2026-03-10'
    and (expires is null or expires >= '2026-03-10') and id not in (
        select supersedes from paper where signed <= '2026-03-10' and supersedes is not null)
"""
_DORMANT = """
select distinct p.partner from in_force p where max(
    coalesce((select max(day) from contact c
        where c.partner = p.partner and two_way and day <= '2026-03-10'), ''),
    (select max(signed) from paper s where s.partner = p.partner and signed <= '2026-03-10')
) <= date('2026-03-10', '-24 months')
"""
_OVERDUE = """
select id from promise where due < '2026-03-10'
    and (done is null or done > '2026-03-10' or evidence is null)
"""


def document() -> Document:
    """Counts, timelines, dormancy and what is overdue of many partners."""
    raw = invented()
    circle = read_circle(raw)
    at = time.perf_counter()
    found = partners_document(circle, DAY)
    spent = time.perf_counter() - at
    base = loaded(raw)
    at = time.perf_counter()
    counts, dormant, overdue = asked(base)
    theirs = time.perf_counter() - at
    is_same = (
        {kind: many for kind, many in found["counts"]["in_force"].items() if many} == counts
        and sorted(found["dormant"]) == dormant and sorted(found["commitments_overdue"]) == overdue
    )  # fmt: skip
    return {"name": f"document of {PARTNERS:,} partners, {PARTNERS * PAPERS:,} papers,"
                    f" {PARTNERS * CONTACTS:,} contacts, timelines included",
            "seconds": round(spent, 3), "counts_alone_by_sqlite_s": round(theirs, 3),
            "dormant": len(dormant), "overdue": len(overdue),
            "reached": is_same and spent <= SECONDS and bool(dormant and overdue)}  # fmt: skip


def invented(seed: int = 63) -> Document:
    """A circle of invented partners."""
    draw = random.Random(seed)

    def day(more: int = DAYS) -> str:
        on = FIRST + timedelta(draw.randrange(more))
        return on.replace(day=min(on.day, 28)).isoformat()

    names = [f"p{n}" for n in range(PARTNERS)]
    return {
        "home": "here",
        "partners": [{"id": name, "name": name, "country": "XU"} for name in names],
        "instruments": [_paper(draw, name, nth, day()) for name in names for nth in range(PAPERS)],
        "events": [
            {"id": f"{name}-{nth}", "partner": name, "on": day(), "kind": "visit_in",
             "two_way": draw.random() < 0.5} for name in names for nth in range(CONTACTS)
        ],
        "commitments": [_promise(draw, name, nth, day()) for name in names
                        for nth in range(PROMISES)],
    }  # fmt: skip


def _paper(draw: random.Random, name: str, nth: int, signed: str) -> Document:
    expires = f"{int(signed[:4]) + 15}{signed[4:]}" if draw.random() < 0.3 else None
    before = f"{name}-{nth - 1}" if nth and draw.random() < 0.3 else None
    return {"id": f"{name}-{nth}", "partner": name, "kind": draw.choice(KINDS), "signed": signed,
            "expires": expires, "supersedes": before}  # fmt: skip


def _promise(draw: random.Random, name: str, nth: int, due: str) -> Document:
    done = due if draw.random() < 0.5 else None
    evidence = "letter" if draw.random() < 0.7 else None
    return {"id": f"{name}-{nth}", "partner": name, "owner": "desk", "text": "Send the list",
            "due": due, "done": done, "evidence": evidence}  # fmt: skip


def loaded(raw: Document) -> sqlite3.Connection:
    """The same in SQLite, with an index on each partner."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        "create table paper (id, partner, kind, signed, expires, supersedes);"
        "create table contact (partner, day, two_way);"
        "create table promise (id, due, done, evidence);"
    )

    def put(table: str, rows: Iterable[Document], *names: str) -> None:
        marks = ", ".join("?" * len(names))
        base.executemany(f"insert into {table} values ({marks})",
                         [tuple(row[name] for name in names) for row in rows])  # fmt: skip

    put("paper", raw["instruments"], "id", "partner", "kind", "signed", "expires", "supersedes")
    put("contact", raw["events"], "partner", "on", "two_way")
    put("promise", raw["commitments"], "id", "due", "done", "evidence")
    base.executescript(
        "create index a on contact (partner, day); create index b on paper (partner);"
    )
    base.execute(_IN_FORCE)
    return base


def asked(base: sqlite3.Connection) -> tuple[dict[str, int], list[str], list[str]]:
    """Counts by kind, who is dormant, what is overdue."""
    counts = dict(base.execute("select kind, count(*) from in_force group by kind"))
    dormant = [row[0] for row in base.execute(_DORMANT)]
    return counts, sorted(dormant), sorted(row[0] for row in base.execute(_OVERDUE))
