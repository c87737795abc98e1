"""What is to be carried: boxes, tonnes and chargeable weight of a consignment."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from math import ceil

from entrepot.kernel.consignment import Consignment
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.parameters import Payload

ISO_668 = "ISO 668:2020, ratings of series 1 freight containers"
AIR_KG_PER_M3 = 167.0  # IATA: 6,000 cm3 to the kilogram, as carriers round it


@dataclass(frozen=True, slots=True)
class Boxes:
    """So many boxes of one kind."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Load:
    """A consignment as a carrier sees it.

    Attributes:
        n_20, n_40: Twenty-foot and forty-foot boxes.
        tonnes: Gross mass of the goods [t].
        chargeable_kg: Weight that air freight is paid for [kg].
        value_usd: Value of the goods [USD], which waiting ties up.
        boxes: The same boxes by kind.
        notes: What was decided and why.
    """

    n_20: int
    n_40: int
    tonnes: float
    chargeable_kg: float
    value_usd: float
    boxes: tuple[Boxes, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def teu(self) -> float:
        """Boxes in twenty-foot equivalents."""
        return self.n_20 + 2.0 * self.n_40


def check_load(consignment: Consignment, payloads: Iterable[Payload]) -> tuple[Problem, ...]:
    """List what makes a consignment impossible to load."""
    found = [_not_positive(what, value, unit) for what, value, unit in _amounts(consignment)]
    if consignment.heaviest_piece_kg is not None:
        found.append(check_piece(float(consignment.heaviest_piece_kg), payloads))
    return tuple(problem for problem in found if problem is not None)


def check_piece(piece_kg: float, payloads: Iterable[Payload]) -> Problem | None:
    """Say whether one piece [kg] is heavier than any box may carry."""
    small, large = _standard_boxes(payloads)
    limit_kg = 1000 * max(small.payload_t or 0.0, large.payload_t or 0.0)
    if piece_kg <= limit_kg:
        return None
    message = f"one piece of {piece_kg:g} kg is heavier than any box may carry ({limit_kg:g} kg)."
    hint = "Ask for break-bulk or heavy-lift carriage."
    return Problem("load.piece_too_heavy", "heaviest_piece_kg", message, hint, ISO_668)


def plan_load(consignment: Consignment, payloads: Iterable[Payload], *, value_usd: float) -> Load:
    """Choose the boxes of a consignment.

    Two TEU travel as one forty-foot box unless that is too heavy, then as two
    twenty-foot boxes; weight or volume over the payload adds boxes and says so.

    Args:
        consignment: What is sent.
        payloads: The pack's payloads; its first box of each size is the standard one.
        value_usd: Value of the goods [USD].

    Raises:
        InputError: An amount is not positive, or a piece is heavier than any box.

    Source:
        ISO 668 (ratings and payloads); IATA volumetric weight.
    """
    rows = tuple(payloads)
    problems = check_load(consignment, rows)
    if problems:
        raise InputError(problems)
    small, large = _standard_boxes(rows)
    tonnes = float(consignment.gross_mass_kg) / 1000
    volume = float(consignment.volume_m3 or 0)
    teu = consignment.teu
    whole = _least_teu(tonnes, volume, small, large) if teu is None else ceil(teu)
    n_20, n_40, notes = _fit(whole, tonnes, volume, small, large)
    if teu is None:
        notes.insert(0, f"{whole} TEU planned from weight and volume")
    elif teu != whole:
        notes.insert(0, f"{teu} TEU are rounded up to {whole}")
    chargeable_kg = max(1000 * tonnes, volume * AIR_KG_PER_M3)
    counts = (Boxes(large.id, n_40), Boxes(small.id, n_20))
    boxes = tuple(box for box in counts if box.count)
    return Load(n_20, n_40, tonnes, chargeable_kg, value_usd, boxes, tuple(notes))


def load_boxes(
    payloads: Iterable[Payload], *, teu: float | None, tonnes: float | None, value_usd: float
) -> Load:
    """Choose boxes for goods told by their boxes, their mass or both.

    Boxes alone are taken to hold what a TEU holds on average.

    Args:
        payloads: The pack's payloads; the row `density_avg` is the mean load of a TEU.
        teu: Boxes in twenty-foot equivalents, rounded up; None plans them from the mass.
        tonnes: Gross mass [t]; None takes the mean load of a TEU.
        value_usd: Value of the goods [USD], 0 where it is not told.

    Raises:
        InputError: Neither is told, or the pack does not tell the mean load.
    """
    rows = tuple(payloads)
    small, large = _standard_boxes(rows)
    notes: list[str] = []
    if tonnes is None:
        tonnes = (teu or 0.0) * _mean_load_t(rows)
        notes.append(f"{tonnes:,.12g} t taken as the mean load of {teu or 0:g} TEU")
    whole = _least_teu(tonnes, 0.0, small, large) if teu is None else ceil(teu)
    n_20, n_40, changed = _fit(whole, tonnes, 0.0, small, large)
    boxes = tuple(box for box in (Boxes(large.id, n_40), Boxes(small.id, n_20)) if box.count)
    return Load(n_20, n_40, tonnes, 1000 * tonnes, value_usd, boxes, (*notes, *changed))


def _mean_load_t(payloads: Iterable[Payload]) -> float:
    row = next((row for row in payloads if row.id == "density_avg"), None)
    if row is None or not row.payload_t:
        message = "the pack does not tell the mean load of a TEU."
        hint = "Give the mass with --tonnes too."
        raise InputError(Problem("load.no_mean", "tonnes", message, hint))
    return row.payload_t


def _fit(
    teu: int, tonnes: float, volume: float, small: Payload, large: Payload
) -> tuple[int, int, list[str]]:
    """Boxes that hold the goods, and what was changed from the TEU asked for."""
    n_20, n_40 = teu % 2, teu // 2
    notes: list[str] = []
    while n_40 and not _holds(n_20, n_40, tonnes, volume, small, large):
        n_40, n_20 = n_40 - 1, n_20 + 2
        note = f"{tonnes:,.12g} t are too heavy for {large.id}: {small.id} instead ({ISO_668})"
        notes = [note]
    asked = n_20
    while not _holds(n_20, n_40, tonnes, volume, small, large):
        n_20 += 1
    if n_20 > asked:
        notes.append(
            f"{n_20 - asked} box(es) added: {teu} TEU hold at most "
            f"{asked * (small.payload_t or 0) + n_40 * (large.payload_t or 0):,.12g} t ({ISO_668})"
        )
    return n_20, n_40, notes


def _least_teu(tonnes: float, volume: float, small: Payload, large: Payload) -> int:
    """Fewest TEU whose boxes, of whichever size, hold the goods."""
    return next(
        teu
        for teu in count(1)
        if _holds(teu % 2, teu // 2, tonnes, volume, small, large)
        or _holds(teu, 0, tonnes, volume, small, large)
    )


def _holds(
    n_20: int, n_40: int, tonnes: float, volume: float, small: Payload, large: Payload
) -> bool:
    heavy = n_20 * (small.payload_t or 0) + n_40 * (large.payload_t or 0)
    roomy = n_20 * (small.volume_m3 or 0) + n_40 * (large.volume_m3 or 0)
    return tonnes <= heavy and (not volume or volume <= roomy)


def _standard_boxes(payloads: Iterable[Payload]) -> tuple[Payload, Payload]:
    """First container of one TEU and first of two in the pack."""
    boxes = [row for row in payloads if row.kind == "container" and row.payload_t]
    by_size = {size: next((b for b in boxes if b.teu == size), None) for size in (1, 2)}
    if by_size[1] is None or by_size[2] is None:
        message = "needs a container of one TEU and one of two, each with its payload."
        raise InputError(Problem("load.no_boxes", "payloads.csv", message, source=ISO_668))
    return by_size[1], by_size[2]


def _amounts(consignment: Consignment) -> tuple[tuple[str, float | None, str], ...]:
    teu, volume, piece = consignment.teu, consignment.volume_m3, consignment.heaviest_piece_kg
    return (
        ("gross_mass_kg", float(consignment.gross_mass_kg), "kg"),
        ("teu", None if teu is None else float(teu), "TEU"),
        ("value", float(consignment.value.amount), consignment.value.currency),
        ("volume_m3", None if volume is None else float(volume), "m3"),
        ("heaviest_piece_kg", None if piece is None else float(piece), "kg"),
    )


def _not_positive(what: str, value: float | None, unit: str) -> Problem | None:
    if value is None or value > 0:
        return None
    message = f"{value:g} {unit} is not more than zero."
    return Problem("load.not_positive", what, message, "Give an amount above zero.")
