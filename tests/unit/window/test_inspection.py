"""Joint inspection: one visit for all agencies, the first free slot, results and holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError, MissingError, ModelError, RefusedError
from entrepot.region.window import Office
from entrepot.window.inspection import (
    InspectionOrder,
    SiteHours,
    Slot,
    add_result,
    first_free_slot,
    holding_agencies,
    hours_of,
    join,
    merge_orders,
    move,
    open_agencies,
    orders_for,
    slots_of,
    visits_per_consignment,
)

EAST = timezone(timedelta(hours=5))
SITE = SiteHours("site", EAST, time(8), time(10, 30), 60, 2)
TUESDAY = date(2026, 3, 10)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


EIGHT, NINE = utc(10, 3), utc(10, 4)  # of the site, in UTC


def test_a_day_has_only_whole_slots_in_the_hours_of_the_site() -> None:
    assert list(slots_of(TUESDAY, SITE)) == [(EIGHT, NINE), (NINE, utc(10, 5))]


@pytest.mark.parametrize(
    ("taken", "after", "slot"),
    [
        ([], utc(10, 0), Slot(EIGHT, NINE, 1)),
        ([], EIGHT, Slot(EIGHT, NINE, 1)),
        ([], utc(10, 3, 1), Slot(NINE, utc(10, 5), 1)),
        ([(EIGHT, 1)], utc(10, 0), Slot(EIGHT, NINE, 2)),
        ([(EIGHT, 2)], utc(10, 0), Slot(EIGHT, NINE, 1)),
        ([(EIGHT, 1), (EIGHT, 2)], utc(10, 0), Slot(NINE, utc(10, 5), 1)),
        ([(EIGHT.astimezone(EAST), 1)], utc(10, 0), Slot(EIGHT, NINE, 2)),
        ([], utc(10, 4, 1), Slot(utc(11, 3), utc(11, 4), 1)),
        ([], utc(9, 20), Slot(EIGHT, NINE, 1)),  # past midnight at the site
        ([], utc(13, 4, 1), Slot(utc(16, 3), utc(16, 4), 1)),  # over the weekend
    ],
)
def test_the_first_free_slot_is_the_earliest_and_its_lowest_bay(taken, after, slot) -> None:
    assert first_free_slot(SITE, taken, after) == slot


def test_a_calendar_may_open_a_saturday_and_close_a_tuesday() -> None:
    slot = first_free_slot(SITE, [], utc(10, 0), lambda day: day.weekday() == 5)

    assert slot.start == utc(14, 3)


def test_a_site_without_a_free_slot_says_so() -> None:
    with pytest.raises(ModelError, match=r"inspection\.no_slot"):
        first_free_slot(SITE, [], utc(10, 0), lambda _day: False)


OFFICE = Office(
    note="", source="a test", status="synthetic", office="site", kind="", customs_code="",
    label_en="", label_zh="", place="", unlocode="", side="", number_prefix="", zone="",
    opens="08:00", closes="10:30", slot_min=60, bays=2,
)  # fmt: skip


def test_the_hours_of_a_site_are_those_of_its_row() -> None:
    assert hours_of(OFFICE, EAST) == SITE


@pytest.mark.parametrize("gap", [{"opens": ""}, {"closes": ""}, {"slot_min": None}, {"bays": None}])
def test_a_row_without_hours_is_no_site_to_inspect_at(gap: dict) -> None:
    with pytest.raises(ModelError, match=r"offices\.csv, site"):
        hours_of(replace(OFFICE, **gap), EAST)


# Orders and appointments


def test_all_agencies_come_in_one_visit() -> None:
    orders = orders_for(["quarantine", "customs", "market", "customs"])
    appointment = merge_orders(orders, "site", Slot(EIGHT, NINE, 1))

    assert [order.agency for order in orders] == ["customs", "market", "quarantine"]
    assert appointment.agencies == ("customs", "market", "quarantine")
    assert appointment.history == ()


def test_who_has_a_result_already_does_not_come() -> None:
    orders = add_result(orders_for(["customs", "market"]), "market", "clear")

    assert merge_orders(orders, "site", Slot(EIGHT, NINE, 1)).agencies == ("customs",)
    with pytest.raises(ValueError, match="no order"):
        merge_orders(add_result(orders, "customs", "clear"), "site", Slot(EIGHT, NINE, 1))


def test_an_agency_that_orders_later_joins_the_same_visit() -> None:
    appointment = merge_orders(orders_for(["customs"]), "site", Slot(EIGHT, NINE, 1))
    joined = join(appointment, orders_for(["customs", "market"]))

    assert joined == replace(appointment, agencies=("customs", "market"))


def test_each_result_lifts_the_hold_of_its_agency_alone() -> None:
    orders = add_result(orders_for(["customs", "market", "quarantine"]), "market", "clear")
    orders = add_result(orders, "customs", "discrepancy")

    assert open_agencies(orders) == ("quarantine",)
    assert holding_agencies(orders) == ("customs", "quarantine")
    assert orders[1] == InspectionOrder("market", "physical", "closed", "clear")


def test_the_same_result_again_changes_nothing_and_another_is_refused() -> None:
    orders = add_result(orders_for(["customs"], "scan"), "customs", "clear")

    assert add_result(orders, "customs", "clear") == orders
    with pytest.raises(RefusedError, match=r"inspection\.result_given"):
        add_result(orders, "customs", "discrepancy")


def test_a_result_that_is_none_or_nobodys_is_refused() -> None:
    with pytest.raises(InputError, match=r"inspection\.outcome"):
        add_result(orders_for(["customs"]), "customs", "fine")
    with pytest.raises(MissingError, match=r"inspection\.no_order"):
        add_result(orders_for(["customs"]), "market", "clear")


def test_a_moved_appointment_keeps_where_it_stood() -> None:
    first, second = Slot(EIGHT, NINE, 1), Slot(NINE, utc(10, 5), 2)
    appointment = merge_orders(orders_for(["customs"]), "site", first)
    moved = move(appointment, second, at=utc(9, 1), by="carrier", reason="late train")
    again = move(moved, first, at=utc(9, 2), by="carrier", reason="early after all")

    assert moved.slot == second
    assert [one.slot for one in again.history] == [first, second]
    assert again.history[0].reason == "late train"
    assert move(again, first, at=utc(9, 3), by="carrier", reason="") == again


def test_visits_are_counted_per_consignment_that_was_inspected() -> None:
    assert visits_per_consignment(["A", "B", "C"]) == Decimal("1.00")
    assert visits_per_consignment(["A", "B", "B"]) == Decimal("1.50")
    assert visits_per_consignment([]) is None
