"""Alerts on the real database: raised once, owned, closed with a reason, fed by goals and tasks."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import alert_goals, rounds
from entrepot.service.accounts import RoleError
from entrepot.service.alert_watch import watch_alerts, watch_each_day
from entrepot.service.alerts import act_on_alert, check_alerts, list_alerts, show_alert
from entrepot.service.programme_items import act_on_item, add_item
from entrepot.service.window import Window
from entrepot.store.window import acting_system

LATER = NOON + timedelta(days=60)
TASK = {"programme": "coast_road", "kind": "task", "title": "Lay the rails", "title_zh": "铺轨",
        "owner": "owner", "due_on": "2026-04-01"}  # fmt: skip


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of) as found:
        yield found


def check(window: Window, by: str = "planner", at=NOON, **raw):
    return check_alerts(window, raw, by=by, at=at)


def kinds(told) -> dict[str, str]:
    return {one["kind"]: one["subject"] for one in told["raised"]}


def test_an_overdue_task_is_raised_once_for_its_owner_who_closes_it_with_a_reason(
    window: Window,
) -> None:
    task = add_item(window, TASK, by="planner", at=NOON)["reference"]
    first, again = check(window, at=LATER), check(window, at=LATER + timedelta(days=1))
    [alert] = [one for one in first["raised"] if one["kind"] == "overdue"]
    name = alert["reference"]
    with pytest.raises(InputError) as silent:
        act_on_alert(window, name, {"move": "close"}, by="owner", at=LATER)
    with pytest.raises(MissingError):
        show_alert(window, name, by="exporter", at=LATER)
    late = list_alerts(window, by="owner", at=LATER + timedelta(days=30))
    closed = act_on_alert(window, name, {"move": "close", "reason": "Laid on 2 May."}, by="owner",
                          at=LATER)  # fmt: skip
    with pytest.raises(RefusedError) as twice:
        act_on_alert(window, name, {"move": "close", "reason": "x"}, by="planner", at=LATER)

    assert (alert["subject"], alert["owner"], alert["name_zh"]) == (task, "owner", "铺轨")
    assert alert["due_on"] == "2026-05-16"
    assert "overdue" not in kinds(again)
    assert silent.value.problems[0].code == "alert.no_reason"
    assert [one["standing"] for one in late["alerts"]] == ["overdue"]
    assert (closed["standing"], closed["reason"]) == ("closed", "Laid on 2 May.")
    assert [one["kind"] for one in closed["history"]] == ["alert_raised", "alert_closed"]
    assert twice.value.problems[0].code == "alert.closed"
    assert "overdue" not in kinds(check(window, at=LATER + timedelta(days=2)))


def test_a_task_that_is_moved_and_late_again_is_raised_again(window: Window) -> None:
    task = add_item(window, TASK, by="planner", at=NOON)["reference"]
    assert "overdue" in kinds(check(window, at=LATER))
    act_on_item(window, task, {"move": "move", "due_on": "2026-06-01", "reason": "Rain"},
                by="planner", at=LATER)  # fmt: skip

    assert "overdue" not in kinds(check(window, at=LATER))
    assert kinds(check(window, at=LATER + timedelta(days=60)))["overdue"] == task


def goal(**more):
    years = {2020: 100, 2021: 104, 2022: 109.2, 2023: 113.6, 2024: 119.3, 2025: 60.0}
    rows = [{"period": str(year), "value": value} for year, value in years.items()]
    return {
        "id": "ug01", "value": 220.0, "year": 2030, "operator": ">=", "source": "invented",
        "status": "synthetic", "baseline": {"value": 100.0, "year": 2020},
        "series": {"rows": rows, "source": "invented", "status": "synthetic"},
        "outlook": {"probability": 0.4}, **more,
    }  # fmt: skip


def of_goals(monkeypatch, *goals) -> None:
    monkeypatch.setattr(alert_goals, "forecast_targets",
                        lambda *_, **__: {"targets": list(goals)})  # fmt: skip


def test_goals_raise_breaks_misses_falls_and_missing_data(window: Window, monkeypatch) -> None:
    of_goals(monkeypatch, goal(outlook={"probability": 0.6}),
             goal(id="bare", series={"rows": []}, outlook=None, reason="no years"))  # fmt: skip
    first = check(window)
    of_goals(monkeypatch, goal())
    second = check(window, by="analyst", owner="planner2")
    third = check(window)

    assert {(one["kind"], one["subject"]) for one in first["raised"]} == {
        ("break", "ug01"), ("misses", "ug01"), ("missing_data", "bare"),
    }  # fmt: skip
    assert kinds(second) == {"probability_drop": "ug01"}
    [fall] = second["raised"]
    assert (fall["owner"], fall["facts"]["before"], fall["facts"]["now"]) == ("planner2", 0.6, 0.4)
    assert fall["status"] == "synthetic"
    assert "60.0" in fall["message"]
    assert "40.0" in fall["message_zh"]
    assert third["raised"] == []
    assert second["known"] == 2


def test_who_owns_the_task_that_a_goal_measures_owns_its_alerts(window, monkeypatch) -> None:
    add_item(window, TASK | {"target": "ug01", "due_on": "2030-12-31"}, by="planner", at=NOON)
    of_goals(monkeypatch, goal())

    assert {one["owner"] for one in check(window)["raised"]} == {"owner"}


def test_the_goals_of_the_pack_are_looked_at_themselves(window: Window) -> None:
    found = check(window, by="", owner="planner", at=NOON)

    assert found["goals"] >= 1
    assert all(one["source"] and one["status"] for one in found["raised"])
    with acting_system(window.database) as book:
        seen = book.tx.execute("select target, probability from goal_outlook").fetchall()
    assert [row["target"] for row in seen] == ["ug01"]
    assert 0 < seen[0]["probability"] < 1


def test_alerts_are_handed_on_by_who_watches_goals(window: Window, monkeypatch) -> None:
    of_goals(monkeypatch, goal())
    name = check(window)["raised"][0]["reference"]
    moved = act_on_alert(window, name, {"move": "assign", "owner": "owner", "due_on": "2026-12-31"},
                         by="analyst", at=NOON)  # fmt: skip
    with pytest.raises(RoleError):
        act_on_alert(window, name, {"move": "assign", "owner": "planner"}, by="owner", at=NOON)
    with pytest.raises(InputError):
        act_on_alert(window, name, {"move": "assign", "owner": "nobody"}, by="planner", at=NOON)
    with pytest.raises(RoleError):
        check(window, by="owner")
    with pytest.raises(InputError):
        check(window, by="")

    assert (moved["owner"], moved["due_on"]) == ("owner", "2026-12-31")


@pytest.mark.parametrize(
    "statement",
    [
        "update alert set state = 'closed', closed_by = 'planner', closed_at = now()",
        "update alert set owner = 'owner', facts = '{}'",
        "delete from alert",
        "insert into alert (region, kind, subject, key, owner, due_on, facts, source, status,"
        " raised_by, raised_at) select region, kind, subject, key, owner, due_on, facts, source,"
        " status, raised_by, raised_at from alert",
        "update goal_outlook set probability = 1",
    ],
)
def test_the_database_itself_keeps_alerts(window: Window, monkeypatch, statement: str) -> None:
    of_goals(monkeypatch, goal())
    check(window)
    with pytest.raises(psycopg.Error) as refused, acting_system(window.database) as book:
        book.tx.execute(statement)

    assert refused.value.sqlstate in ("23514", "23505", "42501", "P0001")


def test_the_clock_raises_an_alert_once_and_puts_it_to_who_plans(window, monkeypatch) -> None:
    add_item(window, TASK, by="planner", at=NOON)
    of_goals(monkeypatch, goal())
    first = watch_alerts(window, at=LATER)
    again = watch_alerts(window, at=LATER + timedelta(hours=1))
    assert first
    assert again

    owners = {one["kind"]: (one["owner"], one["raised_by"]) for one in first["raised"]}
    assert owners["overdue"] == ("owner", "system")
    assert owners["break"] == ("planner", "system")
    assert (again["raised"], again["known"]) == ([], len(first["raised"]))
    assert len(list_alerts(window, by="planner", at=LATER)["alerts"]) == len(first["raised"])


def test_the_clock_looks_once_a_legal_day(window: Window, monkeypatch) -> None:
    of_goals(monkeypatch, goal())
    look = watch_each_day(window)
    told = [look(NOON + timedelta(hours=hours)) for hours in (0, 1, 24)]

    assert [bool(one) for one in told] == [True, False, True]
    assert told[2]["raised"] == []


def test_without_anybody_who_plans_the_clock_raises_nothing(window: Window, monkeypatch) -> None:
    of_goals(monkeypatch, goal())
    with acting_system(window.database) as book:
        for name in ("planner", "planner2", "analyst"):
            book.tx.execute("update account set is_closed = true where id = %s", [name])

    assert watch_alerts(window, at=NOON) is None


def test_the_clock_has_a_round_for_alerts(window: Window, monkeypatch) -> None:
    kept: dict[str, tuple[str, Any]] = {}
    monkeypatch.setattr(rounds.jobs, "keeping_time",
                        lambda _url, told, *_: nullcontext(kept.update(told)))  # fmt: skip
    of_goals(monkeypatch, goal())
    with rounds.keeping_time(
        SimpleNamespace(window=window, folder="upland", database=window.database)
    ):
        when, look = kept["alerts"]
    look()
    raised = list_alerts(window, by="planner", at=NOON)["alerts"]
    look()

    assert when == rounds.PAST_HALF
    assert {one["kind"] for one in raised} >= {"break", "misses"}
    assert list_alerts(window, by="planner", at=NOON)["alerts"] == raised
