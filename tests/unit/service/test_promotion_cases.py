"""Cases of measures, factors, targets and parks: what is wrong is named, all of it."""

import json
from datetime import date

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.promotion_questions import QUESTIONS, answer_question, example_of

TODAY = date(2026, 11, 28)


def faults(name, case):
    """Code and place of everything wrong with a case."""
    with pytest.raises(InputError) as caught:
        answer_question(name, case, today=TODAY)
    return {(one.code, one.where) for one in caught.value.problems}


def changed(name, **fields):
    return json.loads(json.dumps(example_of(name))) | fields


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_example_is_synthetic_and_answered(name):
    told = json.dumps(answer_question(name, example_of(name), today=TODAY))

    assert '"synthetic"' in told


def test_measures_name_every_fault_at_its_place():
    case = changed("measures", currency="XX")
    case["measures"][0]["condition"]["all"][0] = {"fact": "exports", "at_least": "much"}
    case["measures"][1]["grant"] = {"fixed": "1", "share_pct": "2"}
    case["measures"][1]["valid_from"], case["measures"][1]["valid_to"] = "2026-02-01", "2026-01-01"
    case["measures"][2] |= {"id": "high_tech", "excludes": ["nobody"], "colour": "red"}

    assert faults("measures", case) == {
        ("input.currency", "currency"),
        ("input.number", "measures[0].condition.all[0].at_least"),
        ("input.grant", "measures[1].grant.fixed"), ("input.grant", "measures[1].grant.of"),
        ("input.order", "measures[1].valid_to"), ("input.twice", "measures[2].id"),
        ("input.unknown", "measures[2].excludes"), ("input.extra", "measures[2].colour"),
    }  # fmt: skip


def test_a_condition_without_or_with_two_operators_is_refused():
    case = changed("measures")
    case["measures"][0]["condition"] = {"any": [{"fact": "a"}, {"fact": "a", "is": "x",
                                                                "above": "1"}]}  # fmt: skip

    assert faults("measures", case) == {
        ("input.operator", "measures[0].condition.any[0].fact"),
        ("input.operator", "measures[0].condition.any[1].fact"),
    }


def test_a_condition_nested_without_end_is_refused():
    condition = {"fact": "a", "is": "x"}
    for _ in range(40):
        condition = {"not": condition}
    case = changed("measures")
    case["measures"] = [case["measures"][0] | {"condition": condition}]

    assert [code for code, _ in faults("measures", case)] == ["input.deep"]


def test_facts_keep_their_kinds():
    case = changed("measures", facts={"n": 7.5, "t": "yes", "b": True, "e": None})
    case["measures"] = [
        {"id": f"m{at}", "condition": {"fact": fact, operator: value}, "source": "s"}
        for at, (fact, operator, value) in enumerate([
            ("n", "above", "7"), ("n", "below", 7.5), ("t", "is", "yes"), ("b", "is", True),
            ("b", "is_not", False), ("t", "at_least", "1"), ("e", "is", "x")])
    ]  # fmt: skip
    found = answer_question("measures", case, today=TODAY)

    assert [one["answer"] for one in found["measures"]] == [
        "yes", "no", "yes", "yes", "yes", "unknown", "unknown",
    ]  # fmt: skip
    assert found["counts"] == {"yes": 4, "no": 1, "unknown": 2}


def test_a_measure_that_is_not_in_force_is_none_whatever_is_known():
    case = changed("measures")
    for one in case["measures"]:
        one["valid_to"] = "2026-11-27"
    found = answer_question("measures", case, today=TODAY)

    assert {one["answer"] for one in found["measures"]} == {"no"}
    assert found["measures"][0]["reasons"][0]["code"] == "measure.not_in_force"
    assert found["together"]["amount"] == {"amount": "0.00", "currency": "CNY"}


def test_factors_name_every_fault_at_its_place():
    case = changed("factors", needs=[{"factor": "steam", "amount": "-1"}, {"factor": "water",
                   "amount": "1", "from": "soon"}, {"factor": "water", "amount": "1",
                   "from": "2026-01-01"}])  # fmt: skip
    case["sites"][1] = {"site": "east", "supplies": [{"factor": "power", "free": "x"}]}

    assert faults("factors", case) == {
        ("input.unknown", "needs[0].factor"), ("input.positive", "needs[0].amount"),
        ("input.missing", "needs[0].from"), ("input.date", "needs[1].from"),
        ("input.twice", "needs[2].factor"), ("input.twice", "sites[1].site"),
        ("input.missing", "sites[1].supplies[0].unit"),
        ("input.number", "sites[1].supplies[0].free"),
    }  # fmt: skip


def test_sites_are_told_the_soonest_first_and_the_unknown_before_never():
    water = {"factor": "water", "unit": "t", "free": "0"}
    case = changed("factors", needs=[{"factor": "water", "amount": "5", "from": "2027-01-01"}])
    case["sites"] = [
        {"site": "never", "supplies": [water]}, {"site": "unknown"},
        {"site": "late", "supplies": [water | {"changes": [{"amount": "5", "on": "2028-01-01"}]}]},
        {"site": "now", "supplies": [water | {"free": "5"}]},
    ]  # fmt: skip
    found = answer_question("factors", case, today=TODAY)

    assert [one["site"] for one in found["sites"]] == ["now", "late", "unknown", "never"]
    assert found["served_from"] == "2027-01-01"
    assert found["sites"][2]["factors"][0]["free"] is None


def test_targets_name_every_fault_at_its_place():
    case = changed("recruit", origins={"JP": "2"}, outcomes=[{"landed": "perhaps"}])
    case["targets"][1] = {"id": "cell_maker", "fit": "1.5", "last_contact": "late"}

    assert faults("recruit", case) == {
        ("input.share", "origins.JP"), ("input.missing", "outcomes[0].on"),
        ("input.unknown", "outcomes[0].landed"), ("input.twice", "targets[1].id"),
        ("input.share", "targets[1].fit"), ("input.date", "targets[1].last_contact"),
    }  # fmt: skip


def test_fifty_outcomes_make_a_probability_calibrated():
    outcomes = [{"on": f"2025-01-{1 + at % 28:02}", "landed": at % 2 == 0} for at in range(50)]
    states = [answer_question("recruit", changed("recruit", outcomes=some), today=TODAY)
              ["calibration"]["state"] for some in (outcomes, outcomes[1:])]  # fmt: skip

    assert states == ["calibrated", "uncalibrated"]


def test_parks_name_every_fault_at_its_place():
    case = changed("places")
    case["firms"][1] |= {"id": "cells", "needs": {"land_mu": "-5"}, "wish": "rail"}
    case["parks"][0] |= {"offers": {"rail": "7"}, "slots": "many"}

    assert faults("places", case) == {
        ("input.twice", "firms[1].id"), ("input.number", "firms[1].needs.land_mu"),
        ("input.extra", "firms[1].wish"), ("input.share", "parks[0].offers.rail"),
        ("input.whole", "parks[0].slots"),
    }  # fmt: skip


def test_who_finds_no_park_is_told_why_of_each():
    case = changed("places")
    case["firms"] += [
        {"id": "third", "needs": {"land_mu": "30"}, "traits": {"industry": "spirits"}},
        {"id": "dirty", "needs": {"land_mu": "10", "discharge": "1"},
         "traits": {"industry": "dyes"}},
    ]  # fmt: skip
    case["parks"][0]["free"]["land_mu"] = "70"
    found = answer_question("places", case, today=TODAY)
    told = {one["firm"]: {park["park"]: [why["code"] for why in park["reasons"]]
                          for park in one["parks"]} for one in found["unplaced"]}  # fmt: skip

    assert len(found["matches"]) == 2
    assert told["dirty"] == {
        "east": ["place.resource_unknown", "place.trait_failed"],
        "west": ["place.resource_unknown"],
    }
    assert all(codes == ["place.full"] for name, parks in told.items() if name != "dirty"
               for codes in parks.values())  # fmt: skip


def test_a_score_names_every_fault_at_its_place():
    case = changed("readiness", pass_score="101")
    case["criteria"][1] |= {"id": "licence", "weight": "0"}

    assert faults("readiness", case) == {
        ("input.score", "pass_score"), ("input.twice", "criteria[1].id"),
        ("input.weight", "criteria[1].weight"),
    }  # fmt: skip


def test_a_watch_list_names_every_fault_at_its_place():
    case = changed("watch", near_share="2")
    case["firms"][0]["readings"][1] = {"on": "2024-12-31", "value": "far"}
    case["firms"][1]["readings"][0] = {"value": "1"}

    assert faults("watch", case) == {
        ("input.share", "near_share"), ("input.number", "firms[0].readings[1].value"),
        ("input.twice", "firms[0].readings[1].on"), ("input.missing", "firms[1].readings[0].on"),
    }  # fmt: skip


def test_an_unknown_fact_leaves_a_score_open_and_asks_for_its_paper():
    found = answer_question("readiness", example_of("readiness"), today=TODAY)

    assert (found["answer"], found["score"]) == ("unknown", None)
    assert (found["least"], found["most"]) == ("40", "80")
    assert (found["missed"], found["papers"]) == (["exports"], ["contracts"])


def test_a_code_keeps_its_zero_and_a_number_is_found_among_texts():
    case = changed("measures", facts={"division": "26", "hs": "0102", "year": 2026, "rate": "1.50"})
    case["measures"] = [
        {"id": f"m{at}", "condition": {"fact": fact, operator: value}, "source": "s"}
        for at, (fact, operator, value) in enumerate([
            ("division", "one_of", ["26", "27"]), ("hs", "one_of", ["0102"]), ("hs", "is", "0102"),
            ("hs", "is", "102"), ("year", "one_of", ["2026"]), ("rate", "is", "1.5"),
            ("hs", "at_least", "1")])
    ]  # fmt: skip
    found = answer_question("measures", case, today=TODAY)["measures"]

    assert [one["answer"] for one in found] == [
        "yes", "yes", "yes", "no", "yes", "yes", "unknown",
    ]  # fmt: skip
    assert found[1]["reasons"][0]["held"] == "0102"


@pytest.mark.parametrize(
    ("name", "rows", "most"),
    [("measures", "measures", 500), ("recruit", "targets", 10_000), ("factors", "needs", 500),
     ("places", "firms", 300), ("readiness", "criteria", 300), ("land", "parcels", 10_000)],
)  # fmt: skip
def test_rows_beyond_the_most_are_refused_and_not_left_out(name, rows, most):
    case = changed(name)
    case[rows] = [case[rows][0] | {"id": f"r{at}"} for at in range(most + 1)]

    assert ("input.many", rows) in faults(name, case)
