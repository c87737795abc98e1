"""Items of programmes on the real database: planned, reported, closed by another person."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.programme_items import act_on_item, add_item, show_item
from entrepot.service.programmes import (
    Asked,
    list_items,
    list_programmes,
    open_register,
    report_programmes,
    show_programme,
)
from entrepot.service.window import Window
from entrepot.store.window import acting_system

TASK = {
    "programme": "coast_road", "kind": "task", "title": "Order the sleepers", "owner": "owner",
    "due_on": "2026-04-01", "agenda": "Council of 12 March", "decision": "Decision 7, 2026-03-01",
}  # fmt: skip
PROOF = {"move": "report", "what": "Contract signed", "source": "Contract 5, invented"}


@pytest.fixture(scope="module")
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of) as found:
        yield found


def planned(window: Window, **more):
    return add_item(window, TASK | more, by="planner", at=NOON)


def do(window: Window, reference: str, by: str, at=NOON, **raw):
    return act_on_item(window, reference, raw, by=by, at=at)


def codes(caught) -> list[str]:
    return [one.code for one in caught.value.problems]


def test_a_task_goes_from_plan_to_done_through_two_persons(window: Window) -> None:
    reference = planned(window)["reference"]
    with pytest.raises(RefusedError) as early:
        do(window, reference, "planner", move="close")
    reported = act_on_item(window, reference, PROOF | {"reached_on": "2026-03-09"}, by="owner",
                           at=NOON)  # fmt: skip
    done = do(window, reference, "planner", move="close", reason="The contract says so.")
    with pytest.raises(RefusedError) as late:
        do(window, reference, "planner", move="drop", reason="x")

    assert codes(early) == ["plan.no_evidence"]
    assert (reported["standing"], reported["moves"]) == ("reported", ["report"])
    assert (done["standing"], done["drift_days"], done["status"]) == ("done", -23, None)
    assert [one["kind"] for one in done["history"]] == [
        "plan_planned", "plan_reported", "plan_closed",
    ]  # fmt: skip
    assert done["evidence"][0]["source"] == "Contract 5, invented"
    assert codes(late) == ["plan.state"]


def test_a_planner_who_owns_it_does_not_close_it(window: Window) -> None:
    reference = planned(window, owner="planner")["reference"]
    do(window, reference, "planner", **PROOF)
    with pytest.raises(RefusedError) as own:
        do(window, reference, "planner", move="close")
    done = do(window, reference, "planner2", move="close")

    assert codes(own) == ["plan.same_person"]
    assert done["closed_by"] == "planner2"


def test_returned_work_is_open_again_and_a_moved_day_keeps_its_drift(window: Window) -> None:
    reference = planned(window)["reference"]
    do(window, reference, "owner", **PROOF)
    back = do(window, reference, "planner", move="return", reason="It is unsigned.")
    moved = do(window, reference, "planner", move="move", due_on="2026-05-01", reason="Floods")
    later = show_item(window, reference, by="owner", at=NOON + timedelta(days=60))

    assert (back["state"], back["reached_on"], len(back["evidence"])) == ("open", None, 1)
    assert (moved["planned_on"], moved["due_on"], moved["drift_days"]) == (
        "2026-04-01", "2026-05-01", 30,
    )  # fmt: skip
    assert (later["standing"], later["drift_days"]) == ("overdue", 38)


def test_the_register_counts_what_the_eyes_see(window: Window) -> None:
    reference = planned(window, title="For the owner's eyes", owner="owner")["reference"]
    told = {
        who: {one["reference"] for one in list_items(open_register(window, by=who, at=NOON)[0])
              ["items"]}
        for who in ("planner", "analyst", "owner", "exporter", "auditor", "")
    }  # fmt: skip
    register, _ = open_register(window, by="planner", at=NOON)
    [row] = list_programmes(register, Asked(owner="owner"))["programmes"]

    assert {who for who, seen in told.items() if reference in seen} == {
        "planner", "analyst", "owner", "auditor",
    }  # fmt: skip
    assert told[""] == told["exporter"] == {"coast_branch_2029", "coast_boxes_2030"}
    assert (row["id"], row["next_due"]) == ("coast_road", "2026-04-01")
    assert list_programmes(register, Asked(owner="nobody"))["programmes"] == []


def test_a_report_names_what_is_late_with_its_owner(window: Window) -> None:
    reference = planned(window, title="Late")["reference"]
    register, _ = open_register(window, by="planner", at=NOON + timedelta(days=40))
    found = report_programmes(register)

    assert reference in [one["reference"] for one in found["late"]]
    assert found["owners"][0]["overdue"] >= 1
    assert show_programme(register, "coast_road")["standing"] == "overdue"


def test_everything_that_is_wrong_is_told_at_once(window: Window) -> None:
    with pytest.raises(InputError) as wrong:
        add_item(window, {"programme": "x", "kind": "y", "due_on": "soon", "target": "z"},
                 by="planner", at=NOON)  # fmt: skip
    with pytest.raises(InputError) as unknown:
        planned(window, owner="nobody", parent="M0000000000000", due_on="2026-03-01")

    assert {one.where for one in wrong.value.problems} == {
        "programme", "kind", "title", "owner", "due_on", "target",
    }  # fmt: skip
    assert {one.where for one in unknown.value.problems} == {"owner", "parent", "due_on"}
    with pytest.raises(RoleError):
        add_item(window, TASK, by="owner", at=NOON)
    with pytest.raises(MissingError):
        show_item(window, "M0000000000000", by="planner", at=NOON)
    with pytest.raises(MissingError):
        show_item(window, planned(window)["reference"], by="exporter", at=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "update plan_item set state = 'done', reported_by = owner, reached_on = due_on,"
        " closed_by = 'planner2', closed_at = now() where state = 'open'",
        "update plan_item set state = 'reported', reported_by = 'planner', reached_on = due_on"
        " where state = 'open' and not exists (select from plan_evidence"
        " where item_id = plan_item.id)",
        "update plan_item set title = 'other' where state = 'open'",
        "update plan_evidence set what = 'other'",
        "delete from plan_item",
        "insert into plan_item (region, programme, kind, title, owner, planned_on, due_on, state,"
        " made_by, made_at) select 'upland', 'p', 'task', 't', 'owner', '2026-01-01', '2026-01-01',"
        " 'done', 'x', now()",
    ],
)
def test_the_database_itself_keeps_evidence_and_history(window: Window, statement: str) -> None:
    planned(window, title="Kept")
    do(window, planned(window, title="Shown")["reference"], "owner", **PROOF)
    with pytest.raises(psycopg.Error) as refused, acting_system(window.database) as book:
        book.tx.execute(statement)

    assert refused.value.sqlstate in ("23514", "42501", "P0001")
