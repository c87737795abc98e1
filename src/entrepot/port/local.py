"""The channel as a port: what share of a region's goods is cleared at home, month by month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was released in a month at an office.

    Attributes:
        month: First day of the month of the release.
        flow: import or export.
        is_local: The office that took the declaration is an inland one of the region.
        declarations: How many.
        value: Statistical value, in the pack's money.
    """

    month: date
    flow: str
    is_local: bool
    declarations: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a month's flow cleared locally; the share of nothing is None."""

    month: date
    flow: str
    declarations: int
    local_declarations: int
    value: Decimal
    local_value: Decimal

    @property
    def share_pct(self) -> Decimal | None:
        """Of the declarations [%]."""
        return _pct(Decimal(self.local_declarations), Decimal(self.declarations))

    @property
    def value_share_pct(self) -> Decimal | None:
        """Of the value [%]."""
        return _pct(self.local_value, self.value)


def shares(rows: Iterable[Cleared]) -> tuple[Share, ...]:
    """Shares by month and flow, the oldest first."""
    found: dict[tuple[date, str], list[Cleared]] = defaultdict(list)
    for row in rows:
        found[row.month, row.flow].append(row)
    return tuple(_share(month, flow, found[month, flow]) for month, flow in sorted(found))


def _share(month: date, flow: str, rows: Iterable[Cleared]) -> Share:
    told = list(rows)
    local = [row for row in told if row.is_local]
    return Share(
        month, flow, sum(row.declarations for row in told), sum(row.declarations for row in local),
        sum((row.value for row in told), Decimal(0)), sum((row.value for row in local), Decimal(0)),
    )  # fmt: skip


def _pct(part: Decimal, whole: Decimal) -> Decimal | None:
    return (100 * part / whole).quantize(Decimal("0.1")) if whole else None
