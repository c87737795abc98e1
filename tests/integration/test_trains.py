"""Trains on PostgreSQL: opened, booked by many at once, given back, filled; nothing is lost."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.conftest import MADE_AT, copy_of

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.bookings import book_places, list_bookings
from entrepot.service.departures import list_departures
from entrepot.service.timetables import Schedule
from entrepot.service.train_bookings import book_lines
from entrepot.service.train_filling import fill_train, show_plan
from entrepot.service.train_rows import with_trains
from entrepot.service.trains import book_train, cancel_train, list_trains, open_train, show_train
from entrepot.store.db import Database
from entrepot.store.window import acting, acting_system
from entrepot.window.evidence import GENESIS, digest, event_text, instant

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
LEAVES = datetime(2026, 3, 20, 1, tzinfo=UTC)
_numbers = count(1)


def rehearse_hub(database: Database) -> None:
    """Make the accounts of `entrepot demo hub`."""
    from entrepot.service.demo_hub import demo_hub
    from entrepot.store.reference import open_reference

    demo_hub(database, open_reference("upland"), at=MADE_AT)


class Yard:
    """Opens trains of its own and books on them."""

    def __init__(self, database: Database, region) -> None:
        self.database, self.schedule = database, Schedule(region)

    def open(self, teu=60, **more) -> str:
        number = next(_numbers)
        departs = LEAVES + timedelta(minutes=number)
        raw = {"train": f"X{number}", "service": "US01", "departs": departs.isoformat(),
               "cutoff": (departs - timedelta(days=1)).isoformat(), "capacity_teu": str(teu),
               **more}  # fmt: skip
        return open_train(self.schedule, self.database, raw, at=NOON, by="operator")["train"]

    def book(self, train, teu, key, by="exporter", at=NOON, **more):
        raw = {"teu": str(teu), "key": f"{train}-{key}", **more}
        return book_train(self.database, train, raw, at=at, by=by, schedule=self.schedule)

    def cancel(self, booking, by="exporter"):
        return cancel_train(self.database, booking, at=NOON, by=by)

    def show(self, train, by="operator"):
        return show_train(self.database, train, at=NOON, by=by)

    def fill(self, train):
        return fill_train(self.database, train, at=NOON, by="operator")


@pytest.fixture(scope="module")
def hub(server, template_of) -> Iterator[Database]:
    """A database with the accounts of the hub, which this file's tests share."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield database


@pytest.fixture
def yard(hub: Database, region) -> Yard:
    return Yard(hub, region)


def at_once(jobs) -> list:
    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(lambda job: job(), jobs))


def test_a_train_that_is_opened_stands_among_the_departures(yard: Yard) -> None:
    train = yard.open(60)
    yard.book(train, 2, "A")
    schedule = with_trains(yard.schedule, yard.database)
    asked = {"from": "averlund", "to": "marenport", "on": LEAVES.date().isoformat()}
    found = list_departures(schedule, asked, today=NOON.date(), at=NOON)["departures"]
    [one] = [one for one in found if one["train"] == train]

    assert one["id"].startswith("US01@2026-03-20T0")
    assert (one["capacity_teu"], one["status"], one["bookable"]) == (60, "synthetic", True)
    assert one["id"] in {row["departure"] for row in list_trains(yard.database, at=NOON)["rows"]}


def test_the_same_opening_is_one_train_and_another_of_its_name_is_refused(yard: Yard) -> None:
    train = yard.open(60)
    row = yard.show(train)
    raw = {"train": train, "service": "US01", "departs": row["departs"], "cutoff": row["cutoff"]}
    again = open_train(
        yard.schedule, yard.database, raw | {"capacity_teu": "60"}, at=NOON, by="operator"
    )
    assert again == row

    for other in ({**raw, "capacity_teu": "61"}, {**raw, "capacity_teu": "60", "train": "Y1"}):
        with pytest.raises(RefusedError, match=r"train\.(exists|departure_taken)"):
            open_train(yard.schedule, yard.database, other, at=NOON, by="operator")


def test_everything_wrong_with_an_opening_is_told_at_once(yard: Yard) -> None:
    raw = {"train": "X 1", "service": "US05", "departs": "2026-03-20", "capacity_teu": "0.1",
           "cutoff": LEAVES.isoformat(), "wagons": ["flat:2"], "colour": "red"}  # fmt: skip
    with pytest.raises(InputError) as told:
        open_train(yard.schedule, yard.database, raw, at=NOON, by="operator")

    assert {problem.where for problem in told.value.problems} == {
        "train", "service", "departs", "capacity_teu", "wagons", "colour",
    }  # fmt: skip


def test_only_who_runs_trains_opens_one(yard: Yard) -> None:
    raw = {"train": "Z1", "service": "US01", "departs": LEAVES.isoformat(),
           "cutoff": LEAVES.isoformat(), "capacity_teu": "1"}  # fmt: skip
    with pytest.raises(RoleError):
        open_train(yard.schedule, yard.database, raw, at=NOON, by="exporter")


def test_the_answer_of_a_booking_is_as_the_contract_says(yard: Yard) -> None:
    train = yard.open(2)
    first, second = yard.book(train, 2, "A"), yard.book(train, 1, "B", by="rival")

    assert first == {"booking": first["booking"], "train": train, "teu": 2, "state": "confirmed",
                     "position": None}  # fmt: skip
    assert (second["state"], second["position"]) == ("waitlisted", 1)
    told = yard.show(train)
    assert (told["capacity_teu"], told["booked_teu"]) == (2, 2)
    assert told["waitlist"] == [second["booking"]]
    assert yard.show(train, by="exporter")["waitlist"] == []


def test_the_first_event_of_a_booking_is_hashed_as_all_events_are(yard: Yard) -> None:
    train = yard.open(60)
    made = yard.book(train, 2, 'K"@é')
    with acting_system(yard.database) as book:
        chain = f"booking:{made['booking'][1:]}"
        row = book.tx.execute("select * from event where chain = %s", [chain]).fetchone()

    at = instant(row["at"])
    assert row["prev_hash"] == GENESIS
    assert row["hash"] == digest(
        GENESIS, chain, row["seq"], at, row["kind"], row["party"], row["account"], row["body"]
    )


def test_eight_at_once_fill_a_train_exactly(yard: Yard) -> None:
    train = yard.open(60)
    jobs = [
        lambda n=n: yard.book(train, 10, f"K{n}", by=("exporter", "rival", "broker")[n % 3])
        for n in range(8)
    ]
    found = at_once(jobs)

    assert Counter(one["state"] for one in found) == {"confirmed": 6, "waitlisted": 2}
    assert sorted(one["position"] for one in found if one["position"]) == [1, 2]
    told = yard.show(train)
    assert (told["booked_teu"], told["free_teu"], told["waiting"]) == (60, 0, 2)


def test_the_same_key_at_once_is_one_booking(yard: Yard) -> None:
    train = yard.open(60)
    found = at_once([lambda: yard.book(train, 2, "same")] * 8)

    assert len({one["booking"] for one in found}) == 1
    assert yard.show(train)["booked_teu"] == 2


def test_the_key_of_a_train_and_the_reference_of_a_booking_are_one(yard: Yard) -> None:
    train = yard.open(60)
    first = yard.book(train, 2, "A")
    departure = yard.show(train)["departure"]
    raw = {"departures": [train], "teu": "2", "reference": f"{train}-A"}
    made = book_places(yard.schedule, yard.database, raw, at=NOON, by="exporter")

    assert f"B{made['number']}" == first["booking"]
    assert made["legs"][0]["id"] == departure
    with pytest.raises(RefusedError, match=r"booking\.reference_taken"):
        yard.book(train, 3, "A")
    listed = list_bookings(yard.schedule, yard.database, at=NOON, by="exporter", most=1)
    assert listed["rows"][0]["reference"] == f"{train}-A"


def test_after_the_cut_off_nothing_is_booked_but_the_same_key_is_answered(yard: Yard) -> None:
    train = yard.open(60)
    first = yard.book(train, 2, "A")
    late = LEAVES

    assert yard.book(train, 2, "A", at=late) == first
    with pytest.raises(RefusedError, match=r"\[train\.cutoff\]"):
        yard.book(train, 2, "B", at=late)
    with pytest.raises(RefusedError, match=r"\[train\.too_large\]"):
        yard.book(train, 61, "C")
    with pytest.raises(MissingError, match=r"\[train\.unknown\]"):
        yard.book("X0", 1, "D")
    with pytest.raises(RoleError):
        yard.book(train, 1, "E", by="operator")


def test_mass_limits_a_train_as_places_do(yard: Yard) -> None:
    train = yard.open(60, capacity_t="100")
    first = yard.book(train, 2, "A", tonnes="60.5")
    second = yard.book(train, 2, "B", tonnes="40")
    third = yard.book(train, 1, "C", tonnes="39.5")

    assert [one["state"] for one in (first, second, third)] == [
        "confirmed", "waitlisted", "confirmed",
    ]  # fmt: skip
    with pytest.raises(RefusedError, match=r"\[train\.mass_unknown\]"):
        yard.book(train, 1, "D")
    with pytest.raises(RefusedError, match=r"\[train\.too_heavy\]"):
        yard.book(train, 1, "E", tonnes="100.001")
    yard.cancel(first["booking"])
    told = yard.show(train)
    assert (told["booked_t"], told["booked_teu"], told["waitlist"]) == (79.5, 3, [])


def test_a_cancelling_serves_the_first_who_fits(yard: Yard) -> None:
    train = yard.open(10)
    first = yard.book(train, 4, "A")
    yard.book(train, 6, "B")
    large, small = yard.book(train, 5, "C", by="rival"), yard.book(train, 3, "D", by="rival")
    gone = yard.cancel(first["booking"])

    assert (gone["state"], gone["train"], gone["position"]) == ("cancelled", train, None)
    told = yard.show(train)
    assert (told["booked_teu"], told["waitlist"]) == (9, [large["booking"]])
    states = {one["booking"]: one["state"] for one in told["bookings"]}
    assert states[small["booking"]] == "confirmed"
    assert yard.cancel(first["booking"]) == gone
    with pytest.raises(MissingError):
        yard.cancel(small["booking"])  # another firm's


def test_a_cancelling_looks_past_many_who_wait_for_more(yard: Yard) -> None:
    train = yard.open(60)
    first = yard.book(train, 3, "A")
    yard.book(train, 57, "B")
    for number in range(60):
        yard.book(train, 3 if number % 2 else 4, f"W{number}", by="rival")
    last = yard.book(train, 1, "Z", by="rival")
    yard.cancel(first["booking"])
    told = yard.show(train)

    assert told["booked_teu"] == 60
    assert told["waiting"] == 60
    assert told["waitlist"][-1] == last["booking"]


def test_a_train_and_a_ship_go_under_one_document_or_not_at_all(yard: Yard) -> None:
    train = yard.open(60)
    ship, early = "US05@2026-03-28T18:00", "US05@2026-03-21T18:00"
    made = yard.book(train, 4, "doc", onto=ship)

    assert (made["state"], made["train"]) == ("confirmed", train)
    with pytest.raises(RefusedError, match=r"booking\.(after_cutoff|too_short)"):
        yard.book(train, 4, "early", onto=early)
    assert yard.show(train)["booked_teu"] == 4
    assert yard.cancel(made["booking"])["train"] == train


# Filling


def test_a_plan_puts_what_is_booked_on_wagons_and_is_kept(yard: Yard) -> None:
    train = yard.open(8, wagons=["flat:2:61:0x3", "reefer:2:61:1"])
    cold = yard.book(train, 2, "A", tonnes="24", boxes=["2"], powered="1")
    yard.book(train, 3, "B", tonnes="45", boxes=["2", "1"])
    yard.book(train, 3, "C", tonnes="66", boxes=["1", "1", "1"])
    plan = yard.fill(train)
    on = {box["booking"]: one["kind"] for one in plan["wagons"] for box in one["boxes"]}

    assert (plan["version"], plan["teu"], plan["wagons_used"]) == (1, 8, 4)
    assert plan["is_optimal"]
    assert plan["left_out"] == []
    assert on[cold["booking"]] == "reefer"
    assert yard.fill(train) == plan  # nothing was booked meanwhile
    assert show_plan(yard.database, train, at=NOON, by="operator") == plan
    yard.cancel(cold["booking"])
    assert yard.fill(train)["version"] == 2


def test_what_no_wagon_takes_stays_behind_with_a_reason(yard: Yard) -> None:
    train = yard.open(6, wagons=["flat:2:20:0x3"])
    yard.book(train, 1, "A", tonnes="21")
    plan = yard.fill(train)

    assert [one["code"] for one in plan["left_out"]] == ["train.no_wagon"]


def test_only_who_runs_a_train_plans_it(yard: Yard) -> None:
    train = yard.open(6)
    with pytest.raises(RoleError):
        fill_train(yard.database, train, at=NOON, by="exporter")
    with pytest.raises(RoleError):
        show_plan(yard.database, train, at=NOON, by="exporter")
    with pytest.raises(MissingError, match=r"train\.no_plan"):
        show_plan(yard.database, train, at=NOON, by="operator")


# What the database says by itself


def test_the_database_refuses_what_the_rule_would_not_do(yard: Yard) -> None:
    train = yard.open(2, capacity_t="20")
    departure = yard.show(train)["departure"]
    for change, fault in (
        ("booked_teu = 3", "departure_not_overbooked"),
        ("booked_t = 21", "departure_not_overloaded"),
        ("booked_teu = 1", "TEU and"),
    ):
        with (
            pytest.raises(psycopg.errors.CheckViolation, match=fault),
            acting_system(yard.database) as book,
        ):
            book.tx.execute(f"update departure set {change} where id = %s", [departure])
    for verb in ("update train set service = 'x'", "delete from train", "truncate train cascade"):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            acting_system(yard.database) as book,
        ):
            book.tx.execute(verb)


def test_a_plan_is_for_the_eyes_of_who_runs_the_train(yard: Yard) -> None:
    train = yard.open(6)
    yard.book(train, 2, "A")
    yard.fill(train)
    seen = {}
    for who in ("operator", "exporter", "auditor"):
        with acting(yard.database, who, NOON) as (book, _):
            for table in ("train_plan", "train_plan_box", "train"):
                row = book.tx.execute(f"select count(*) as n from {table}").fetchone()
                seen[who, table] = row["n"] > 0

    assert seen == {
        ("operator", "train_plan"): True, ("operator", "train_plan_box"): True,
        ("exporter", "train_plan"): False, ("exporter", "train_plan_box"): False,
        ("auditor", "train_plan"): True, ("auditor", "train_plan_box"): True,
        **{(who, "train"): True for who in ("operator", "exporter", "auditor")},
    }  # fmt: skip


steps = st.lists(
    st.one_of(st.tuples(st.just("book"), st.integers(1, 5)),
              st.tuples(st.just("cancel"), st.integers(0, 20))),
    min_size=4, max_size=16,
)  # fmt: skip


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_sums_equal_a_recount_after_random_bookings_at_once(yard: Yard, moves) -> None:
    train = yard.open(10)
    made: list[str] = []

    def play(number, move):
        kind, what = move
        if kind == "book":
            made.append(yard.book(train, what, f"R{number}")["booking"])
        elif made:
            yard.cancel(made[what % len(made)])

    at_once([lambda n=n, move=move: play(n, move) for n, move in enumerate(moves)])
    told = yard.show(train)
    booked = [one for one in told["bookings"] if one["state"] == "confirmed"]
    waiting = [one for one in told["bookings"] if one["state"] == "waitlisted"]

    assert told["booked_teu"] == sum(one["teu"] for one in booked) <= 10
    assert told["waiting"] == len(waiting)
    assert all(one["teu"] > told["free_teu"] for one in waiting)
    assert [one["position"] for one in waiting] == list(range(1, len(waiting) + 1))


# A file of bookings


def lines_of(train: str, count: int, teu: int = 2, first: int = 0) -> list[str]:
    return [f'{{"key": "{train}-F{n}", "teu": {teu}}}' for n in range(first, first + count)]


def file_of(yard: Yard, train: str, lines: list[str], by: str = "exporter", workers: int = 8):
    return book_lines(yard.database, train, lines, workers=workers, at=NOON, by=by)


def test_a_file_of_bookings_fills_a_train_exactly_and_the_rest_waits_in_order(yard) -> None:
    train = yard.open(60)
    found = file_of(yard, train, lines_of(train, 100))
    row = show_train(yard.database, train, at=NOON, by="operator")
    waiting = sorted(one["position"] for one in found["results"] if one["position"])

    assert (found["confirmed"], found["waitlisted"], found["refused"]) == (30, 70, 0)
    assert row["booked_teu"] == 60
    assert waiting == list(range(1, 71))
    assert {one["booking"] for one in found["results"] if one["position"]} == set(row["waitlist"])


def test_the_same_file_again_is_the_same_bookings(yard) -> None:
    train = yard.open(10)
    first = file_of(yard, train, lines_of(train, 20))
    again = file_of(yard, train, lines_of(train, 20))

    assert again["replayed"] == 20
    assert [one["booking"] for one in again["results"]] == [
        one["booking"] for one in first["results"]
    ]
    assert again["waitlisted"] == first["waitlisted"] == 15


def test_a_line_that_is_wrong_stops_no_other_and_says_why(yard) -> None:
    train = yard.open(10)
    key = f"{train}-F0"
    found = file_of(yard, train, [
        "{", f'{{"key": "{key}", "teu": 2}}', f'{{"key": "{key}", "teu": 4}}',
        f'{{"key": "{train}-G", "teu": 99}}', f'{{"key": "{train}-H", "teu": 0.3}}', '{"teu": 1}',
        f'{{"key": "{key}", "teu": 2}}',
    ])  # fmt: skip

    assert [(one["result"], one["code"]) for one in found["results"]] == [
        ("refused", "input.json"), ("confirmed", None), ("refused", "booking.reference_taken"),
        ("refused", "train.too_large"), ("refused", "input.teu"), ("refused", "input.missing"),
        ("confirmed", None),
    ]  # fmt: skip
    assert found["replayed"] == 1
    assert [one["line"] for one in found["results"]] == list(range(1, 8))
    assert found["results"][6]["booking"] == found["results"][1]["booking"]


def test_files_and_single_bookings_of_many_at_once_lose_nothing(yard) -> None:
    train = yard.open(50)

    def work(place: int) -> int:
        by = ("exporter", "rival")[place % 2]
        lines = [line.replace("-F", f"-{place}F") for line in lines_of(train, 40)]
        if place < 6:
            return len(file_of(yard, train, lines, by=by, workers=2)["results"])
        return len([yard.book(train, 2, f"{place}S{n}", by=by) for n in range(10)])

    with ThreadPoolExecutor(8) as threads:
        done = sum(threads.map(work, range(8)))
    row = show_train(yard.database, train, at=NOON, by="operator")
    confirmed = [one for one in row["bookings"] if one["state"] == "confirmed"]

    assert done == 6 * 40 + 2 * 10 == len(row["bookings"])
    assert sum(one["teu"] for one in confirmed) == row["booked_teu"] == 50
    assert row["waiting"] == done - 25


def test_each_booking_of_a_file_has_the_first_event_of_its_chain(yard) -> None:
    train = yard.open(10)
    found = file_of(yard, train, lines_of(train, 5))
    with acting_system(yard.database) as book:
        rows = list(book.tx.execute(
            "select chain, seq, at, kind, party, account, body, prev_hash, hash from event"
            " where chain = any (%s)",
            [[f"booking:{one['booking'][1:]}" for one in found["results"]]]))  # fmt: skip

    assert len(rows) == 5
    for row in rows:
        text = event_text(row["chain"], 1, instant(row["at"]), row["kind"], row["party"],
                          row["account"], row["body"])  # fmt: skip
        assert row["hash"] == sha256(GENESIS + text.encode()).digest()


def test_a_promoted_waiter_of_a_file_is_the_first_of_it(yard) -> None:
    train = yard.open(4)
    found = file_of(yard, train, lines_of(train, 5), workers=1)["results"]
    yard.cancel(found[0]["booking"])
    row = show_train(yard.database, train, at=NOON, by="operator")
    states = {one["booking"]: one["state"] for one in row["bookings"]}

    assert states[found[2]["booking"]] == "confirmed"
    assert row["waitlist"] == [found[3]["booking"], found[4]["booking"]]
