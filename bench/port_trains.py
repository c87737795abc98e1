"""Trains at the bench: eight clients on one train beside TPC-B, and the filling of sixty bookings.

`bench/port.py` runs it with the other rows of the land port; by itself it prints its own.
"""

import argparse
import json
import multiprocessing
import random
import statistics
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from single_window.ground import Ground, firms, own_ground, tell, tps

from entrepot.kernel.errors import RefusedError
from entrepot.port.filling import fill
from entrepot.port.wagons import Box, Wagon
from entrepot.service.demo import places_of, save_parties, save_users
from entrepot.service.demo_hub import PARTIES, USERS
from entrepot.service.examples import example_offices
from entrepot.service.timetables import open_schedule
from entrepot.service.train_bookings import book_lines
from entrepot.service.trains import book_train, cancel_train, open_train
from entrepot.store.accounts import Accounts
from entrepot.store.db import Database, open_database
from entrepot.store.home import open_home
from entrepot.store.trains import Trains
from entrepot.store.window import acting_system

CLIENTS, RUNS, ATTEMPTS = 8, 3, 10_000
CAPACITY_TEU, REACH = 110, 0.3
AGAIN, CANCELLED = 0.1, 0.02  # of the attempts: the same key once more, a booking given back
BOOKINGS, FILL_S, FEW = 60, 2.0, 6


def rows(ground: Ground, attempts: int = ATTEMPTS) -> list[dict[str, Any]]:
    """Eight clients on one train, and the filling."""
    with open_database(open_home(), most=CLIENTS + 1) as database:
        put_people(database, ground)
        singly = [on_one_train(database, ground, number, attempts) for number in range(RUNS)]
        filed = [by_file(database, ground, RUNS + number, attempts) for number in range(RUNS)]
    name = f"8 clients on one train, {attempts:,} attempts"
    return [
        row_of(f"{name}, a file by eight workers", filed, reach=REACH),
        {**row_of(f"{name}, a transaction each", singly, reach=0.0), "reached": None},
        filling(),
    ]


def row_of(name: str, runs: list[dict[str, Any]], *, reach: float) -> dict[str, Any]:
    """The median of some runs, and whether nothing was lost, doubled or promised twice."""
    rate = statistics.median(one["per_s"] for one in runs)
    ratio = statistics.median(one["ratio"] for one in runs)
    wrong = {name: sum(one[name] for one in runs) for name in ("lost", "double", "over")}
    return {"name": name, "per_s": round(rate, 1), "ratio": round(ratio, 3), **wrong,
            "runs": runs, "reached": ratio >= reach and not any(wrong.values())}  # fmt: skip


def put_people(database: Database, ground: Ground) -> None:
    """Who runs trains, beside the firms of the bench."""
    with database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(ground.reference)))


def on_one_train(database: Database, ground: Ground, number: int, attempts: int) -> dict[str, Any]:
    """All clients at one train; what they were told beside what is kept."""
    train = opened(database, number)
    tell(f"eight clients on train {train}")
    before = tps(ground.server)
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(CLIENTS)
    told = context.Queue()
    clients = [
        context.Process(target=client, args=(barrier, told, train, place, attempts // CLIENTS))
        for place in range(CLIENTS)
    ]
    for one in clients:
        one.start()
    found = [told.get() for _ in clients]
    for one in clients:
        one.join()
    after = tps(ground.server)
    took = max(end for _, end, _, _ in found) - min(begin for begin, _, _, _ in found)
    per_s = sum(count for _, _, count, _ in found) / took
    states = {key: state for _, _, _, own in found for key, state in own.items()}
    return {"per_s": round(per_s, 1), "peer": [round(before), round(after)],
            "ratio": round(per_s / statistics.mean((before, after)), 3),
            **compared(database, train, states)}  # fmt: skip


def opened(database: Database, number: int) -> str:
    """A train of the bench's own."""
    train = f"BENCH{number}"
    departs = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=9, minutes=number)
    raw = {"train": train, "service": "S015", "departs": departs.isoformat(),
           "cutoff": departs.isoformat(), "capacity_teu": str(CAPACITY_TEU)}  # fmt: skip
    open_train(open_schedule(), database, raw, at=datetime.now(UTC), by="operator")
    return train


def by_file(database: Database, ground: Ground, number: int, attempts: int) -> dict[str, Any]:
    """A file by eight workers, some keys twice; what it was told beside what is kept."""
    train, chance = opened(database, number), random.Random(number)
    keys: list[str] = []
    for n in range(attempts):
        again = bool(keys) and chance.random() < AGAIN
        keys.append(chance.choice(keys) if again else f"{train}-0-{n}")
    lines = [json.dumps({"key": key, "teu": 1 + int(key.rpartition("-")[2]) % 2}) for key in keys]
    tell(f"a file of {attempts} bookings on train {train}")
    before = tps(ground.server)
    begin = time.perf_counter()
    found = book_lines(
        database, train, lines, workers=CLIENTS, at=datetime.now(UTC), by=firms()[0].id
    )
    took = time.perf_counter() - begin
    after = tps(ground.server)
    states = {one["key"]: (one["booking"], one["result"]) for one in found["results"]}
    return {"per_s": round(attempts / took, 1), "peer": [round(before), round(after)],
            "ratio": round(attempts / took / statistics.mean((before, after)), 3),
            **compared(database, train, states)}  # fmt: skip


def client(barrier: Any, told: Any, train: str, place: int, attempts: int) -> None:
    """Book, again under the same key, and give back; tell what was acknowledged."""
    firm, chance = firms()[place], random.Random(place)
    states: dict[str, tuple[str, str]] = {}
    with open_database(open_home(), most=1) as database:
        barrier.wait()
        begin, made = time.time(), 0
        for n in range(attempts):
            key, now, turn = f"{train}-{place}-{n}", datetime.now(UTC), chance.random()
            if states and turn < AGAIN:
                key = chance.choice(list(states))
            if states and turn > 1 - CANCELLED:
                name, _ = states[key := chance.choice(list(states))]
                cancel_train(database, name, at=now, by=firm.id)
                states[key] = (name, "cancelled")
            else:
                teu = 1 + int(key.rpartition("-")[2]) % 2
                one = attempt(database, train, {"teu": str(teu), "key": key}, now, firm.id)
                states[key] = (one["booking"], one["state"])
            made += 1
        told.put((begin, time.time(), made, states))


def attempt(
    database: Database, train: str, raw: dict[str, str], now: datetime, by: str
) -> dict[str, Any]:
    """One booking; nothing of the bench is refused but for a busy moment."""
    while True:
        try:
            return book_train(database, train, raw, at=now, by=by)
        except RefusedError as error:
            if all(problem.code != "booking.busy" for problem in error.problems):
                raise


def compared(database: Database, train: str, told: dict[str, tuple[str, str]]) -> dict[str, int]:
    """What was acknowledged and is not kept, what is there twice, what is above the capacity."""
    with acting_system(database) as window:
        desk = Trains(window.tx)
        kept = {row["reference"]: row for row in desk.tx.execute(
            "select b.reference, 'B' || b.id as name, b.state, b.teu from booking b"
            " where starts_with(b.reference, %s)", [f"{train}-"])}  # fmt: skip
        row = desk.find_train(train=train)
    after = {"confirmed": {"confirmed"}, "waitlisted": {"waiting", "confirmed"},
             "cancelled": {"cancelled"}}  # fmt: skip
    lost = sum(
        key not in kept or kept[key]["name"] != name or kept[key]["state"] not in after[state]
        for key, (name, state) in told.items()
    )
    names = Counter(name for name, _ in told.values())
    confirmed = sum(one["teu"] for one in kept.values() if one["state"] == "confirmed")
    over = max(Decimal(0), confirmed - row["capacity_teu"]) + abs(confirmed - row["booked_teu"])
    return {"lost": lost, "double": len(kept) - len(names), "over": int(over)}


# Filling


def filling() -> dict[str, Any]:
    """Sixty bookings by the programme, and few of them by trying everything."""
    spent, optimal = [], True
    for seed in range(RUNS):
        boxes, wagons = train_of(BOOKINGS, 40, seed)
        began, cpu = time.perf_counter(), time.process_time()
        optimal &= fill(boxes, wagons, limit_s=60).is_optimal
        spent.append((time.perf_counter() - began, time.process_time() - cpu))
    same = all(_is_best(*train_of(FEW, 3, seed)) for seed in range(20))
    wall = statistics.median(one for one, _ in spent)
    return {"name": f"filling of {BOOKINGS} bookings", "s": round(wall, 3),
            "cpu_s": round(statistics.median(one for _, one in spent), 3), "optimal": optimal,
            "equals_brute_force": same, "reached": wall <= FILL_S and optimal and same}  # fmt: skip


def train_of(bookings: int, wagons: int, seed: int) -> tuple[list[Box], list[Wagon]]:
    """Bookings of one or two boxes, some that need power, and wagons of two kinds."""
    chance = random.Random(seed)
    boxes = [
        Box(name, seq, Decimal(chance.choice((1, 1, 2))),
            Decimal(chance.randint(8_000, 30_480)) / 1000, chance.random() < 0.2)
        for name in range(1, bookings + 1)
        for seq in range(1, chance.choice((1, 1, 2)) + 1)
    ]  # fmt: skip
    kinds = (("flat", Decimal(2), Decimal(61), 0), ("reefer", Decimal(2), Decimal(45), 2))
    return boxes, [Wagon(n, *chance.choice(kinds)) for n in range(1, wagons + 1)]


def _is_best(boxes: list[Box], wagons: list[Wagon]) -> bool:
    """Whether the programme's plan is as good as the best of all ways."""
    plan = fill(boxes, wagons, limit_s=60)
    by_booking: dict[int, list[Box]] = {}
    for box in boxes:
        by_booking.setdefault(box.booking, []).append(box)
    full = tuple(wagon.room for wagon in wagons)
    best = {full: Decimal(0)}
    for own in by_booking.values():
        for room, teu in list(best.items()):
            for places in product(range(len(wagons)), repeat=len(own)):
                left = [list(one) for one in room]
                for box, place in zip(own, places, strict=True):
                    for at, need in enumerate((box.teu, box.tonnes, box.is_powered)):
                        left[place][at] -= need
                if all(value >= 0 for one in left for value in one):
                    key = tuple(map(tuple, left))
                    total = teu + sum(box.teu for box in own)
                    best[key] = max(best.get(key, Decimal(0)), total)
    found = max((teu, -sum(a != b for a, b in zip(room, full, strict=True)))
                for room, teu in best.items())  # fmt: skip
    return (plan.teu, -plan.wagons) == found


def main() -> None:
    """Measure on a server of its own, and print."""
    parser = argparse.ArgumentParser(description="Measure trains.")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, metavar="N")
    asked = parser.parse_args()
    with own_ground() as ground:
        print(json.dumps(rows(ground, asked.attempts), indent=1))


if __name__ == "__main__":
    main()
