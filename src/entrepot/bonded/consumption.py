"""What a product uses up: bills of materials, and net consumption made gross by process loss."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from entrepot.kernel.errors import InputError, MissingError, Problem

PLACES = Decimal("0.00001")  # quantities are kept to five places
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Gross:
    """Gross consumption.

    Attributes:
        gross: Of one unit [the material's unit].
        written_off: Of all units [the material's unit].
    """

    gross: Decimal
    written_off: Decimal


@dataclass(frozen=True, slots=True)
class BillLine:
    """One material of a product.

    Attributes:
        material: Item of the book.
        net: In one unit of the product [the material's unit].
        loss_pct: Lost in the process, of the gross consumption [%].
    """

    material: str
    net: Decimal
    loss_pct: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of materials: what one unit of a product is made of, from a version on.

    Attributes:
        product: Item of the book.
        version: Number of the version; a later one leaves the earlier as they were.
        lines: The materials.
    """

    product: str
    version: int
    lines: tuple[BillLine, ...]

    def consumption(self, units: Decimal) -> dict[str, Decimal]:
        """Gross consumption of so many units, by material, each rounded once."""
        return {
            line.material: gross_consumption(line.net, line.loss_pct, units).written_off
            for line in self.lines
        }


def gross_consumption(net: Decimal, loss_pct: Decimal, units: Decimal = Decimal(1)) -> Gross:
    """Units x net / (1 - loss): exact until the end, rounded once, half up, to five places.

    Args:
        net: In one unit of the product [the material's unit].
        loss_pct: Lost in the process, of the gross consumption [%]; from 0 to below 100.
        units: Units of the product.

    Raises:
        InputError: The loss is below 0 or from 100 % on, or a quantity is not above zero.

    Example:
        >>> gross_consumption(Decimal("0.7"), Decimal(3), Decimal(1000)).written_off
        Decimal('721.64948')

    Source:
        Design of the window 4.10: gross consumption = net / (1 - loss).
    """
    if faults := [*check_loss(loss_pct, "loss_pct"), *_low("net", net), *_low("units", units)]:
        raise InputError(faults)
    one = Fraction(net) / (1 - Fraction(loss_pct) / 100)
    return Gross(rounded(one), rounded(one * Fraction(units)))


def check_loss(loss_pct: Decimal, where: str) -> list[Problem]:
    """A problem where a loss is below 0 or from 100 % on."""
    if loss_pct.is_finite() and 0 <= loss_pct < 100:
        return []
    return [
        Problem("bonded.loss", where, f"A loss of {loss_pct} % is not possible.",
                "Give the share of the gross consumption: 0 or more, and below 100.",
                message_zh=f"损耗率{loss_pct}%无效，应不低于0且低于100。")
    ]  # fmt: skip


def rounded(exact: Fraction) -> Decimal:
    """A quantity rounded half up to five places."""
    scaled = exact * 100_000
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-5, _EXACT)


def statutory(quantity: Decimal, per_unit: Decimal) -> Decimal:
    """A declared quantity in the statutory unit, rounded half up to five places."""
    return _EXACT.multiply(quantity, per_unit).quantize(PLACES, ROUND_HALF_UP, _EXACT)


def find_bill(bills: Iterable[Bill], product: str, version: int | None = None) -> Bill:
    """The bill of a product in a version, or in its latest.

    Raises:
        MissingError: There is none.
    """
    own = [bill for bill in bills if bill.product == product and version in (None, bill.version)]
    if not own:
        raise MissingError(
            Problem("bonded.bill_missing", product, "there is no bill of materials of it.",
                    "Add one, or name a version there is.", message_zh="该成品没有单耗版本。")
        )  # fmt: skip
    return max(own, key=lambda bill: bill.version)


def check_bill(bill: Bill, materials: Mapping[str, object]) -> list[Problem]:
    """Everything wrong with a bill: unknown or repeated materials, losses, quantities."""
    faults: list[Problem] = []
    seen: set[str] = set()
    for place, line in enumerate(bill.lines):
        where = f"materials[{place}]"
        if line.material not in materials or line.material in seen:
            faults.append(
                Problem("bonded.item_unknown", f"{where}.material",
                        f"{line.material!r} is no material of the book, or stands there twice.",
                        "Name each material of the book once.", message_zh="料件不在账册中或重复。")
            )  # fmt: skip
        seen.add(line.material)
        faults += [*check_loss(line.loss_pct, f"{where}.loss_pct"), *_low(f"{where}.net", line.net)]
    return faults


def _low(where: str, number: Decimal) -> list[Problem]:
    if number.is_finite() and number > 0:
        return []
    return [
        Problem("bonded.quantity", where, f"{number} is not above zero.",
                "Give a quantity above zero.", message_zh="数量应大于零。")
    ]  # fmt: skip
