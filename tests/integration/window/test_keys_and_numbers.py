"""Lodging at once and again: one key, one declaration; one consignment, one filing; 1 to N."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import TypeVar

import pytest
from tests.integration.window.house import Document, House, find_broken, find_broken_chains

from entrepot.kernel.errors import EntrepotError, InputError, RefusedError
from entrepot.service.window import Window
from entrepot.store.db import Database, Tx
from entrepot.store.line import Saying, Talk

T = TypeVar("T")


def at_once(count: int, act: Callable[[int], Document]) -> list[Document | EntrepotError]:
    """What came of as many acts begun in the same moment."""
    barrier = threading.Barrier(count)

    def run(number: int) -> Document | EntrepotError:
        barrier.wait()
        try:
            return act(number)
        except EntrepotError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def codes(error: object) -> set[str]:
    assert isinstance(error, EntrepotError), error
    return {problem.code for problem in error.problems}


# Keys


def test_fifty_identical_lodgements_at_once_are_one_declaration(house: House) -> None:
    body = house.body(house.name())
    told = at_once(50, lambda _: house.lodge(body, "one key for all"))

    assert all(isinstance(one, dict) for one in told), told
    assert Counter(one["replayed"] for one in told) == {False: 1, True: 49}
    assert len({(one["reference"], one["number"], one["state"]) for one in told}) == 1
    ucr = told[0]["ucr"]
    assert house.value("select count(*) from declaration where ucr = %s", ucr) == 1
    assert house.value("select count(*) from event where chain = %s and kind = 'lodge'",
                       told[0]["reference"]) == 1  # fmt: skip


def test_a_repeated_key_gives_the_first_reply_word_for_word(house: House) -> None:
    name = house.name()
    first = house.lodge(house.body(name), name)
    house.arrive(house.boxes[name])
    again = house.lodge(house.body(name), name)

    assert again == {**first, "replayed": True}
    assert house.show(first["reference"])["state"] == "RELEASED"


def test_one_connection_is_enough_for_every_act(house: House) -> None:
    kept = house.window.database
    database = Database(kept.url, kept.admin_url, most=1, patience_s=1)
    alone = House(Window(house.window.home, database, house.window.reference), house.superuser)
    alone.pass_time(days=1)  # whose key to draw with is not made yet
    red, owing = alone.file("R"), alone.file("G", "import")
    for agency in ("customs", "quarantine", "market"):
        red = alone.inspect(red["reference"], agency)
    paid = alone.pay(owing["reference"], alone.owed(owing["reference"]))
    told = at_once(4, lambda _: alone.file("G"))
    database.close()

    assert [one["state"] for one in (red, paid, *told)] == ["RELEASED"] * 6


def test_the_key_of_one_account_is_none_of_another(house: House) -> None:
    name = house.name()
    house.lodge(house.body(name), "shared words")

    with pytest.raises(RefusedError) as refused:  # the broker files the same consignment
        house.lodge(house.body(name), "shared words", by="broker")

    assert codes(refused.value) == {"window.ucr_taken"}


def test_another_body_under_a_used_key_is_refused(house: House) -> None:
    name, other = house.name(), house.name()
    house.lodge(house.body(name), "used")

    with pytest.raises(RefusedError) as refused:
        house.lodge(house.body(other), "used")

    assert codes(refused.value) == {"window.key_reused"}
    assert refused.value.exit_code == 3
    assert house.value("select count(*) from declaration where lrn = %s", other) == 0


def test_another_key_for_the_same_consignment_names_the_first(house: House) -> None:
    name = house.name()
    first = house.lodge(house.body(name), "first")

    with pytest.raises(RefusedError) as refused:
        house.lodge(house.body(name), "second")

    assert codes(refused.value) == {"window.ucr_taken"}
    assert refused.value.exit_code == 3
    assert refused.value.extra["first"] == first["reference"]
    assert house.value("select count(*) from declaration where lrn = %s", name) == 1


def test_twenty_keys_at_once_for_one_consignment_are_one_filing(house: House) -> None:
    body = house.body(house.name())
    told = at_once(20, lambda number: house.lodge(body, f"mine {number}"))
    done = [one for one in told if isinstance(one, dict)]
    refused = [one for one in told if not isinstance(one, dict)]

    assert len(done) == 1
    assert {code for error in refused for code in codes(error)} == {"window.ucr_taken"}
    assert {error.extra["first"] for error in refused} == {done[0]["reference"]}


def test_twenty_bodies_at_once_under_one_key_are_one_filing(house: House) -> None:
    bodies = [house.body(house.name()) for _ in range(20)]
    told = at_once(20, lambda number: house.lodge(bodies[number], "one key, many bodies"))
    done = [one for one in told if isinstance(one, dict)]
    refused = [one for one in told if not isinstance(one, dict)]

    assert len(done) == 1
    assert {code for error in refused for code in codes(error)} == {"window.key_reused"}


def test_a_consignment_may_be_filed_again_when_the_first_filing_is_over(house: House) -> None:
    name = house.name("J")
    rejected = house.lodge(house.body(name), "first try")
    again = house.lodge(house.body(name), "second try")

    assert rejected["state"] == again["state"] == "REJECTED"
    assert rejected["reference"] != again["reference"]


def test_a_faulty_filing_uses_up_neither_key_nor_number(house: House) -> None:
    name = house.name()
    body = house.body(name)
    house.arrive(house.boxes[name])
    before = house.rows("select * from counter order by 1, 2, 3")

    with pytest.raises(InputError):
        house.lodge(body.replace(b"4011200000", b"0000000000"), "mended later")

    assert house.rows("select * from counter order by 1, 2, 3") == before
    mended = house.lodge(body, "mended later")
    assert (mended["state"], mended["replayed"]) == ("RELEASED", False)


# Numbers


def test_a_filing_that_is_rejected_uses_up_no_number(house: House) -> None:
    house.file()
    counters = "select * from counter order by 1, 2, 3"
    before = house.rows(counters)

    rejected = house.file("J")

    assert (rejected["state"], rejected["number"]) == ("REJECTED", None)
    assert house.rows(counters) == before


class Breaking(Database):
    """A database whose transactions now and then break off at the last moment."""

    now = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        with super().transaction() as tx:
            yield tx
            self.perhaps_break()

    @contextmanager
    def piped(self, first: Callable[[Tx], T]) -> Iterator[T]:
        with super().piped(first) as told:
            yield told
            self.perhaps_break()

    @contextmanager
    def two_breaths(self, first: Saying) -> Iterator[Talk]:
        with super().two_breaths(first) as talk:
            yield talk
            self.perhaps_break()

    def perhaps_break(self) -> None:
        if getattr(self.now, "breaks", False):
            raise BrokenOff


class BrokenOff(Exception):  # noqa: N818 - it is made on purpose
    """A transaction that was not kept."""


@pytest.mark.parametrize("each", [50, pytest.param(500, marks=pytest.mark.proof)])
def test_twenty_clients_whose_steps_break_off_leave_no_gap(
    house: House, share: float, each: int
) -> None:
    each = each if each > 50 else int(share * each)
    kept = house.window.database
    database = Breaking(kept.url, kept.admin_url, patience_s=60)
    window = Window(house.window.home, database, house.window.reference)
    other = House(window, house.superuser, boxes=house.boxes)
    before = house.value("select coalesce(max(last), 0) from counter where kind = 'export'")
    broken, numbers = [], []

    def client(number: int) -> None:
        chance = Random(number)
        for _ in range(each):
            name = house.name()
            body = house.body(name)
            database.now.breaks = False
            other.arrive(house.boxes[name])
            database.now.breaks = chance.random() < 0.1
            try:
                numbers.append(other.lodge(body)["number"])
            except BrokenOff:
                broken.append(name)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(client, range(20)))
    database.close()
    serials = sorted(int(number[-9:]) for number in numbers)
    first = before + 1
    print(f"{len(numbers)} numbers, {len(broken)} steps broken off")

    assert len(numbers) + len(broken) == 20 * each
    assert len(broken) > 20 * each * 0.05
    assert serials == list(range(first, first + len(numbers)))
    assert find_broken(house) == {}
    assert find_broken_chains(house) == []
