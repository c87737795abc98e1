"""Reads one object of a document; what is wrong is kept with its place, and read on."""

from collections.abc import Mapping
from typing import Any, Self

from entrepot.kernel.errors import Problem

_NOTHING: Mapping[str, Any] = {}
THE_DOCUMENT = "the document"


class Reader:
    """One object; each room reads it by methods of its own.

    A reading method marks its name as known and gives a harmless value where the field is absent
    or wrong, so that one pass names everything; who reads raises once, at the end.

    Attributes:
        problems: What was wrong with it and with what stands within it.
    """

    __slots__ = ("_at", "_known", "_raw", "problems")

    def __init__(self, raw: object, at: str = "", problems: list[Problem] | None = None) -> None:
        """Read an object.

        Args:
            raw: Values by name.
            at: Where the object stands in a greater one, such as `items[1]`.
            problems: Where faults go; those of this object alone without.
        """
        self._at = at
        self._known: set[str] = set()
        self.problems: list[Problem] = [] if problems is None else problems
        if type(raw) is dict or isinstance(raw, Mapping):  # the first is most and quick
            self._raw: Mapping[str, Any] = raw
        else:
            self._raw = _NOTHING
            self._no_object("")

    def has(self, name: str) -> bool:
        """Whether something is given under a name."""
        return self._get(name) is not None

    def _get(self, name: str) -> Any:
        self._known.add(name)
        return self._raw.get(name)

    def _within(self, raw: object, name: str) -> Self:
        """An object that stands within this one; its faults are kept with this one's."""
        return type(self)(raw, self._path(name), self.problems)

    def _each(self, given: list[Any], name: str) -> list[Self]:
        """The objects of a list within this one."""
        return [self._within(one, f"{name}[{place}]") for place, one in enumerate(given)]

    def _unknown(self) -> list[str]:
        """Names that were given and never asked for."""
        if len(self._known) >= len(self._raw) and self._known.issuperset(self._raw):
            return []
        return [name for name in self._raw if name not in self._known]

    def _path(self, name: str) -> str:
        return f"{self._at}.{name}" if self._at and name else self._at or name

    def _no_object(self, name: str) -> None:
        """Keep that what stands here is no object."""
        raise NotImplementedError


def pointer_of(where: str) -> str:
    """The JSON pointer of a place: `items[1].hs` is `/items/1/hs`."""
    return "/" + where.replace("[", ".").replace("]", "").replace(".", "/")
