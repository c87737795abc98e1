"""Cases of planning: what is read, and every fault with its place."""

from copy import deepcopy
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError
from entrepot.plan.intake import read_case

CASE = {
    "periods": 3, "discount_rate": 0.05, "budget": {"per_period": [1, 2, 3], "rule": "yearly"},
    "resources": [{"name": "land", "total": 4}, {"name": "crews", "per_period": 2}],
    "projects": [
        {"id": "A", "duration": 1, "cost": [1], "benefit": 2, "uses": {"land": 1}},
        {"id": "B", "duration": 2, "cost": [1, Decimal("0.1")], "benefit": 3},
    ],
    "relations": [{"kind": "boosts", "projects": ["A", "B"], "value": 1}],
    "floors": [{"type": "rail", "min_spend": 0}],
    "scenarios": [{"name": "s", "probability": Decimal("0.3"), "benefit": {"A": 1}}],
}  # fmt: skip


def faults(*changes: tuple[tuple, object]) -> set[tuple[str, str]]:
    """Codes and places of a case with changes; a place without a value is left out."""
    case = deepcopy(CASE)
    for (*way, last), value in changes:
        at = case
        for step in way:
            at = at[step]
        at[last] = value
    with pytest.raises(InputError) as told:
        read_case(case)
    return {(one.code.removeprefix("plan."), one.where) for one in told.value.problems}


def test_what_is_left_out_has_its_plain_meaning() -> None:
    case = read_case(CASE)

    assert [one.must for one in case.projects] == [False, False]
    assert (case.projects[1].cost, case.projects[1].latest) == ((1, Decimal("0.1")), None)
    assert case.resources[1].per_period == (2, 2, 2)
    assert [(one.name, one.probability) for one, _ in case.outcomes()] == [
        ("base", pytest.approx(0.7)), ("s", 0.3),
    ]  # fmt: skip
    assert (case.options.gap, case.options.explain, case.scale) == (0.0, True, 1.0)


@pytest.mark.parametrize(
    ("way", "value", "code", "where"),
    [
        (("periods",), 0, "range", "periods"),
        (("periods",), Decimal("2.5"), "type", "periods"),
        (("discount_rate",), "5", "type", "discount_rate"),
        (("budget", "per_period", 1), None, "missing", "budget.per_period[1]"),
        (("budget", "per_period", 1), True, "type", "budget.per_period[1]"),
        (("budget", "per_period", 1), 10**400, "range", "budget.per_period[1]"),
        (("projects", 0, "cost"), [1, 2], "length", "projects[0].cost"),
        (("projects", 0, "cost"), 1, "type", "projects[0].cost"),
        (("projects", 0, "latest"), -1, "range", "projects[0].latest"),
        (("projects", 0, "uses"), {"sea": 1}, "unknown", "projects[0].uses.sea"),
        (("projects", 0, "uses"), [], "type", "projects[0].uses"),
        (("projects", 0, "must"), "yes", "type", "projects[0].must"),
        (("projects", 1, "id"), "A", "twice", "projects[1]"),
        (("projects", 1), 7, "type", "projects[1]"),
        (("projects",), [], "projects", "projects"),
        (("projects", 0, "colour"), 1, "key", "projects[0].colour"),
        (("resources", 0, "per_period"), 1, "resource", "resources[0]"),
        (("relations", 0, "kind"), "likes", "choice", "relations[0].kind"),
        (("relations", 0, "projects"), ["A", "A"], "twice", "relations[0]"),
        (("relations", 0, "projects"), ["A"], "length", "relations[0]"),
        (("relations", 0, "value"), -1, "range", "relations[0].value"),
        (("relations",), {}, "type", "relations"),
        (("floors", 0, "region"), "A", "floor", "floors[0]"),
        (("scenarios", 0, "benefit"), {"C": 1}, "unknown", "scenarios[0].benefit.C"),
        (("scenarios", 0, "probability"), Decimal("1.2"), "range", "scenarios[0].probability"),
        (("scenarios", 0, "name"), "base", "twice", "scenarios"),
        (("risk",), {"level": 1}, "range", "risk.level"),
        (("options",), {"gap": -1}, "range", "options.gap"),
    ],
)
def test_a_fault_is_named_with_its_place(way, value, code, where) -> None:
    assert (code, where) in faults((way, value))


def test_all_faults_come_together() -> None:
    found = faults(
        (("projects", 0, "earliest"), 2), (("projects", 0, "latest"), 1), (("floors", 0), "x"),
        (("budget", "rule"), None),
    )  # fmt: skip

    assert found >= {("window", "projects[0].latest"), ("choice", "budget.rule"),
                     ("type", "floors[0]")}  # fmt: skip


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(InputError, match="is no object"):
        read_case([CASE])


def test_people_may_write_names_and_sources_beside() -> None:
    case = deepcopy(CASE)
    case["projects"][0] |= {"name": "A road", "source": "plan 2026", "status": "unverified"}

    assert read_case(case) == read_case(CASE)
