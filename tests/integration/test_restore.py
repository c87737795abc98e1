"""A backup brought back in a new data folder: database, keys, seals and lines of trade."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.errors import InputError
from entrepot.store import folder_copy

TABLE = ("statistics", "show", "--from", "202401", "--to", "202412", "--by", "partner,hs6",
         "--revision", "1", "--json")  # fmt: skip


@pytest.fixture(scope="module")
def run(program) -> Callable[..., Any]:
    """Runs a command on a data folder; its exit code and what it printed."""

    def running(home: Path, *words: str) -> tuple[int, str]:
        done = program(*words, env=os.environ | {"ENTREPOT_HOME": str(home),
                                                 "ENTREPOT_REGION": "upland"})  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return running


def test_a_backup_brings_back_every_table_to_the_byte(run, new_home, tmp_path: Path) -> None:
    home, other, file = new_home(), new_home(), tmp_path / "all.dump"
    run(home, "demo", "trade", "--json")
    run(home, "release", "key", "--json")
    before = run(home, *TABLE)
    made = run(home, "db", "backup", str(file), "--json")
    back = run(other, "db", "restore", str(file), "--json")
    after = run(other, *TABLE)
    again = run(other, "db", "restore", str(file), "--json")
    for one in (home, other):
        run(one, "db", "stop")

    assert made[0] == back[0] == 0, made[1] + back[1]
    assert before[0] == 0
    assert json.loads(before[1])["rows"]
    assert after == before
    assert again[0] == 2
    assert "is there already" in again[1]
    files = json.loads(made[1])["folder_files"]
    assert files == json.loads(back[1])["folder_files"] > 12
    assert folder_copy.copy_of(file).stat().st_mode & 0o077 == 0


def test_each_file_of_a_backup_that_is_missing_is_named(run, new_home, tmp_path: Path) -> None:
    code, told = run(new_home(), "db", "restore", str(tmp_path / "no.dump"), "--json")

    assert code == 2
    assert [one["where"][-15:] for one in json.loads(told)["problems"]] == [
        str(tmp_path / "no.dump")[-15:], "dump.folder.tar"
    ]  # fmt: skip


def test_keys_stay_their_owners_and_locks_are_left_out(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "0001-a.key").write_text("secret")
    (home / "keys" / "0001-a.key").chmod(0o600)
    (home / "keys" / "lock").touch()
    other.mkdir()
    folder_copy.pack(home, tmp_path / "copy.tar")
    files = folder_copy.unpack(tmp_path / "copy.tar", other)

    assert files == 1
    assert (other / "keys" / "0001-a.key").read_text() == "secret"
    assert (other / "keys" / "0001-a.key").stat().st_mode & 0o077 == 0
    assert (other / "keys").stat().st_mode & 0o077 == 0
    with pytest.raises(InputError, match="is there already"):
        folder_copy.need_fresh(other)


def test_a_file_that_is_no_copy_brings_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_text("no tar")
    with pytest.raises(InputError, match=r"restore\.file"):
        folder_copy.unpack(tmp_path / "x.tar", tmp_path)

    assert [one.name for one in tmp_path.iterdir()] == ["x.tar"]
