"""Scenarios: edits read from tables, every fault at once, and a hash of base and edits alone."""

import pytest
from tests.unit.corridors.small import region

from entrepot.region.edits import Addition, Close, Conversion, Opening, Scaling
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.scenario import Scenario
from entrepot.region.scenario_reading import EditReader

SMALL = region()


def read(*edits, name="x"):
    reader = EditReader(SMALL, Gazetteer(SMALL.places.values()))
    found = reader.scenario({"name": name, "edit": list(edits)}, "scenario[1]", "scenario 1")
    return found, reader.problems


@pytest.mark.parametrize(
    ("raw", "edit"),
    [
        ({"close": "border:post_a-post_b"}, Close("border", "post_a-post_b")),
        ({"close": "country:bb"}, Close("country", "BB")),
        ({"open": "link:new", "year": 2026}, Opening("new", 2026)),
        ({"open": "link:new"}, Opening("new", None)),
        (
            {"add": {"from": "Yard", "to": "town", "mode": "rail", "km": 600, "gauge_mm": 1435,
                     "traffic": "freight", "year": 2027}},
            Addition("yard", "town", "rail", 600.0, 1435, "freight", 2027),
        ),
        ({"add": {"from": "yard", "to": "town"}}, Addition("yard", "town", "rail")),
        ({"scale": "tariff:rail", "cost": 1.2}, Scaling("tariff", "rail", cost=1.2)),
        ({"scale": "service:train", "frequency": 2}, Scaling("service", "train", frequency=2.0)),
        (
            {"scale": "border:all", "cost": 2, "time": 3, "frequency": 1},
            Scaling("border", "all", cost=2.0, time=3.0),
        ),
        (
            {"convert": {"country": "bb", "from_mm": 1520, "to_mm": 1435}},
            Conversion("BB", 1520, 1435),
        ),
    ],
)  # fmt: skip
def test_an_edit_is_read_as_it_is_written(raw, edit):
    scenario, problems = read(raw)

    assert problems == []
    assert scenario.edits == (edit,)


@pytest.mark.parametrize(
    ("raw", "where", "code", "hint"),
    [
        ({"shut": "border:x"}, "shut", "extra", ""),
        ({"close": "suez"}, "close", "target", "Write KIND:ID"),
        ({"close": "border:"}, "close", "target", "Write KIND:ID"),
        ({"close": 7}, "close", "target", "Write KIND:ID"),
        ({"close": "link:r1", "open": "link:new"}, "", "edit", "Give one of"),
        ({"open": "link:nev"}, "open", "unknown", "new"),
        ({"open": "link:whole"}, "open", "not_a_leg", "Open the legs"),
        ({"open": "link:new", "year": "soon"}, "year", "whole", "Mend it."),
        ({"open": "link:new", "yyear": 2028}, "yyear", "extra", "year"),
        ({"add": "yard-town"}, "add", "table", "from = "),
        ({"add": {"from": "yardd", "to": "town"}}, "add.from", "place", "yard"),
        ({"add": {"from": "yard", "to": "yard"}}, "add.to", "same", ""),
        ({"add": {"from": "yard", "to": "town", "mode": "raill"}}, "add.mode", "unknown", "rail"),
        ({"add": {"from": "yard", "to": "town", "km": -1}}, "add.km", "number", ""),
        (
            {"add": {"from": "yard", "to": "town", "mode": "road", "gauge_mm": 1435}},
            "add.gauge_mm", "gauge", "",
        ),
        ({"scale": "tariff:rial", "cost": 2}, "scale", "unknown", "rail"),
        ({"scale": "tariff:rail"}, "", "missing", "Give cost"),
        ({"scale": "tariff:rail", "cost": 0}, "cost", "number", ""),
        ({"scale": "tariff:rail", "cost": True}, "cost", "number", ""),
        ({"scale": "tariff:rail", "time": 2}, "time", "factor", "A tariff has cost."),
        ({"scale": "border:all", "frequency": 2}, "frequency", "factor", ""),
        ({"convert": {"country": "ZZ", "from_mm": 1, "to_mm": 1435}}, "convert.country", "unknown",
         ""),
        ({"convert": {"country": "BB", "from_mm": 1520}}, "convert.to_mm", "missing", ""),
    ],
)  # fmt: skip
def test_a_fault_says_where_it_is_and_names_the_nearest(raw, where, code, hint):
    _, problems = read(raw)
    at = "scenario[1].edit[1]" + (f".{where}" if where else "")

    assert (at, f"scenario.{code}") in [(p.where, p.code) for p in problems]
    assert hint in " ".join(p.hint for p in problems)


def test_all_faults_of_all_edits_are_told_at_once():
    _, problems = read({"close": "x"}, {"open": "link:none"}, {"scale": "boat:x", "cost": 2})

    assert [p.where.split(".")[1] for p in problems] == ["edit[1]", "edit[2]", "edit[3]"]


def test_the_hash_depends_on_the_base_and_the_edits_alone():
    close, scale = Close("link", "r1"), Scaling("tariff", "rail", cost=1.2)
    one = Scenario("one", (close, scale)).digest("base")

    assert one == Scenario("other name", (scale, close)).digest("base")
    assert one != Scenario("one", (close, scale)).digest("another base")
    assert one != Scenario("one", (close,)).digest("base")
    assert read({"scale": "tariff:rail", "cost": "1.20"}, {"close": "link:r1"})[0].digest(
        "base"
    ) == one  # fmt: skip


def test_the_order_of_conversions_is_part_of_the_hash():
    there, back = Conversion("BB", 1520, 1435), Conversion("BB", 1435, 1520)

    assert Scenario("", (there, back)).digest("") != Scenario("", (back, there)).digest("")


def test_the_year_is_the_last_one_an_edit_names():
    edits = Opening("new", 2026), Addition("yard", "town", "rail", year=2031), Close("link", "r1")

    assert Scenario("", edits).year == 2031
    assert Scenario("", edits[2:]).year is None
