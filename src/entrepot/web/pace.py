"""How many changes an account may make: so many a minute, and a burst of twice as many.

Each serving process counts for itself, so with several a busy account may make more than the
setting says, never less.
"""

import threading
import time
from collections.abc import Callable
from math import ceil

from entrepot.kernel.errors import Problem
from entrepot.service.accounts import TooManyError

BURST_MINUTES = 2
_MOST_KNOWN = 10_000  # accounts remembered; those that rested longest are forgotten first


class PaceError(TooManyError):
    """More changes than an account may make."""

    title = "Too many changes"


class Pace:
    """Counts the changes of each account.

    Args:
        per_minute: Changes a minute that can be kept up; twice as many may come at once. None
            are counted at zero.
        clock: Tells seconds that only rise.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._burst = per_minute / 60, per_minute * BURST_MINUTES
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, account: str) -> None:
        """Count a change of an account.

        Raises:
            PaceError: It must wait; the error tells for how long.
        """
        if not self._burst:
            return
        with self._lock:
            now = self._clock()
            left, since = self._left.pop(account, (float(self._burst), now))
            left = min(self._burst, left + (now - since) * self._per_s)
            is_granted = left >= 1
            self._left[account] = (left - 1 if is_granted else left, now)
            while len(self._left) > _MOST_KNOWN:
                del self._left[next(iter(self._left))]
        if not is_granted:
            raise _too_many((1 - left) / self._per_s)


def _too_many(wait_s: float) -> PaceError:
    seconds = ceil(wait_s)
    return PaceError(
        Problem(
            "request.pace", "account", f"Too many changes in a minute: wait {seconds} s.",
            "Send fewer at a time, or a file of several declarations.",
            message_zh=f"一分钟内的更改过多，请{seconds}秒后再试。",
        ),
        seconds,
    )  # fmt: skip
