"""Two at one stock, a transfer cut off at any statement, many at once: the book always holds."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.integration.bonded.zone import BILL, Zone
from tests.integration.window.house import House
from tests.integration.window.test_interleavings import ACTING, Stepping, Stop

from entrepot.kernel.errors import EntrepotError, RefusedError
from entrepot.service import bonded_lists, bonded_transfers
from entrepot.service.window import Window

PATIENCE_S = 20.0
WAITS_S = 0.2  # by then the other is done, or waits for the first


@pytest.fixture(scope="module")
def stepping(zone: Zone) -> Iterator[Zone]:
    """The same zone over connections that can be stopped before each statement."""
    kept = zone.house.window
    database = Stepping(kept.database.url, kept.database.admin_url)
    yield Zone(House(Window(kept.home, database, kept.reference), zone.house.superuser))
    database.close()


def outcome(act: Callable[[], Any], stop: Stop | None = None) -> str:
    """`done`, or the code of the refusal."""
    ACTING.stop = stop
    try:
        act()
    except EntrepotError as error:
        return error.problems[0].code
    finally:
        if stop is not None:
            stop.reached.set()
        ACTING.stop = None
    return "done"


def test_of_two_lists_on_one_stock_one_sets_it_aside_wherever_they_meet(
    zone: Zone, stepping: Zone
) -> None:
    book = zone.open()
    zone.bring_in(book, 60)
    statements = 0
    while True:
        first, second = (zone.list(book, "re-export", 60) for _ in range(2))
        stop = Stop(statements)
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(outcome, lambda name=first: stepping.approve(name), stop)
            assert stop.reached.wait(PATIENCE_S)
            other = pool.submit(outcome, lambda name=second: zone.approve(name))
            threading.Event().wait(WAITS_S)
            stop.go_on.set()
            told = sorted((one.result(PATIENCE_S), other.result(PATIENCE_S)))

        assert told == ["bonded.short", "done"], statements
        assert zone.stock(book) == ("60", "60", "0")
        for name in (first, second):
            zone.act("list", name, "withdraw")
        if stop.count < statements:
            break
        statements += 1

    assert statements > 8
    assert zone.agrees(book)


def test_a_list_is_withdrawn_or_put_on_a_pass_and_never_both(zone: Zone, stepping: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 60)
    statements = 0
    while True:
        name = zone.list(book, "re-export", 60)
        zone.approve(name)
        stop = Stop(statements)
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(
                outcome, lambda name=name: stepping.act("list", name, "withdraw"), stop
            )
            assert stop.reached.wait(PATIENCE_S)
            other = pool.submit(outcome, lambda name=name: zone.make_pass(name, direction="out"))
            threading.Event().wait(WAITS_S)
            stop.go_on.set()
            told = one.result(PATIENCE_S), other.result(PATIENCE_S)
        shown = zone.do(bonded_lists.show_list, name)

        assert told in (("done", "bonded.step"), ("bonded.on_pass", "done")), statements
        assert (shown["state"], bool(shown["pass"])) in (("withdrawn", False), ("approved", True))
        if shown["pass"]:
            zone.act("pass", shown["pass"], "cancel")
            zone.act("list", name, "withdraw")
        if stop.count < statements:
            break
        statements += 1

    assert zone.stock(book) == ("60", "0", "60")
    assert zone.agrees(book)


def accept(zone: Zone, name: str) -> Any:
    return zone.do(bonded_transfers.act_on_transfer, name, {"move": "accept"}, by="exporter")


def test_a_transfer_cut_off_at_any_statement_has_both_sides_or_none(
    zone: Zone, stepping: Zone
) -> None:
    giving, taking = zone.open(), zone.open(by="exporter")
    zone.bring_in(giving, 1000)
    statements, cut = 0, 0
    while True:
        raw = {"from_book": giving, "to_book": taking, "from_item": "M1", "quantity": "1",
               "own_reference": f"cut-{giving}-{statements}"}  # fmt: skip
        name = zone.do(bonded_transfers.propose_transfer, raw)["reference"]
        before = zone.stock(giving)[0], zone.stock(taking, by="exporter")[0]
        stop = Stop(statements)
        with ThreadPoolExecutor(1) as pool:
            accepting = pool.submit(outcome, lambda name=name: accept(stepping, name), stop)
            assert stop.reached.wait(PATIENCE_S)
            cut += _cut_off(zone) if stop.count == statements else 0
            stop.go_on.set()
            accepting.result(PATIENCE_S)
        after = zone.stock(giving)[0], zone.stock(taking, by="exporter")[0]
        again = accept(zone, name)

        assert after in (before, (str(int(before[0]) - 1), str(int(before[1]) + 1))), statements
        assert again["state"] == "done"
        assert zone.stock(giving)[0] == str(int(before[0]) - 1)
        if stop.count < statements:
            break
        statements += 1

    assert cut > 8
    assert zone.agrees(giving)
    assert zone.agrees(taking, by="exporter")


def _cut_off(zone: Zone) -> int:
    """End the connections of the application in the midst of what they do."""
    rows = zone.house.rows(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and state = 'idle in transaction'"
    )
    return len(rows)


def test_a_book_equals_a_recount_after_random_acts_of_many(zone: Zone) -> None:
    book, other = zone.open(bills=[BILL]), zone.open(by="exporter")
    zone.bring_in(book, 500)

    def work(seed: int) -> list[str]:
        chance = random.Random(seed)
        return [outcome(lambda: _random_act(zone, chance, book, other)) for _ in range(25)]

    with ThreadPoolExecutor(4) as pool:
        told = [one for part in pool.map(work, range(4)) for one in part]
    closing, aside, free = zone.stock(book)

    assert set(told) <= {"done", "bonded.short", "bonded.limit", "bonded.step"}
    assert told.count("done") > 20
    assert float(closing) - float(aside) == pytest.approx(float(free))
    assert float(free) >= 0
    assert zone.agrees(book)
    assert zone.agrees(other, by="exporter")


def _random_act(zone: Zone, chance: random.Random, book: str, other: str) -> None:
    much = chance.choice(["0.00001", "7.5", "40", "120"])
    what = chance.choice(["in", "out", "withdraw", "consume", "transfer", "drop"])
    if what == "in":
        zone.bring_in(book, much)
    elif what == "consume":
        zone.act("book", book, "consume", product="P1", units=chance.choice(["1", "30"]))
    elif what in ("transfer", "drop"):
        raw = {"from_book": book, "to_book": other, "from_item": "M1", "quantity": much,
               "own_reference": f"{chance.random()}-{book}"}  # fmt: skip
        name = zone.do(bonded_transfers.propose_transfer, raw)["reference"]
        move, who = ("accept", "exporter") if what == "transfer" else ("withdraw", "zone")
        zone.do(bonded_transfers.act_on_transfer, name, {"move": move}, by=who)
    else:
        name = zone.list(book, chance.choice(["re-export", "destroy"]), much)
        zone.approve(name)
        if what == "withdraw":
            zone.act("list", name, "withdraw")


def test_a_goods_movement_without_its_release_is_refused(zone: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 100)
    held = zone.house.file("R", "import")["reference"]

    with pytest.raises(EntrepotError) as foreign:
        zone.list(book, "domestic-sale", 10, declaration=held)

    assert foreign.value.problems[0].code == "bonded.declaration"
    assert not isinstance(foreign.value, RefusedError)
