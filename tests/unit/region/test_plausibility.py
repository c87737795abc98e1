"""Warnings: what looks odd is said and the pack loads all the same."""

import pytest

from entrepot.region.pack import read_pack

OK = "a book,published"


def warnings(columns, world, own):
    reading = read_pack(columns, world, own)
    assert reading.problems == ()
    assert reading.region is not None
    return [(w.code, w.where) for w in reading.warnings]


def changed(own, file, before, after):
    assert before in own[file]
    return {**own, file: own[file].replace(before, after, 1)}


def test_a_sound_pack_earns_no_warning(columns, world, own):
    assert warnings(columns, world, own) == []


ODD = [
    ("targets.csv", "0.2,million", "1,million", "pack.implausible", "row 2, target_value"),
    ("targets.csv", "0.2,million", "150,万人", "pack.implausible", "row 2, target_value"),
    ("places.csv", "2,5000", "2,500000000", "pack.implausible", "row 2, population"),
    ("services.csv", "rail,2,", "rail,,", "pack.unscheduled", "row 2, departures_per_week"),
    ("services.csv", "rail,2,", "rail,0,", "pack.unscheduled", "row 2, departures_per_week"),
    ("services.csv", "700,", ",", "pack.unpriced", "row 2, price"),
    ("borders.csv", "8,30", ",", "pack.default", "row 2, p50_h"),
    ("links.csv", "rail,60", "rail,40", "pack.distance", "row 2, km"),
    ("links.csv", "rail,60", "rail,160", "pack.distance", "row 2, km"),
    ("links.csv", "a book,published\nl2", "a book,unverified\nl2", "pack.unverified", ""),
]  # fmt: skip


TIMETABLE = "id,service,days,every_weeks,week,dates,departs,zone,source,status\n"
ENDS = "08:00,UTC,a book,published\n"
NEVER = [
    ("a,t1,mon;thu,,,,", []),
    ("a,t1,,,,2026-03-02,", []),
    ("a,t1,,,,,", ["days", "service"]),
    ("a,t1,mon;tue;wed;thu,2,2,,", ["week"]),
    ("a,t1,mon,,,,", ["service"]),
    ("a,t1,mon;tue;thu,,,,", ["service"]),
]  # fmt: skip


@pytest.mark.parametrize(("row", "columns_named"), NEVER)
def test_a_timetable_by_which_nothing_leaves_or_too_often_is_odd(
    columns, world, own, row, columns_named
):
    found = warnings(columns, world, {**own, "timetable.csv": TIMETABLE + row + ENDS})

    assert found == [("pack.timetable", f"timetable.csv row 2, {name}") for name in columns_named]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{odd[3]}-{odd[2][:20]}")
def test_what_looks_odd_is_named(columns, world, own, odd):
    file, before, after, code, tail = odd

    found = warnings(columns, world, changed(own, file, before, after))

    assert found == [(code, f"{file} {tail}".rstrip())]


@pytest.mark.parametrize("geography", ["mill", "Mill", "Mill Town"])
def test_a_town_that_gains_over_a_million_people_is_odd_by_id_or_name(
    columns, world, own, geography
):
    own = changed(own, "targets.csv", "population,mill,>,0.2", f"population,{geography},>,1.5")

    assert warnings(columns, world, own) == [
        ("pack.implausible", "targets.csv row 2, target_value")
    ]


@pytest.mark.parametrize("geography", ["hill", "west", "West Shire", "Elsewhere"])
def test_a_whole_region_or_its_first_level_may_gain_a_million(columns, world, own, geography):
    own = changed(own, "targets.csv", "population,mill,>,0.2", f"population,{geography},>,1.5")

    assert warnings(columns, world, own) == []


@pytest.mark.parametrize("indicator", ["standard factories added", "permanent population"])
def test_a_large_figure_that_is_no_gain_of_people_is_not_odd(columns, world, own, indicator):
    own = changed(own, "targets.csv", "additional urban population", indicator)

    assert warnings(columns, world, changed(own, "targets.csv", "0.2,", "3,")) == []


def test_a_place_far_from_all_others_of_its_country_is_odd(columns, world, own):
    own["places.csv"] += f"away,Away,远,town,XA,west,-41.2,2.2,,{OK}\n"

    assert warnings(columns, world, own) == [("pack.position", "places.csv row 7, lat")]


def test_what_is_odd_in_the_world_is_said_when_the_world_is_checked(columns, world, own):
    world["services.csv"] = world["services.csv"].replace("sea,1,", "sea,,")

    assert warnings(columns, world, own) == []
    assert [w.code for w in read_pack(columns, world, None).warnings] == ["pack.unscheduled"]
