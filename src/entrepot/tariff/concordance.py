"""From a code of one edition of the HS to its codes in another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

EDITIONS = ("HS1988", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022", "HS2028")
Kind: TypeAlias = Literal["1:1", "1:n", "n:1", "n:n"]


@dataclass(frozen=True, slots=True)
class ConcordanceRow:
    """A code of an edition and one of those it became in a later or an earlier one."""

    edition: str
    code: str
    to_edition: str
    to_code: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Codes of the edition asked for.

    Attributes:
        codes: The candidates, in order; more than one where the code was split.
        is_listed: Whether rows of the concordance say so; else the code is taken unchanged.
    """

    codes: tuple[str, ...]
    is_listed: bool


class Concordance:
    """Finds codes in other editions, by rows read in either direction.

    Example:
        >>> rows = [ConcordanceRow("HS2012", "851712", "HS2022", "851713")]
        >>> Concordance(rows).convert("851713", "HS2022", "HS2012").codes
        ('851712',)
    """

    def __init__(self, rows: Iterable[ConcordanceRow] = ()) -> None:
        self._steps: dict[tuple[str, str], dict[str, set[str]]] = {}
        for row in rows:
            ahead, back = (row.edition, row.to_edition), (row.to_edition, row.edition)
            self._steps.setdefault(ahead, {}).setdefault(row.code, set()).add(row.to_code)
            self._steps.setdefault(back, {}).setdefault(row.to_code, set()).add(row.code)
        self._known: dict[tuple[str, str, str], Conversion] = {}

    def convert(self, code: str, edition: str, to_edition: str) -> Conversion:
        """The codes of a subheading in another edition.

        Rows between the two editions are read first; where there are none, it goes by the
        editions in between, and a step without a row keeps the code.
        """
        key = code[:6], edition, to_edition
        if key not in self._known:
            self._known[key] = self._convert(*key)
        return self._known[key]

    def kind(self, code: str, edition: str, to_edition: str) -> Kind | None:
        """How many codes stand on either side; None where no row says."""
        ahead = self._steps.get((edition, to_edition), {}).get(code, ())
        if not ahead:
            return None
        back = self._steps[to_edition, edition]
        many_before = any(len(back[one]) > 1 for one in ahead)
        return _KINDS[many_before, len(ahead) > 1]

    def _convert(self, code: str, edition: str, to_edition: str) -> Conversion:
        if edition == to_edition:
            return Conversion((code,), is_listed=True)
        straight = self._steps.get((edition, to_edition), {}).get(code)
        if straight:
            return Conversion(tuple(sorted(straight)), is_listed=True)
        found, is_listed, here = {code}, False, edition
        for there in _between(edition, to_edition):
            step = self._steps.get((here, there))
            if step is None and there != to_edition:
                continue
            moved = {one: (step or {}).get(one) for one in found}
            is_listed = is_listed or any(moved.values())
            found = {after for one, many in moved.items() for after in many or (one,)}
            here = there
        return Conversion(tuple(sorted(found)), is_listed)


_KINDS: dict[tuple[bool, bool], Kind] = {
    (False, False): "1:1", (False, True): "1:n", (True, False): "n:1", (True, True): "n:n",
}  # fmt: skip


def _between(edition: str, to_edition: str) -> tuple[str, ...]:
    """Editions passed on the way, the last one included."""
    if edition not in EDITIONS or to_edition not in EDITIONS:
        return (to_edition,)
    start, end = EDITIONS.index(edition), EDITIONS.index(to_edition)
    return EDITIONS[start + 1 : end + 1] if start < end else EDITIONS[end:start][::-1]
