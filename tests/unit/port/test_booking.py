"""The ledger of places: who has them, who waits, who is served next."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.unit.corridors.small import TRANSFERS
from tests.unit.corridors.test_timetable import at, both, table, train

from entrepot.port.booking import (
    Berths,
    Booking,
    Ledger,
    book,
    cancel,
    check_asked,
    place_of,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
EARLY = NOON - timedelta(days=9)


def ledger(**capacities):
    return Ledger(
        {name: Berths(name, NOON, NOON, Decimal(teu)) for name, teu in capacities.items()}
    )


def filled(start, *asked):
    for number, (teu, *names) in enumerate(asked, start=1):
        start = book(start, Booking(number, Decimal(teu), tuple(names)))
    return start


def states(kept):
    return [one.state for one in kept.bookings]


def test_the_last_places_go_to_who_asks_first_and_the_next_waits():
    kept = filled(ledger(train=3), (2, "train"), (1, "train"), (1, "train"))

    assert states(kept) == ["confirmed", "confirmed", "waiting"]
    assert kept.berths["train"].free_teu == 0


def test_a_train_and_a_ship_are_both_had_or_both_waited_for():
    kept = filled(ledger(train=5, ship=1), (1, "ship"), (2, "train", "ship"))

    assert states(kept) == ["confirmed", "waiting"]
    assert kept.berths["train"].booked_teu == 0


def test_cancelling_serves_who_waits_in_order_and_only_whole():
    start = filled(
        ledger(train=4, ship=1), (4, "train"), (1, "ship"), (2, "train", "ship"), (3, "train"),
        (1, "train"),
    )  # fmt: skip
    kept, served = cancel(start, 1, EARLY)

    assert served == (4, 5)
    assert states(kept) == ["cancelled", "confirmed", "waiting", "confirmed", "confirmed"]
    assert kept.berths["train"].booked_teu == 4


def test_nobody_is_served_once_a_cut_off_of_his_is_past():
    start = filled(ledger(train=1), (1, "train"), (1, "train"))
    kept, served = cancel(start, 1, NOON + timedelta(seconds=1))

    assert served == ()
    assert states(kept) == ["cancelled", "waiting"]


def test_cancelling_again_changes_nothing_and_an_unknown_one_is_not_there():
    start = filled(ledger(train=1), (1, "train"))
    once, _ = cancel(start, 1, EARLY)

    assert cancel(once, 1, EARLY) == (once, ())
    with pytest.raises(KeyError):
        cancel(once, 2, EARLY)


def test_the_place_on_a_waiting_list_counts_who_asked_before():
    kept = filled(ledger(train=1, ship=9), (1, "train"), (2, "train", "ship"), (1, "train"))
    queue = kept.bookings

    assert [place_of(queue, one, "train") for one in queue] == [0, 1, 2]
    assert place_of(queue, queue[1], "ship") == 1


def test_places_are_never_booked_beyond_what_there_is():
    with pytest.raises(ValueError, match=r"1\.5 of 1 TEU"):
        ledger(train=1).berths["train"].with_booked(Decimal("1.5"))
    with pytest.raises(ValueError, match="-1 of 1 TEU"):
        ledger(train=1).berths["train"].with_booked(Decimal(-1))


def codes(legs, teu="1", when="2026-02-20T00:00:00+00:00"):
    return [one.code for one in check_asked(legs, TRANSFERS, Decimal(teu), at(when))]


def test_what_stands_against_a_booking_is_told_all_at_once():
    timetable = both()
    (first,) = timetable.on_day("train", at("2026-03-05").date())
    (missed,) = timetable.on_day("ship", at("2026-03-08").date())

    assert codes([first]) == []
    assert codes([first], "60.25", "2026-03-05T00:00:00+08:00") == [
        "booking.cutoff", "booking.too_large",
    ]  # fmt: skip
    assert codes([first, missed]) == ["booking.capacity_unknown", "booking.after_cutoff"]
    assert codes([missed, first])[-1] == "booking.elsewhere"


def test_a_departure_can_be_booked_up_to_the_very_cut_off():
    (one,) = table(services=(train(),)).on_day("train", at("2026-03-02").date())

    assert codes([one], when="2026-03-01T08:00:00+08:00") == []
    assert codes([one], when="2026-03-01T08:00:01+08:00") == ["booking.cutoff"]


def test_every_problem_is_told_in_both_languages():
    timetable = both()
    legs = [timetable.on_day("train", at("2026-03-05").date())[0],
            timetable.on_day("ship", at("2026-03-08").date())[0]]  # fmt: skip
    found = check_asked(legs, (), Decimal(99), at("2027-01-01T00:00:00+00:00"))

    assert len(found) == 5
    assert all(one.message_zh and "{" not in one.message + one.message_zh for one in found)
