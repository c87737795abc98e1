"""What a superuser does to the events of real declarations is found by `entrepot audit verify`."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.integration.window.house import box
from tests.program import Program


@dataclass
class Store:
    """A data folder whose commands are called as a user calls them."""

    program: Program
    home: Path
    url: str = ""

    def call(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"ENTREPOT_HOME": str(self.home), "ENTREPOT_REGION": "upland"}
        return self.program(*words, env=environment, typed=typed)

    def ask(self, *words: str, typed: str = "") -> dict[str, Any]:
        done = self.call(*words, "--json", typed=typed)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def tamper(self, *statements: str) -> None:
        with psycopg.connect(self.url) as tx:
            tx.execute("set session_replication_role = replica")
            for statement in statements:
                tx.execute(statement)

    def value(self, query: str) -> Any:
        with psycopg.connect(self.url) as tx:
            row = tx.execute(query).fetchone()
        assert row is not None
        return row[0]

    def verdict(self) -> tuple[int, tuple[str, int] | None]:
        """Exit code, and the first bad event."""
        done = self.call("audit", "verify", "--json")
        document = json.loads(done.stdout)
        bad = document["first_bad"]
        assert document["ok"] is (bad is None)
        return done.returncode, (bad["chain"], bad["seq"]) if bad else None


@pytest.fixture(scope="module")
def store(program: Program, new_home: Callable[[], Path]) -> Iterator[Store]:
    """Two declarations that were released, sealed, and one more event after the seal."""
    made = Store(program, new_home())
    made.ask("demo", "window")
    made.url = made.ask("db", "url", "--admin")["url"]
    for number in (1, 2):
        container, reference = box(number), f"G{number}"
        made.ask("arrive", container, "--site", "averlund_landport", "--as", "site")
        body = made.call(
            "declaration", "example", "--flow", "export", "--type", "FULL",
            "--reference", reference, "--container", container, "--json",
        ).stdout  # fmt: skip
        made.ask("lodge", "-", "--as", "exporter", "--key", reference, typed=body)
    made.ask("audit", "seal")
    made.call("declaration", "show", "NOT-MINE", "--as", "rival")
    made.tamper("create table kept as select * from event")
    yield made
    made.call("db", "stop")


@pytest.fixture
def chain(store: Store) -> Iterator[str]:
    """The chain of the first declaration; all events are put back afterwards."""
    yield store.value("select min(reference) from declaration")
    store.tamper("truncate event", "insert into event select * from kept")


TAMPERINGS = {
    "edited": (["update event set body = replace(body, 'RELEASED', 'ACCEPTED')"
                " where chain = '{chain}' and kind = 'release'"], "release"),
    "its hash forged too": (["update event set body = '{{}}', hash = sha256(body::bytea)"
                             " where chain = '{chain}' and seq = 3"], 3),
    "deleted": (["delete from event where chain = '{chain}' and seq = 2"], 2),
    "reordered": (["update event set seq = seq + 100 where chain = '{chain}' and seq in (4, 5)",
                   "update event set seq = case seq when 104 then 5 else 4 end"
                   " where chain = '{chain}' and seq > 100"], 4),
    "tail cut after the seal": (["delete from event where chain = '{chain}' and seq > 5"], 6),
    "the whole chain gone": (["delete from event where chain = '{chain}'"], 1),
}  # fmt: skip


def test_what_nobody_touched_holds(store: Store, chain: str) -> None:
    assert store.verdict() == (0, None)
    assert chain.startswith("D")


@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_is_found_and_the_first_bad_event_named(
    store: Store, chain: str, how: str
) -> None:
    statements, where = TAMPERINGS[how]
    if isinstance(where, str):
        where = store.value(f"select seq from event where chain = '{chain}' and kind = '{where}'")
    store.tamper(*(statement.format(chain=chain) for statement in statements))

    assert store.verdict() == (3, (chain, where))


def test_a_declaration_put_in_by_hand_has_no_events_and_is_named(store: Store, chain: str) -> None:
    store.tamper(
        "insert into declaration (reference, org_id, flow, type, lrn, ucr, decl_office,"
        " border_office, state, made_by, made_at) values ('D0000000000000', 'sandbox_exporter',"
        " 'export', 'FULL', 'L', 'U', 'a', 'b', 'RELEASED', 'm', now())"
    )
    told = store.verdict()
    store.tamper("delete from declaration where reference = 'D0000000000000'")

    assert told == (3, ("D0000000000000", 1))
    assert store.verdict() == (0, None), chain
