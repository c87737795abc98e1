"""Items of programmes: how they stand, how late they are, who may close them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.plan.programmes import (
    DONE,
    DROPPED,
    OPEN,
    REPORTED,
    Item,
    check_change,
    check_close,
    check_item,
    check_report,
    drift_of,
    standing_of,
)

TODAY = date(2026, 3, 10)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def item(due: date = TODAY, **more) -> Item:
    return Item(**{"programme": "p", "kind": "task", "owner": "li", "planned_on": due,
                   "due_on": due, **more})  # fmt: skip


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


@pytest.mark.parametrize(
    ("told", "standing", "drift"),
    [
        (item(days(-1)), "overdue", 1),
        (item(days(-1), state=REPORTED, evidence=("x",)), "overdue", 1),
        (item(days(-1), is_followed=False), "unproven", None),
        (item(days(0)), "due_soon", 0),
        (item(days(30)), "due_soon", 0),
        (item(days(31)), "on_time", 0),
        (item(days(40), planned_on=days(10)), "on_time", 30),
        (item(days(5), state=REPORTED, evidence=("x",)), "reported", 0),
        (item(days(5), state=DONE, evidence=("x",), reached_on=days(-3)), "done", -8),
        (item(days(5), state=DONE, evidence=("x",)), "done", None),
        (item(days(-5), state=DROPPED), "dropped", None),
    ],
)
def test_an_item_stands_as_its_day_and_its_evidence_say(told, standing, drift) -> None:
    assert (told.standing(TODAY), told.drift_days(TODAY)) == (standing, drift)


def test_a_programme_is_done_only_where_every_part_is_on_evidence() -> None:
    done = item(days(-5), state=DONE, evidence=("x",), reached_on=days(-6))
    bare = item(days(-5), state=DONE)
    dropped = item(days(-5), state=DROPPED)

    assert standing_of([done, dropped], TODAY) == "done"
    assert standing_of([bare], TODAY) != "done"
    assert standing_of([done, item(days(50))], TODAY) == "on_time"
    assert standing_of([done, item(days(50)), item(days(-1))], TODAY) == "overdue"
    assert standing_of([dropped], TODAY) == "unknown"
    assert drift_of([done, item(days(-4))], TODAY) == 4
    assert drift_of([dropped], TODAY) is None


@given(due=DAYS, planned=DAYS, on=DAYS, later=st.integers(0, 4000))
def test_what_stays_open_is_never_less_late_on_a_later_day(due, planned, on, later) -> None:
    told = item(due, planned_on=planned)
    first = told.drift_days(on)
    second = told.drift_days(on + timedelta(days=later))

    assert first is not None
    assert second is not None
    assert second >= first >= (due - planned).days


@given(st.lists(st.sampled_from([OPEN, REPORTED, DONE, DROPPED])), DAYS)
def test_nothing_without_evidence_makes_a_programme_done(states, on) -> None:
    assert standing_of([item(state=state) for state in states], on) != "done"


def test_only_the_owner_reports_and_only_what_was() -> None:
    codes = [one.code for one in check_report(item(), "wu", days(1), TODAY)]

    assert codes == ["plan.not_owner", "plan.reached_to_come"]
    assert check_report(item(), "li", TODAY, TODAY) == ()


@pytest.mark.parametrize("by", ["li", "zhao"])
def test_who_owns_or_reports_it_does_not_close_it(by) -> None:
    told = item(state=REPORTED, evidence=("x",), reported_by="zhao")

    assert [one.code for one in check_close(told, by)] == ["plan.same_person"]
    assert check_close(told, "wu") == ()


def test_without_evidence_nothing_is_closed() -> None:
    returned = item(evidence=("x",), reported_by="li")  # its evidence did not show it

    assert [one.code for one in check_close(item(), "wu")] == ["plan.no_evidence"]
    assert [one.code for one in check_close(returned, "wu")] == ["plan.no_evidence"]


def test_what_is_done_stays_and_what_is_planned_lies_ahead() -> None:
    assert [one.code for one in check_change(item(state=DONE))] == ["plan.state"]
    assert [one.code for one in check_item(item(days(-1)), TODAY)] == ["plan.due_past"]
    assert check_item(item(), TODAY) == ()
