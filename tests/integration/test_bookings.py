"""Bookings on PostgreSQL: never an overbooking, whole or waiting, and nothing lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Barrier

import psycopg
import pytest

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.bookings import (
    book_places,
    cancel_booking,
    list_bookings,
    show_booking,
    taken_in,
)
from entrepot.service.timetables import Schedule
from entrepot.store.bookings import Bookings, ensure_local
from entrepot.store.db import Database
from entrepot.store.window import acting, acting_system

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
THREADS = 20
DESK_ROWS = (("membership", "account"), ("account", "id"), ("organisation", "id"))
_weeks = count()  # no two tests share a departure


class Desk:
    """Books in the small invented region, on departures of a week of its own."""

    def __init__(self, database: Database, region) -> None:
        self.database, self.schedule = database, Schedule(region)
        tuesday = date(2026, 3, 17) + timedelta(weeks=next(_weeks))
        self.train = f"US01@{tuesday}T08:00"  # 80 TEU
        self.ship = f"US05@{tuesday + timedelta(days=11)}T18:00"  # 1,700 TEU
        self.early = f"US05@{tuesday + timedelta(days=4)}T18:00"  # in port after its cut-off
        self.other = f"US01@{tuesday + timedelta(days=2)}T08:00"

    def book(self, reference, teu, *names, by="exporter", at=NOON):
        raw = {"departures": list(names or [self.train]), "teu": str(teu), "reference": reference}
        return book_places(self.schedule, self.database, raw, at=at, by=by)

    def cancel(self, reference, by="exporter", at=NOON):
        return cancel_booking(self.schedule, self.database, reference, at=at, by=by)

    def show(self, reference, by="exporter", at=NOON):
        return show_booking(self.schedule, self.database, reference, at=at, by=by)

    def places(self, name=None):
        found = taken_in(self.database, [name or self.train])[name or self.train]
        return float(found.booked_teu), float(found.waiting_teu)


@pytest.fixture
def desk(rehearsal: Database, region) -> Desk:
    return Desk(rehearsal, region)


def at_once(jobs: list[Callable[[], dict]]) -> list[dict]:
    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(lambda job: job(), jobs))


def test_a_booking_is_confirmed_while_there_is_room_and_waits_after(desk: Desk) -> None:
    name = desk.train
    first = desk.book(f"A-{name}", 50)
    second = desk.book(f"B-{name}", 31)
    third = desk.book(f"C-{name}", 30, by="rival")
    fourth = desk.book(f"D-{name}", 2, by="rival")

    assert [one["state"] for one in (first, second, third, fourth)] == [
        "confirmed", "waiting", "confirmed", "waiting",
    ]  # fmt: skip
    assert (second["waiting_place"], fourth["waiting_place"]) == (1, 2)
    assert desk.places() == (80, 33)


def test_twenty_at_once_for_the_last_places_get_exactly_what_there_is(desk: Desk) -> None:
    jobs = [
        lambda n=n: desk.book(f"T{n}-{desk.train}", 7, by=("exporter", "rival", "broker")[n % 3])
        for n in range(THREADS)
    ]
    found = at_once(jobs)

    assert Counter(one["state"] for one in found) == {"confirmed": 11, "waiting": 9}
    assert desk.places() == (77, 63)
    places = sorted(
        desk.show(one["reference"], by=one["made_by"])["waiting_place"] or 0 for one in found
    )
    assert places == [0] * 11 + list(range(1, 10))


def test_of_two_for_the_last_place_one_wins_and_one_waits(desk: Desk) -> None:
    desk.book(f"full-{desk.train}", 79)
    found = at_once(
        [lambda by=by: desk.book(f"last-{desk.train}", 1, by=by) for by in ("exporter", "rival")]
    )

    assert sorted(one["state"] for one in found) == ["confirmed", "waiting"]
    assert desk.places() == (80, 1)


def test_a_train_and_a_ship_are_booked_whole_with_the_time_between(desk: Desk) -> None:
    found = desk.book(f"W-{desk.train}", 10, desk.train, desk.ship)

    assert [leg["mode"] for leg in found["legs"]] == ["rail", "sea"]
    assert found["transfers"][0]["available_h"] == 202
    assert (desk.places(desk.train)[0], desk.places(desk.ship)[0]) == (10, 10)

    desk.book(f"X-{desk.train}", 70)
    waits = desk.book(f"Y-{desk.train}", 1, desk.train, desk.ship)

    assert waits["state"] == "waiting"
    assert (desk.places(desk.train), desk.places(desk.ship)) == ((80, 1), (10, 1))

    desk.cancel(f"X-{desk.train}")

    assert desk.show(f"Y-{desk.train}")["state"] == "confirmed"
    assert (desk.places(desk.train)[0], desk.places(desk.ship)[0]) == (11, 11)


def test_cancelling_serves_in_order_each_whole(desk: Desk) -> None:
    name = desk.train
    desk.book(f"1-{name}", 80)
    desk.book(f"2-{name}", 80, desk.other)
    desk.book(f"3-{name}", 5, name, by="rival")
    blocked = book_places(
        desk.schedule, desk.database,
        {"departures": [desk.other], "teu": "5", "reference": f"4-{name}"}, at=NOON, by="exporter",
    )  # fmt: skip
    desk.book(f"5-{name}", 76)
    desk.book(f"6-{name}", 75)
    gone = desk.cancel(f"1-{name}")

    assert gone["state"] == "cancelled"
    assert blocked["state"] == "waiting"
    assert desk.show(f"3-{name}", by="rival")["state"] == "confirmed"
    assert desk.show(f"5-{name}")["waiting_place"] == 1
    assert desk.show(f"6-{name}")["state"] == "confirmed"
    assert desk.places() == (80, 76)


def test_cancelling_and_booking_at_once_loses_nothing(desk: Desk) -> None:
    name = desk.train
    for n in range(10):
        desk.book(f"s{n}-{name}", 8)
    jobs = [lambda n=n: desk.cancel(f"s{n}-{name}") for n in range(10)]
    jobs += [lambda n=n: desk.book(f"n{n}-{name}", 16, by="rival") for n in range(10)]
    at_once(jobs)
    kept = [desk.show(f"n{n}-{name}", by="rival")["state"] for n in range(10)]

    assert Counter(kept) == {"confirmed": 5, "waiting": 5}
    assert desk.places() == (80, 80)


def test_bookings_that_share_a_ship_and_are_cancelled_at_once_never_lock_each_other_out(
    desk: Desk,
) -> None:
    trains = (desk.train, desk.other)
    for n in range(12):
        desk.book(f"m{n}-{desk.train}", 20, trains[n % 2], desk.ship)
    desk.book(f"big-{desk.train}", 1700 - 160, desk.ship, by="rival")
    jobs = [lambda n=n: desk.cancel(f"m{n}-{desk.train}") for n in range(0, 12, 3)]
    jobs += [
        lambda n=n: desk.book(f"l{n}-{desk.train}", 20, trains[n % 2], desk.ship, by="rival")
        for n in range(12)
    ]
    at_once(jobs)
    first = [desk.show(f"m{n}-{desk.train}")["state"] for n in range(12)]
    later = [desk.show(f"l{n}-{desk.train}", by="rival")["state"] for n in range(12)]

    # Four places a train were had; four cancelled, and eight loads wait before the later ones.
    assert Counter(first) == {"confirmed": 8, "cancelled": 4}
    assert Counter(later) == {"waiting": 12}
    assert [desk.places(name)[0] for name in (*trains, desk.ship)] == [80, 80, 1700]


def test_the_same_again_is_the_same_booking_and_another_is_refused(desk: Desk) -> None:
    name = desk.train
    jobs = [lambda: desk.book(f"R-{name}", 4)] * 8
    numbers = {one["number"] for one in at_once(jobs)}

    assert len(numbers) == 1
    assert desk.places() == (4, 0)
    with pytest.raises(RefusedError) as raised:
        desk.book(f"R-{name}", 5)
    assert raised.value.problems[0].code == "booking.reference_taken"

    desk.cancel(f"R-{name}")

    assert desk.cancel(f"R-{name}")["state"] == "cancelled"
    assert desk.book(f"R-{name}", 4)["state"] == "cancelled"


def test_the_same_reference_of_another_firm_is_another_booking(desk: Desk) -> None:
    one = desk.book(f"R-{desk.train}", 4)
    other = desk.book(f"R-{desk.train}", 6, by="rival")

    assert one["number"] != other["number"]
    assert desk.places() == (10, 0)


def test_what_the_rules_do_not_allow_is_refused_with_its_reason(desk: Desk) -> None:
    late = datetime(2030, 1, 1, tzinfo=UTC)
    for names, at, code in (
        ([desk.train], late, "booking.cutoff"),
        ([desk.ship, desk.train], NOON, "booking.elsewhere"),
        ([desk.train, desk.early], NOON, "booking.after_cutoff"),
    ):
        with pytest.raises(RefusedError) as raised:
            desk.book(f"X-{desk.train}", 1, *names, at=at)
        assert [problem.code for problem in raised.value.problems] == [code]
    with pytest.raises(InputError):
        desk.book(f"X-{desk.train}", 1, "US01@2026-03-18T08:00")
    with pytest.raises(MissingError):
        desk.show(f"X-{desk.train}")


def test_a_booking_whose_departure_has_left_cannot_be_cancelled(desk: Desk) -> None:
    desk.book(f"G-{desk.train}", 1)
    with pytest.raises(RefusedError) as raised:
        desk.cancel(f"G-{desk.train}", at=datetime(2030, 1, 1, tzinfo=UTC))

    assert raised.value.problems[0].code == "booking.departed"
    assert desk.places() == (1, 0)


def test_who_waits_past_the_cut_off_is_told_so(desk: Desk) -> None:
    desk.book(f"F-{desk.train}", 80)
    desk.book(f"L-{desk.train}", 1)

    found = desk.show(f"L-{desk.train}", at=datetime(2030, 1, 1, tzinfo=UTC))

    assert (found["state"], found["may_cancel"]) == ("lapsed", False)


def test_a_firm_sees_its_own_bookings_and_everybody_the_places_left(desk: Desk) -> None:
    desk.book(f"M-{desk.train}", 3)

    with pytest.raises(MissingError):
        desk.show(f"M-{desk.train}", by="rival")
    with pytest.raises(MissingError):
        desk.cancel(f"M-{desk.train}", by="rival")
    seen = {
        who: f"M-{desk.train}" in [
            row["reference"]
            for row in list_bookings(desk.schedule, desk.database, at=NOON, by=who)["rows"]
        ]
        for who in ("exporter", "rival", "broker", "auditor")
    }  # fmt: skip

    assert seen == {"exporter": True, "rival": False, "broker": False, "auditor": True}
    with acting(desk.database, "rival", NOON) as (book, _):
        rows = book.tx.execute(
            "select count(*) as n from booking where org_id <> 'sandbox_rival'"
        ).fetchone()
        places = book.tx.execute(
            "select booked_teu from departure where id = %s", [desk.train]
        ).fetchone()
    assert (rows["n"], float(places["booked_teu"])) == (0, 3)


def test_by_raw_sql_too_a_firm_changes_no_places_and_no_bookings(desk: Desk) -> None:
    desk.book(f"Q-{desk.train}", 3)
    with acting(desk.database, "exporter", NOON) as (book, _):
        places = book.tx.execute("update departure set booked_teu = 0").rowcount
        bookings = book.tx.execute("update booking set teu = 1").rowcount

    assert (places, bookings) == (0, 0)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("update departure set booked_teu = capacity_teu + 1", "departure_not_overbooked"),
        ("update departure set booked_teu = booked_teu + 1", None),
        ("update booking set state = 'waiting' where state = 'confirmed'", None),
    ],
)
def test_the_database_itself_refuses_an_overbooking_and_a_sum_that_is_none(
    desk: Desk, change: str, constraint: str | None
) -> None:
    desk.book(f"K-{desk.train}", 3)
    with pytest.raises(psycopg.errors.CheckViolation) as raised, acting_system(desk.database) as it:
        it.tx.execute(change)

    assert constraint is None or raised.value.diag.constraint_name == constraint


@pytest.mark.parametrize("who", ["officer", "auditor", "site", "admin"])
def test_only_traders_and_brokers_book(desk: Desk, who: str) -> None:
    with pytest.raises(RoleError):
        desk.book(f"N-{desk.train}", 1, by=who)


def test_without_an_account_the_desk_of_this_machine_books(desk: Desk) -> None:
    found = desk.book(f"local-{desk.train}", 2, by="")

    assert (found["organisation"], found["state"]) == ("local", "confirmed")


def test_first_bookings_at_once_make_the_desk_of_this_machine_once(fresh: Database) -> None:
    start = Barrier(6)

    def first(_: int) -> None:
        with acting_system(fresh) as book:
            start.wait()
            ensure_local(Bookings(book.tx))

    for _ in range(60):
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(first, range(6)))
        with psycopg.connect(fresh.admin_url) as tx:
            for table, column in DESK_ROWS:
                gone = tx.execute(f"delete from {table} where {column} = 'local'")
                assert gone.rowcount == 1, table


def test_each_step_of_a_booking_is_an_event_of_its_chain(desk: Desk) -> None:
    name = desk.train
    first = desk.book(f"a-{name}", 80)
    second = desk.book(f"b-{name}", 1, by="rival")
    desk.cancel(f"a-{name}")
    with acting_system(desk.database) as book:
        rows = book.tx.execute(
            "select chain, kind, account from event where chain = any (%s) order by chain, seq",
            [[f"booking:{one['number']}" for one in (first, second)]],
        ).fetchall()

    assert [(row["kind"], row["account"]) for row in rows] == [
        ("booked", "exporter"), ("booking_cancelled", "exporter"),
        ("booked", "rival"), ("booking_served", "exporter"),
    ]  # fmt: skip
