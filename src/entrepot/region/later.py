"""Rows of a table that are read when somebody first asks for them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

from entrepot.region.row import Row

R = TypeVar("R", bound=Row)


class Later(Sequence[R], Generic[R]):
    """The rows of a table, made at the first use and kept.

    Args:
        read: Makes the rows; what it raises, the first use raises.

    Example:
        >>> rows = Later(lambda: ())
        >>> len(rows)
        0
    """

    def __init__(self, read: Callable[[], tuple[R, ...]]) -> None:
        self._read = read
        self._rows: tuple[R, ...] | None = None

    def _all(self) -> tuple[R, ...]:
        if self._rows is None:
            self._rows = self._read()
        return self._rows

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[R, ...]: ...
    def __getitem__(self, index: int | slice) -> R | tuple[R, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[R]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    __hash__ = None  # type: ignore[assignment]
