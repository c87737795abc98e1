"""A region's own services compared by direction."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.departures import Places, show_departures
from entrepot.service.own_services import compare_services
from entrepot.service.timetables import open_schedule

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
UPLAND = str(Path(__file__).parents[3] / "regions" / "upland")


@pytest.fixture(scope="module")
def schedule():
    return open_schedule(UPLAND)


def compare(schedule, taken=None, **raw):
    given = {} if taken is None else {"taken": taken}
    return compare_services(schedule, raw, today=date(2026, 3, 2), at=NOW, **given)


def test_services_that_start_in_the_region_stand_under_the_quarter_they_end_in(schedule):
    found = {one["direction"]: one for one in compare(schedule)["directions"]}

    assert list(found) == ["north", "east", "south", "west"]
    assert [row["service"] for row in found["south"]["services"]] == ["US01", "US03"]
    assert found["north"]["services"] == []
    assert found["north"]["fill_share"] is None


def test_departures_capacity_and_fill_are_summed_over_the_days(schedule):
    def taken(_names):
        return {"US01@2026-03-03T08:00": Places(Decimal(40), Decimal(3), Decimal(80))}

    south = compare(schedule, taken, on="2026-03-02", days="7")["directions"][2]

    assert (south["count"], south["capacity_teu"]) == (5, 3 * 80 + 2 * 120)
    assert (south["booked_teu"], south["waiting_teu"]) == (40, 3)
    assert south["fill_share"] == round(40 / 480, 4)


def test_an_unknown_capacity_is_counted_apart_and_never_as_zero(schedule):
    def taken(names):
        return {name: Places(Decimal(1), Decimal(0), None) for name in names}

    south = compare(schedule, taken, days="7")["directions"][2]

    assert (south["capacity_teu"], south["unknown_capacity"], south["fill_share"]) == (
        None,
        5,
        None,
    )


def test_a_window_of_two_weeks_is_usual_and_faults_are_told_together(schedule):
    assert len(compare(schedule)["days"]) == 14
    with pytest.raises(InputError) as raised:
        compare(schedule, on="soon", days="1000", up="north")

    assert [one.where for one in raised.value.problems] == ["on", "days", "up"]


def test_departures_are_shown_by_their_ids_with_the_change_between(schedule):
    names = ["US01@2026-03-03T08:00", "US05@2026-03-14T18:00", "US01@2026-03-04T08:00"]
    found = show_departures(schedule, names, at=NOW)

    assert found["ids"] == names[:2]
    assert found["missing"] == names[2:]
    assert [one["place"] for one in found["transfers"]] == ["marenport"]
