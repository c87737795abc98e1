"""Accounts, mandates and the rehearsal as they are called."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.program import Program


@pytest.fixture(scope="module")
def call(program: Program, new_home: Callable[[], Path]) -> Callable[..., tuple[int, dict]]:
    """Calls a command on a fresh store, and gives its exit code and what it printed."""
    environment = os.environ | {"ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "upland"}

    def run(*arguments: str, typed: str = "") -> tuple[int, dict]:
        done = program(*arguments, "--json", env=environment, typed=typed)
        return done.returncode, json.loads(done.stdout or done.stderr)

    yield run
    assert run("db", "stop")[0] == 0


@pytest.fixture(scope="module")
def made(call) -> dict:
    code, told = call("demo", "window")
    assert code == 0
    return told


def test_the_first_verb_starts_the_database_and_leaves_it_running(call, made) -> None:
    assert made["status"] == "synthetic"
    assert call("db", "status")[1]["running"]
    assert call("demo", "window") == (0, made)


def test_a_mandate_is_granted_listed_and_revoked(call, made) -> None:
    code, granted = call(
        "mandate", "grant", "broker", "--as", "rival", "--scope", "file", "--to", "2099-01-01"
    )
    listed = call("mandate", "list", "--as", "broker")[1]["rows"]
    revoked = call("mandate", "revoke", "broker", "--as", "rival")
    again, told = call("mandate", "revoke", str(granted["id"]), "--as", "rival")

    assert code == 0
    assert (granted["scope"], granted["valid_to"], granted["is_live"]) == (
        ["file"], "2099-01-01", True,
    )  # fmt: skip
    assert [row["id"] for row in listed] == [granted["id"], 1]
    assert [row["is_live"] for row in revoked[1]["rows"]] == [False]
    assert (again, told["problems"][0]["code"]) == (4, "mandate.unknown")
    assert made["users"]["rival"]["organisation"] == granted["trader"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("mandate", "grant", "broker", "--as", "exporter", "--to", "soon"), 2),
        (("mandate", "grant", "broker", "--as", "exporter", "--scope", "sell"), 2),
        (("mandate", "grant", "broker", "--as", "officer"), 3),
        (("mandate", "list", "--as", "nobody"), 4),
        (("account", "list", "--as", "exporter"), 3),
        (("account", "grant", "rival", "emperor", "--organisation", "rival", "--as", "admin"), 2),
        (("account", "approve", "99999", "--as", "admin"), 4),
    ],
)
@pytest.mark.usefixtures("made")
def test_what_cannot_be_done_ends_with_the_code_of_its_kind(call, arguments, code) -> None:
    assert call(*arguments)[0] == code


@pytest.mark.usefixtures("made")
def test_two_administrators_give_a_person_a_role_and_a_password(call) -> None:
    call("account", "add", "newcomer", "--name", "N", "--name-zh", "新", "--as", "admin")
    proposal = call(
        "account", "grant", "newcomer", "inspector", "--organisation", "sandbox_inland",
        "--office", "ul_landport", "--as", "admin",
    )[1]  # fmt: skip
    own = call("account", "approve", str(proposal["id"]), "--as", "admin")[0]
    other = call("account", "approve", str(proposal["id"]), "--as", "admin2")
    password = call(
        "account", "password", "newcomer", "--as", "admin", typed="a sentence of its own\n"
    )
    rows = call("account", "list", "--as", "admin")[1]["rows"]

    assert (own, other[0], other[1]["state"]) == (3, 0, "approved")
    assert password == (0, {"account": "newcomer", "password": "set"})
    assert [(row["roles"], row["has_secret"]) for row in rows if row["account"] == "newcomer"] == [
        (["inspector"], True)
    ]


@pytest.mark.usefixtures("made")
def test_the_secret_of_a_program_is_printed_once(call) -> None:
    code, told = call("account", "client", "erp", "--organisation", "exporter", "--as", "admin")
    again = call("account", "client", "erp", "--organisation", "exporter", "--as", "admin")[0]
    closed = call("account", "close", "erp", "--as", "admin")

    assert (code, again) == (0, 2)
    assert len(told["secret"]) >= 40
    assert closed == (0, {"account": "erp", "is_closed": True})


@pytest.mark.usefixtures("made")
def test_the_evidence_of_all_this_holds(call) -> None:
    code, told = call("audit", "verify")

    assert (code, told["ok"]) == (0, True)
    assert told["events"] > 50
