"""The decision that lets goods go, and the movements it yields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement
from entrepot.window.declaration import Declaration


def movements_of(
    declaration: Declaration,
    version: int,
    values: Mapping[int, Money],
    released_on: date,
    reference: str,
) -> Iterator[Movement]:
    """Each released line as statistics sees it.

    Args:
        declaration: Contents of the released version.
        version: Its number.
        values: Statistical value of each line by its number.
        released_on: Day of the release; its month is the period.
        reference: Name of the declaration.
    """
    period = released_on.replace(day=1)
    for item in declaration.items:
        yield Movement(
            declaration=reference,
            version=version,
            seq=item.seq,
            kind="original",
            flow=declaration.flow,
            hs=item.hs_code,
            partner=declaration.partner_country,
            origin=item.origin_country,
            value=values[item.seq],
            net_mass_kg=item.net_mass_kg,
            period=period,
            trade_mode=declaration.trade_mode,
            district=str(item.values.get("district_code") or ""),
        )


@dataclass(frozen=True, slots=True)
class Box:
    """A container as the gate asks about it.

    Attributes:
        container: Its number.
        reference, number, release_no: The declaration that covers it; empty without one.
        state: State of that declaration.
        released_at, moved_at: When this container was released and left.
        held_by: Who holds this container alone.
        holds: Agencies that hold the whole consignment.
        is_routed_here: The asking place is one this consignment passes.
    """

    container: str
    reference: str = ""
    number: str = ""
    release_no: str = ""
    state: str = ""
    released_at: datetime | None = None
    moved_at: datetime | None = None
    held_by: str = ""
    holds: tuple[str, ...] = ()
    is_routed_here: bool = True


Word = Literal["GO", "STOP"]


def with_holder(held_by: str, agency: str) -> str:
    """Who holds a container, with one agency more; names in order, by commas.

    Example:
        >>> with_holder("quarantine", "customs")
        'customs, quarantine'
    """
    return ", ".join(sorted({*holders(held_by), agency}))


def without_holder(held_by: str, agency: str) -> str:
    """Who holds a container when an agency lets it go."""
    return ", ".join(sorted(holders(held_by) - {agency}))


def holders(held_by: str) -> frozenset[str]:
    """The agencies that hold a container alone."""
    return frozenset(one for one in held_by.split(", ") if one)


def may_pass(box: Box) -> tuple[Word, str, Mapping[str, str]]:
    """Say GO or STOP for a container, with the reason code and what fills its text.

    Returns:
        The word; the code of the reason, empty for GO; values of its places.
    """
    named = {"no": box.container}
    if not box.reference or not box.is_routed_here:
        return "STOP", "gate.unknown", named
    if box.held_by:
        return "STOP", "gate.held", named | {"agency": box.held_by}
    if box.released_at is None:
        return _not_released(box, named)
    if box.holds:
        return "STOP", "gate.held", named | {"agency": ", ".join(box.holds)}
    if box.moved_at is not None:
        return "STOP", "gate.already_out", named
    return "GO", "", named


def _not_released(box: Box, named: Mapping[str, str]) -> tuple[Word, str, Mapping[str, str]]:
    if box.holds:
        return "STOP", "gate.held", {**named, "agency": ", ".join(box.holds)}
    return "STOP", "gate.not_released", named
