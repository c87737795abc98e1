"""Market access by a case: of its own legs, and of a small region's corridors."""

from datetime import date

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.access_case import access_case, access_file
from entrepot.service.routes import open_ground

TODAY = date(2026, 11, 27)
PLACES = [{"code": "a", "size": 4}, {"code": "b", "size": 1}, {"code": "c", "size": 2}]
LEGS = [{"from": "a", "to": "b", "factor": 1.5}]


def ask(ground=None, **case):
    return access_case(case, ground or (lambda: pytest.fail("no region")), today=TODAY)


def test_a_place_without_a_path_reaches_only_itself():
    found = ask(places=PLACES, legs=LEGS, theta=1)

    assert [one["access"] for one in found["places"]] == pytest.approx(
        [4 + 1 / 1.5, 1 + 4 / 1.5, 2]
    )
    assert [one["access_scenario"] for one in found["places"]] == [None] * 3


def test_own_size_is_left_out_where_asked():
    found = ask(places=PLACES, legs=LEGS, theta=1, include_own=False)

    assert [one["access"] for one in found["places"]] == pytest.approx([1 / 1.5, 4 / 1.5, 0])


def test_theta_that_is_not_given_is_borrowed_and_says_so():
    found = ask(places=PLACES, legs=LEGS)

    assert found["theta"] == 8.22
    assert found["theta_source"].startswith("borrowed: Donaldson and Hornbeck")


def test_a_case_file_may_name_tables(tmp_path):
    (tmp_path / "legs.csv").write_text("from,to,factor\na,b,1.5\n")
    (tmp_path / "case.json").write_text(
        '{"theta": 1, "places": [{"code": "a", "size": 4}, {"code": "b", "size": 1}],'
        ' "legs": {"file": "legs.csv"}}'
    )

    found = access_file(tmp_path / "case.json", lambda: pytest.fail("no region"), today=TODAY)

    assert found["places"][1]["access"] == pytest.approx(1 + 4 / 1.5)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"legs": LEGS}, [("case.missing", "places")]),
        ({"places": PLACES}, [("case.missing", "legs")]),
        ({"places": [*PLACES, PLACES[0]], "legs": LEGS}, [("access.twice", "places")]),
        ({"places": PLACES, "legs": [{"from": "a", "to": "z", "factor": 0.5}]},
         [("access.place", "legs[1]"), ("access.factor", "legs[1].factor")]),
        ({"places": PLACES, "legs": LEGS, "theta": 0}, [("case.number", "theta")]),
        ({"places": PLACES, "legs": LEGS, "year": 2030}, [("case.unknown", "year")]),
        ({"places": [{"code": "a", "size": -1}], "legs": LEGS},
         [("trade.negative", "places row 1, size")]),
        ({"corridors": True, "places": PLACES}, [("case.unknown", "places")]),
        ({"corridors": True, "scenario": {"legs": LEGS}}, [("case.unknown", "scenario.legs")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(case, expected):
    with pytest.raises(InputError) as raised:
        ask(**case)

    assert [(one.code, one.where) for one in raised.value.problems] == expected


@pytest.fixture(scope="module")
def ground():
    return open_ground("upland")


def test_corridors_of_the_region_are_costs_as_a_share_of_value(ground):
    found = ask(lambda: ground, corridors=True, include_own=True, theta=2)

    assert found["places"]
    assert all(one["access"] > 0 for one in found["places"])
    assert [one["code"] for one in found["warnings"]] == ["access.own_unknown", "access.basis"]
    assert found["status"] != "modelled"


def test_a_scenario_that_shuts_a_mode_lowers_access(ground):
    found = ask(lambda: ground, corridors=True, theta=2, scenario={"avoid": ["mode:rail"]})

    changes = [one["change_pct"] for one in found["places"]]
    assert max(changes) <= 1e-9
    assert min(changes) < 0


def test_a_link_that_is_not_known_is_told(ground):
    with pytest.raises(InputError) as raised:
        ask(lambda: ground, corridors=True, scenario={"open": ["link:nowhere"]})

    assert raised.value.problems[0].code == "access.link"
