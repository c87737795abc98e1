"""Seals and verification against a real database: whatever is done to it, the first bad is named.

The database is one's own, its owner no superuser: row security is forced on what is read.
"""

import itertools
import json
import shutil
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from entrepot.service.evidence import rotate_keys, seal_events, verify_events
from entrepot.store import keys
from entrepot.store.cluster import APPLICATION, OWNER, SUPERUSER
from entrepot.store.migrate import migrate
from entrepot.store.server import Server, provision
from entrepot.window.evidence import GENESIS, Event, link

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
COLUMNS = ("chain", "seq", "at", "kind", "party", "account", "body", "prev_hash", "hash")
TYPES = ("text", "int4", "timestamptz", "text", "text", "text", "text", "bytea", "bytea")


@pytest.fixture(scope="module")
def superuser(server: Server) -> Iterator[str]:
    """Address, for its superuser, of a migrated database of its own."""
    provision(server.cluster.url(SUPERUSER, "postgres"), "evidence")
    migrate(server.cluster.url(OWNER, "evidence"))
    yield server.cluster.url(SUPERUSER, "evidence")
    with psycopg.connect(server.cluster.url(SUPERUSER, "postgres"), autocommit=True) as tx:
        tx.execute("drop database evidence with (force)")


@dataclass(frozen=True)
class House:
    """A data folder and what may be done to its database."""

    folder: Path
    superuser: str

    def put(self, *chains: Iterator[Event]) -> None:
        columns = f"copy event ({', '.join(COLUMNS)}) from stdin (format binary)"
        with psycopg.connect(self.superuser) as tx, tx.cursor().copy(columns) as copy:
            copy.set_types(TYPES)
            for event in itertools.chain(*chains):
                copy.write_row([getattr(event, name) for name in COLUMNS])

    def tamper(self, sql: str, *values: object) -> None:
        """Run SQL as who may do anything, past the triggers."""
        with psycopg.connect(self.superuser) as tx:
            tx.execute("set session_replication_role = replica")
            tx.execute(sql, values or None)

    def row(self, sql: str) -> tuple | None:
        with psycopg.connect(self.superuser) as tx:
            return tx.execute(sql).fetchone()

    def declare(self, reference: str) -> None:
        self.tamper(
            "insert into declaration (reference, org_id, flow, type, lrn, ucr, decl_office,"
            " border_office, state, made_by, made_at)"
            " values (%s, 'o', 'export', 'FULL', 'L', 'U', 'a', 'b', 'DRAFT', 'm', now())",
            reference,
        )

    def seal(self, day: int = 10) -> dict:
        return seal_events(datetime(2026, 3, day, 23, 30, tzinfo=UTC))

    def seals(self, name: str) -> Path:
        return self.folder / "seals" / name

    def first_bad(self) -> tuple[str, int, str] | None:
        found = verify_events()
        bad = found["first_bad"]

        assert found["ok"] is (bad is None)
        return (bad["chain"], bad["seq"], bad["code"]) if bad else None


@pytest.fixture
def empty(server: Server, superuser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A data folder of its own, and no events."""
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path))
    monkeypatch.setenv("ENTREPOT_DATABASE_URL", server.cluster.url(APPLICATION, "evidence"))
    monkeypatch.setenv("ENTREPOT_DATABASE_ADMIN_URL", server.cluster.url(OWNER, "evidence"))
    house = House(tmp_path, superuser)
    house.tamper("truncate event, daily_root, declaration restart identity cascade")
    return house


@pytest.fixture
def three(empty: House) -> House:
    """Three chains; their order is that of bytes."""
    empty.put(chain("D1", 4), chain("D2", 3), chain("d-贵", 2))
    return empty


def chain(name: str, length: int) -> Iterator[Event]:
    before = GENESIS
    for seq in range(1, length + 1):
        at = NOON + timedelta(seconds=seq, microseconds=seq)
        event = link(name, seq, before, at, f"K{seq}", "customs", "off\\icer", {"n": f"贵\t{seq}"})
        before = event.hash
        yield event


# What is whole


def test_an_empty_database_is_sealed_and_verified(empty: House) -> None:
    sealed = empty.seal()
    found = verify_events()

    assert (sealed["chains"], sealed["events"]) == (0, 0)
    assert (found["ok"], found["events"], found["roots"]) == (True, 0, 1)


def test_what_nobody_touched_is_whole_before_and_after_it_is_sealed(three: House) -> None:
    before = verify_events()
    sealed = three.seal()
    after = verify_events()

    assert (before["ok"], before["chains"], before["events"], before["roots"]) == (True, 3, 9, 0)
    assert (after["ok"], after["roots"], after["first_bad"]) == (True, 1, None)
    assert after["events_per_s"] > 0
    assert (sealed["date"], sealed["chains"], sealed["events"]) == ("2026-03-10", 3, 9)
    assert sealed["path"] == str(three.seals("2026-03-10.json"))


def test_a_day_has_many_seals_and_each_continues_the_one_before(three: House) -> None:
    first = three.seal()
    three.put(chain("D3", 2))
    second, last = three.seal(), three.seal(day=11)

    assert second["path"].endswith("2026-03-10-2.json")
    assert first["root"] != second["root"] == last["root"]
    assert verify_events()["roots"] == 3
    told = json.loads(Path(last["path"]).read_text())
    assert (told["number"], told["previous_root"]) == (3, second["root"])


def test_the_database_keeps_what_the_file_says(three: House) -> None:
    sealed = three.seal()
    row = three.row(
        "select sealed_on, root, signature, chains, events, path, previous_root from daily_root"
    )

    assert row == (
        date(2026, 3, 10), bytes.fromhex(sealed["root"]),
        bytes.fromhex(sealed["signature"]), 3, 9, "2026-03-10.json", GENESIS,
    )  # fmt: skip


def test_seals_asked_for_at_once_are_made_one_after_the_other(three: House) -> None:
    threads = [threading.Thread(target=three.seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = verify_events()
    assert (found["ok"], found["roots"]) == (True, 4)


def test_a_new_key_leaves_the_older_seals_trusted(three: House) -> None:
    three.seal()
    rotate_keys()
    three.seal()

    assert three.first_bad() is None


def test_a_seal_whose_process_was_killed_before_it_was_named_is_named_later(three: House) -> None:
    three.seal()
    for path in three.seals("").glob("2026*"):
        path.rename(path.with_name(path.name + ".partial"))

    assert three.first_bad() is None
    assert three.seals("2026-03-10.heads.gz").exists()


def test_a_seal_whose_process_was_killed_before_the_database_knew_is_forgotten(
    three: House,
) -> None:
    three.seal()
    for path in three.seals("").glob("2026*"):
        path.rename(path.with_name(path.name + ".partial"))
    three.tamper("truncate daily_root")

    assert three.first_bad() is None
    assert list(three.seals("").glob("2026*")) == []
    assert three.seal()["path"].endswith("2026-03-10.json")


# What was tampered with


SWAP = (
    "update event set seq = -seq where chain = 'D1' and seq in (2, 3);"
    "update event set seq = 5 + seq where chain = 'D1' and seq < 0"
)
EDITS = {
    "body": ("update event set body = '{\"n\":\"x\"}' where chain = 'D2' and seq = 2", 2),
    "blank in the body": ("update event set body = body || ' ' where chain = 'D2' and seq = 3", 3),
    "instant": ("update event set at = at + '1 us' where chain = 'D2' and seq = 1", 1),
    "no instant": ("update event set at = 'infinity' where chain = 'D2' and seq = 1", 1),
    "kind": ("update event set kind = 'X' where chain = 'D2' and seq = 3", 3),
    "party": ("update event set party = 'trader' where chain = 'D2' and seq = 2", 2),
    "account": ("update event set account = 'nobody' where chain = 'D2' and seq = 2", 2),
    "hash": ("update event set hash = sha256('') where chain = 'D2' and seq = 2", 2),
    "hash before": ("update event set prev_hash = sha256('') where chain = 'D2' and seq = 2", 2),
    "deleted first": ("delete from event where chain = 'D2' and seq = 1", 1),
    "deleted in the middle": ("delete from event where chain = 'D2' and seq = 2", 2),
}


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_found_and_the_first_bad_event_named(
    three: House, edit: str, is_sealed: bool
) -> None:
    if is_sealed:
        three.seal()
    statement, seq = EDITS[edit]
    three.tamper("alter table event drop constraint if exists event_seq_check")
    three.tamper(statement)
    found = three.first_bad()

    assert found is not None
    assert found[:2] == ("D2", seq)


def test_two_events_in_each_others_place_are_found(three: House) -> None:
    three.tamper("alter table event drop constraint if exists event_seq_check")
    three.tamper(SWAP)

    assert three.first_bad() == ("D1", 2, "unlinked")


def test_an_event_moved_to_another_chain_is_found(three: House) -> None:
    three.tamper("update event set chain = 'D2', seq = 4 where chain = 'D1' and seq = 4")

    assert three.first_bad() == ("D2", 4, "unlinked")


def test_the_first_of_several_is_named(three: House) -> None:
    three.tamper("update event set kind = 'X' where seq = 2")

    assert three.first_bad() == ("D1", 2, "altered")


def test_a_cut_tail_is_found_by_the_seal_and_only_by_it(three: House) -> None:
    cut = "delete from event where chain = 'D1' and seq > 2"
    three.tamper(cut)
    unsealed = three.first_bad()
    three.tamper("delete from event where chain = 'D1'")
    three.put(chain("D1", 4))
    three.seal()
    three.tamper(cut)

    assert unsealed is None
    assert three.first_bad() == ("D1", 3, "cut")


@pytest.mark.parametrize("name", ["D1", "D2", "d-贵"])
def test_a_chain_that_is_gone_is_found_by_the_seal(three: House, name: str) -> None:
    three.seal()
    three.tamper("delete from event where chain = %s", name)

    assert three.first_bad() == (name, 1, "gone")


def test_a_chain_written_anew_is_found_by_the_seal(three: House) -> None:
    three.seal()
    three.tamper("delete from event where chain = 'D2'")
    other = link("D2", 1, GENESIS, NOON, "OTHER", "customs", "officer", {})
    second = link("D2", 2, other.hash, NOON, "OTHER", "customs", "officer", {})
    third = link("D2", 3, second.hash, NOON, "OTHER", "customs", "officer", {})
    three.put(iter([other, second, third]))

    assert three.first_bad() == ("D2", 3, "rewritten")


def test_an_older_seal_is_not_forgotten_by_a_newer_one(three: House) -> None:
    three.seal()
    three.tamper("delete from event where chain = 'D1' and seq > 2")
    three.seal()

    assert three.first_bad() == ("2026-03-10-2.json", 2, "seal_late")


def test_a_declaration_without_events_is_named(three: House) -> None:
    three.declare("D0123456789ABC")

    assert three.first_bad() == ("D0123456789ABC", 1, "unrecorded")


def test_an_event_filed_under_another_declaration_is_named(empty: House) -> None:
    empty.declare("D0123456789ABC")
    empty.put(chain("D0123456789ABC", 2))
    empty.tamper("update event set declaration_id = 1")
    whole = empty.first_bad()
    empty.tamper("update event set declaration_id = 7 where seq = 2")

    assert whole is None
    assert empty.first_bad() == ("D0123456789ABC", 2, "misfiled")


# What was done to the seals


def alter(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def test_a_seal_altered_is_told(three: House) -> None:
    three.seal()
    alter(three.seals("2026-03-10.json"), b'"chains":3', b'"chains":4')

    assert three.first_bad() == ("2026-03-10.json", 1, "seal_signature")


@pytest.mark.parametrize("spoil", [b"", b"{}", b"[1]", b"\xff", b'{"name":"2026-03-10.json"}'])
def test_a_seal_that_cannot_be_read_is_told(three: House, spoil: bytes) -> None:
    three.seal()
    (three.seals("2026-03-10.json")).write_bytes(spoil)
    found = three.first_bad()

    assert found is not None
    assert (found[0], found[2]) == ("2026-03-10.json", "seal_altered")


def test_blanks_in_a_seal_are_told(three: House) -> None:
    three.seal()
    alter(three.seals("2026-03-10.json"), b'"chains":3', b'"chains": 3')
    found = three.first_bad()

    assert found is not None
    assert found[2] == "seal_altered"


def test_heads_altered_are_told(three: House) -> None:
    three.seal()
    path = three.seals("2026-03-10.heads.gz")
    content = bytearray(path.read_bytes())
    content[9] ^= 1  # the system that packed it, which changes no line
    path.write_bytes(content)

    assert three.first_bad() == ("2026-03-10.json", 1, "heads_altered")


@pytest.mark.parametrize(
    ("name", "code"),
    [("2026-03-10.json", "seal_missing"), ("2026-03-10.heads.gz", "heads_missing")],
)
def test_a_missing_file_is_told(three: House, name: str, code: str) -> None:
    three.seal()
    three.seals(name).unlink()

    assert three.first_bad() == ("2026-03-10.json", 1, code)


def test_all_files_gone_are_told(three: House) -> None:
    three.seal()
    three.seal(day=11)
    shutil.rmtree(three.seals(""))

    assert three.first_bad() == ("2026-03-10.json", 1, "seal_missing")


def test_a_seal_in_anothers_place_is_told(three: House) -> None:
    three.seal()
    three.put(chain("D9", 1))
    three.seal(day=11)
    shutil.copy(three.seals("2026-03-11.json"), three.seals("2026-03-10.json"))
    found = three.first_bad()

    assert found is not None
    assert (found[0], found[2]) == ("2026-03-10.json", "seal_altered")


def test_a_seal_taken_out_of_files_and_database_leaves_a_gap(three: House) -> None:
    for day in (10, 11, 12):
        three.seal(day)
    for path in three.seals("").glob("2026-03-11*"):
        path.unlink()
    three.tamper("delete from daily_root where path = '2026-03-11.json'")

    assert three.first_bad() == ("2026-03-12.json", 3, "seal_unlinked")


def test_a_seal_made_by_an_unknown_key_is_told(three: House) -> None:
    three.seal()
    shutil.rmtree(three.folder / "keys")
    keys.signing_key(three.folder)

    assert three.first_bad() == ("2026-03-10.json", 1, "seal_key")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("delete from daily_root", "row_missing"),
        ("update daily_root set events = 7", "row_altered"),
        ("update daily_root set root = sha256('')", "row_altered"),
    ],
)
def test_a_row_that_differs_from_the_file_is_told(three: House, statement: str, code: str) -> None:
    three.seal()
    three.tamper(statement)

    assert three.first_bad() == ("2026-03-10.json", 1, code)


# How much it takes


def test_memory_does_not_grow_with_the_events(empty: House) -> None:
    def peak_bytes() -> int:
        tracemalloc.start()
        empty.seal()
        verify_events()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    empty.put(*(chain(f"A{n:05}", 3) for n in range(1000)))
    peak_bytes()  # what is imported and kept the first time
    few = peak_bytes()
    empty.put(*(chain(f"B{n:05}", 3) for n in range(12_000)))
    many = peak_bytes()

    assert verify_events()["events"] == 39_000
    assert many < 1.3 * few
