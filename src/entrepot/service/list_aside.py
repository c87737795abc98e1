"""Lists judged by a process of their own, while this one keeps what was judged before."""

import logging
import os
import pickle
import select
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from threading import BoundedSemaphore, Timer
from types import TracebackType
from typing import IO, Generic, Self, TypeVar

from entrepot.service.list_lines import Judge, Outcome, Part
from entrepot.window.actor import Actor

# Not `-m`: a folder one happens to be in is never read, and less is loaded.
COMMAND = (
    sys.executable, "-P", "-c", "from entrepot.service.list_worker import serve; serve()",
)  # fmt: skip
PATIENCE_S = 60.0  # for one part, which takes a tenth of a second
_LOST = (OSError, EOFError, pickle.UnpicklingError, ValueError)
_SEATS = BoundedSemaphore(os.cpu_count() or 1)  # more files at once would not go faster
T = TypeVar("T")


class Aside(Generic[T]):
    """A process that judges parts; where it cannot be had, or is lost, None is the answer.

    There is one a processor at a time and no more, however many files are taken up.
    What is None is to be judged in place: to judge changes nothing, so that it may be done again.

    Args:
        judge: Judges the lines; it is sent by the pipe, with its keys.
        by: Who files.
        at: Now.
        patience_s: How long one part may take [s].
    """

    def __init__(
        self, judge: Judge[T], by: Actor, at: datetime, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._patience_s = patience_s
        self._is_ready = False
        self._process: subprocess.Popen[bytes] | None = None
        start = pickle.dumps((judge, by, at), pickle.HIGHEST_PROTOCOL)
        self._has_seat = _SEATS.acquire(blocking=False)
        if not self._has_seat:
            return
        try:
            self._process = subprocess.Popen(
                COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
            )
            self._send(start)
        except _LOST as error:
            self._give_up(error)

    @property
    def pid(self) -> int | None:
        """Its process, while there is one."""
        return self._process.pid if self._process else None

    def judge(self, part: Part) -> tuple[list[T], list[Outcome]] | None:
        """What is ready to be kept and what is refused; None while it starts, and once lost."""
        process = self._process
        if process is None:
            return None
        timer = Timer(self._patience_s, process.kill)
        timer.start()
        try:
            if not self._has_begun():
                return None
            self._send(pickle.dumps(part, pickle.HIGHEST_PROTOCOL))
            found: tuple[list[T], list[Outcome]] = pickle.load(self._answers())
        except _LOST as error:
            self._give_up(error)
            return None
        finally:
            timer.cancel()
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._end()

    def _has_begun(self) -> bool:
        if not self._is_ready and select.select([self._answers()], [], [], 0)[0]:
            pickle.load(self._answers())
            self._is_ready = True
        return self._is_ready

    def _send(self, pickled: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(pickled)
        self._process.stdin.flush()

    def _answers(self) -> IO[bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    def _give_up(self, error: Exception) -> None:
        logging.getLogger(__name__).warning(
            "the process that judges lists was lost (%s); the rest is judged in place",
            "it ended" if isinstance(error, EOFError) else error,
        )
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it holds nothing
            with suppress(OSError):
                process.communicate()
        if self._has_seat:
            self._has_seat = False
            _SEATS.release()
