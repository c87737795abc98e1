"""Cases on the real database: files, moves, and two who act at once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import psycopg
import pytest
from tests.crosscheck.plain_service import WORKED, Served, figures_of, served
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, ModelError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.pipelines import set_scope
from entrepot.service.steward_lists import list_due, list_work, measure_service, show_case
from entrepot.service.stewards import act_on_case, escalate, open_cases
from entrepot.service.window import Window
from entrepot.store.window import acting_system

DAY = timedelta(days=1)
LATE = date(2026, 3, 20)
ONE = {"case": "C1", "kind": "request", "subject": "Power", "opened_at": "2026-03-02",
       "promise_working_days": 3, "source": "invented", "status": "synthetic"}  # fmt: skip


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        with acting_system(found.database) as book:
            for name in ("steward", "steward2"):
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=["steward"], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        yield found


def opened(window: Window, *cases: dict, by: str = "steward") -> dict:
    return open_cases(window, json.dumps(cases).encode(), "cases.json", by=by, at=NOON)


def act(window: Window, move: str, *, case: str = "C1", by="steward", at=NOON, **told) -> dict:
    return act_on_case(window, case, move, told, by=by, at=at)


def test_a_case_is_opened_answered_stopped_and_closed(window: Window) -> None:
    first = opened(window, {**ONE, "opened_at": "2026-03-09"})
    act(window, "reply", text="We look")
    paused = act(window, "pause", at=NOON + DAY)
    resumed = act(window, "resume", at=NOON + 3 * DAY)
    closed = act(window, "close", at=NOON + 4 * DAY, satisfaction="5")

    assert first["opened_at"].startswith("2026-03-09T00:00:00")
    assert (first["case"], first["steward"], first["due_on"]) == ("C1", "steward", "2026-03-12")
    assert first["escalations"] == []
    assert (paused["state"], paused["due_on"]) == ("paused", None)
    assert (resumed["state"], resumed["due_on"]) == ("open", "2026-03-16")
    assert (closed["state"], closed["satisfaction"]) == ("closed", 5)
    assert datetime.fromisoformat(closed["first_reply_at"]) == NOON
    assert [one["kind"] for one in closed["history"]] == [
        "open", "reply", "pause", "resume", "close",
    ]  # fmt: skip


def test_a_query_does_not_hide_a_broken_promise(window: Window) -> None:
    opened(window, ONE, {**ONE, "case": "C2", "opened_at": "2026-03-09"})
    act(window, "pause")
    act(window, "pause", case="C2")
    found = list_work(window, by="steward", at=NOON + DAY)

    assert [(one["case"], one["is_overdue"]) for one in found["cases"]] == [
        ("C1", True), ("C2", False),
    ]  # fmt: skip
    assert found["counts"] == {"overdue": 1, "today": 0, "later": 0, "paused": 1}


def test_a_table_is_read_too_and_every_wrong_cell_is_named(window: Window) -> None:
    head = b"case,kind,promise_working_days,opened_at\n"
    kept = open_cases(window, head + b"A,entry,2,2026-03-02\n", "c.csv", by="steward", at=NOON)
    with pytest.raises(InputError) as caught:
        open_cases(window, head + b"B,riddle,\xef\xbc\x93,2026-13-01\nB,entry,1,\n", "c.csv",
                   by="steward", at=NOON)  # fmt: skip

    assert kept["due_on"] == "2026-03-04"
    assert [one.where for one in caught.value.problems] == [
        "row 1, kind", "row 1, promise_working_days", "row 1, opened_at",
    ]  # fmt: skip
    assert list_work(window, by="steward", at=NOON)["counts"]["overdue"] == 1


def test_a_name_is_taken_once_and_nothing_of_the_file_is_kept(window: Window) -> None:
    opened(window, ONE)
    with pytest.raises(RefusedError):
        opened(window, {**ONE, "case": "C2"}, ONE)

    assert [one["case"] for one in list_work(window, by="steward", at=NOON)["cases"]] == ["C1"]


def test_a_year_without_holidays_is_refused(window: Window) -> None:
    at = datetime(2099, 3, 2, 12, tzinfo=UTC)
    with pytest.raises(ModelError):
        open_cases(window, json.dumps({**ONE, "opened_at": "2099-03-02"}).encode(), "c.json",
                   by="steward", at=at)  # fmt: skip


def test_a_complaint_is_closed_with_its_act_and_its_remedy(window: Window) -> None:
    opened(window, {**ONE, "kind": "complaint"})
    with pytest.raises(InputError):
        act(window, "close", legal_basis="Act, article 1")
    closed = act(window, "close", legal_basis="Act, article 1", remedy="Fee paid back")

    assert (closed["legal_basis"], closed["remedy"]) == ("Act, article 1", "Fee paid back")


def test_what_is_due_comes_overdue_first(window: Window) -> None:
    opened(window, {**ONE, "case": "new", "opened_at": "2026-03-09"}, {**ONE, "case": "old"})
    found = list_due(window, date(2026, 3, 12), by="steward", at=NOON)

    assert [(one["case"], one["is_overdue"]) for one in found["cases"]] == [
        ("old", True), ("new", False),
    ]  # fmt: skip
    assert measure_service(window, by="steward", at=NOON)["kinds"][0]["overdue"] == 1


def test_the_database_and_the_room_count_service_alike(window: Window) -> None:
    opened(window, ONE, {**ONE, "case": "C2"}, {**ONE, "case": "C3", "kind": "entry"})
    opened(window, {**ONE, "case": "C4", "opened_at": "2026-03-09"})
    act(window, "reply")
    act(window, "reply", case="C2", at=NOON + DAY)
    act(window, "close", case="C2", at=NOON + DAY, satisfaction="2")
    act(window, "close", case="C4", at=NOON + DAY, satisfaction="5")
    with acting_system(window.database) as book:
        rows = [
            Served(**row)
            for row in book.tx.execute(
                "select kind, opened_at, due_on, first_reply_at, closed_on, satisfaction"
                " from steward_case"
            )
        ]

    found = measure_service(window, by="steward", at=NOON + DAY)["kinds"]

    assert found == figures_of(rows, (NOON + DAY).date())
    assert (found[0]["in_time_share"], found[0]["satisfaction_mean"]) == (0.5, 3.5)
    assert found[1]["first_reply_median_h"] is None


@pytest.mark.parametrize(("system", "kind", "answers", "told"), WORKED)
def test_the_database_counts_what_was_worked_by_hand(
    window: Window, system: str, kind: str, answers: list, told: tuple
) -> None:
    with acting_system(window.database) as book:
        for number, one in enumerate(served(kind, answers)):
            book.tx.execute(
                "insert into steward_case (case_id, region, kind, steward, opened_at, opened_on,"
                " promise, told, state, due_on, first_reply_at, satisfaction, closed_on, made_by,"
                " made_at) values (%s, 'upland', %s, 'steward', %s, %s, 1, '{}', %s, %s, %s, %s,"
                " %s, 'steward', %s)",
                [f"W{number}", kind, one.opened_at, one.opened_at.date(),
                 "closed" if one.closed_on else "open", one.due_on, one.first_reply_at,
                 one.satisfaction, one.closed_on, one.opened_at],
            )  # fmt: skip
    (found,) = measure_service(window, by="", at=NOON)["kinds"]

    assert (found["in_time_share"], found["first_reply_median_h"],
            found["satisfaction_mean"]) == told, system  # fmt: skip


def test_a_late_case_in_a_year_without_holidays_holds_up_no_other(window: Window) -> None:
    opened(window, ONE, {**ONE, "case": "C2"})
    with acting_system(window.database) as book:
        book.tx.execute("update steward_case set due_on = '2019-12-30' where case_id = 'C1'")
    found = escalate(window, date(2026, 3, 6), at=NOON)

    assert [one["case"] for one in found["raised"]] == ["C2"]
    assert [one["case"] for one in found["waits"]] == ["C1"]


def test_two_escalations_at_once_tell_each_level_once(window: Window) -> None:
    opened(window, ONE, {**ONE, "case": "C2"})
    gate = Barrier(2)

    def tell(_: int) -> list:
        gate.wait()
        return escalate(window, date(2026, 3, 6), at=NOON)["raised"]

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(tell, range(2)))

    assert sorted(map(len, found)) == [0, 2]
    assert len(show_case(window, "C1", by="steward", at=NOON)["escalations"]) == 1


def test_each_level_is_told_once_though_looked_at_each_day(window: Window) -> None:
    opened(window, ONE)
    told = [escalate(window, LATE - n * DAY, at=NOON)["raised"] for n in (14, 13, 0, 0)]

    assert [[one["level"] for one in some] for some in told] == [[1], [], [2, 3], []]


def test_of_two_closings_at_once_one_wins_and_the_other_is_told(window: Window) -> None:
    opened(window, ONE)
    gate = Barrier(2)

    def close(_: int) -> str:
        gate.wait()
        try:
            return str(act(window, "close")["state"])
        except EntrepotError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(close, range(2)))

    assert found == ["case.closed", "closed"]


def test_a_steward_sees_his_own_cases_alone(window: Window) -> None:
    opened(window, ONE)

    assert list_work(window, by="steward2", at=NOON)["cases"] == []
    with pytest.raises(MissingError):
        act(window, "reply", by="steward2")
    with pytest.raises(RoleError):
        list_work(window, by="exporter", at=NOON)


def test_a_steward_of_a_place_sees_its_cases_and_no_others(window: Window) -> None:
    place = window.reference.table("places")[0].id
    opened(window, ONE, {**ONE, "case": "here", "place": place})
    set_scope(window, "steward2", [place], [], by="", at=NOON)

    found = list_work(window, by="steward2", at=NOON)

    assert [one["case"] for one in found["cases"]] == ["here"]
    assert act(window, "reply", case="here", by="steward2")["first_reply_at"] is not None


@pytest.mark.parametrize(
    "statement",
    ["delete from steward_case", "update case_event set kind = kind",
     "update steward_case set firm = 'x'"],
)  # fmt: skip
def test_what_happened_is_not_changed(window: Window, statement: str) -> None:
    opened(window, ONE)
    with pytest.raises(psycopg.Error), acting_system(window.database) as book:
        book.tx.execute(statement)
