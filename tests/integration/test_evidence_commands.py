"""`audit`, `keys` and `release verify` as they are called, on an embedded server of their own."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest
from tests.program import Program

from entrepot.store.keys import signing_key
from entrepot.window.evidence import GENESIS, link
from entrepot.window.note import Note, write_payload

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def caller(program: Program) -> Callable[[Path], Call]:
    """Makes a caller of commands on a data folder."""
    return lambda home: partial(program, env=os.environ | {"ENTREPOT_HOME": str(home)})


@pytest.fixture
def call(caller, new_home: Callable[[], Path]) -> Iterator[Call]:
    called = caller(new_home())
    assert called("db", "start").returncode == 0
    yield called
    assert called("db", "stop").returncode == 0


def payload_of(home: Path) -> str:
    key = signing_key(home)
    note = Note("R1", "1", "6CN1", ("MSKU1234565",), 1, ("a", "b"), NOON, bytes(32), key.key_id)
    return write_payload(note, key.sign)


def test_what_a_superuser_did_is_found_by_who_audits(call: Call) -> None:
    url = json.loads(call("db", "url", "--admin", "--json").stdout)["url"]
    event = link("D1", 1, GENESIS, NOON, "LODGED", "trader", "exporter", {})
    with psycopg.connect(url) as tx:
        tx.execute(
            "insert into event (chain, seq, at, kind, party, account, body, prev_hash, hash)"
            " values ('D1', 1, %s, 'LODGED', 'trader', 'exporter', '{}', %s, %s)",
            [NOON, GENESIS, event.hash],
        )
    sealed = json.loads(call("audit", "seal", "--json").stdout)
    whole = call("audit", "verify", "--json")
    with psycopg.connect(url) as tx:
        tx.execute("alter table event disable trigger user")
        tx.execute("delete from event")
        tx.execute("alter table event enable trigger user")
    broken = call("audit", "verify", "--json")
    told = call("audit", "verify")

    assert sorted(sealed) == ["chains", "date", "events", "path", "root", "signature"]
    assert Path(sealed["path"]).exists()
    assert (whole.returncode, json.loads(whole.stdout)["ok"]) == (0, True)
    document = json.loads(broken.stdout)
    assert (broken.returncode, broken.stderr) == (3, "")
    assert sorted(document) == ["chains", "events", "events_per_s", "first_bad", "ok", "roots"]
    assert (document["first_bad"]["chain"], document["first_bad"]["seq"]) == ("D1", 1)
    assert "D1 1: the whole chain is missing" in told.stdout


def test_a_note_is_verified_without_a_database(caller, tmp_path: Path) -> None:
    payload = payload_of(tmp_path)
    offline = caller(tmp_path)
    genuine = offline("release", "verify", payload, "--json")
    other = "B" if payload[-9] == "A" else "A"
    changed = offline("release", "verify", payload[:-9] + other + payload[-8:], "--json")
    nonsense = offline("release", "verify", "hello")

    assert (genuine.returncode, json.loads(genuine.stdout)["is_valid"]) == (0, True)
    assert (changed.returncode, json.loads(changed.stdout)["is_valid"]) == (2, False)
    assert (nonsense.returncode, nonsense.stderr) == (2, "")
    assert "does not begin with ENT1:" in nonsense.stdout
    assert not list(tmp_path.glob("postgres*"))


def test_another_house_verifies_by_the_key_it_was_given(caller, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    payload = payload_of(ours)
    key = tmp_path / "ours.pem"
    key.write_text(caller(ours)("keys", "show").stdout)
    unknown = caller(theirs)("release", "verify", payload, "--json")
    trusted = caller(theirs)("release", "verify", payload, "--key", key, "--json")
    no_key = caller(theirs)("release", "verify", payload, "--key", tmp_path / "none", "--json")

    assert (unknown.returncode, json.loads(unknown.stdout)["code"]) == (2, "key")
    assert (trusted.returncode, json.loads(trusted.stdout)["is_valid"]) == (0, True)
    assert (no_key.returncode, no_key.stdout) == (2, "")
    assert "keys.foreign" in no_key.stderr


def test_a_changed_key_leaves_older_notes_genuine(caller, tmp_path: Path) -> None:
    payload = payload_of(tmp_path)
    call = caller(tmp_path)
    before = json.loads(call("keys", "show", "--json").stdout)
    after = json.loads(call("keys", "rotate", "--json").stdout)

    assert before["key_id"] != after["key_id"]
    assert [key["key_id"] for key in after["trusted"]] == [before["key_id"], after["key_id"]]
    assert call("release", "verify", payload).returncode == 0
