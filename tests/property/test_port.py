"""Laws of the land port: a stay is divided without rest, and events add up whatever their order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from hypothesis import given
from hypothesis import strategies as st

from entrepot.port.dwell import PARTIES, Mark, attribute, by_party
from entrepot.port.equipment import fold
from entrepot.port.events import KINDS, Event
from entrepot.port.throughput import throughput, total_teu

START = datetime(2026, 3, 1, tzinfo=UTC)
minutes = st.integers(0, 100_000).map(lambda n: START + timedelta(minutes=n))
marks = st.lists(st.builds(Mark, minutes, st.sampled_from(["", *PARTIES])), max_size=12)
BOXES = ("CSQU3054383", "MSKU6011672")
events = st.lists(
    st.builds(
        Event, st.uuids().map(str), st.sampled_from(BOXES), st.sampled_from(sorted(KINDS)), minutes,
        st.just("dulaying"), st.sampled_from(["", "22G1", "45R1", "L5G1"]),
        st.sampled_from(["full", "empty"]), st.sampled_from(["road", "S014"]),
        seal=st.sampled_from(["", "S1", "S2"]),
    ),
    max_size=20, unique_by=lambda one: one.at,
)  # fmt: skip


@given(minutes, minutes, marks)
def test_the_parts_of_a_stay_add_up_to_it_and_each_is_one_party_s(one, other, told) -> None:
    starts, ends = sorted((one, other))
    parts = attribute(starts, ends, told)

    assert sum(by_party(parts).values(), timedelta()) == ends - starts
    assert all(part.length > timedelta() and part.party in PARTIES for part in parts)
    assert all(a.ends == b.starts and a.party != b.party for a, b in pairwise(parts))
    assert not parts or (parts[0].starts, parts[-1].ends) == (starts, ends)


@given(marks, minutes, minutes)
def test_whose_turn_it_is_at_an_instant_is_the_last_mark_s(told, one, at) -> None:
    ends = max(one, at) + timedelta(minutes=1)
    starts = min(one, at)
    before = [mark for mark in sorted(told, key=attrgetter("at")) if mark.party and mark.at <= at]
    (part,) = (part for part in attribute(starts, ends, told) if part.starts <= at < part.ends)

    assert part.party == (before[-1].party if before else "operator")


@given(events, st.randoms())
def test_a_box_stands_as_its_events_leave_it_in_whatever_order_they_are_told(told, chance) -> None:
    mixed = list(told)
    chance.shuffle(mixed)
    for box in BOXES:
        of_box = [one for one in told if one.container == box]
        stands = fold(box, [one for one in mixed if one.container == box])
        crossings = sorted((one.at, one.direction) for one in of_box if one.direction)

        assert stands == fold(box, of_box)
        assert stands.is_here == bool(crossings and crossings[-1][1] == "in")


@given(events)
def test_throughput_adds_up_to_the_boxes_and_teu_that_crossed(told) -> None:
    flows = throughput(told)
    crossed = [one for one in told if one.direction]

    assert sum(flow.boxes for flow in flows) == len(crossed)
    assert total_teu(flows) == sum((one.teu or Decimal(0) for one in crossed), Decimal(0))
    assert sum(flow.unsized for flow in flows) == sum(one.teu is None for one in crossed)
