"""Days and validity intervals. Intervals are half open: the end is the first day outside."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """A span of legal days; None is open.

    Example:
        >>> date(2026, 4, 1) in Period(date(2026, 4, 1), date(2027, 1, 1))
        True
    """

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Say whether the two share a day."""
        return _before(self.start, other.end) and _before(other.start, self.end)

    def __str__(self) -> str:
        parts = [
            f"from {self.start}" if self.start else "",
            f"before {self.end}" if self.end else "",
        ]
        return ", ".join(filter(None, parts)) or "on any day"


ALWAYS = Period()


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start < end
