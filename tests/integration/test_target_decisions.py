"""Decisions on targets on the real database: made, told as they stood then, given up again."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from tests.integration.plans import NOON, planning

from entrepot.assess.decisions import Decisions
from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.target_decisions import decide_target, decisions_known, list_decisions
from entrepot.service.targets import targets_of
from entrepot.service.window import Window
from entrepot.store.window import acting_system

GOAL = "T013"  # exports to grow by 8 % a year 2021-2025
HOUR = timedelta(hours=1)


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "laos") as found:
        yield found


def decide(window: Window, choice: str, *, by: str = "planner", at=NOON, **more):
    raw = {"target": GOAL, "kind": "reading", "choice": choice, "reason": "The plan says so."}
    return decide_target(window, raw | more, by=by, at=at)


def goal(window: Window, decisions: Decisions, name: str = GOAL) -> dict:
    found = targets_of(window.reference, "laos", decisions=decisions)["targets"]
    return next(one for one in found if one["id"] == name)


def test_a_reading_that_is_decided_gives_the_goal_its_path_standing_and_chance_at_once(
    window: Window,
) -> None:
    """7.0 bn in 2021 at 8 % for four years ask for 9.523; 9.5 in 2025 is 0.992 of that growth."""
    before = goal(window, decisions_known(window, by="", at=NOON))
    told = decide(window, "from_first", at=NOON + HOUR)
    now = goal(window, decisions_known(window, by="", at=NOON + 2 * HOUR))
    then = goal(window, decisions_known(window, by="", at=NOON + 2 * HOUR, known_at=NOON))

    assert (before["status"], before["path"], before["reading_decided"]) == ("unknown", [], None)
    assert [one["level_to"] for one in before["readings"]] == [pytest.approx(7 * 1.08**4), None]
    assert (now["status"], now["path"][-1]["year"]) == ("on_track", 2025)
    assert now["pace_ratio"] == pytest.approx(((9.5 / 7) ** 0.25 - 1) / 0.08)
    assert now["path"][-1]["value"] == pytest.approx(7 * 1.08**4)
    assert now["probability"] is not None
    assert then == before
    assert [(one["choice"], one["by"], one["reason"]) for one in told["decisions"]] == [
        ("from_first", "planner", "The plan says so.")
    ]


def test_a_further_decision_takes_its_place_and_open_gives_it_up(window: Window) -> None:
    decide(window, "from_first")
    decide(window, "to_first", by="analyst", at=NOON + HOUR)
    told = decide(window, "open", at=NOON + 2 * HOUR, reason="Asked the ministry.")
    seen = [goal(window, decisions_known(window, by="", at=NOON + n * HOUR))["reading_decided"]
            for n in range(3)]  # fmt: skip

    assert [one and one["choice"] for one in seen] == ["from_first", "to_first", None]
    assert [one["choice"] for one in told["decisions"]] == ["open", "to_first", "from_first"]


def test_a_decision_stands_from_its_day_on(window: Window) -> None:
    decide(window, "from_first", **{"from": "2026-04-01"})
    early = decisions_known(window, by="", at=NOON + HOUR)
    later = decisions_known(window, by="", at=NOON + 30 * 24 * HOUR)

    assert early.find("reading", GOAL) is None
    assert later.find("reading", GOAL) is not None


def test_a_standing_that_was_written_stays_beside_the_one_worked_out(window: Window) -> None:
    decide(window, "moderate", kind="status", target="T001", reason="Floods.")
    found = goal(window, decisions_known(window, by="planner", at=NOON + HOUR), "T001")
    public = goal(window, decisions_known(window, by="", at=NOON + HOUR), "T001")

    assert (found["status"], found["status_calculated"]) == ("moderate", "unknown")
    assert (found["status_written"]["reason"], found["status_written"]["by"]) == (
        "Floods.", "planner",
    )  # fmt: skip
    assert "by" not in public["status_written"]


def test_what_cannot_be_decided_is_refused(window: Window) -> None:
    decide(window, "from_first")
    with pytest.raises(InputError) as wrong:
        decide(window, "both", reason="", at=NOON + HOUR)
    with pytest.raises(MissingError) as single:
        decide(window, "from_first", target="T024", at=NOON + HOUR)
    with pytest.raises(MissingError) as nothing:
        decide(window, "met", kind="status", target="T999", at=NOON + HOUR)
    with pytest.raises(RoleError):
        decide(window, "to_first", by="owner", at=NOON + HOUR)
    with pytest.raises(RoleError) as nobody:
        decide(window, "to_first", by="", at=NOON + HOUR)
    with pytest.raises(RefusedError) as late:
        decide(window, "to_first", at=NOON)
    with pytest.raises(RoleError):
        list_decisions(window, by="owner", at=NOON)

    assert {one.code for one in wrong.value.problems} == {"target.choice", "target.no_reason"}
    assert single.value.problems[0].code == "target.one_reading"
    assert nothing.value.problems[0].code == "target.unknown"
    assert nobody.value.problems[0].code == "target.person"
    assert late.value.problems[0].code == "target.clock"
    assert len(list_decisions(window, GOAL, by="analyst", at=NOON + HOUR)["decisions"]) == 1


@pytest.mark.parametrize(
    "statement",
    ["update target_decision set choice = 'open'", "delete from target_decision",
     "truncate target_decision"],
)  # fmt: skip
def test_a_decision_is_never_changed(window: Window, statement: str) -> None:
    decide(window, "from_first")

    with pytest.raises(psycopg.Error) as refused, acting_system(window.database) as book:
        book.tx.execute(statement)

    assert refused.value.sqlstate in ("23514", "42501", "P0001")
    assert len(list_decisions(window, by="planner", at=NOON)["decisions"]) == 1
