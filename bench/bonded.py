"""Goods under bond: eight clients at one stock, a book's proof, consumption; writes bonded.json.

On a server of its own with fsync on. The yardstick is TPC-B at eight clients just before and
after each run. Rows of e-commerce and express lists are those of `bonded_lists`.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bonded_lists import rows as bonded_lists_rows
from single_window.ground import Ground, own_ground, tell, tps

from entrepot.bonded.books import Move, Stock, apply_moves
from entrepot.bonded.consumption import gross_consumption
from entrepot.kernel.errors import RefusedError
from entrepot.service import bonded_books, bonded_lists
from entrepot.service.demo import places_of, save_parties, save_users
from entrepot.service.demo_hub import PARTIES, USERS
from entrepot.service.examples import example_offices
from entrepot.service.window import Window, open_window
from entrepot.store.accounts import Accounts

RESULTS = Path(__file__).with_name("results") / "bonded.json"
CLIENTS, LISTS, RUNS = 8, 160, 3
FREE = LISTS * 3 // 4  # so that a quarter of the lists is refused
ITEMS = 100


def main() -> None:
    """Measure and write the results."""
    rows = [
        row("gross consumption, a million units", consume, 20_000),
        row("check of a book, 1,000 moves", check, 20),
    ]
    with own_ground() as ground:
        rows += stored(ground)
        rows += bonded_lists_rows(ground)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    RESULTS.parent.mkdir(exist_ok=True)
    document = {"room": "bonded", "machine": machine, "rows": rows}
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    json.dump(document, sys.stdout, indent=1)


def stored(ground: Ground) -> list[dict[str, Any]]:
    """What needs a database: eight clients at one stock, and a book counted anew."""
    with open_window(connections=CLIENTS + 2) as window:
        put_people(window)
        book = open_book(window)
        tell("eight clients at one stock")
        runs = [at_one_stock(ground, window, book) for _ in range(RUNS)]
        proofs = [timed(lambda: verify(window, book)) for _ in range(5)]
        agrees = verify(window, book)["agrees"]
    rate = statistics.median(one["per_s"] for one in runs)
    ratio = statistics.median(one["ratio"] for one in runs)
    told = {"attempts": LISTS * RUNS, "over": sum(one["over"] for one in runs), "agrees": agrees}
    return [
        {"name": "8 clients pre-deduct one stock", "ours": round(rate, 1), "unit": "lists/s",
         "ratio": round(ratio, 3), "runs": runs, **told},
        {"name": "a book counted anew", "ours": round(1000 * statistics.median(proofs), 2),
         "unit": "ms"},
    ]  # fmt: skip


def put_people(window: Window) -> None:
    """The people of the hub beside the firms of the bench."""
    with window.database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(window.reference)))


def at_one_stock(ground: Ground, window: Window, book: str) -> dict[str, Any]:
    """Approve lists that together ask for more than there is; one of four must be refused."""
    names = [submit(window, book) for _ in range(LISTS)]
    before = tps(ground.server)
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        told = list(pool.map(lambda name: approve(window, name), names))
    took = time.perf_counter() - began
    after = tps(ground.server)
    for name, is_done in zip(names, told, strict=True):
        act(window, name, "withdraw" if is_done else "refuse")
    per_s = LISTS / took
    return {"per_s": round(per_s, 1), "peer": [round(before), round(after)],
            "ratio": round(per_s / statistics.mean((before, after)), 3), "done": sum(told),
            "over": max(0, sum(told) - FREE)}  # fmt: skip


def open_book(window: Window) -> str:
    """A book with less in it than the lists of a run ask for."""
    zone = next(one for one in window.reference.table("zones") if window.find_office_at(one.place))
    item = {"item": "M1", "unit": "kg", "opening": str(FREE)}
    raw = {"zone": zone.id, "name": "Bench", "items": [item]}
    made = bonded_books.open_book(window, raw, by="zone", at=now())
    with window.as_system() as book:  # who supervises that zone
        book.tx.execute(
            "update membership set offices = array[%s] where account = 'zone_officer'",
            [made["office"]],
        )
    return str(made["reference"])


def submit(window: Window, book: str) -> str:
    """A list that asks for one kilogram."""
    raw = {"book": book, "kind": "re-export", "own_reference": f"L{time.perf_counter_ns()}",
           "gross_mass_kg": "1", "lines": [{"item": "M1", "quantity": "1"}]}  # fmt: skip
    return str(bonded_lists.submit_list(window, raw, by="zone", at=now())["reference"])


def approve(window: Window, name: str) -> bool:
    """Whether the stock of a list was set aside."""
    try:
        act(window, name, "approve")
    except RefusedError:
        return False
    return True


def act(window: Window, name: str, move: str) -> None:
    """One step of a list."""
    by = "zone" if move == "withdraw" else "zone_officer"
    bonded_lists.act_on_list(window, name, {"move": move, "reason": "bench"}, by=by, at=now())


def verify(window: Window, book: str) -> dict[str, Any]:
    """A book counted anew."""
    return bonded_books.verify_book(window, book, by="zone", at=now())


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def consume() -> object:
    """One gross consumption."""
    return gross_consumption(Decimal("0.7"), Decimal(3), Decimal(1_000_000))


def check() -> object:
    """A book of a hundred items after a thousand moves."""
    stocks = [Stock(f"M{number}", Decimal(1000)) for number in range(ITEMS)]
    kinds = ("in", "consume", "re-export", "domestic-sale")
    moves = [
        Move(f"L{number // 2}", f"M{number % ITEMS}", kinds[number % 4],
             "pre" if number % 3 else "final", Decimal("1.5"))
        for number in range(1000)
    ]  # fmt: skip
    return apply_moves(stocks, moves)


def row(name: str, work: Callable[[], object], times: int) -> dict[str, Any]:
    """Median time of some runs [ms]."""
    work()
    taken = [timed(work) for _ in range(min(times, 2000))]
    return {"name": name, "ours": round(1000 * statistics.median(taken), 4), "unit": "ms"}


def timed(work: Callable[[], object]) -> float:
    """How long a piece of work takes [s]."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
