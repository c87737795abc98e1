"""Boxes and wagons of a train, what a plan of them is, and whether one holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

MAX_GROSS_T = Decimal("30.48")  # ISO 668: rating of a 20 ft, 40 ft and 45 ft box of series 1
_LARGE = Decimal("2.25"), Decimal(2), Decimal(1)  # 45 ft, 40 ft, 20 ft [TEU]
_QUARTERS = 4  # of a place: what a 45 ft box has above a 40 ft one


@dataclass(frozen=True, slots=True)
class Box:
    """A box to be loaded.

    Attributes:
        booking: Number of its booking.
        seq: Which of the booking's, from 1.
        teu: Places it takes [TEU].
        tonnes: Gross mass [t].
        is_powered: It needs a socket.
    """

    booking: int
    seq: int
    teu: Decimal
    tonnes: Decimal
    is_powered: bool = False

    @property
    def name(self) -> tuple[int, int]:
        """Booking and number."""
        return self.booking, self.seq


@dataclass(frozen=True, slots=True)
class Wagon:
    """A wagon of a train.

    Attributes:
        number: Its place in the train, from 1.
        kind: What people call its kind.
        teu: Places [TEU].
        payload_t: What it carries [t].
        sockets: Boxes it gives power to.
    """

    number: int
    kind: str
    teu: Decimal
    payload_t: Decimal
    sockets: int = 0

    @property
    def room(self) -> tuple[Decimal, Decimal, int]:
        """What of each it has: places, mass, sockets."""
        return self.teu, self.payload_t, self.sockets


@dataclass(frozen=True, slots=True)
class Plan:
    """Boxes on wagons.

    Attributes:
        places: Number of the wagon by box.
        left_out: Bookings that stay behind, in the order of asking.
        teu: Places that are taken [TEU].
        is_optimal: No plan is better; False where time ran out before that was proven.
    """

    places: Mapping[tuple[int, int], int]
    left_out: tuple[int, ...]
    teu: Decimal
    is_optimal: bool

    @property
    def wagons(self) -> int:
        """How many wagons are loaded."""
        return len(set(self.places.values()))


def boxes_of(
    booking: int, teu: Decimal, told: Sequence[Decimal], tonnes: Decimal | None, powered: int
) -> tuple[Box, ...]:
    """The boxes of a booking.

    Where nobody told them they are as large as can be: 45 ft for quarters, then 40 ft, the rest 20
    ft. A mass is spread by places; an unknown one is the most that a box may weigh.

    Args:
        booking: Its number.
        teu: Its places [TEU].
        told: Places of each box [TEU]; empty where they were not told.
        tonnes: Gross mass of all [t]; None where it is not known.
        powered: How many of them need power, the first ones.
    """
    sizes = tuple(told) or _split(teu)
    return tuple(
        Box(booking, seq, size, _mass(size, teu, tonnes), seq <= powered)
        for seq, size in enumerate(sizes, start=1)
    )


def _split(teu: Decimal) -> tuple[Decimal, ...]:
    forty_fives = int(teu % 1 * _QUARTERS)
    rest = teu - forty_fives * _LARGE[0]
    if rest < 0:  # no number of boxes comes to this: one thing of its own size
        return (teu,)
    forties, twenties = divmod(int(rest), 2)
    return (*[_LARGE[0]] * forty_fives, *[_LARGE[1]] * forties, *[_LARGE[2]] * twenties)


def _mass(size: Decimal, teu: Decimal, tonnes: Decimal | None) -> Decimal:
    if tonnes is None:
        return MAX_GROSS_T
    return (tonnes * size / teu).quantize(Decimal("0.001"))


def check_plan(
    places: Mapping[tuple[int, int], int], boxes: Iterable[Box], wagons: Iterable[Wagon]
) -> None:
    """See that a plan overloads no wagon and parts no booking, in exact numbers.

    Raises:
        ValueError: It does.
    """
    loads: defaultdict[int, list[Box]] = defaultdict(list)
    parts: defaultdict[int, set[bool]] = defaultdict(set)
    for box in boxes:
        parts[box.booking].add(box.name in places)
        if box.name in places:
            loads[places[box.name]].append(box)
    if any(len(found) > 1 for found in parts.values()):
        raise ValueError("a booking is parted")
    room = {wagon.number: wagon for wagon in wagons}
    for number, load in loads.items():
        if not takes(room[number], load):
            raise ValueError(f"wagon {number} is overloaded")


def takes(wagon: Wagon, load: Iterable[Box]) -> bool:
    """Whether a wagon takes some boxes, in exact numbers."""
    sums = zip(*(needs_of(box) for box in load), strict=True)
    return all(sum(own) <= has for own, has in zip(sums, wagon.room, strict=True))


def needs_of(box: Box) -> tuple[Decimal, Decimal, int]:
    """What a box takes of a wagon: places, mass, sockets."""
    return box.teu, box.tonnes, int(box.is_powered)
