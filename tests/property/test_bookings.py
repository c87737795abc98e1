"""Laws of the ledger of places, whatever is booked and cancelled in whatever order."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.port.booking import Berths, Booking, Ledger, book, cancel

DAY = datetime(2026, 3, 4, tzinfo=UTC)
NAMES = ("train", "ship", "barge")
asked = st.tuples(
    st.integers(1, 24).map(lambda quarters: Decimal(quarters) / 4),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(tuple),
)
steps = st.lists(st.one_of(asked, st.integers(1, 12)), max_size=25)
capacities = st.tuples(*[st.integers(0, 8)] * 3)


def play(sizes, moves):
    """The ledgers after each step."""
    ledger = Ledger(
        {n: Berths(n, DAY, DAY, Decimal(size)) for n, size in zip(NAMES, sizes, strict=True)}
    )
    yield ledger
    count = 0
    for move in moves:
        if isinstance(move, int):
            if move > count:
                continue
            ledger, _ = cancel(ledger, move, DAY)
        else:
            count += 1
            ledger = book(ledger, Booking(count, *move))
        yield ledger


def booked(ledger, name):
    return sum(
        (one.teu for one in ledger.bookings if one.state == "confirmed" and name in one.departures),
        Decimal(0),
    )


@given(capacities, steps)
def test_what_is_booked_is_the_sum_of_what_is_confirmed_and_never_more_than_there_is(sizes, moves):
    for ledger in play(sizes, moves):
        for name, berths in ledger.berths.items():
            assert booked(ledger, name) == berths.booked_teu <= berths.capacity_teu


@given(capacities, steps)
def test_nobody_waits_for_whom_there_is_room(sizes, moves):
    for ledger in play(sizes, moves):
        for one in ledger.bookings:
            if one.state == "waiting":
                assert any(ledger.berths[name].free_teu < one.teu for name in one.departures)


@given(capacities, steps)
def test_no_booking_is_lost_and_none_confirmed_is_taken_back(sizes, moves):
    before = None
    for ledger in play(sizes, moves):
        if before is not None:
            assert [one.number for one in ledger.bookings][: len(before.bookings)] == [
                one.number for one in before.bookings
            ]
            for old, new in zip(before.bookings, ledger.bookings, strict=False):
                assert (old.teu, old.departures) == (new.teu, new.departures)
                assert (old.state, new.state) != ("confirmed", "waiting")
                assert old.state != "cancelled" or new.state == "cancelled"
        before = ledger


@given(capacities, steps, st.integers(1, 12))
def test_who_is_served_after_a_cancelling_is_served_in_the_order_of_asking(sizes, moves, gone):
    *_, ledger = play(sizes, moves)
    if gone > len(ledger.bookings):
        return
    after, served = cancel(ledger, gone, DAY)
    free = {n: b.free_teu for n, b in ledger.berths.items()}
    if ledger.find(gone).state == "confirmed":
        for name in ledger.find(gone).departures:
            free[name] += ledger.find(gone).teu
    expected = []
    for one in ledger.bookings:
        if one.state != "waiting" or one.number == gone:
            continue
        if all(free[name] >= one.teu for name in one.departures):
            expected.append(one.number)
            for name in one.departures:
                free[name] -= one.teu

    assert list(served) == expected
    assert {n: b.free_teu for n, b in after.berths.items()} == free
