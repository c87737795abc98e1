"""Notices and the calendar as they are called, with a real mail server beside."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.post import Keeper, mail_server
from tests.program import Program

ON = "2099-06-30"  # by then everything of the rehearsal is overdue
Call = Callable[..., tuple[int, dict]]


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[str, Keeper]]:
    with mail_server() as found:
        yield found


@pytest.fixture(scope="module")
def call(
    program: Program, new_home: Callable[[], Path], post: tuple[str, Keeper]
) -> Iterator[Call]:
    """Calls a command on a store with the rehearsal of industry."""
    environment = os.environ | {
        "ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "upland",
        "ENTREPOT_SMTP_URL": post[0], "ENTREPOT_MAIL_FROM": "desk@upland.example",
        "ENTREPOT_PUBLIC_URL": "https://upland.example/",
    }  # fmt: skip

    def run(*arguments: str, **more: str) -> tuple[int, dict]:
        done = program(*arguments, "--json", env=environment | more)
        return done.returncode, json.loads(done.stdout or done.stderr)

    assert run("demo", "industry")[0] == 0
    yield run
    assert run("db", "stop")[0] == 0


def test_what_is_due_is_mailed_once_and_read(call: Call, post: tuple[str, Keeper]) -> None:
    kept = call("notices", "address", "steward@upland.example", "--as", "steward")
    code, first = call("notices", "send", "--on", ON)
    again = call("notices", "send", "--on", ON)[1]
    inbox = call("notices", "list", "--as", "steward")[1]
    read = call("notices", "read", str(inbox["notices"][0]["id"]), "--as", "steward")[1]
    rest = call("notices", "read", "--as", "steward")[1]

    assert kept == (0, {"account": "steward", "email": "steward@upland.example"})
    assert code == 0
    assert first["made"] == first["due"] - first["ownerless"] > 0
    assert (again["made"], again["mail"]["sent"]) == (0, 0)
    assert first["mail"]["sent"] == len(post[1].letters) == inbox["unread"] > 0
    assert {one["To"] for one in post[1].letters} == {"steward@upland.example"}
    assert (read["read"], rest["read"]) == (1, inbox["unread"] - 1)


def test_a_silent_mail_server_ends_with_six_and_tells_what_was_done(call: Call) -> None:
    with mail_server() as (gone, _):
        pass
    code, told = call("notices", "send", "--on", "2099-07-01", ENTREPOT_SMTP_URL=gone)
    later = call("notices", "send", "--on", "2099-07-01")[1]

    assert (code, told["problems"][0]["code"]) == (6, "mail.silent")
    assert told["mail"]["waiting"] == later["mail"]["sent"] > 0
    assert (later["made"], later["mail"]["waiting"]) == (0, 0)


@pytest.mark.parametrize(("arguments", "code", "word"), [
    (("notices", "send", "--on", "soon"), 2, "input.date"),
    (("notices", "send", "--as", "steward"), 3, "access.role"),
    (("notices", "read", "999999", "--as", "steward"), 4, "notice.unknown"),
    (("notices", "address", "nowhere", "--as", "steward"), 2, "notice.email"),
    (("notices", "list", "--as", "nobody"), 4, "access.unknown"),
    (("calendar", "feed", "--as", "nobody"), 4, "access.unknown"),
])  # fmt: skip
def test_what_cannot_be_done_is_told(
    call: Call, arguments: tuple[str, ...], code: int, word: str
) -> None:
    found, told = call(*arguments)

    assert (found, told["problems"][0]["code"]) == (code, word)


def test_settings_that_cannot_be_used_are_named(call: Call) -> None:
    code, told = call("notices", "send", "--on", "2099-07-02", ENTREPOT_SMTP_URL="mail",
                      ENTREPOT_MAIL_FROM="")  # fmt: skip

    assert (code, [one["where"] for one in told["problems"]]) == (
        2, ["ENTREPOT_SMTP_URL", "ENTREPOT_MAIL_FROM"],
    )  # fmt: skip


def test_the_address_of_a_calendar_is_told_once_and_revoked(call: Call) -> None:
    code, made = call("calendar", "feed", "--as", "steward")
    gone, none = (call("calendar", "revoke", "--as", "steward")[1] for _ in "ab")

    assert code == 0
    assert made["path"].startswith("/api/v1/calendar/")
    assert made["url"] == f"https://upland.example{made['path']}"
    assert [one["revoked"] for one in (gone, none)] == [1, 0]
