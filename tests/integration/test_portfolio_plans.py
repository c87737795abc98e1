"""Versions of plans on the real database: kept as they are, told, compared, seen by few."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.portfolio_plans import (
    compare_versions,
    export_version,
    keep_version,
    list_plans,
    list_versions,
    show_version,
)
from entrepot.service.portfolio_runs import start_run
from entrepot.service.portfolio_worker import work_out_waiting
from entrepot.service.window import Window

Document = dict[str, Any]
CASE: Document = {
    "code": "valley", "currency": "CNY", "scale": 1e6, "periods": 3, "discount_rate": 0,
    "budget": {"per_period": [5, 5, 0], "rule": "yearly"},
    "projects": [
        {"id": "RAIL", "region": "A", "type": "corridor", "duration": 2, "cost": [5, 5],
         "benefit": 14},
        {"id": "YARD", "region": "B", "type": "port", "duration": 1, "cost": [4], "benefit": 9},
    ],
}  # fmt: skip
RICHER = {**CASE, "budget": {"per_period": [5, 5, 4], "rule": "yearly"}}


@pytest.fixture(scope="module")
def window(servers, template_of) -> Iterator[Window]:
    with planning(servers("embedded"), template_of) as found:
        yield found


def searched(window: Window, case: Document, **more: str) -> str:
    run = start_run(window, json.dumps(case).encode(), "", by="planner", at=NOON, **more)
    work_out_waiting(window.database, now=lambda: NOON)
    return str(run["id"])


def kept(window: Window, run: str, plan: str, note: str = "", by: str = "planner") -> Document:
    return keep_version(window, run, plan, note, by=by, at=NOON)


def codes(caught: pytest.ExceptionInfo) -> list[str]:
    return [one.code for one in caught.value.problems]


def test_versions_are_numbered_told_and_kept_with_their_case(window: Window) -> None:
    first = kept(window, searched(window, CASE), "roads", "As decided in May")
    again = kept(window, first["run"], "roads")
    later = keep_version(window, searched(window, RICHER), "roads", by="analyst",
                         at=NOON + timedelta(days=1))  # fmt: skip
    rows = list_versions(window, "roads", by="planner", at=NOON)["versions"]
    [plan] = [one for one in list_plans(window, by="planner", at=NOON)["plans"]
              if one["plan"] == "roads"]  # fmt: skip

    assert (first["number"], again, later["number"]) == (1, first, 2)
    assert [(one["number"], one["note"], one["by"]) for one in rows] == [
        (2, "", "analyst"), (1, "As decided in May", "planner"),
    ]  # fmt: skip
    assert (plan["number"], plan["objective"]) == (2, 23.0)
    assert export_version(window, "roads", 1, by="planner", at=NOON)["case"] == CASE
    assert show_version(window, "roads", by="planner", at=NOON)["result"]["starts"] == {
        "RAIL": 0, "YARD": 2,
    }  # fmt: skip


def test_two_versions_are_compared_project_by_project(window: Window) -> None:
    kept(window, searched(window, CASE), "valley")
    kept(window, searched(window, RICHER), "valley")
    found = compare_versions(window, "valley", 1, 2, by="planner", at=NOON)
    same = compare_versions(window, "valley", 1, 1, by="planner", at=NOON)

    assert found["steps"] == [{"project": "YARD", "what": "in", "before": None, "after": 2}]
    assert found["objective"] == {"before": 14.0, "after": 23.0, "change": 9.0}
    assert [one["change"] for one in found["spend"]] == [0.0, 0.0, 4.0]
    assert (found["is_same_case"], found["cautions"]) == (False, ["another_case"])
    assert (same["steps"], same["objective"]["change"], same["cautions"]) == ([], 0.0, [])


def test_what_cannot_be_compared_is_unknown_and_says_so(window: Window) -> None:
    kept(window, searched(window, CASE), "mixed")
    kept(window, searched(window, {**CASE, "currency": "USD"}), "mixed")
    kept(window, searched(window, CASE, ask="regret"), "mixed")
    money = compare_versions(window, "mixed", 1, 2, by="planner", at=NOON)
    question = compare_versions(window, "mixed", 1, 3, by="planner", at=NOON)

    assert (money["objective"]["change"], money["spend"]) == (None, [])
    assert money["cautions"] == ["another_case", "another_money"]
    assert (question["objective"]["after"], question["objective"]["change"]) == (None, None)
    assert question["cautions"] == ["another_question"]


def test_a_version_is_never_changed_nor_deleted(window: Window) -> None:
    kept(window, searched(window, CASE), "stone")
    statements = (
        "update plan_version set note = 'x'", "delete from plan_version",
        "truncate plan_version", "update plan set code = 'x'", "delete from plan",
    )  # fmt: skip
    told = []
    for statement in statements:
        with psycopg.connect(window.database.admin_url) as tx:
            tx.execute("alter table plan no force row level security")
            tx.execute("alter table plan_version no force row level security")
            with pytest.raises(psycopg.Error) as caught:
                tx.execute(statement)
            told.append(caught.value.sqlstate)
            tx.rollback()

    assert told == ["42501"] * len(statements)


def test_what_is_no_plan_is_not_kept(window: Window) -> None:
    frontier = searched(window, CASE, ask="frontier", against="spend")
    waiting = start_run(window, json.dumps({**CASE, "code": "late"}).encode(), "", by="planner",
                        at=NOON)["id"]  # fmt: skip
    with pytest.raises(RefusedError) as many:
        kept(window, frontier, "roads")
    with pytest.raises(RefusedError) as early:
        kept(window, waiting, "roads")
    with pytest.raises(InputError) as wrong:
        kept(window, frontier, "No Code!", "x" * 1001)
    with pytest.raises(InputError) as like_a_run:
        kept(window, frontier, "0" * 32)
    with pytest.raises(MissingError):
        kept(window, "0" * 32, "roads")
    with pytest.raises(MissingError) as none:
        show_version(window, "nowhere", by="planner", at=NOON)

    assert codes(many) == ["plan.many"]
    assert codes(early) == ["plan.not_done"]
    assert codes(wrong) == ["plan.code", "plan.note"]
    assert codes(like_a_run) == ["plan.code"]
    assert codes(none) == ["plan.unknown_version"]


def test_auditors_read_versions_and_others_neither_read_nor_keep(window: Window) -> None:
    run = searched(window, CASE)
    kept(window, run, "seen")
    told = {
        who: {one["plan"] for one in list_plans(window, by=who, at=NOON)["plans"]}
        for who in ("analyst", "auditor", "exporter", "owner")
    }

    assert {who for who, seen in told.items() if "seen" in seen} == {"analyst", "auditor"}
    for who in ("auditor", "exporter", "owner"):
        with pytest.raises(RoleError):
            kept(window, run, "seen", by=who)
