"""The three lists at the bench: a file of events beside bare COPY, lists beside a window query.

Events are invented by a seed: projects that go up the ladder over five years, some lost, some
stalled. `industry.py` takes these rows in.
"""

import csv
import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
from single_window.ground import Ground, own_ground

from entrepot.industry.ladder import LADDER
from entrepot.service.desk import settle
from entrepot.service.project_lists import Asked, list_projects
from entrepot.service.stage_import import import_events
from entrepot.service.window import Window
from entrepot.store.db import open_database
from entrepot.store.home import open_home

EVENTS, PROJECTS, MORE, RUNS, IMPORTS = 100_000, 12_000, 1_000, 5, 3
COLUMNS = ("event", "pipeline", "project", "on", "stage", "promised", "currency", "reason",
           "place", "chain", "owner")  # fmt: skip
FIRST, DAYS = date(2020, 1, 1), 1_800
LISTS_S, AFTER_S, COPY_SHARE = 1.0, 0.3, 1 / 3
GROWN = 2  # times as dear with ten times the history
Document = dict[str, Any]
_PEER_TABLE = """
create table bench_event (event text, pipeline text, project text, day date, stage text,
    promised numeric, currency text, reason text, place text, chain text, owner text)
"""
_PEER = """
with told as (
    select e.project_id, e.stage, e.day, e.root,
        row_number() over (partition by e.project_id order by e.day desc, e.root desc) as nth
    from (select distinct on (root) * from stage_event order by root, seq desc) e
    where e.day <= %s and e.stage not in ('stalled', 'void'))
select p.code, p.name, p.owner, t.stage, t.day from told t join project p on p.id = t.project_id
where t.nth = 1
"""


def rows(ground: Ground) -> list[Document]:
    """Lists at five dates, lists after more events, and growth with history."""
    with open_database(open_home(), most=2) as database:
        window = Window(open_home(), database, ground.reference)
        keep(window, table(invented(EVENTS, PROJECTS)))
        return [listed(ground, window), after(window), grown(window)]


def invented(count: int, projects: int, seed: int = 58) -> list[tuple[str, ...]]:
    """Rows of events: each project goes up the ladder, now and then stalls or is lost."""
    draw, found = random.Random(seed), list[tuple[str, ...]]()
    left = [count // projects + (at < count % projects) for at in range(projects)]
    for at, many in enumerate(left):
        day, rung = FIRST + timedelta(draw.randrange(400)), 0
        place, chain = f"place{at % 9}", f"chain{at % 13}"
        for nth in range(many):
            kind = draw.random()
            stage, why = LADDER[rung], ""
            if nth and kind < 0.06:
                stage, why = ("lost", "gone") if kind < 0.02 else ("stalled", "no land")
            else:
                rung = min(rung + (draw.random() < 0.6), len(LADDER) - 1)
            found.append((f"E{at}-{nth}", "bench", f"P{at:05d}", day.isoformat(), stage,
                          str(draw.randrange(1, 900)) + "000000", "CNY", why, place, chain,
                          ""))  # fmt: skip
            day += timedelta(draw.randrange(1, 2 * DAYS // (count // projects + 1)))
    draw.shuffle(found)
    return found


def table(events: list[tuple[str, ...]]) -> bytes:
    """A file of events."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(events)
    return out.getvalue().encode()


def imports() -> Document:
    """A file of events into a fresh store, several times, each beside COPY of the same events.

    What ours is held against is COPY of the file into a table without any key or check. COPY of
    the events into the table that ours fills, with its keys and checks, stands beside it, and so
    does COPY of all rows that ours writes: projects, events and membership of the lists.
    """
    text, runs = table(invented(EVENTS, PROJECTS)), list[dict[str, float]]()
    for _ in range(IMPORTS):
        with own_ground() as ground:
            runs.append(imported(ground, text))
    ours, bare = (statistics.median(run[name] for run in runs) for name in ("ours", "bare"))
    shares = {name: statistics.median(run[name] / run["ours"] for run in runs)
              for name in ("bare", "events", "all")}  # fmt: skip
    return {"name": f"import of {EVENTS:,} events of {PROJECTS:,} projects",
            "ours": round(ours, 3), "peer": round(bare, 3), "peer_is": "bare COPY", "unit": "s",
            "per_s": round(EVENTS / ours), "runs": [round(run["ours"], 3) for run in runs],
            "ratio": round(shares["bare"], 3), "of_same_table": round(shares["events"], 3),
            "of_all_tables": round(shares["all"], 3),
            "reached": shares["bare"] >= COPY_SHARE}  # fmt: skip


def imported(ground: Ground, text: bytes) -> dict[str, float]:
    """Seconds of ours and of the peers, in turn."""
    with open_database(open_home(), most=2) as database:
        window = Window(open_home(), database, ground.reference)
        keep(window, table([("W", "warm", "W", "2020-01-01", "lead", *[""] * 6)]))
        settle()  # as who serves
        spent = {"ours": timed(lambda: keep(window, text))[0]}
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute(_PEER_TABLE)
        spent["bare"] = timed(lambda: copied(tx, "bench_event", text))[0]
        spent["events"] = again(tx, "stage_event")
        spent["all"] = spent["events"] + again(tx, "project") + again(tx, "project_list")
    return spent


def again(tx: "psycopg.Connection[Any]", name: str) -> float:
    """Seconds of COPY of a table's rows into an empty one with its keys and checks."""
    with tx.cursor().copy(f"copy {name} to stdout (format csv, header)") as copy:
        kept = b"".join(copy)
    tx.execute(f"create table again_{name} (like {name} including all)")
    return timed(lambda: copied(tx, f"again_{name}", kept))[0]


def copied(tx: "psycopg.Connection[Any]", name: str, text: bytes) -> None:
    """A file by COPY alone."""
    with tx.cursor().copy(f"copy {name} from stdin (format csv, header)") as copy:
        copy.write(text)
    tx.commit()


def listed(ground: Ground, window: Window) -> Document:
    """Lists at five dates, beside one window query over all events."""
    days = [FIRST + timedelta(DAYS * part // 5) for part in range(1, 6)]
    ours = [best(lambda day=day: lists(window, day)) for day in days]
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute("analyze stage_event")
        peer = [best(lambda day=day: tx.execute(_PEER, [day]).fetchall()) for day in days]
    return {"name": "lists at a date", "ours": round(max(ours), 3), "peer": round(max(peer), 3),
            "peer_is": "one window query over all events, without documents", "unit": "s",
            "ratio": round(statistics.median(peer) / statistics.median(ours), 2),
            "reached": max(ours) <= LISTS_S}  # fmt: skip


def after(window: Window) -> Document:
    """More events and the lists after them."""
    draw, spent = random.Random(7), list[float]()
    day = FIRST + timedelta(DAYS + 400)
    for run in range(RUNS):
        some = draw.sample(range(PROJECTS), MORE)
        more = [(f"M{run}-{at}", "bench", f"P{at:05d}", day.isoformat(), draw.choice(LADDER),
                 "", "", "", "", "", "") for at in some]  # fmt: skip
        seconds, _ = timed(partial(add_and_list, window, table(more), day))
        spent.append(seconds)
        day += timedelta(30)
    middle = statistics.median(spent)
    return {"name": f"{MORE:,} more events and the lists after them", "ours": round(middle, 3),
            "unit": "s", "runs": [round(one, 3) for one in spent],
            "reached": middle <= AFTER_S}  # fmt: skip


def grown(window: Window) -> Document:
    """Lists of 200 projects with 10 and with 100 events each."""
    spent = []
    for name, each in (("short", 10), ("long", 100)):
        events = [(f"{name}{row[0]}", name, *row[2:]) for row in invented(200 * each, 200)]
        keep(window, table(events))
        day = FIRST + timedelta(DAYS // 2)
        spent.append(best(partial(lists, window, day, name)))
    return {"name": "lists of 200 projects, ten times the history", "ours": round(spent[1], 4),
            "peer": round(spent[0], 4), "peer_is": "a tenth of the history", "unit": "s",
            "ratio": round(spent[1] / spent[0], 2),
            "reached": spent[1] <= GROWN * spent[0]}  # fmt: skip


def keep(window: Window, text: bytes) -> Document:
    return import_events(window, text, "bench.csv", by="", at=datetime.now(UTC))


def add_and_list(window: Window, text: bytes, day: date) -> None:
    keep(window, text)
    lists(window, day)


def lists(window: Window, day: date, pipeline: str = "bench") -> Document:
    asked = Asked((day,), pipeline=pipeline)
    return list_projects(window, asked, by="", at=datetime.now(UTC))


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds it takes, and its answer."""
    at = time.perf_counter()
    told = act()
    return time.perf_counter() - at, told


def best(act: Callable[[], Any]) -> float:
    """The least of several runs [s]."""
    return min(timed(act)[0] for _ in range(RUNS))
