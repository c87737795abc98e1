"""Plans of wagons: nothing overloaded, nobody parted, and as good as trying everything."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.port.filling import fill
from entrepot.port.wagons import Box, Wagon, boxes_of, check_plan

sizes = st.sampled_from([Decimal(1), Decimal(2), Decimal("2.25")])
masses = st.integers(2_000, 30_480).map(lambda kg: Decimal(kg) / 1000)
box = st.tuples(sizes, masses, st.booleans())
bookings = st.lists(st.lists(box, min_size=1, max_size=2), min_size=1, max_size=10)
wagon = st.tuples(
    st.sampled_from([Decimal(1), Decimal(2), Decimal(3)]),
    st.sampled_from([Decimal(25), Decimal(40), Decimal(61)]),
    st.integers(0, 2),
)
trains = st.lists(wagon, min_size=1, max_size=3)


def made(asked, rows):
    boxes = [
        Box(number, seq, *one)
        for number, own in enumerate(asked, start=1)
        for seq, one in enumerate(own, start=1)
    ]
    return boxes, [Wagon(number, "flat", *row) for number, row in enumerate(rows, start=1)]


def best(boxes, wagons):
    """Most places, then fewest wagons, by trying wherever each booking's boxes may stand."""
    own = {}
    for one in boxes:
        own.setdefault(one.booking, []).append(one)
    states = {tuple(wagon.room for wagon in wagons): 0}
    room = tuple(wagon.room for wagon in wagons)
    states = {room: Decimal(0)}
    for group in own.values():
        states = {**states}
        for before, teu in list(states.items()):
            for places in product(range(len(wagons)), repeat=len(group)):
                after = [list(one) for one in before]
                for one, place in zip(group, places, strict=True):
                    after[place][0] -= one.teu
                    after[place][1] -= one.tonnes
                    after[place][2] -= one.is_powered
                if all(value >= 0 for one in after for value in one):
                    key = tuple(map(tuple, after))
                    total = teu + sum(one.teu for one in group)
                    states[key] = max(states.get(key, Decimal(0)), total)
    return max(
        (teu, -sum(left != full for left, full in zip(key, room, strict=True)))
        for key, teu in states.items()
    )


@settings(deadline=None, max_examples=60)
@given(bookings, trains)
def test_a_plan_is_as_good_as_trying_everything(asked, rows) -> None:
    boxes, wagons = made(asked, rows)
    plan = fill(boxes, wagons, limit_s=20)
    check_plan(plan.places, boxes, wagons)

    assert plan.is_optimal
    assert (plan.teu, -plan.wagons) == best(boxes, wagons)


@given(st.integers(1, 200).map(lambda n: Decimal(n) / 4), masses, st.integers(0, 3))
def test_boxes_come_to_the_places_and_never_to_less_mass_than_was_told(teu, tonnes, powered):
    found = boxes_of(1, teu, (), tonnes, powered)

    assert sum(one.teu for one in found) == teu
    assert abs(sum(one.tonnes for one in found) - tonnes) <= Decimal("0.0005") * len(found)
    assert sum(one.is_powered for one in found) == min(powered, len(found))
