"""A train killed in the middle: of a plan all or none is kept, of bookings what was told."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.integration.test_trains import LEAVES, NOON, Yard, rehearse_hub

from entrepot.service.train_filling import fill_train
from entrepot.store.db import open_database
from entrepot.store.home import open_home
from entrepot.store.window import acting_system

TRIES = 4


def fill_for_ever(home: str, train: str) -> None:
    """Plan the wagons again and again, each time as a new version."""
    from entrepot.service import train_filling

    train_filling._is_last = lambda *_: False  # each plan is kept
    with open_database(open_home({"ENTREPOT_HOME": home}), most=1) as database:
        number = 0
        while True:
            number += 1
            at = NOON + timedelta(seconds=number)
            fill_train(database, train, at=at, by="operator")


def test_of_a_plan_all_boxes_are_kept_or_none_whenever_it_is_killed(
    new_home: Callable[[], Path], region
) -> None:
    folder = str(new_home())
    with open_database(open_home({"ENTREPOT_HOME": folder})) as database:
        rehearse_hub(database)
        yard = Yard(database, region)
        train = yard.open(60)
        for number in range(20):
            yard.book(train, 3, f"K{number}")
        context = multiprocessing.get_context("spawn")
        for number in range(TRIES):
            killed = context.Process(target=fill_for_ever, args=(folder, train))
            killed.start()
            since = time.monotonic()
            while versions(database, train) <= number and time.monotonic() - since < 60:
                time.sleep(0.05)
            time.sleep(0.013 * number)
            os.kill(killed.pid, signal.SIGKILL)
            killed.join()
        with acting_system(database) as book:
            rows = book.tx.execute(
                "select p.version, p.wagons, count(*) as boxes, count(distinct b.wagon) as loaded"
                " from train_plan p left join train_plan_box b using (train_id, version)"
                " where p.train_id = %s group by p.version, p.wagons", [train],
            ).fetchall()  # fmt: skip
        last = fill_train(database, train, at=LEAVES, by="operator")

    assert len(rows) >= TRIES
    assert {row["boxes"] for row in rows} == {40}
    assert all(row["loaded"] == row["wagons"] for row in rows)
    assert sorted(row["version"] for row in rows) == list(range(1, len(rows) + 1))
    assert last["teu"] == 60


def versions(database, train: str) -> int:
    """How many plans there are."""
    with acting_system(database) as book:
        row = book.tx.execute(
            "select count(*) as n from train_plan where train_id = %s", [train]
        ).fetchone()
    return int(row["n"])


def file_for_ever(home: str, train: str, told) -> None:
    """Book file after file."""
    from entrepot.service.train_bookings import book_lines

    with open_database(open_home({"ENTREPOT_HOME": home}), most=5) as database:
        number = 0
        while True:
            lines = [f'{{"key": "{train}-{number}-{n}", "teu": 1}}' for n in range(60)]
            done = book_lines(database, train, lines, workers=4, at=NOON, by="exporter")
            told.put([(one["key"], one["booking"]) for one in done["results"]])
            number += 1


def test_of_a_file_of_bookings_each_chunk_is_kept_whole_or_not_and_again_completes_it(
    new_home: Callable[[], Path], region
) -> None:
    from entrepot.service.train_bookings import CHUNK, book_lines

    folder = str(new_home())
    with open_database(open_home({"ENTREPOT_HOME": folder})) as database:
        rehearse_hub(database)
        yard = Yard(database, region)
        context = multiprocessing.get_context("spawn")
        for number in range(TRIES):
            train, told = yard.open(40), context.Queue()
            killed = context.Process(target=file_for_ever, args=(folder, train, told))
            killed.start()
            acknowledged = told.get(timeout=60)
            time.sleep(0.011 * number)
            os.kill(killed.pid, signal.SIGKILL)
            killed.join()
            kept = dict(bookings_of(database, train))
            last = max(int(key.split("-")[1]) for key in kept)
            lines = [f'{{"key": "{train}-{last}-{n}", "teu": 1}}' for n in range(60)]
            before = sum(key.startswith(f"{train}-{last}-") for key in kept)
            again = book_lines(database, train, lines, at=NOON, by="exporter")
            after = dict(bookings_of(database, train))

            assert all(kept[key] == name for key, name in acknowledged)
            assert all(len(part) in (0, min(CHUNK, 60 - CHUNK * chunk))
                       for chunk, part in chunks_of(kept, CHUNK))  # fmt: skip
            assert again["replayed"] == before
            assert after == kept | {one["key"]: one["booking"] for one in again["results"]}


def bookings_of(database, train: str) -> list[tuple[str, str]]:
    """Keys and names of the bookings of a train."""
    with acting_system(database) as book:
        rows = book.tx.execute(
            "select reference, 'B' || id as name from booking where starts_with(reference, %s)",
            [f"{train}-"],
        )
        return [(row["reference"], row["name"]) for row in rows]


def chunks_of(kept: dict[str, str], size: int) -> list[tuple[int, list[str]]]:
    """The keys that are kept, by the chunk of the file that they stood in."""
    found: dict[tuple[int, int], list[str]] = {}
    for key in kept:
        file, line = map(int, key.rsplit("-", 2)[1:])
        found.setdefault((file, line // size), []).append(key)
    return [(chunk, keys) for (_, chunk), keys in found.items()]
