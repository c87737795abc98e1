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
