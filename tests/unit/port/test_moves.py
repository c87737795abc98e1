"""Calls, truck appointments, sealed legs and the centres of the airport."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from entrepot.port import airport, calls, dwell, legs, local, slots
from entrepot.port.airport import CARGO, Step

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_call_comes_once_and_leaves_once_after_that() -> None:
    planned = calls.Call("dulaying", "train", "X1", "S014", NOON)
    here = replace(planned, arrived_at=NOON)
    left = replace(here, departed_at=NOON + HOUR)

    assert [one.state for one in (planned, here, left)] == ["expected", "here", "left"]
    assert calls.check_move(planned, "arrive", NOON) == ()
    assert calls.check_move(here, "depart", NOON + HOUR) == ()
    for call, move, at in (
        (planned, "depart", NOON), (here, "arrive", NOON), (here, "depart", NOON - HOUR),
        (left, "depart", NOON + HOUR),
    ):  # fmt: skip
        assert calls.check_move(call, move, at)[0].code == "call.state"


def test_a_slot_takes_so_many_trucks_until_it_is_over() -> None:
    slot = slots.TruckSlot("dulaying", NOON, NOON + HOUR, capacity=2, taken=1)

    assert slots.check_booking(slot, NOON) == ()
    assert slots.check_booking(replace(slot, taken=2), NOON)[0].code == "slot.full"
    assert slots.check_booking(slot, NOON + HOUR)[0].code == "slot.over"


def test_who_did_not_come_while_the_slot_lasted_is_a_no_show() -> None:
    one = slots.Appointment(1, NOON)

    assert slots.no_shows([one, slots.Appointment(2, NOON + HOUR)], NOON) == (1,)
    assert slots.no_shows([replace(one, state=slots.CAME)], NOON) == ()
    assert slots.check_change(replace(one, state=slots.NO_SHOW), slots.CAME)[0].code == "slot.state"


LEG = legs.Leg("CSQU3054383", "dulaying", "nansha_port", "S1", NOON, NOON + 48 * HOUR)


def test_a_seal_that_agrees_arrives_and_one_that_differs_reopens_its_check_alone() -> None:
    came, none = legs.arrive(LEG, "S1", NOON + 50 * HOUR)
    doubted, _ = legs.arrive(LEG, "S2", NOON + 50 * HOUR)

    assert (came.state, none, came.late(NOON)) == (legs.ARRIVED, (), 2 * HOUR)
    assert (doubted.state, doubted.seal_found) == (legs.SEAL_CHECK, "S2")
    assert legs.settle(doubted, "S3")[0].state == legs.CLEARED


def test_a_leg_arrives_once_and_only_a_doubted_seal_is_settled() -> None:
    came, _ = legs.arrive(LEG, "S1", NOON)
    doubted, _ = legs.arrive(LEG, "", NOON)

    assert legs.arrive(came, "S1", NOON)[1][0].code == "leg.state"
    assert legs.arrive(LEG, "S1", NOON - HOUR)[1][0].code == "leg.order"
    assert legs.settle(came, "S1")[1][0].code == "leg.state"
    assert legs.settle(doubted, "")[1][0].code == "leg.seal"


def test_air_cargo_goes_from_centre_to_centre_and_leaves_released() -> None:
    way = [
        Step("freight", NOON, "under_control"), Step("supervision", NOON + HOUR, "under_control"),
        Step("supervision", NOON + 2 * HOUR, "released"), Step("", NOON + 5 * HOUR, "released"),
    ]  # fmt: skip

    assert [airport.check_step(CARGO, way[:n], way[n]) for n in range(4)] == [()] * 4
    assert airport.service_times(way, NOON) == (("freight", HOUR), ("supervision", 4 * HOUR))
    assert airport.service_times(way[:1], NOON + 3 * HOUR) == (("freight", 3 * HOUR),)


@pytest.mark.parametrize(
    ("before", "step", "code"),
    [
        ([], Step("mail", NOON, "under_control"), "air.first"),
        ([Step("freight", NOON, "held")], Step("", NOON, "held"), "air.not_released"),
        ([Step("freight", NOON, "held")], Step("bonded", NOON, "held"), "air.bonded"),
        ([Step("freight", NOON, "held")], Step("freight", NOON, "held"), "air.same"),
        ([Step("freight", NOON, "held")], Step("supervision", NOON - HOUR, "held"), "air.order"),
        ([Step("freight", NOON, "held")], Step("yard", NOON, "held"), "air.centre"),
        ([Step("", NOON, "released")], Step("supervision", NOON, "held"), "air.left"),
    ],
)
def test_a_step_out_of_order_is_refused(before: list[Step], step: Step, code: str) -> None:
    assert code in [one.code for one in airport.check_step(CARGO, before, step)]


def test_the_share_cleared_locally_is_told_by_month_and_flow() -> None:
    march = date(2026, 3, 1)
    rows = [
        local.Cleared(march, "export", True, 3, Decimal(30)),
        local.Cleared(march, "export", False, 1, Decimal(70)),
    ]
    (share,) = local.shares(rows)

    assert (share.share_pct, share.value_share_pct) == (Decimal("75.0"), Decimal("30.0"))
    assert local.shares([local.Cleared(march, "import", True, 0, Decimal(0))])[0].share_pct is None


def test_whose_turn_it_is_follows_who_must_act_next() -> None:
    told = [
        (0, "gate_in"), (1, "yard_in"), (2, "lodged"), (3, "held"), (4, "lifted"), (5, "released"),
        (6, "shift"), (7, "yard_out"), (8, "gate_out"),
    ]  # fmt: skip
    marks = dwell.turns((NOON + hours * HOUR, kind) for hours, kind in told)
    parts = dwell.attribute(NOON, NOON + 8 * HOUR, marks)

    assert [(one.party, one.length / HOUR) for one in parts] == [
        ("operator", 1), ("declarant", 1), ("customs", 1), ("agency", 1), ("customs", 1),
        ("carrier", 2), ("operator", 1),
    ]  # fmt: skip


def test_a_box_released_before_it_comes_is_the_carrier_s_from_the_gate_on() -> None:
    marks = dwell.turns([(NOON - HOUR, "lodged"), (NOON - HOUR, "released"), (NOON, "gate_in")])

    assert [one.party for one in dwell.attribute(NOON, NOON + HOUR, marks)] == ["carrier"]
