"""A bounded memory of what was worked out before, safe among threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """Keeps the values used last; what it forgets is made again.

    Example:
        >>> squares = Memory[int, int](most=2)
        >>> squares.get(3, lambda: 3 * 3)
        9
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not known; two threads may make it both."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def find(self, key: Key) -> Value | None:
        """The value of a key that is known, None of one that is not or was forgotten."""
        with self._lock:
            return self._values.get(key)
