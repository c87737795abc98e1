"""Runs the cases of declarations.toml: what is changed, and what is then said of it."""

import tomllib
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from entrepot.kernel.period import Period
from entrepot.window.amendment import amend
from entrepot.window.codelists import HsEditions
from entrepot.window.rules import check_rules, examine, rule_book

CASES = tomllib.loads(Path(__file__).with_name("declarations.toml").read_text("utf-8"))["case"]
DAY = date(2026, 3, 10)


def changed(case: dict, example) -> dict:
    document = example(case.get("flow", "export"), case.get("type", "FULL"))
    changes = case.get("set", {}) | dict.fromkeys(case.get("remove", ()))
    return amend(document, changes) if changes else document


def facts_of(case: dict, facts):
    units, documents = case.get("units", {}), case.get("documents", {})
    return replace(
        facts,
        units=lambda hs, _on: tuple(units.get(hs, ())),
        documents_for=lambda hs, _flow, _on: tuple(documents.get(hs, ())),
    )


def before_the_edition(facts):
    """The same facts, with an empty edition before the one in force."""
    dictionary = copy(facts.dictionary)
    empty = (Period(None, date(2022, 1, 1)), frozenset())
    dictionary.hs = HsEditions((empty, *facts.dictionary.hs.editions))
    return replace(facts, dictionary=dictionary)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_declaration_is_told_its_faults(case: dict, example, rule_facts) -> None:
    facts = facts_of(case, rule_facts)
    declaration, problems = examine(changed(case, example), facts, DAY)
    if "judged_on" in case:
        problems = check_rules(declaration, before_the_edition(facts), case["judged_on"])

    found = sorted([problem.code, problem.pointer] for problem in problems)

    assert found == sorted(case.get("expect", []))
    assert case.get("sound", False) == (not found)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_each_fault_is_told_in_both_languages_and_both_models(
    case: dict, example, rule_facts
) -> None:
    _, problems = examine(changed(case, example), facts_of(case, rule_facts), DAY)

    assert all(problem.message and problem.message_zh and problem.source for problem in problems)
    assert all(problem.pointer.startswith("/") for problem in problems)
    assert all(
        problem.wco_pointer.startswith("Declaration/")
        for problem in problems
        if problem.code not in ("declaration.field_unknown", "declaration.structure",
                                "declaration.no_items")
    )  # fmt: skip


def test_every_case_cites_a_source_and_has_its_own_name() -> None:
    assert all(case["source"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_every_rule_has_a_case_that_breaks_it() -> None:
    broken = {case["rule"] for case in CASES if "rule" in case and not case.get("sound")}

    assert {line.number for line in rule_book()} == broken
