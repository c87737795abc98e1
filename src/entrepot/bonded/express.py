"""Express and mail lists: one parcel a line, read and judged."""

import re
from dataclasses import dataclass
from decimal import Decimal

from entrepot.bonded.intake import Intake
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money, minor_unit

KINDS = ("express", "mail")
FLOWS = ("import", "export")
MOST_PIECES, MOST_MASS_KG = 10_000, Decimal(100_000)
_WAYBILL = re.compile(r"[0-9A-Z][0-9A-Z-]{0,39}", re.IGNORECASE | re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}")
_LEAST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One express or mail item.

    Attributes:
        waybill: The carrier's number.
        kind: express or mail.
        flow: import or export.
        description: What is in it.
        pieces: How many.
        gross_mass_kg: With its packing [kg].
        value: What the goods are worth.
        origin: ISO 3166-1 alpha-2.
    """

    waybill: str
    kind: str
    flow: str
    description: str
    pieces: int
    gross_mass_kg: Decimal
    value: Money
    origin: str


def parse_parcel(raw: object) -> Parcel:
    """Read one line of an express or mail list.

    Raises:
        InputError: With every fault.
    """
    fields = Intake(raw)
    found = Parcel(
        waybill=fields.matching("waybill", _WAYBILL, "Write letters, digits and hyphens."),
        kind=fields.word("kind", KINDS),
        flow=fields.word("flow", FLOWS),
        description=fields.text("description", 200),
        pieces=fields.whole("pieces", 1, MOST_PIECES),
        gross_mass_kg=fields.number("gross_mass_kg", low=_LEAST, high=MOST_MASS_KG),
        value=Money(*fields.money_of_any("value")),
        origin=fields.matching("origin", _COUNTRY, "Write it as DE (ISO 3166-1)."),
    )
    fields.nothing_else()
    problems = fields.problems or _worth(found)
    if problems:
        raise InputError(problems)
    return found


def _worth(parcel: Parcel) -> list[Problem]:
    value = parcel.value
    if value.amount <= 0:
        return [
            Problem("express.value", "value", "a parcel is worth something.",
                    "Give the price, or what the goods would sell for.",
                    message_zh="货值须大于零。")
        ]  # fmt: skip
    if value.amount % minor_unit(value.currency):
        return [
            Problem("express.value", "value", f"{value} is finer than the money is.",
                    "Round it to the smallest coin.",
                    message_zh="金额小数位数超出该币种的最小单位。")
        ]  # fmt: skip
    return []
