"""Chains of mandates, accounts and tries: without a gap, whoever acts, and each hash holds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from entrepot.store.chains import append_event, note_try
from entrepot.store.db import Database
from entrepot.store.window import Book, acting_system
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, digest, instant

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SOMEBODY = Actor("somebody", "a_firm", roles=frozenset({"trader"}))


@pytest.fixture
def database(server) -> Iterator[Database]:
    database = Database(server.url, server.admin_url)
    yield database
    database.close()


def chain_of(database: Database, chain: str) -> list[dict]:
    with acting_system(database) as book:
        return book.tx.execute(
            "select * from event where chain = %s order by seq", [chain]
        ).fetchall()


def test_the_events_of_a_chain_follow_each_other_by_their_hashes(database: Database) -> None:
    for word in ("granted", "revoked"):
        with database.transaction() as tx:
            book = Book(tx)
            append_event(
                book, "test:follow", kind=word, at=NOON, by=SOMEBODY, body={"scope": ["file"]}
            )

    found = chain_of(database, "test:follow")

    assert [(one["seq"], one["kind"], one["party"]) for one in found] == [
        (1, "granted", "trader"),
        (2, "revoked", "trader"),
    ]
    before = GENESIS
    for one in found:
        assert one["prev_hash"] == before
        before = digest(
            before, one["chain"], one["seq"], instant(one["at"]), one["kind"], one["party"],
            one["account"], one["body"],
        )  # fmt: skip
        assert one["hash"] == before


def test_who_adds_an_event_keeps_the_sight_he_had(database: Database) -> None:
    with database.transaction() as tx:
        book = Book(tx)
        tx.execute("select set_config('app.scope', 'org', true)")
        append_event(book, "test:sight", kind="x", at=NOON, by=SOMEBODY, body={})

        scope = tx.execute("select current_setting('app.scope') as scope").fetchone()["scope"]
        seen = tx.execute("select count(*) as n from event").fetchone()["n"]

    assert (scope, seen) == ("org", 0)


def test_tries_at_the_same_time_leave_no_gap(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: note_try(database, "same_time", NOON, "show", f"D{n}"), range(24)))

    found = chain_of(database, "tries:same_time")

    assert [one["seq"] for one in found] == list(range(1, 25))
    assert {one["account"] for one in found} == {"same_time"}


def test_tries_of_an_account_are_one_chain_for_whichever_firm_it_acts(database: Database) -> None:
    for who in ("both", "both@a_firm"):
        note_try(database, who, NOON, "show", "D1")

    assert [one["account"] for one in chain_of(database, "tries:both")] == ["both", "both"]


def test_a_try_of_any_length_and_any_signs_is_kept(database: Database) -> None:
    note_try(database, "long", NOON, "show", '“证”\\"\n' + "x" * 5000)

    (found,) = chain_of(database, "tries:long")

    assert len(found["body"]) < 300
