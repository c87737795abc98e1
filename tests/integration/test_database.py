"""Reaching a database, embedded or one's own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from entrepot.kernel.errors import OutsideError
from entrepot.store import db
from entrepot.store.cluster import OWNER, SUPERUSER
from entrepot.store.db import Database, open_database
from entrepot.store.home import Home
from entrepot.store.line import Statement
from entrepot.store.migrate import migrate
from entrepot.store.server import Server, provision


@pytest.fixture
def own(server: Server, tmp_path: Path) -> Home:
    """Settings that name an empty database of one's own, on either server."""
    superuser = server.cluster.url(SUPERUSER, "postgres")
    with psycopg.connect(superuser, autocommit=True) as tx:
        tx.execute("drop database if exists own with (force)")
    provision(superuser, "own")
    address = server.cluster.url(OWNER, "own")
    return Home(tmp_path, database_url=address, admin_url=address)


def test_a_database_of_ones_own_is_migrated_and_used(own: Home) -> None:
    with open_database(own) as database, database.transaction() as tx:
        assert tx.execute("select count(*) as n from quote").fetchone() == {"n": 0}


def test_an_address_written_as_pairs_will_do(own: Home) -> None:
    pairs = psycopg.conninfo.make_conninfo(**psycopg.conninfo.conninfo_to_dict(own.database_url))
    home = Home(own.folder, database_url=pairs, admin_url=pairs)

    with open_database(home) as database, database.transaction() as tx:
        assert tx.execute("select 1 as one").fetchone() == {"one": 1}


def test_a_role_of_ones_own_is_given_its_rights_and_no_more(own: Home, server: Server) -> None:
    with psycopg.connect(server.cluster.url(SUPERUSER, "own"), autocommit=True) as tx:
        tx.execute("create role clerk")
        migrate(own.admin_url)
        migrate(own.admin_url, "clerk")
        rights = tx.execute(
            "select has_table_privilege('clerk', 'quote', 'insert'), "
            "has_table_privilege('clerk', 'quote', 'delete')"
        ).fetchone()
        tx.execute("drop owned by clerk; drop role clerk")

    assert rights == (True, False)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://nobody@127.0.0.1:1/x", "cannot be reached"),
        ("postgresql://nobody@/x?host=/nowhere", "cannot be reached"),
        ("http://example.org", "not an address of a database"),
        ("my database", "not an address of a database"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(address: str, message: str, tmp_path: Path) -> None:
    home = Home(tmp_path, database_url=address, admin_url=address)

    with pytest.raises(OutsideError, match=message), open_database(home):
        pass


def test_a_transaction_that_fails_keeps_nothing(own: Home) -> None:
    def store_and_fail() -> None:
        with database.transaction() as tx:
            tx.execute("insert into pack (region, version, texts) values ('a', '1', '{}')")
            raise ZeroDivisionError

    with open_database(own) as database:
        with pytest.raises(ZeroDivisionError):
            store_and_fail()
        with database.transaction() as tx:
            assert tx.execute("select count(*) as n from pack").fetchone() == {"n": 0}


def test_what_is_piped_is_kept_as_a_whole_or_not_at_all(own: Home) -> None:
    add = "insert into pack (region, version, texts) values (%s, '1', '{}')"

    def store(*regions: str) -> None:
        with database.piped(lambda tx: tx) as tx:
            for region in regions:
                tx.execute(add, [region])

    with open_database(own) as database:
        with pytest.raises(psycopg.errors.UniqueViolation):
            store("a", "b", "a")
        store("c")
        with database.transaction() as tx:
            kept = tx.execute("select string_agg(region, ',') as regions from pack").fetchone()

    assert kept == {"regions": "c"}


def test_a_piped_transaction_that_fails_keeps_nothing(own: Home) -> None:
    def store_and_fail() -> None:
        with database.piped(lambda tx: tx) as tx:
            tx.execute("insert into pack (region, version, texts) values ('a', '1', '{}')")
            raise ZeroDivisionError

    with open_database(own) as database:
        with pytest.raises(ZeroDivisionError):
            store_and_fail()
        with database.transaction() as tx:
            assert tx.execute("select count(*) as n from pack").fetchone() == {"n": 0}


def test_a_piped_transaction_whose_fault_was_passed_over_does_not_end_as_if_kept(own: Home) -> None:
    def pass_over() -> None:
        with database.piped(lambda tx: tx) as tx:
            with suppress(psycopg.errors.DivisionByZero):
                tx.execute("select 1 / 0").fetchone()
            tx.execute("insert into pack (region, version, texts) values ('a', '1', '{}')")

    with open_database(own) as database, pytest.raises(OutsideError, match="aborted"):
        pass_over()


PACK = Statement.of(
    "pack", "insert into pack (region, version, texts) values (%(region)s, '1', '{}')"
)
ASK = Statement.of(
    "ask", "select %(word)s::text || %(word)s || cast(cast(%(bytes)s as bytea) as text)"
)
NOTHING = Statement.of("nothing", "select 1"), {}


def test_what_is_said_in_two_breaths_is_kept_as_a_whole_or_not_at_all(own: Home) -> None:
    def store(*regions: str) -> None:
        with database.two_breaths(NOTHING) as talk:
            talk.last.extend((PACK, {"region": region}) for region in regions)

    with open_database(own) as database:
        with pytest.raises(psycopg.errors.UniqueViolation) as told:
            store("a", "b", "a")
        store("c")
        with database.transaction() as tx:
            kept = tx.execute("select string_agg(region, ',') as regions from pack").fetchone()

    assert told.value.diag.constraint_name == "pack_region_version_key"
    assert kept == {"regions": "c"}


def test_what_is_done_between_two_breaths_belongs_to_their_transaction(own: Home) -> None:
    def store_and_fail(region: str, *, fails: bool) -> None:
        with database.two_breaths(NOTHING) as talk:
            talk.tx.execute(PACK.text.replace(b"$1", b"%s"), [region])
            talk.last.append((PACK, {"region": f"{region}2"}))
            if fails:
                raise ZeroDivisionError

    with open_database(own) as database:
        with pytest.raises(ZeroDivisionError):
            store_and_fail("a", fails=True)
        store_and_fail("b", fails=False)
        with database.transaction() as tx:
            kept = tx.execute("select string_agg(region, ',') as regions from pack").fetchone()

    assert kept == {"regions": "b,b2"}


def test_a_talk_whose_fault_was_passed_over_does_not_end_as_if_kept(own: Home) -> None:
    def pass_over() -> None:
        with database.two_breaths(NOTHING) as talk, suppress(psycopg.errors.DivisionByZero):
            talk.tx.execute("select 1 / 0")

    with open_database(own) as database:
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            pass_over()
        with database.two_breaths(NOTHING) as talk:
            assert talk.told(0) == b"1"


def test_a_fault_of_a_breath_is_told_and_the_connection_goes_on(own: Home) -> None:
    wrong = Statement.of("wrong", "select nothing from nowhere"), {}

    with open_database(own, most=1) as database:
        for _ in range(2):
            with pytest.raises(psycopg.errors.UndefinedTable), database.two_breaths(wrong):
                pass
        with database.two_breaths((ASK, {"word": "水", "bytes": b"\0\xff"})) as talk:
            assert talk.told(0) == "水水\\x00ff".encode()


def test_what_is_said_first_is_said_again_when_it_was_lost(server: Server) -> None:
    database = Database(server.url, server.admin_url, most=1)
    with database.transaction() as tx:
        backend = tx.info.backend_pid
    with psycopg.connect(server.cluster.url(SUPERUSER, "postgres"), autocommit=True) as superuser:
        superuser.execute("select pg_terminate_backend(%s)", [backend])

    with database.two_breaths((Statement.of("who", "select pg_backend_pid()"), {})) as talk:
        assert int(talk.told(0) or 0) not in (0, backend)
    database.close()


def test_when_all_connections_are_in_use_the_answer_is_busy(server: Server) -> None:
    database = Database(server.url, server.admin_url, most=1, patience_s=0.5)
    busy = pytest.raises(OutsideError, match=r"database\.busy")
    with database.transaction(), busy, database.transaction():
        pass
    database.close()


def test_a_server_of_ones_own_that_is_silent_is_told_after_a_while(tmp_path: Path) -> None:
    address = f"postgresql://nobody@/x?host={tmp_path}"
    database = Database(address, address, patience_s=0.5)

    with pytest.raises(OutsideError, match=r"database\.silent"), database.transaction():
        pass
    database.close()


def test_many_threads_share_few_connections(server: Server) -> None:
    database = Database(server.url, server.admin_url, most=3)
    backends: list[int] = []

    def ask() -> None:
        for _ in range(20):
            with database.transaction() as tx:
                backends.append(tx.execute("select pg_backend_pid() as pid").fetchone()["pid"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()

    assert len(backends) == 160
    assert len(set(backends)) <= 3


def test_only_work_that_was_lost_is_run_again(server: Server) -> None:
    database = Database(server.url, server.admin_url)
    runs: list[int] = []

    def work(tx: db.Tx) -> None:
        runs.append(1)
        if len(runs) < 3:
            with psycopg.connect(
                server.cluster.url(SUPERUSER, "postgres"), autocommit=True
            ) as superuser:
                superuser.execute("select pg_terminate_backend(%s)", [tx.info.backend_pid])
        tx.execute("select 1")

    database.run_repeatable(work)
    database.close()

    assert len(runs) == 3


def test_what_a_piped_transaction_asks_first_is_asked_again_when_it_was_lost(
    server: Server,
) -> None:
    database = Database(server.url, server.admin_url)
    backends: list[int] = []

    def first(tx: db.Tx) -> int:
        backends.append(tx.info.backend_pid)
        if len(backends) < 3:
            with psycopg.connect(
                server.cluster.url(SUPERUSER, "postgres"), autocommit=True
            ) as superuser:
                superuser.execute("select pg_terminate_backend(%s)", [tx.info.backend_pid])
        return tx.execute("select pg_backend_pid() as pid").fetchone()["pid"]

    with database.piped(first) as backend:
        assert backend == backends[-1]
    database.close()

    assert len(backends) == 3


def test_a_fault_of_what_is_asked_first_is_not_repeated(server: Server) -> None:
    database = Database(server.url, server.admin_url)
    asked: list[int] = []

    def first(tx: db.Tx) -> None:
        asked.append(1)
        tx.execute("set local statement_timeout = 1")
        tx.execute("select pg_sleep(1)").fetchone()

    with pytest.raises(OutsideError, match=r"database\.fault"), database.piped(first):
        pass
    database.close()

    assert len(asked) == 1


def test_a_fault_of_the_work_itself_is_not_repeated(server: Server) -> None:
    database = Database(server.url, server.admin_url)
    runs: list[int] = []

    def work(tx: db.Tx) -> None:
        runs.append(1)
        tx.execute("set local statement_timeout = 1; select pg_sleep(1)")

    with pytest.raises(OutsideError, match=r"database\.fault"):
        database.run_repeatable(work)
    database.close()

    assert len(runs) == 1


def test_the_embedded_database_is_ready_in_a_new_folder(new_home: Callable[[], Path]) -> None:
    folder = new_home()
    (folder / "users.lock").touch()

    with open_database(Home(folder)) as database, database.transaction() as tx:
        assert tx.execute("select current_user as me").fetchone() == {"me": "entrepot_app"}


def test_the_connection_used_last_is_used_again(own: Home) -> None:
    """The pool's own order is by turns; this fails where a newer one keeps its rest elsewhere."""
    with open_database(own, most=3) as database:
        with database.transaction() as one, database.transaction() as other:
            first, last = one.info.backend_pid, other.info.backend_pid
        used = []
        for _ in range(4):
            with database.transaction() as tx:
                used.append(tx.info.backend_pid)

    assert first != last
    assert used == [first] * 4  # given back after the other
