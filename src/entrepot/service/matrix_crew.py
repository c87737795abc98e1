"""A crew of processes that inherit what their parent has made, and work on it piece by piece.

A process is a copy of its parent, whose memory it shares until one of them writes. It takes
numbers from one pipe and tells those that are done through another; so one that was killed
is known by what it did not tell, and all end when their parent does. It touches nothing that
another thread of the parent may have held: it works, keeps files, and exits.
"""

import gc
import os
import signal
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from io import FileIO

_BYTES = 8  # of a number in a pipe, which is written and read as one piece
_AHEAD = 2  # numbers for each process: the one it works on and the next

Work = Callable[[int], None]


def share_out(numbers: Sequence[int], work: Work, count: int, told: Work) -> None:
    """Work on numbers in so many processes, until all are done or no process is left.

    What goes wrong in a process is tried here, so that its error is raised here.

    Args:
        numbers: What to work on, none negative.
        work: Works on one number and leaves what comes of it in a file.
        count: Processes.
        told: Is told how many are done; one whose process was killed is not.
    """
    left = deque(numbers)
    with ExitStack() as stack:
        tasks, hand_out = _pipe(stack)
        answers, tell = _pipe(stack)
        for _ in range(count):
            stack.callback(_end, _fork(work, tasks, tell, (hand_out, answers)))
        tasks.close()
        tell.close()
        _hand_out(left, hand_out, _AHEAD * count)
        for done, piece in enumerate(iter(lambda: answers.read(_BYTES), b""), start=1):
            _hand_out(left, hand_out, 1)
            if (number := int.from_bytes(piece, "big", signed=True)) < 0:
                work(~number)
            told(done)


def _pipe(stack: ExitStack) -> tuple[FileIO, FileIO]:
    """Two ends: what is written to the second is read from the first."""
    out, into = os.pipe()
    return stack.enter_context(FileIO(out, "r")), stack.enter_context(FileIO(into, "w"))


def _hand_out(left: deque[int], hand_out: FileIO, count: int) -> None:
    for _ in range(min(count, len(left))):
        with suppress(BrokenPipeError):  # nobody is left to take it
            hand_out.write(left.popleft().to_bytes(_BYTES, "big"))
    if not left:
        hand_out.close()  # who finds nothing there may go


def _fork(work: Work, tasks: FileIO, tell: FileIO, not_ours: Sequence[FileIO]) -> int:
    with warnings.catch_warnings():  # Python 3.12 warns of threads; see above
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        return process
    try:
        for end in not_ours:
            end.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too and ends all
        gc.freeze()  # what was inherited is not looked at, and so stays shared
        while piece := tasks.read(_BYTES):
            done = _try(work, int.from_bytes(piece, "big"))
            tell.write(done.to_bytes(_BYTES, "big", signed=True))
    finally:
        os._exit(0)


def _try(work: Work, number: int) -> int:
    """The number, or its complement where the work failed."""
    try:
        work(number)
    except Exception:  # noqa: BLE001 - the parent tries it again and lets it be raised
        return ~number
    return number


def _end(process: int) -> None:
    os.kill(process, signal.SIGTERM)  # one that has ended still waits to be asked
    os.waitpid(process, 0)
