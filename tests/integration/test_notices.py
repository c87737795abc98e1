"""Notices on the real database and by a real mail server: once an item and day."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import psycopg
import pytest
from tests.integration.plans import NOON, planning
from tests.integration.post import Keeper, mail_server

from entrepot.kernel.errors import InputError, MissingError, OutsideError
from entrepot.service.accounts import RoleError
from entrepot.service.due_notices import send_notices
from entrepot.service.notice_inbox import list_notices, read_notices, set_address
from entrepot.service.rolls import import_rows
from entrepot.service.stewards import act_on_case, open_cases
from entrepot.service.window import Window
from entrepot.store.window import acting_system

LATE = date(2026, 3, 10)
DAY = timedelta(days=1)
CASE = {"kind": "request", "subject": "Power, in full", "firm": "Ul Works",
        "promise_working_days": 3,
        "opened_at": "2026-03-02", "source": "invented", "status": "synthetic"}  # fmt: skip


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of) as found:
        with acting_system(found.database) as book:
            for name in ("steward", "steward2"):
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=["steward"], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        yield found


@pytest.fixture
def post(window: Window) -> Iterator[Keeper]:
    with mail_server() as (url, keeper):
        window.home = replace(window.home, smtp_url=url, mail_from="desk@upland.example",
                              public_url="https://upland.example")  # fmt: skip
        yield keeper


def opened(window: Window, *names: str, steward: str = "steward", **more: object) -> None:
    cases = [{**CASE, "case": name, "steward": steward, **more} for name in names]
    open_cases(window, json.dumps(cases).encode(), "c.json", by="steward", at=NOON)


def told(window: Window, roll: str, text: str) -> None:
    import_rows(window, roll, text.encode(), f"{roll}.csv", by="", at=NOON)


def sent(window: Window, on: date = LATE) -> dict:
    return send_notices(window, on, at=NOON)


def inbox(window: Window, by: str = "steward") -> dict:
    return list_notices(window, by=by, at=NOON)


def test_what_is_due_is_told_once_a_day_to_whose_it_is(window: Window) -> None:
    opened(window, "C1")
    opened(window, "C2", steward="steward2")
    opened(window, "C3", opened_at="2026-03-09")
    opened(window, "C4", steward="nobody")
    first, again, next_day = sent(window), sent(window), sent(window, LATE + DAY)

    assert (first["due"], first["made"], first["already"], first["ownerless"]) == (3, 2, 0, 1)
    assert (again["due"], again["made"], again["already"]) == (3, 0, 2)
    assert next_day["made"] == 2
    assert [(one["item"], one["day"], one["due_on"]) for one in inbox(window)["notices"]] == [
        ("C1", "2026-03-11", "2026-03-05"), ("C1", "2026-03-10", "2026-03-05"),
    ]  # fmt: skip
    assert inbox(window)["notices"][0]["text_zh"] == "诉求 C1：Ul Works，Power, in full"
    assert [one["item"] for one in inbox(window, "steward2")["notices"]] == ["C2", "C2"]


def test_what_is_done_is_told_no_more(window: Window) -> None:
    opened(window, "C1")
    act_on_case(window, "C1", "close", {}, by="steward", at=NOON)

    assert sent(window)["due"] == 0


def test_two_at_once_tell_and_mail_once(window: Window, post: Keeper) -> None:
    names = [f"C{number}" for number in range(8)]
    opened(window, *names)
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    gate = Barrier(2)

    def run() -> dict:
        gate.wait()
        return sent(window)

    with ThreadPoolExecutor(2) as pool:
        told = [one.result() for one in [pool.submit(run), pool.submit(run)]]

    assert sum(one["made"] for one in told) == 8
    assert sum(one["mail"]["sent"] for one in told) == 8 == len({*post.told})
    assert len(post.letters) == 8


def test_an_overdue_case_is_mailed_once_in_both_languages(window: Window, post: Keeper) -> None:
    opened(window, "C1")
    set_address(window, " steward@upland.example ", by="steward", at=NOON)
    first, again = sent(window), sent(window)
    (letter,) = post.letters

    assert first["mail"] == {"sent": 1, "refused": 0, "waiting": 0, "no_address": 0}
    assert again["mail"]["sent"] == 0
    assert (letter["From"], letter["To"]) == ("desk@upland.example", "steward@upland.example")
    assert letter["Subject"] == "已逾期5天 · overdue by 5 days: 诉求 C1：Ul Works，Power, in full"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Request C1: Ul Works, Power, in full\nDue on 2026-03-05" in letter.get_content()
    assert "https://upland.example/stewards/work" in letter.get_content()
    assert inbox(window)["notices"][0]["mailed_at"] is not None


def test_an_overdue_promise_is_mailed_once_and_told_no_more_when_it_is_done(
    window: Window, post: Keeper
) -> None:
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    told(window, "partners", "id,name,name_zh,owner\nP1,Alta,阿尔塔,steward\n")
    told(window, "commitments", "id,partner,text,due\nK1,P1,Send a list,2026-03-05\n")
    first, again = sent(window), sent(window)
    told(window, "commitments", "id,partner,text,due,done,evidence\n"
         "K1,P1,Send a list,2026-03-05,2026-03-10,A letter\n")  # fmt: skip
    (letter,) = post.letters
    (notice,) = inbox(window)["notices"]

    assert (first["due"], first["made"], first["mail"]["sent"]) == (1, 1, 1)
    assert (again["due"], again["made"], again["mail"]["sent"]) == (1, 0, 0)
    assert "Promise, Alta: Send a list\nDue on 2026-03-05" in letter.get_content()
    assert (notice["kind"], notice["item"], notice["link"]) == ("promise", "K1", "/exchanges")
    assert notice["text_zh"] == "承诺，阿尔塔：Send a list"
    assert sent(window, LATE + DAY)["due"] == 0


def test_without_an_address_or_a_server_it_waits_in_the_inbox(window: Window) -> None:
    opened(window, "C1")
    before = sent(window)
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    after = sent(window)

    assert before["mail"] == {"sent": 0, "refused": 0, "waiting": 0, "no_address": 1}
    assert after["mail"] == {"sent": 0, "refused": 0, "waiting": 1, "no_address": 0}
    assert inbox(window)["unread"] == 1


def test_a_server_lost_midway_undoes_nothing_and_each_goes_once(
    window: Window, post: Keeper
) -> None:
    opened(window, "C1", "C2", "C3")
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    post.most = 1
    with pytest.raises(OutsideError) as caught:
        sent(window)
    lost = caught.value.extra
    post.most = None
    later = sent(window)

    assert (lost["made"], lost["mail"]["sent"], lost["mail"]["waiting"]) == (3, 1, 2)
    assert caught.value.problems[0].code == "mail.silent"
    assert (later["made"], later["mail"]["sent"], later["mail"]["waiting"]) == (0, 2, 0)
    assert len(post.letters) == len({*post.told}) == 3


@pytest.mark.usefixtures("post")
def test_a_server_that_is_away_is_told_and_the_notice_goes_when_it_is_back(
    window: Window,
) -> None:
    opened(window, "C1")
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    with mail_server() as (gone, _):
        here, window.home = window.home, replace(window.home, smtp_url=gone)
    with pytest.raises(OutsideError):
        sent(window)
    window.home = here

    assert sent(window)["mail"]["sent"] == 1
    assert sent(window)["mail"]["sent"] == 0


def test_one_refused_holds_up_no_other_and_is_left_after_eight_times(
    window: Window, post: Keeper
) -> None:
    opened(window, "C1")
    opened(window, "C2", steward="steward2")
    for name in ("steward", "steward2"):
        set_address(window, f"{name}@upland.example", by=name, at=NOON)
    post.refuses = {"steward@upland.example"}
    first = sent(window)
    for _ in range(7):
        last = sent(window)

    assert first["mail"] == {"sent": 1, "refused": 1, "waiting": 1, "no_address": 0}
    assert (last["mail"]["refused"], last["mail"]["waiting"]) == (1, 0)
    assert sent(window)["mail"]["refused"] == 0
    assert "550 there is nobody" in inbox(window)["notices"][0]["fault"]


def test_the_newest_notice_of_an_item_takes_the_place_of_one_that_waits(
    window: Window, post: Keeper
) -> None:
    opened(window, "C1")
    for day in range(3):
        sent(window, LATE + day * DAY)
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    told = sent(window, LATE + 2 * DAY)

    assert told["mail"]["sent"] == 1
    assert "overdue by 7 days" in post.letters[0]["Subject"]


def test_notices_are_read_once_and_only_by_whose_they_are(window: Window) -> None:
    opened(window, "C1", "C2")
    sent(window)
    number = inbox(window)["notices"][0]["id"]
    with pytest.raises(MissingError):
        read_notices(window, number, by="steward2", at=NOON)
    one = read_notices(window, number, by="steward", at=NOON)
    rest = read_notices(window, by="steward", at=NOON + DAY)

    assert (one["read"], rest["read"], inbox(window)["unread"]) == (1, 1, 0)
    read = {row["id"]: row["read_at"] for row in inbox(window)["notices"]}
    assert datetime.fromisoformat(read[number]) == NOON
    assert inbox(window, "steward2")["notices"] == []


def test_the_inbox_goes_on_where_the_page_before_ended(window: Window) -> None:
    opened(window, "C1", "C2", "C3")
    sent(window)
    first = list_notices(window, by="steward", at=NOON, most=2)
    rest = list_notices(window, by="steward", at=NOON, most=2, before=first["next"])

    items = [one["item"] for one in (*first["notices"], *rest["notices"])]
    assert sorted(items) == ["C1", "C2", "C3"]
    assert rest["next"] is None


@pytest.mark.parametrize("email", ["nobody", "a b@c", "a@b\nBcc: x@y", "a@", "<a@b>", "a" * 260])
def test_what_is_no_address_is_refused(window: Window, email: str) -> None:
    with pytest.raises(InputError):
        set_address(window, email, by="steward", at=NOON)

    assert inbox(window)["email"] is None


def test_only_the_machine_and_administrators_send(window: Window) -> None:
    with pytest.raises(RoleError):
        send_notices(window, LATE, by="steward", at=NOON)

    assert send_notices(window, LATE, by="admin", at=NOON)["due"] == 0


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize("change", [
    "update notice set text = 'other'", "update notice set mailed_at = null", "truncate notice",
])  # fmt: skip
def test_the_database_keeps_a_notice_as_it_was_told(window: Window, change: str) -> None:
    opened(window, "C1")
    set_address(window, "steward@upland.example", by="steward", at=NOON)
    sent(window)
    with psycopg.connect(window.database.admin_url) as tx:
        tx.execute("select set_config('app.scope', 'system', false)")
        with pytest.raises(psycopg.errors.Error) as caught:
            tx.execute(change)

    assert caught.value.sqlstate in ("23514", "42501")


def test_a_day_in_utc_is_the_legal_day_of_the_region(window: Window) -> None:
    opened(window, "C1")
    told = send_notices(window, at=datetime(2026, 3, 10, 9, tzinfo=UTC))

    assert told["on"] == "2026-03-10"
