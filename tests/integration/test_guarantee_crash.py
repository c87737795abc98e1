"""A file of moves killed in the middle: of each chunk all or none, and the file completes it."""

import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from entrepot.service import guarantees
from entrepot.service.demo_hub import demo_hub
from entrepot.service.guarantee_moves import CHUNK, make_moves
from entrepot.service.window import Window
from entrepot.store.db import open_database
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
CHUNKS, KILLS, WORKERS = 24, 3, 4


def lines() -> list[str]:
    """Moves of every kind; what is refused depends on what came before in the ledger."""
    chance = random.Random(7)
    kinds = ("reserve", "reserve", "reserve", "free", "use", "claim")
    return [
        json.dumps({"key": f"k{n}", "kind": chance.choice(kinds), "ref": chance.choice("ABC"),
                    "amount": f"{chance.randint(1, 9_000) / 100:.2f}"})
        for n in range(CHUNK * CHUNKS)
    ]  # fmt: skip


def move_slowly(home: str, reference: str) -> None:
    """Make the moves of the file, each chunk resting when its rows are written and not kept."""
    from entrepot.service import guarantee_batch

    tell = guarantee_batch.covers.tell_of_moves

    def rest_and_tell(*words, **names):
        time.sleep(0.05)
        return tell(*words, **names)

    guarantee_batch.covers.tell_of_moves = rest_and_tell
    opened = open_home({"ENTREPOT_HOME": home})
    with open_database(opened, most=WORKERS + 1) as database:
        window = Window(opened, database, open_reference("upland"))
        make_moves(window, reference, lines(), workers=WORKERS, by="officer", at=AT)


@pytest.fixture
def window(new_home: Callable[[], Path]) -> Iterator[Window]:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    with open_database(home) as database:
        demo_hub(database, open_reference("upland"), at=AT)
        yield Window(home, database, open_reference("upland"))


def answers(window: Window, reference: str) -> dict[str, str | None]:
    """What each key was answered, as the table keeps it."""
    with window.as_system() as book:
        rows = book.tx.execute(
            "select key, code from cover_answer a join cover c on c.id = a.cover_id"
            " where c.reference = %s", [reference],
        ).fetchall()  # fmt: skip
    return {row["key"]: row["code"] for row in rows}


def told_moves(window: Window, reference: str) -> int:
    """How many rows of the ledger the chain tells of."""
    with window.as_system() as book:
        row = book.tx.execute(
            "select coalesce(sum(json_array_length(body::json -> 'moves')), 0) as n from event"
            " where chain = %s and kind = 'guarantee_moved'", [f"guarantee:{reference}"],
        ).fetchone()  # fmt: skip
    return int(row["n"])


def test_a_killed_file_of_moves_keeps_whole_chunks_and_is_completed(window: Window) -> None:
    raw = {"kind": "bank-letter", "issuer": "Example Bank", "limit": "9000.00"}
    reference = guarantees.open_guarantee(window, raw, by="bank", at=AT)["guarantee"]
    guarantees.activate_guarantee(window, reference, by="officer", at=AT)
    context, kept = multiprocessing.get_context("spawn"), {}
    for number in range(KILLS):
        killed = context.Process(target=move_slowly, args=(str(window.home.folder), reference))
        killed.start()
        since, goal = time.monotonic(), len(kept) + 2 * CHUNK
        while len(answers(window, reference)) < goal and time.monotonic() - since < 60:
            time.sleep(0.01)
        time.sleep(0.017 * number)
        os.kill(killed.pid, signal.SIGKILL)
        killed.join()
        recount = guarantees.verify_guarantee(window, reference, by="officer", at=AT)
        before, kept = kept, answers(window, reference)

        assert recount["ok"]
        assert recount["moves"] == told_moves(window, reference)
        assert set(Counter(int(key[1:]) // CHUNK for key in kept).values()) == {CHUNK}
        assert before.items() <= kept.items()

    assert 0 < len(kept) < CHUNK * CHUNKS
    told = make_moves(window, reference, lines(), workers=WORKERS, by="officer", at=AT)
    done = {one["key"]: one["code"] for one in told["results"]}
    assert kept.items() <= done.items()
    assert done == answers(window, reference)
    assert {None, "guarantee.limit"} <= set(done.values())
    assert guarantees.verify_guarantee(window, reference, by="officer", at=AT)["ok"]
