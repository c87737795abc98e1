"""What a long run has done so far: one file a piece, kept until the whole is done."""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from entrepot.kernel.errors import OutsideError, Problem

_KEPT_S = 30 * 24 * 3600
_RUN = re.compile(r"[0-9a-f]{32}(\.lock)?")


@dataclass(frozen=True, slots=True)
class Workings:
    """A folder of finished pieces.

    A piece appears whole or not at all, so that what is there after a process was killed
    can be relied on.

    Attributes:
        folder: Folder of this run alone, named by all that its pieces depend on.
    """

    folder: Path

    def done(self) -> set[int]:
        """Numbers of the pieces that are finished."""
        return {int(path.stem) for path in self.folder.glob("*.json")}

    def save(self, number: int, rows: Sequence[Sequence[object]]) -> None:
        """Keep a finished piece."""
        part = self.folder / f"{number}.part"
        part.write_bytes(orjson.dumps([tuple(row) for row in rows]))
        part.replace(self.folder / f"{number}.json")

    def read(self, number: int) -> list[list[Any]]:
        """The rows of a finished piece."""
        rows: list[list[Any]] = orjson.loads((self.folder / f"{number}.json").read_bytes())
        return rows

    def clear(self) -> None:
        """Forget all pieces: the whole is done."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def open_workings(parent: Path, key: str) -> Iterator[Workings]:
    """The pieces of a run, held by one process at a time; another one waits for its turn.

    Args:
        parent: Folder of all runs.
        key: Name of the run: what its pieces depend on, hashed.

    Raises:
        OutsideError: The folder cannot be written.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _forget_old(parent)
        with (parent / f"{key}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (parent / key).mkdir(exist_ok=True)
            os.utime(parent / key)
            yield Workings(parent / key)
    except OSError as error:
        message = f"what is worked out cannot be kept: {error.strerror or error}."
        hint = "Free space or set ENTREPOT_HOME to a folder you may write."
        raise OutsideError(Problem("workings.unwritable", str(parent), message, hint)) from error


def _forget_old(parent: Path) -> None:
    """Remove what was left of runs that nobody has gone on with for long."""
    before = time.time() - _KEPT_S
    for path in parent.iterdir():
        with suppress(FileNotFoundError):  # another run has just ended
            if _RUN.fullmatch(path.name) and path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
