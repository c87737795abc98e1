"""Portfolios searched in processes of their own: watched, stopped, begun again."""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.portfolio_runs import MOST_WAITING, PortfolioRuns

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
SMALL = {
    "code": "small", "periods": 2, "discount_rate": 0,
    "budget": {"per_period": [5, 5], "rule": "yearly"},
    "projects": [{"id": "A", "duration": 2, "cost": [5, 5], "benefit": 14}],
}  # fmt: skip


def hard(seconds: int = 60) -> bytes:
    """A case that takes longer than a test waits."""
    draw = random.Random(7)
    projects = [
        {"id": f"P{at}", "duration": 2, "cost": [draw.randint(20, 90), draw.randint(20, 90)],
         "benefit": draw.randint(60, 190)}
        for at in range(60)
    ]  # fmt: skip
    return json.dumps({
        "code": "hard", "periods": 8, "discount_rate": 0.05, "projects": projects,
        "budget": {"per_period": [311] * 8, "rule": "yearly"},
        "options": {"time_limit_s": seconds, "explain": False},
    }).encode()  # fmt: skip


def start(runs: PortfolioRuns, content: bytes | dict = SMALL) -> str:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return str(runs.start(data, "", by="ana", at=NOW)["id"])


def wait(runs: PortfolioRuns, key: str, until: Callable[[dict], bool]) -> dict:
    for _ in range(600):
        if until(told := runs.get(key)):
            return told
        time.sleep(0.1)
    raise AssertionError(told)


def is_over(told: dict) -> bool:
    return told["state"] in ("done", "failed")


def test_a_case_is_searched_once_and_its_plan_kept() -> None:
    runs = PortfolioRuns()
    key = start(runs)
    told = wait(runs, key, is_over)

    assert (told["state"], told["name"], told["made_by"]) == ("done", "small", "ana")
    assert told["result"]["starts"] == {"A": 0}
    assert told["progress"] == {"objective": 14.0, "bound": 14.0, "gap": 0.0}
    assert start(runs) == key
    assert [(one["id"], one["result"]) for one in runs.list()] == [(key, None)]


def test_stopping_keeps_the_best_plan_found_with_its_bound() -> None:
    runs = PortfolioRuns()
    key = start(runs, hard())
    before = wait(runs, key, lambda told: told["progress"]["objective"] is not None)
    runs.stop(key)
    told = wait(runs, key, is_over)

    assert before["state"] == "working"
    assert (told["state"], told["is_stopped"]) == ("done", True)
    assert told["result"]["status"] == "feasible"
    assert told["result"]["objective"] >= before["progress"]["objective"] - 1e-6
    assert told["result"]["bound"] > told["result"]["objective"]


def test_a_process_that_is_killed_is_begun_again_and_one_plan_comes_out() -> None:
    runs = PortfolioRuns()
    key = start(runs, hard(4))
    wait(runs, key, lambda told: told["progress"]["objective"] is not None)
    process = runs.runs[key].process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    told = wait(runs, key, is_over)

    assert told["state"] == "done"
    assert runs.runs[key].attempts == 2


def test_one_that_dies_again_and_again_is_given_up() -> None:
    runs = PortfolioRuns((sys.executable, "-c", "input()"))
    told = wait(runs, start(runs), is_over)

    assert [one["code"] for one in told["problems"]] == ["plan.broke"]


def test_what_cannot_hold_fails_the_run_and_is_named() -> None:
    runs = PortfolioRuns()
    must = [{**SMALL["projects"][0], "must": True}]
    broke = {**SMALL, "projects": must, "budget": {"per_period": [4, 4], "rule": "yearly"}}
    told = wait(runs, start(runs, broke), is_over)

    assert [(one["code"], one["where"]) for one in told["problems"]] == [
        ("plan.infeasible", "budget; project A, must")
    ]


def test_a_bad_case_is_refused_at_once_and_a_long_one_too() -> None:
    runs = PortfolioRuns()

    with pytest.raises(InputError, match="periods"):
        start(runs, {**SMALL, "periods": 0})
    with pytest.raises(InputError, match="UTF-8"):
        start(runs, b"\xff\xfe\xfa")
    with pytest.raises(InputError, match="too long"):
        start(runs, {**SMALL, "options": {"time_limit_s": 601}})
    with pytest.raises(MissingError):
        runs.get("0" * 32)
    assert runs.list() == []


def test_only_so_many_wait() -> None:
    runs = PortfolioRuns((sys.executable, "-c", "import time; time.sleep(60)"))
    first = start(runs, {**SMALL, "code": "first"})
    wait(runs, first, lambda told: told["state"] == "working")
    for at in range(MOST_WAITING):
        start(runs, {**SMALL, "code": str(at)})

    with pytest.raises(RefusedError, match="too many"):
        start(runs, {**SMALL, "code": "more"})
    runs.end()
