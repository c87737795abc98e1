"""A backup holds everything, and pg_restore brings it back."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from entrepot.kernel.errors import InputError, OutsideError
from entrepot.store import backup, quotes
from entrepot.store.cluster import OWNER, SUPERUSER
from entrepot.store.server import Server, provision

WHEN = "2026-11-20 12:00+00"


@pytest.fixture
def stored(server: Server) -> Iterator[str]:
    """Reference of a quote that is kept in the database while the test lasts."""
    reference = quotes.new_reference()
    with psycopg.connect(server.url) as tx:
        tx.execute(
            "insert into quote (reference, made_at, region, pack_version, request, document) "
            "values (%s, %s, 'a', '1', '{}', '{\"z\": 1.10, \"a\": \"酒\"}')",
            [reference, WHEN],
        )
    yield reference
    with psycopg.connect(server.admin_url) as tx:
        tx.execute("delete from quote where reference = %s", [reference])


def test_a_backup_restores_word_for_word(server: Server, stored: str, tmp_path: Path) -> None:
    told: list[str] = []
    file = tmp_path / "all.dump"
    size = backup.back_up(server.superuser_url, file, tell=told.append)
    provision(server.cluster.url(SUPERUSER, "postgres"), "restored")
    copy = server.cluster.url(OWNER, "restored")
    program = backup.find_dump(psycopg_major(server)).with_name("pg_restore")
    subprocess.run([program, "--no-owner", f"--dbname={copy}", str(file)], check=True)
    with psycopg.connect(copy, row_factory=dict_row) as tx:
        row = tx.execute(
            "select document::text as d from quote where reference = %s", [stored]
        ).fetchone()

    assert row == {"d": '{"z": 1.10, "a": "酒"}'}
    assert size == file.stat().st_size > 1000
    assert any("quote" in line for line in told)
    assert list(tmp_path.iterdir()) == [file]


def psycopg_major(server: Server) -> int:
    with psycopg.connect(server.url) as tx:
        return tx.info.server_version // 10000


def test_a_file_that_exists_is_not_overwritten(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "all.dump"
    file.write_text("mine")

    with pytest.raises(InputError, match="is there already"):
        backup.back_up(server.admin_url, file)
    assert file.read_text() == "mine"


def test_a_folder_that_does_not_exist_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its folder does not exist"):
        backup.back_up(server.admin_url, tmp_path / "no" / "all.dump")


def test_a_failed_backup_leaves_no_file(server: Server, tmp_path: Path) -> None:
    as_application = server.url  # may not read the table of migrations

    with pytest.raises(OutsideError, match="permission denied"):
        backup.back_up(as_application, tmp_path / "all.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_only_what_one_may_see_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="row-level security"):
        backup.back_up(server.admin_url, tmp_path / "all.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_server_newer_than_every_pg_dump_is_told() -> None:
    with pytest.raises(OutsideError, match="client programs of PostgreSQL 99"):
        backup.find_dump(99)
