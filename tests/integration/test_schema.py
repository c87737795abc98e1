"""The schema: migrations and their sum, on both servers, and what each role may do."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import entrepot
from entrepot.kernel.errors import OutsideError
from entrepot.store import jobs
from entrepot.store.backup import find_dump
from entrepot.store.cluster import APPLICATION, OWNER, SUPERUSER
from entrepot.store.migrate import FOLDER, GRANTS, list_missing, migrate
from entrepot.store.server import Server, provision

ALL = sorted(path.stem for path in FOLDER.glob("*.sql") if ".rollback" not in path.name)
SCHEMA = Path(entrepot.__file__).parent / "store/schema.sql"


@pytest.fixture
def spare(server: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of an empty database on the same server, for its owner."""
    superuser = server.cluster.url(SUPERUSER, "postgres")
    name = f"spare_{abs(hash(request.node.name))}"
    provision(superuser, name)
    yield server.cluster.url(OWNER, name)
    with psycopg.connect(superuser, autocommit=True) as tx:
        tx.execute(f"drop database {name} with (force)")


def dump(url: str) -> str:
    """The schema of a database as SQL, without the tables of yoyo and of procrastinate."""
    with psycopg.connect(url) as tx:
        program = find_dump(tx.info.server_version // 10000)
    command = [program, "--schema-only", "--no-owner", "--exclude-table=*yoyo*",
               f"--exclude-schema={jobs.SCHEMA}", f"--dbname={url}"]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    kept = (line for line in told.splitlines() if "restrict" not in line)
    return "\n".join(kept)


def test_the_schema_file_is_the_sum_of_the_migrations(server: Server, spare: str) -> None:
    with psycopg.connect(spare) as tx:
        tx.execute(SCHEMA.read_bytes())
        grants = sql.SQL(GRANTS.read_text()).format(role=sql.Identifier(APPLICATION))
        tx.execute(grants)

    assert dump(spare) == dump(server.admin_url)


def test_every_migration_can_be_taken_back(spare: str) -> None:
    empty = dump(spare)
    migrate(spare)
    for path in sorted(FOLDER.glob("*.rollback.sql"), reverse=True):
        with psycopg.connect(spare) as tx:
            tx.execute(path.read_bytes())
    with psycopg.connect(spare) as tx:
        tx.execute("drop extension btree_gist")
        tx.execute("drop extension pg_trgm")

    assert dump(spare) == empty


def test_migrating_twice_changes_nothing(spare: str) -> None:
    first = migrate(spare)
    second = migrate(spare)

    assert (first, second) == (ALL, [])


def test_a_deposit_made_before_the_ledger_of_guarantees_is_in_it(spare: str) -> None:
    with psycopg.connect(spare, autocommit=True) as tx:
        for name in ALL[: ALL.index("0015_hub") + 1]:
            tx.execute((FOLDER / f"{name}.sql").read_bytes())
        tx.execute("select set_config('app.scope', 'system', false)")
        tx.execute("insert into organisation (id, uscc, name, name_zh, kind)"
                   " values ('firm', 'U', 'F', 'F', 'trader')")  # fmt: skip
        tx.execute("insert into cover (org_id, currency, ceiling) values ('firm', 'CNY', 100)")
    with psycopg.connect(spare, autocommit=True) as tx:
        for name in ALL[ALL.index("0015_hub") + 1 :]:
            tx.execute((FOLDER / f"{name}.sql").read_bytes())
        tx.execute("select set_config('app.scope', 'system', false)")
        found = tx.execute("select kind, ceiling::int from cover").fetchall()

    assert found == [("cash", 100)]


def test_standings_kept_before_they_had_lines_are_the_same_in_lines_and_back(spare: str) -> None:
    before = '[["2024-01-01","lead","北\\n, "],["2024-02-01","lead",null]]'
    with psycopg.connect(spare, autocommit=True) as tx:
        for name in ALL[: ALL.index("0060_enterprises") + 1]:
            tx.execute((FOLDER / f"{name}.sql").read_bytes())
        tx.execute("select set_config('app.scope', 'system', false)")
        tx.execute("insert into pipeline values ('p', 'P', 'x', now())")
        tx.execute("insert into project (pipeline, code, made_by, made_at)"
                   " values ('p', 'A', 'x', now())")  # fmt: skip
        tx.execute("insert into project_list select id, '[2024-01-01,)', 'to_recruit', %s"
                   " from project", [before])  # fmt: skip
        tx.execute("insert into project_list select id, 'empty', 'lost', '[]' from project")
    with psycopg.connect(spare) as tx:
        tx.execute("select set_config('app.scope', '', false)")
        tx.execute((FOLDER / "0061_list_lines.sql").read_bytes())
        tx.execute("select set_config('app.scope', 'system', true)")
        asked = "select days::text, standings from project_list where not isempty(during)"
        found = tx.execute(asked).fetchall()
        tx.execute((FOLDER / "0061_list_lines.rollback.sql").read_bytes())
        back = tx.execute("select standings from project_list order by list desc").fetchall()

    assert found == [("{2024-01-01,2024-02-01}",
                      '["2024-01-01","lead","北\\n, "]\n["2024-02-01","lead",null]')]  # fmt: skip
    assert back[0] == (before,)


def test_processes_that_migrate_at_once_do_it_once(spare: str) -> None:
    applied: list[str] = []
    threads = [threading.Thread(target=lambda: applied.extend(migrate(spare))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert applied == ALL


def test_a_lock_left_by_a_killed_migration_does_not_stop_the_next(spare: str) -> None:
    migrate(spare)
    with psycopg.connect(spare) as tx:
        tx.execute("insert into yoyo_lock values (1, now(), 1)")
        tx.execute("truncate _yoyo_migration")
        for path in sorted(FOLDER.glob("*.rollback.sql"), reverse=True):
            tx.execute(path.read_bytes())

    assert migrate(spare) == ALL


def test_a_migration_that_does_not_fit_is_named_and_nothing_is_changed(spare: str) -> None:
    migrate(spare)
    late = ALL[ALL.index("0034_guarantee_office") :]
    with psycopg.connect(spare) as tx:  # taken back by hand, and something left in the way
        for name in reversed(late):
            tx.execute((FOLDER / f"{name}.rollback.sql").read_bytes())
        tx.execute("delete from _yoyo_migration where migration_id = any (%s)", [late])
    with psycopg.connect(spare) as tx:
        tx.execute("alter table cover add column office text")
    before = dump(spare)
    with pytest.raises(OutsideError) as caught:
        migrate(spare)
    after = dump(spare)
    with psycopg.connect(spare) as tx:
        tx.execute("alter table cover drop column office")

    (problem,) = caught.value.problems
    assert problem.code == "database.migration"
    assert problem.where == "migration 0034_guarantee_office"
    assert 'column "office" of relation "cover" already exists' in problem.message
    assert "Nothing was changed" in problem.message
    assert problem.hint
    assert after == before
    assert migrate(spare) == late


def test_who_may_not_make_tables_is_told_to_give_the_owners_address(spare: str) -> None:
    with pytest.raises(OutsideError, match="ENTREPOT_DATABASE_ADMIN_URL"):
        migrate(spare.replace(OWNER, APPLICATION))

    with psycopg.connect(spare) as tx:
        assert list_missing(tx) == ALL


def test_neither_role_is_superuser_or_bypasses_row_security(tx: psycopg.Connection) -> None:
    rows = tx.execute(
        "select rolsuper or rolbypassrls or rolcreaterole as powerful from pg_roles "
        "where rolname in (%s, %s)",
        [OWNER, APPLICATION],
    ).fetchall()

    assert [row["powerful"] for row in rows] == [False, False]


@pytest.mark.parametrize("verb", ["update quote set region = 'b'", "delete from quote"])
def test_the_application_cannot_change_a_quote(tx: psycopg.Connection, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tx.execute(verb)


def test_the_application_cannot_make_tables(tx: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tx.execute("create table x (a int)")


def test_the_jobs_of_the_clock_have_a_schema_that_the_application_uses(spare: str) -> None:
    migrate(spare)
    with psycopg.connect(spare, autocommit=True) as owner:
        before = jobs.is_ready(owner, APPLICATION)
        owner.execute("drop schema jobs cascade")
        without = jobs.is_ready(owner, APPLICATION)
        migrate(spare)
        again = jobs.is_ready(owner, APPLICATION)
    with psycopg.connect(spare.replace(OWNER, APPLICATION)) as tx:
        tx.execute("insert into jobs.procrastinate_workers default values")
        strange = tx.execute(
            "select count(*) from pg_tables where schemaname = 'public' and tablename ~ 'procr'"
        ).fetchone()

    assert (before, without, again, strange) == (True, False, True, (0,))
