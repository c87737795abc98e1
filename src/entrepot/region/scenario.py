"""A scenario: a region plus a few differences, named and hashed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from entrepot.region.edits import Addition, Close, Conversion, Edit, Opening, Scaling

# Lines are there before rates change, and rates change before anything is shut.
_ORDER: tuple[type[Edit], ...] = (Conversion, Opening, Addition, Scaling, Close)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What differs from the region as it is.

    Attributes:
        name: What people call it.
        edits: The differences, in the order of the file.
    """

    name: str
    edits: tuple[Edit, ...] = ()

    @property
    def ordered(self) -> tuple[Edit, ...]:
        """The edits in the order they take effect; those of one kind as the file has them."""
        return tuple(sorted(self.edits, key=lambda edit: _ORDER.index(type(edit))))

    @property
    def year(self) -> int | None:
        """Last year that an edit names; the base is taken in it, so that only the edit differs."""
        years = [e.year for e in self.edits if isinstance(e, Opening | Addition) and e.year]
        return max(years, default=None)

    @property
    def closes(self) -> tuple[Close, ...]:
        """What is shut."""
        return tuple(edit for edit in self.edits if isinstance(edit, Close))

    def digest(self, base: str) -> str:
        """Hash of the base and the edits; neither names nor questions are part of it.

        The order of edits counts where it matters, which is among conversions.

        Args:
            base: What tells the region as it is, such as the version of its pack.

        Returns:
            SHA-256 in hex digits.
        """
        told = [base, *_canonical(self.ordered)]
        return sha256("\0".join(told).encode()).hexdigest()


def _canonical(edits: Iterable[Edit]) -> list[str]:
    """Each edit as one text; conversions first and as they stand, the others sorted."""
    converts = [e for e in edits if isinstance(e, Conversion)]
    others = [e for e in edits if not isinstance(e, Conversion)]
    return [*map(_text, converts), *sorted(map(_text, others))]


def _text(edit: Edit) -> str:
    return json.dumps(edit.document(), sort_keys=True, ensure_ascii=False)
