"""`entrepot partners`: from a file, from the pack, and what it refuses."""

import json

import pytest

from entrepot.cli import main

CASE = {
    "home": "guiyang",
    "partners": [{"id": "burnaby", "name": "Burnaby", "country": "CA"},
                 {"id": "elsewhere", "name": "Elsewhere", "country": "XX"}],
    "instruments": [{"id": "I1", "partner": "burnaby", "kind": "friendship",
                     "signed": "2014-04-17", "expires": None, "supersedes": None},
                    {"id": "I2", "partner": "elsewhere", "kind": "letter_of_intent",
                     "signed": "2018"}],
    "events": [{"id": "E1", "partner": "burnaby", "on": "2013", "kind": "visit", "two_way": True}],
    "commitments": [{"id": "C1", "partner": "burnaby", "owner": "li", "text": "send books",
                     "due": "2018-06-30", "done": None, "evidence": None}],
    "stated": [{"year": 2017, "count": 1, "source": "a paper"},
               {"year": 2018, "count": 3, "source": "a paper"}],
}  # fmt: skip


@pytest.fixture
def call(tmp_path, capsys):
    def run(*words, case=None):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case))
        code = main.call(["partners", *([str(path)] if case else []), *words])
        return code, capsys.readouterr()

    return run


def test_a_file_is_told_as_it_stood_on_the_day(call) -> None:
    code, told = call("--as-of", "2018-12-31", "--json", case=CASE)
    found = json.loads(told.out)

    assert code == 0
    assert {one["year"]: one["friendship"] for one in found["signed_by_year"]} == {2014: 1, 2018: 0}
    assert found["changes"][0] | {"signed": {"letter_of_intent": ["elsewhere"]}, "explained": 1,
                                  "unexplained": 1} == found["changes"][0]  # fmt: skip
    assert found["partners"][0]["first_contact"] == "2013"
    assert [row["kind"] for row in found["partners"][0]["timeline"]] == ["visit", "friendship"]
    assert found["anniversaries"][0] == {
        "partner": "burnaby", "kind": "friendship", "on": "2019-04-17", "years": 5,
    }  # fmt: skip
    assert (found["dormant"], found["commitments_overdue"]) == (["burnaby"], ["C1"])


def test_without_json_it_is_told_in_lines(call) -> None:
    code, told = call("--as-of", "2018-12-31", case=CASE)

    assert code == 0
    assert "1 to 3, 1 explained, 1 not; letter of intent: elsewhere" in told.out
    assert "overdue: C1" in told.out


def test_what_is_wrong_with_a_file_is_named_at_once(call) -> None:
    wrong = {
        "home": "x", "partners": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}],
        "instruments": [{"id": "i", "partner": "nobody", "kind": "pact", "signed": "２０２１",
                         "supersedes": "j"},
                        {"id": "k", "partner": "a", "kind": "memorandum", "signed": "2020",
                         "expires": "2019"}],
        "events": "none", "stated": [{"year": 2020, "count": -1, "source": "s"}], "more": 1,
    }  # fmt: skip
    code, told = call("--as-of", "2018-12-31", "--json", case=wrong)
    places = {one["where"] for one in json.loads(told.err)["problems"]}

    assert code == 2
    assert places == {
        "more", "partners[1].id", "instruments[0].partner", "instruments[0].kind",
        "instruments[0].signed", "instruments[0].supersedes", "instruments[1].expires", "events",
        "stated[0].count",
    }  # fmt: skip


@pytest.mark.parametrize("day", ["2018", "31.12.2018", "２０１８-12-31", ""])
def test_a_day_that_is_none_is_refused(call, day) -> None:
    assert call("--as-of", day, case=CASE)[0] == 2


def test_another_home_or_partner_than_there_is_is_told(call) -> None:
    assert call("--as-of", "2018-12-31", "--home", "elsewhere", case=CASE)[0] == 2
    code, told = call("--as-of", "2018-12-31", "--partner", "burnab", case=CASE)

    assert code == 4
    assert "burnaby" in told.err


def test_a_region_without_partners_says_so(call) -> None:
    code, told = call("--as-of", "2018-12-31", "--region", "laos")

    assert code == 4
    assert "has no partners on record" in told.err
