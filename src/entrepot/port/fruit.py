"""Village fruit: batches into cold boxes of a train that arrives in time; exact shares of farmers.

The batch that spoils first goes first, into the fullest box that is right for it and has room.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from entrepot.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Batch:
    """Fruit of one farmer from one harvest.

    Attributes:
        batch: Its name.
        farmer: Whose it is.
        fruit: What it is.
        harvested_at: Instant of the harvest.
        shelf_life_days: How long it keeps in its range of temperature.
        quarantine: passed, pending or failed.
        mass_kg: How much [kg].
        low_c, high_c: Range of temperature it keeps in [degrees Celsius].
        value: What it is worth where it is sold; shares follow it.
    """

    batch: str
    farmer: str
    fruit: str
    harvested_at: datetime
    shelf_life_days: Decimal
    quarantine: str
    mass_kg: Decimal
    low_c: Decimal
    high_c: Decimal
    value: Money

    @property
    def spoils_at(self) -> datetime:
        """When it no longer keeps."""
        return self.harvested_at + timedelta(seconds=int(self.shelf_life_days * 86_400))


@dataclass(frozen=True, slots=True)
class ColdBox:
    """A cold container: what it takes [kg] and at what temperature it runs."""

    box: str
    capacity_kg: Decimal
    temperature_c: Decimal


@dataclass(frozen=True, slots=True)
class Run:
    """A train: last instant at which boxes come in, when it arrives, and life left there."""

    train: str
    cutoff_at: datetime
    arrives_at: datetime
    least_days_left: Decimal


@dataclass(frozen=True, slots=True)
class Loaded:
    """A box with its batches."""

    box: ColdBox
    batches: tuple[Batch, ...]

    @property
    def mass_kg(self) -> Decimal:
        """What lies in it [kg]."""
        return sum((batch.mass_kg for batch in self.batches), Decimal(0))


@dataclass(frozen=True, slots=True)
class Consolidation:
    """What goes and what stays, with the reason."""

    boxes: tuple[Loaded, ...]
    left_out: tuple[tuple[Batch, str], ...]

    @property
    def batches(self) -> tuple[Batch, ...]:
        """All that goes."""
        return tuple(batch for loaded in self.boxes for batch in loaded.batches)


def consolidate(batches: Iterable[Batch], boxes: Sequence[ColdBox], run: Run) -> Consolidation:
    """Put batches into boxes; a batch is not split.

    Args:
        batches: What the villages offer.
        boxes: The cold boxes of the train.
        run: The train.
    """
    loads: dict[str, list[Batch]] = {box.box: [] for box in boxes}
    left_out = []
    for batch in sorted(batches, key=lambda one: (one.spoils_at, -one.mass_kg, one.batch)):
        reason = _reason(batch, run) or _put(batch, boxes, loads)
        if reason:
            left_out.append((batch, reason))
    loaded = tuple(Loaded(box, tuple(loads[box.box])) for box in boxes)
    return Consolidation(loaded, tuple(left_out))


def share_out(batches: Sequence[Batch], proceeds: Money, costs: Money) -> Mapping[str, Money]:
    """What each farmer gets of the proceeds less the costs; the parts add up exactly.

    Args:
        batches: What was sold.
        proceeds: What the sale brought.
        costs: What carriage and boxes cost, in the same money; at most the proceeds.

    Raises:
        ValueError: Nothing was sold, or the costs are above the proceeds.
    """
    rest = proceeds - costs
    if not batches or rest.amount < 0:
        raise ValueError("there is nothing to share out")
    worth: dict[str, Decimal] = {}
    for batch in batches:
        worth[batch.farmer] = worth.get(batch.farmer, Decimal(0)) + batch.value.amount
    return dict(zip(worth, rest.allocate(tuple(worth.values())), strict=True))


def _reason(batch: Batch, run: Run) -> str:
    """Why a batch may not go by this train; empty where it may."""
    if batch.quarantine != "passed":
        return f"quarantine_{batch.quarantine}"
    if batch.harvested_at > run.cutoff_at:
        return "cutoff"
    left = batch.spoils_at - run.arrives_at
    return "shelf_life" if left < timedelta(seconds=int(run.least_days_left * 86_400)) else ""


def _put(batch: Batch, boxes: Sequence[ColdBox], loads: Mapping[str, list[Batch]]) -> str:
    """Put a batch into the fullest box that takes it, or say why none does."""
    fitting = [box for box in boxes if batch.low_c <= box.temperature_c <= batch.high_c]
    if not fitting:
        return "temperature"
    free = {box.box: box.capacity_kg - Loaded(box, tuple(loads[box.box])).mass_kg
            for box in fitting}  # fmt: skip
    roomy = [box for box in fitting if free[box.box] >= batch.mass_kg]
    if not roomy:
        return "room"
    chosen = min(roomy, key=lambda box: (free[box.box], box.box))
    loads[chosen.box].append(batch)
    return ""
