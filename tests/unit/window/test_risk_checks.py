"""What is said of a proposed risk rule, and which facts there are to ask."""

from dataclasses import replace
from datetime import date

import pytest

from entrepot.kernel.errors import InputError
from entrepot.kernel.period import Period
from entrepot.window.risk_checks import check_proposal, check_vectors
from entrepot.window.risk_rules import Rule, Vector

FIRES, QUIET = Vector({"item_count": 5}, True, {}), Vector({"item_count": 1}, False, {})
RULE = Rule(
    id="R", version=1, expression={">": [{"field": "item_count"}, 3]}, flows=("import",),
    points=10, channel="YELLOW", agency="customs", valid=Period(), vectors=(FIRES, QUIET),
    label_en="Many items", label_zh="商品项多", source="a test", status="synthetic",
)  # fmt: skip


def codes(**changes: object) -> list[str]:
    problems = check_proposal(replace(RULE, **changes), agencies=("customs", "market"))
    assert all(problem.message_zh for problem in problems)
    return [problem.code for problem in problems]


def test_a_sound_rule_has_no_problem() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"label_zh": ""}, ["risk.label"]),
        ({"flows": ()}, ["risk.flow"]),
        ({"flows": ("sideways",)}, ["risk.flow"]),
        ({"points": -1001}, ["risk.points"]),
        ({"channel": "NONE"}, ["risk.channel"]),
        ({"agency": "post"}, ["risk.agency"]),
        ({"valid": Period(date(2026, 1, 2), date(2026, 1, 2))}, ["risk.days"]),
        ({"expression": {"xor": []}}, ["risk.tree_condition"]),
        ({"expression": {">": [{"field": "itemcount"}, 3]}}, ["risk.feature", "risk.vector"]),
        ({"expression": {">": [{"field": "quantity"}, 3]}}, ["risk.scope", "risk.vector"]),
        ({"vectors": ()}, ["risk.no_vector"]),
        ({"vectors": (FIRES,)}, ["risk.no_vector"]),
        ({"vectors": (FIRES, replace(FIRES, fires=False))}, ["risk.vector"]),
        ({"vectors": (FIRES, replace(QUIET, fires=True), QUIET)}, ["risk.vector"]),
        ({"label_en": "", "agency": "", "vectors": ()},
         ["risk.label", "risk.agency", "risk.no_vector"]),
    ],
)  # fmt: skip
def test_each_fault_of_a_rule_is_told(change: dict, found: list[str]) -> None:
    assert codes(**change) == found


def test_an_unknown_answer_is_a_test_that_does_not_fire() -> None:
    assert codes(vectors=(FIRES, Vector({}, False, {}))) == []


def test_a_test_brings_the_lists_it_needs() -> None:
    tree = {"in_list": [{"field": "partner_country"}, "areas"]}
    listed = Vector({"partner_country": "XA"}, True, {"areas": frozenset({"XA"})})

    assert check_vectors(replace(RULE, expression=tree, vectors=(listed, QUIET))) == ()
    assert check_vectors(replace(RULE, expression=tree, vectors=(replace(listed, lists={}), QUIET)))


def test_the_tests_of_a_rule_that_is_none_cannot_be_run() -> None:
    with pytest.raises(InputError):
        check_vectors(replace(RULE, expression=None))
