"""The register of firms: who is likely the same firm, by code, name and address together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from entrepot.industry.names import bare_name, grams_of, plain_name

LIKELY = 0.8
"""From this score on two firms are likely one; chosen on a corrupted set, see the bench."""
_SAME_CODE, _OTHER_CODE = 0.97, 0.5
_BARE = 0.8  # share of the bare name in how alike names are; the rest is the whole name
_WHOLE = 0.88  # how far the whole name speaks alone, so that a slip of the pen matters little
_ADDRESS_SPEAKS, _ADDRESS_LIFTS = 0.6, 0.5  # from how alike on, and how much of what is missing
_ALIKE = 0.8
_MOST_READ, _LOOKED_AT = 60_000, 24


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as far as telling it from others goes.

    Attributes:
        code: Unified social credit code; empty is unknown.
        names: All it is or was called, in any language.
    """

    id: str
    names: Sequence[str]
    code: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that another may be.

    Attributes:
        score: 0 to 1.
        why: What speaks for it and against it.
    """

    firm: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """Firms that can be searched.

    Attributes:
        firms: The firms.
        places: Plain names of places, the longest first.
    """

    firms: Sequence[Firm]
    places: tuple[str, ...] = ()
    _bare: dict[str, str] = field(default_factory=dict, repr=False)

    def candidates(self, firm: Firm, *, limit: int = 5, least: float = 0.6) -> list[Candidate]:
        """Firms that this one may be, the likeliest first; itself, by id, is none of them."""
        found = [self.compare(firm, other) for other in self._near(firm) if other.id != firm.id]
        likely = sorted((one for one in found if one.score >= least),
                        key=lambda one: (-one.score, one.firm))  # fmt: skip
        return likely[:limit]

    def compare(self, firm: Firm, other: Firm) -> Candidate:
        """How likely two firms are one."""
        name, address = self._names_alike(firm, other), _addresses_alike(firm, other)
        score = _lifted(name, address)
        why = [*_said("name", name), *_said("address", address)]
        if firm.code and firm.code == other.code:
            score, why = _SAME_CODE + (1 - _SAME_CODE) * name, ["same code", *why]
        elif firm.code and other.code:
            score, why = score * _OTHER_CODE, [*why, "another code"]
        return Candidate(other.id, round(score, 4), tuple(why))

    def _names_alike(self, firm: Firm, other: Firm) -> float:
        return max((self._alike(one, two) for one in firm.names for two in other.names),
                   default=0.0)  # fmt: skip

    def _alike(self, one: str, two: str) -> float:
        bare = ratio(self._bare_name(one), self._bare_name(two)) / 100
        whole = ratio(plain_name(one), plain_name(two)) / 100
        return max(_BARE * bare + (1 - _BARE) * whole, _WHOLE * whole)

    def _bare_name(self, name: str) -> str:
        if name not in self._bare:
            self._bare[name] = bare_name(name, self.places)
        return self._bare[name]

    def _near(self, firm: Firm) -> list[Firm]:
        """Firms of the same code, and those that share the rarest pairs of characters."""
        rows = dict.fromkeys(self._by_code.get(firm.code, ())) if firm.code else {}
        for name in firm.names:
            rows |= dict.fromkeys(self._sharing(grams_of(self._bare_name(name))))
        return [self.firms[row] for row in rows]

    def _sharing(self, grams: Iterable[str]) -> list[int]:
        """Rows that share most of a name, its rare pairs counting more."""
        starts, rows = self._index
        spans = [starts[gram] for gram in grams if gram in starts]
        weights = np.zeros(len(self.firms))
        read = 0
        for first, end in sorted(spans, key=lambda span: span[1] - span[0]):
            if read and read + end - first > _MOST_READ:
                break
            weights[rows[first:end]] += np.log1p(len(self.firms) / (end - first))
            read += end - first
        most = min(_LOOKED_AT, len(weights))
        top = np.argpartition(-weights, most - 1)[:most] if most else np.empty(0, np.int64)
        return [int(row) for row in top if weights[row] > 0]

    @cached_property
    def _by_code(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row, firm in enumerate(self.firms):
            if firm.code:
                found.setdefault(firm.code, []).append(row)
        return found

    @cached_property
    def _index(self) -> tuple[dict[str, tuple[int, int]], NDArray[np.int64]]:
        """Where in the rows the firms of each pair of characters stand, and the rows."""
        held: dict[str, list[int]] = {}
        for row, firm in enumerate(self.firms):
            names = (grams_of(self._bare_name(name)) for name in firm.names)
            for gram in {gram for grams in names for gram in grams}:
                held.setdefault(gram, []).append(row)
        starts, at = {}, 0
        for gram, rows in held.items():
            starts[gram] = (at, at + len(rows))
            at += len(rows)
        flat = [row for rows in held.values() for row in rows]
        return starts, np.array(flat, dtype=np.int64)


def _addresses_alike(firm: Firm, other: Firm) -> float | None:
    """How alike two addresses are; None where one is unknown."""
    if not (firm.address and other.address):
        return None
    return ratio(plain_name(firm.address), plain_name(other.address)) / 100


def _lifted(name: float, address: float | None) -> float:
    """A score by name, nearer to 1 where the address speaks for it.

    Firms move: another address speaks against nothing.
    """
    speaks = max(0.0, (address or 0.0) - _ADDRESS_SPEAKS) / (1 - _ADDRESS_SPEAKS)
    return name + (1 - name) * _ADDRESS_LIFTS * speaks


def _said(what: str, alike: float | None) -> list[str]:
    if alike is None or alike < _ALIKE:
        return []
    return [f"same {what}" if alike == 1 else f"similar {what}"]
