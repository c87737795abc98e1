"""Workings of long runs: pieces that are whole, and nothing kept for ever."""

import os
from pathlib import Path

import pytest

from entrepot.kernel.errors import OutsideError
from entrepot.store.workings import open_workings

KEY, OTHER = 32 * "a", 32 * "b"


def test_pieces_come_back_as_they_were_kept(tmp_path: Path) -> None:
    rows = [("a", None, 0.1 + 0.2), ("b", "x", 1e300)]
    with open_workings(tmp_path, KEY) as kept:
        kept.save(3, rows)
        (kept.folder / "4.part").write_text("[[")

        assert kept.done() == {3}
        assert [tuple(row) for row in kept.read(3)] == rows


def test_pieces_stay_until_the_whole_is_done(tmp_path: Path) -> None:
    with open_workings(tmp_path, KEY) as kept:
        kept.save(0, [])
    with open_workings(tmp_path, KEY) as kept:
        assert kept.done() == {0}
        kept.clear()

    assert not (tmp_path / KEY).exists()


def test_a_run_that_nobody_goes_on_with_is_forgotten_after_a_month(tmp_path: Path) -> None:
    with open_workings(tmp_path, OTHER) as kept:
        kept.save(0, [])
    (tmp_path / f"{OTHER}.parquet").touch()
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    with open_workings(tmp_path, KEY):
        left = sorted(path.name for path in tmp_path.iterdir())

    assert left == [KEY, f"{KEY}.lock", f"{OTHER}.parquet"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutsideError) as caught, open_workings(tmp_path / "file", KEY):
        pass

    assert [problem.code for problem in caught.value.problems] == ["workings.unwritable"]
