"""Gate passes: shares of lists bound to a vehicle, and its weight beside the declared one.

A list may go through the gate on several vehicles. Each carries a share; the shares never
exceed the list, and what has no share yet is left for the next vehicle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.reader import pointer_of

DIRECTIONS = ("in", "out")
_NAMES = {"gross_mass_kg": ("Gross mass [kg]", "毛重（千克）"), "pieces": ("Pieces", "件数")}


@dataclass(frozen=True, slots=True)
class Weighing:
    """A weight beside the declared one.

    Attributes:
        declared_kg: Gross mass of what the lists declare, with the empty vehicle [kg].
        weighed_kg: What the scale showed [kg].
        tolerance_pct: Most that both may differ, of the declared mass [%].
    """

    declared_kg: Decimal | Fraction
    weighed_kg: Decimal | Fraction
    tolerance_pct: Decimal

    @property
    def difference_pct(self) -> Fraction:
        """How much more was weighed than declared [%]."""
        declared = Fraction(self.declared_kg)
        return 100 * (Fraction(self.weighed_kg) - declared) / declared

    @property
    def is_within(self) -> bool:
        """Whether the difference is within the tolerance; at the bound it is."""
        return abs(self.difference_pct) <= Fraction(self.tolerance_pct)


@dataclass(frozen=True, slots=True)
class Share:
    """What there is of a list: the whole of it, what a vehicle carries, or what is left.

    Attributes:
        gross_mass_kg: Gross mass [kg].
        pieces: Number of packages; None where the list does not tell it.
        quantities: By item [the item's unit].
    """

    gross_mass_kg: Decimal
    pieces: int | None
    quantities: Mapping[str, Decimal]

    @property
    def is_empty(self) -> bool:
        """Whether no goods are in it."""
        return not any(self.quantities.values())


@dataclass(frozen=True, slots=True)
class Passage:
    """A share beside the vehicle that carried it.

    Attributes:
        share_kg: Gross mass of the share [kg].
        tare_kg: The empty vehicle [kg].
        declared_kg: All its shares with the empty vehicle [kg].
        weighed_kg: What the scale showed [kg].
    """

    share_kg: Decimal
    tare_kg: Decimal
    declared_kg: Decimal
    weighed_kg: Decimal

    @property
    def part(self) -> Fraction:
        """The share of all goods on the vehicle, by mass."""
        return Fraction(self.share_kg) / Fraction(self.declared_kg - self.tare_kg)


def rest_of(whole: Share, shares: Iterable[Share]) -> Share:
    """What is left of a list when shares of it are on vehicles.

    Args:
        whole: The list.
        shares: Of the gate passes that are not cancelled.
    """
    taken = list(shares)
    pieces = None if whole.pieces is None else whole.pieces - sum(one.pieces or 0 for one in taken)
    return Share(
        whole.gross_mass_kg - sum((one.gross_mass_kg for one in taken), Decimal(0)), pieces,
        {
            item: much - sum((one.quantities.get(item, Decimal(0)) for one in taken), Decimal(0))
            for item, much in whole.quantities.items()
        },
    )  # fmt: skip


def check_share(share: Share, rest: Share, where: str) -> list[Problem]:
    """Everything of a share that is more than what is left of its list.

    Goods cannot be left without a mass or a piece for them: the next vehicle could not declare
    them.

    Args:
        share: What a vehicle is to carry.
        rest: What is left of the list.
        where: Where the share stands, such as `lists[0]`.
    """
    pairs = {"gross_mass_kg": (share.gross_mass_kg, rest.gross_mass_kg)}
    if share.pieces is not None:
        pairs["pieces"] = (Decimal(share.pieces), Decimal(rest.pieces or 0))
    faults = [
        _too_much(f"{where}.{name}", *_NAMES[name], asked, left)
        for name, (asked, left) in pairs.items() if asked > left
    ]  # fmt: skip
    faults += [
        _too_much(f"{where}.lines", item, item, much, left)
        for item, much in share.quantities.items()
        if much > (left := rest.quantities.get(item, Decimal(0)))
    ]
    if not faults and not rest_of(rest, [share]).is_empty:
        faults += [
            _left_bare(f"{where}.{name}") for name, (asked, left) in pairs.items() if asked == left
        ]
    return faults


def weigh_together(
    passages: Sequence[Passage], left_kg: Decimal, tolerance_pct: Decimal
) -> Weighing:
    """All vehicles of a list on the scale, beside the whole of the list.

    Of a vehicle with goods of several lists, each list has its part by mass, of the empty
    vehicle as well. For a list on one vehicle this is the weighing of the vehicle.

    Args:
        passages: A vehicle each, with what it carried of the list.
        left_kg: Gross mass of the list that no share declared [kg].
        tolerance_pct: Most that both may differ [%].
    """
    declared = sum((one.part * Fraction(one.declared_kg) for one in passages), Fraction(left_kg))
    weighed = sum((one.part * Fraction(one.weighed_kg) for one in passages), Fraction(0))
    return Weighing(declared, weighed, tolerance_pct)


def check_weight(weighing: Weighing, where: str) -> None:
    """Refuse a vehicle whose weight differs too much.

    Raises:
        RefusedError: `bonded.weight`.
    """
    if weighing.is_within:
        return
    told, weighed, declared, tolerance = _figures(weighing)
    raise RefusedError(
        Problem(
            "bonded.weight", where,
            f"{weighed} kg were weighed and {declared} kg declared: "
            f"{told}, allowed are {tolerance} %.",
            "Count the goods, and correct the lists or the load.",
            message_zh=f"过磅{weighed}千克，申报{declared}千克，"
            f"相差{told}，容差{tolerance}%。",
        )
    )  # fmt: skip


def check_sum(weighing: Weighing, where: str) -> None:
    """Refuse the last vehicle of a list when all of them together differ too much.

    Raises:
        RefusedError: `bonded.weight_sum`.
    """
    if weighing.is_within:
        return
    told, weighed, declared, tolerance = _figures(weighing)
    raise RefusedError(
        Problem(
            "bonded.weight_sum", where,
            f"All its vehicles together weighed {weighed} kg, and {declared} kg are declared: "
            f"{told}, allowed are {tolerance} %.",
            "Cancel this pass, have the list ended with what passed, and hand in the rest anew.",
            message_zh=f"该清单各车合计过磅{weighed}千克，申报{declared}千克，"
            f"相差{told}，容差{tolerance}%。",
        )
    )  # fmt: skip


def _figures(weighing: Weighing) -> tuple[str, str, str, str]:
    """Difference, weighed, declared and tolerance in digits."""
    kg = (_kg(weighing.weighed_kg), _kg(weighing.declared_kg))
    return f"{float(weighing.difference_pct):+.2f} %", *kg, _kg(weighing.tolerance_pct)


def _kg(mass: Decimal | Fraction) -> str:
    if isinstance(mass, Fraction):
        mass = Decimal(round(mass * 1000)) / 1000
    return f"{mass.normalize():f}"


def _too_much(where: str, name: str, name_zh: str, asked: Decimal, left: Decimal) -> Problem:
    asked_text, left_text = (f"{one.normalize():f}" for one in (asked, left))
    return Problem(
        "bonded.share", where,
        f"{name}: {asked_text} are asked for, and {left_text} of the list are left.",
        "Take less, or cancel another of its gate passes.",
        message_zh=f"{name_zh}：申请{asked_text}，清单余量{left_text}。",
        pointer=pointer_of(where),
    )  # fmt: skip


def _left_bare(where: str) -> Problem:
    return Problem(
        "bonded.share_rest", where,
        "It takes the last of the list, and goods are left that no vehicle could declare then.",
        "Leave something of it for the goods that are left.",
        message_zh="毛重或件数已用尽，但清单仍有余货。", pointer=pointer_of(where),
    )  # fmt: skip
