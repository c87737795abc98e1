"""Searches of portfolios in the store: they outlive every kill, end as asked, few see them."""

import json
import signal
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tests.integration.plans import NOON, planning
from tests.integration.solves import SMALL, hard, has_plan, is_over, wait, worker

from entrepot.kernel.errors import InputError, MissingError, OutsideError, RefusedError
from entrepot.service import portfolio_runs, portfolio_worker
from entrepot.service.accounts import RoleError
from entrepot.service.portfolio_runs import (
    ask_more,
    cancel_run,
    list_runs,
    send_for_the_unfinished,
    show_run,
    start_run,
    stop_run,
)
from entrepot.service.window import Window
from entrepot.store import portfolios as store
from entrepot.store.window import acting_system

Document = dict[str, Any]


@pytest.fixture(scope="module")
def open_window(servers, template_of) -> Iterator[Window]:
    with planning(servers("embedded"), template_of) as found:
        yield found


@pytest.fixture
def window(open_window: Window) -> Window:
    """The window without a run or a job."""
    with psycopg.connect(open_window.database.admin_url) as tx:
        tx.execute("alter table portfolio_run no force row level security")
        tx.execute("delete from portfolio_run")
        tx.execute("alter table portfolio_run force row level security")
    with acting_system(open_window.database) as book:
        book.tx.execute("set local search_path to jobs")
        book.tx.execute("delete from procrastinate_jobs")
    return open_window


def start(window: Window, case: bytes | Document = SMALL, by: str = "planner", **more: str) -> str:
    content = case if isinstance(case, bytes) else json.dumps(case).encode()
    return str(start_run(window, content, "", by=by, at=NOON, **more)["id"])


def look(window: Window, key: str) -> Document:
    return show_run(window, key, by="planner", at=NOON)


def work(window: Window) -> int:
    return portfolio_worker.work_out_waiting(window.database, now=lambda: NOON)


def jobs_of(window: Window) -> list[str]:
    with acting_system(window.database) as book:
        rows = book.tx.execute("select task_name from jobs.procrastinate_jobs").fetchall()
    return [row["task_name"] for row in rows]


def take(window: Window) -> store.Row:
    with window.database.transaction() as tx:
        row: store.Row = store.as_machine(tx).take_run(at=NOON)
        return row


def test_a_case_is_sent_for_searched_once_and_its_plan_kept(window: Window) -> None:
    key = start(window)
    waiting = look(window, key)
    sent = jobs_of(window)
    done = (work(window), work(window))
    told = look(window, key)

    assert (waiting["state"], waiting["attempts"], sent) == ("waiting", 0, ["portfolios"])
    assert done == (1, 0)
    assert (told["state"], told["name"], told["made_by"]) == ("done", "small", "planner")
    assert told["result"]["starts"] == told["starts"] == {"A": 0}
    assert told["progress"] == {"objective": 14.0, "bound": 14.0, "gap": 0.0}
    assert [one["id"] for one in list_runs(window, by="planner", at=NOON)] == [key]


def test_a_case_without_a_code_has_a_name_all_the_same(window: Window) -> None:
    nameless = {name: value for name, value in SMALL.items() if name != "code"}

    assert look(window, start(window, nameless))["name"] == "case"


def test_the_same_case_is_the_same_run_whatever_the_order_of_its_text(window: Window) -> None:
    key = start(window)
    work(window)
    again = start(window, dict(reversed(SMALL.items())), by="analyst")
    other = start(window, {**SMALL, "discount_rate": 0.05})

    assert (again, look(window, again)["state"]) == (key, "done")
    assert (other != key, look(window, other)["state"]) == (True, "waiting")


def test_the_frontier_and_the_regret_of_a_run_are_runs_of_their_own(window: Window) -> None:
    key = start(window)
    frontier = ask_more(window, key, "frontier", "spend", by="planner", at=NOON)["id"]
    regret = ask_more(window, key, "regret", by="planner", at=NOON)["id"]
    done = work(window)

    assert done == 3
    assert [one["benefit"] for one in look(window, frontier)["result"]["points"]] == [0.0, 14.0]
    assert look(window, regret)["result"]["max_regret"] == 0.0
    assert look(window, regret)["progress"]["objective"] is None


def test_a_killed_search_goes_on_from_the_best_plan_it_had_and_one_result_is_kept(
    window: Window,
) -> None:
    key = start(window, hard(5))
    with worker(window.database) as process:
        wait(lambda: look(window, key), has_plan)
        process.send_signal(signal.SIGKILL)
    killed = look(window, key)
    send_for_the_unfinished(window.database)
    sent, done = jobs_of(window), work(window)
    told = look(window, key)

    assert (killed["state"], killed["result"]) == ("working", None)
    assert killed["starts"] is not None
    assert (sent, done) == (["portfolios"], 1)
    assert (told["state"], told["attempts"]) == ("done", 2)
    assert told["result"]["objective"] >= killed["progress"]["objective"]
    assert told["result"]["bound"] <= killed["progress"]["bound"]
    assert len(list_runs(window, by="planner", at=NOON)) == 1


def test_a_search_that_goes_on_begins_from_the_plan_that_was_kept(
    window: Window, monkeypatch
) -> None:
    key = start(window, hard(1))
    row, plan = take(window), {f"P{at}": None for at in range(60)} | {"P3": 0}
    with window.database.transaction() as tx:
        turn = {"id": row["id"], "attempts": row["attempts"]}
        told = store.tell_run(store.as_machine(tx), turn, best=1e9, bound=2e9, starts=plan, at=NOON)
    seen: list[Any] = []
    real = portfolio_worker.solved
    monkeypatch.setattr(
        portfolio_worker, "solved",
        lambda case, **more: seen.append((more["begin"], more["most"])) or real(case, **more),
    )  # fmt: skip
    work(window)

    assert told == {"is_stopped": False}
    assert seen == [(plan, 2e9)]
    assert look(window, key)["attempts"] == 2


def test_what_a_superseded_process_tells_does_not_count(window: Window) -> None:
    key = start(window)
    first, second = take(window), take(window)
    turns = [{"id": row["id"], "attempts": row["attempts"]} for row in (first, second)]
    with window.database.transaction() as tx:
        book = store.as_machine(tx)
        late = store.tell_run(book, turns[0], best=3.0, bound=4.0, starts={"A": 0}, at=NOON)
        store.end_run(book, turns[0], {"objective": 3.0, "bound": 3.0, "starts": {}}, NOON)
    told = look(window, key)

    assert late is None
    assert (told["state"], told["result"], told["starts"]) == ("working", None, None)


def test_two_processes_do_not_search_one_run_twice(window: Window) -> None:
    key = start(window, hard())
    with worker(window.database) as process:
        wait(lambda: look(window, key), has_plan)
        other = work(window)
        stop_run(window, key, by="planner", at=NOON)
        wait(lambda: look(window, key), is_over)
        process.wait(60)
    told = look(window, key)

    assert other == 0
    assert (told["state"], told["attempts"]) == ("done", 1)


def test_stopping_keeps_the_best_plan_and_asking_again_goes_on_from_it(window: Window) -> None:
    key = start(window, hard())
    with worker(window.database):
        before = wait(lambda: look(window, key), has_plan)
        stop_run(window, key, by="analyst", at=NOON)
        told = wait(lambda: look(window, key), is_over)
    again = look(window, start(window, hard()))

    assert (told["state"], told["is_stopped"]) == ("done", True)
    assert told["result"]["status"] == "feasible"
    assert told["result"]["objective"] >= before["progress"]["objective"] - 1e-6
    assert told["result"]["bound"] > told["result"]["objective"]
    assert (again["state"], again["result"]) == ("waiting", None)
    assert again["starts"] == told["result"]["starts"]


def test_cancelling_ends_the_process_without_an_answer(window: Window) -> None:
    key = start(window, hard())
    with worker(window.database) as process:
        wait(lambda: look(window, key), has_plan)
        cancel_run(window, key, by="planner", at=NOON)
        code = process.wait(60)
    told = look(window, key)

    assert code == portfolio_worker.GONE
    assert (told["state"], told["result"]) == ("cancelled", None)
    assert told["starts"] is not None


def test_one_that_ends_its_process_again_and_again_is_given_up_with_its_plan(
    window: Window,
) -> None:
    key = start(window)
    for _ in range(portfolio_worker.MOST_ATTEMPTS):
        row = take(window)
    turn = {"id": row["id"], "attempts": row["attempts"]}
    with window.database.transaction() as tx:
        store.tell_run(store.as_machine(tx), turn, best=14.0, bound=15.0, starts={"A": 0}, at=NOON)
    work(window)
    told = look(window, key)

    assert [one["code"] for one in told["problems"]] == ["plan.broke"]
    assert (told["starts"], told["progress"]["bound"]) == ({"A": 0}, 15.0)


def test_a_database_that_goes_away_fails_no_run(window: Window, monkeypatch) -> None:
    key = start(window)

    def silent(*_: object, **__: object) -> None:
        raise OutsideError(portfolio_worker.Problem("database.silent", "database", "is silent."))

    with monkeypatch.context() as patch:
        patch.setattr(portfolio_worker, "solved", silent)
        with pytest.raises(OutsideError):
            work(window)
    held = look(window, key)["state"]

    assert held == "working"
    assert (work(window), look(window, key)["state"]) == (1, "done")


def test_what_cannot_hold_fails_the_run_and_may_be_asked_for_again(window: Window) -> None:
    must = [{**SMALL["projects"][0], "must": True}]
    broke = {**SMALL, "projects": must, "budget": {"per_period": [4, 4], "rule": "yearly"}}
    key = start(window, broke)
    work(window)
    told = look(window, key)

    assert [(one["code"], one["where"]) for one in told["problems"]] == [
        ("plan.infeasible", "budget; project A, must")
    ]
    assert look(window, start(window, broke))["state"] == "waiting"


def test_a_bad_case_is_refused_at_once_and_a_long_one_too(window: Window) -> None:
    with pytest.raises(InputError, match="periods"):
        start(window, {**SMALL, "periods": 0})
    with pytest.raises(InputError, match="UTF-8"):
        start(window, b"\xff\xfe\xfa")
    with pytest.raises(InputError, match="too long"):
        start(window, {**SMALL, "options": {"time_limit_s": 601}})
    with pytest.raises(InputError, match="is none"):
        start(window, ask="oracle")
    with pytest.raises(MissingError):
        look(window, "0" * 32)
    assert list_runs(window, by="planner", at=NOON) == []


def test_only_so_many_wait(window: Window, monkeypatch) -> None:
    monkeypatch.setattr(portfolio_runs, "MOST_WAITING", 1)
    key = start(window)

    with pytest.raises(RefusedError, match="too many"):
        start(window, {**SMALL, "code": "more"})
    assert start(window) == key


def test_planners_and_auditors_see_runs_owners_their_own_and_others_none(window: Window) -> None:
    key = start(window)
    with psycopg.connect(window.database.admin_url) as tx:
        tx.execute("alter table portfolio_run no force row level security")
        tx.execute("update portfolio_run set made_by = 'owner'")
        tx.execute("alter table portfolio_run force row level security")
    seen = {
        who: [one["id"] for one in list_runs(window, by=who, at=NOON)]
        for who in ("planner", "planner2", "analyst", "auditor", "owner", "exporter")
    }

    assert {who for who, ids in seen.items() if ids == [key]} == set(seen) - {"exporter"}
    assert seen["exporter"] == []
    for who in ("owner", "auditor", "exporter"):
        with pytest.raises(RoleError):
            start(window, by=who)
        with pytest.raises(RoleError):
            stop_run(window, key, by=who, at=NOON)
