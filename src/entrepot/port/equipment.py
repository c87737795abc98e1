"""Where a box is and how it stands: what its events add up to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from entrepot.kernel.equipment import FULL
from entrepot.port.events import IN, OUT, Event


@dataclass(frozen=True, slots=True)
class Equipment:
    """A box at a site.

    Attributes:
        container: Its number.
        site: Where it was last told of.
        size_type, status: As last told.
        seal: As last found or set.
        gross_kg: As last weighed [kg].
        in_at, out_at: When it last came in and went out.
        told_at: When its last event was.
    """

    container: str
    site: str = ""
    size_type: str = ""
    status: str = FULL
    seal: str = ""
    gross_kg: Decimal | None = None
    in_at: datetime | None = None
    out_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def is_here(self) -> bool:
        """Whether it came in and has not gone out since."""
        return self.in_at is not None and (self.out_at is None or self.out_at < self.in_at)


def fold(container: str, events: Iterable[Event]) -> Equipment:
    """What events add up to, in whatever order they were told.

    Args:
        container: The box.
        events: Its events; those of the same instant count in the order of their keys.
    """
    found = Equipment(container)
    for event in sorted(events, key=lambda one: (one.at, one.key)):
        found = _after(found, event)
    return found


def _after(before: Equipment, event: Event) -> Equipment:
    return replace(
        before, site=event.site, size_type=event.size_type or before.size_type, status=event.status,
        seal=event.seal or before.seal,
        gross_kg=before.gross_kg if event.gross_kg is None else event.gross_kg,
        in_at=event.at if event.direction == IN else before.in_at,
        out_at=event.at if event.direction == OUT else before.out_at,
        told_at=event.at,
    )  # fmt: skip
