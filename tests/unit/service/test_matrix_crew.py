"""A crew of processes: what is done is told, what fails is raised, nobody is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from entrepot.service.matrix_crew import share_out

ORPHANS = """
import os, signal
from entrepot.service.matrix_crew import share_out

parent = os.getpid()

def work(number):
    os.kill(parent, signal.SIGKILL)

share_out(range(100), work, 2, print)
"""


@pytest.fixture
def keep(tmp_path: Path):
    def work(number: int) -> None:
        # Renamed when written: one of a crew that is ended midway leaves no empty file.
        draft = tmp_path.with_name(f"{tmp_path.name}.{number}")
        draft.write_text(str(os.getpid()))
        draft.rename(tmp_path / f"{number}")

    return work


def kept(folder: Path) -> set[int]:
    return {int(path.name) for path in folder.iterdir()}


@pytest.mark.parametrize(("numbers", "count"), [(0, 1), (1, 3), (50, 2)])
def test_every_number_is_worked_on_once_and_counted(keep, tmp_path, numbers, count) -> None:
    told = []
    share_out(range(numbers), keep, count, told.append)

    assert told == list(range(1, numbers + 1))
    assert kept(tmp_path) == set(range(numbers))
    assert str(os.getpid()) not in {path.read_text() for path in tmp_path.iterdir()}


def test_numbers_whose_process_was_killed_are_left_and_the_others_done(keep, tmp_path) -> None:
    def work(number: int) -> None:
        if number == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        keep(number)

    told = []
    share_out(range(20), work, 2, told.append)

    assert kept(tmp_path) == set(range(20)) - {7}
    assert told[-1] == 19


def test_the_last_of_a_crew_does_not_wait_for_one_that_was_killed() -> None:
    told = []
    share_out([1], lambda _: os.kill(os.getpid(), signal.SIGKILL), 2, told.append)

    assert told == []


def test_an_error_of_a_process_is_raised_and_nobody_left_behind(keep, tmp_path) -> None:
    def work(number: int) -> None:
        if number == 3:
            raise ValueError(f"{number} is no good")
        keep(number)

    with pytest.raises(ValueError, match="3 is no good"):
        share_out(range(10), work, 2, lambda _: None)
    for process in {int(path.read_text()) for path in tmp_path.iterdir()} - {os.getpid()}:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_crew_ends_when_its_parent_was_killed() -> None:
    # The end of the output is seen when the last process that may write to it has ended.
    done = subprocess.run(
        [sys.executable, "-c", ORPHANS], capture_output=True, timeout=60, check=False
    )

    assert done.returncode == -signal.SIGKILL
