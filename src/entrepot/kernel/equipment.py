"""Equipment as the trade counts it: size and type codes of containers, and their TEU."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from entrepot.kernel.errors import InputError, Problem

FULL, EMPTY = "full", "empty"
STATUSES = (FULL, EMPTY)
REEFER = "R"
# ISO 6346, annex D, table D.1; TEU as ports count them. Other lengths have no agreed count.
LENGTHS_FT: Mapping[str, int] = MappingProxyType({"2": 20, "4": 40, "L": 45})
TEU: Mapping[str, Decimal] = MappingProxyType(
    {"2": Decimal(1), "4": Decimal(2), "L": Decimal("2.25")}
)
_SIZE_TYPE = re.compile(r"[1-4A-HK-NP][0245689CDEFLMNP][A-Z0-9][A-Z0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class SizeType:
    """A size and type code, such as 22G1.

    Attributes:
        code: Four signs: length, height and width, type.
        length_ft: Nominal length [ft].
        teu: Twenty-foot equivalents [TEU].
        group: First sign of the type: G general, R refrigerated, U open top, T tank.

    Source:
        ISO 6346:2022, annexes D and E.
    """

    code: str
    length_ft: int
    teu: Decimal
    group: str

    @property
    def needs_power(self) -> bool:
        """Whether it is refrigerated and wants a socket."""
        return self.group == REEFER


def check_size_type(code: str) -> tuple[Problem, ...]:
    """What is wrong with a size and type code; nothing where it is one whose TEU are known."""
    if _SIZE_TYPE.fullmatch(code) and code[0] in TEU:
        return ()
    return (
        Problem(
            "equipment.size_type", "size_type", f"{code!r} is no size and type with known TEU.",
            "Write four signs of ISO 6346: 2, 4 or L for 20, 40 or 45 ft, as 22G1 or 45R1.",
            message_zh=f"“{code}”不是可折算标准箱的尺寸类型代码。",
        ),
    )  # fmt: skip


def parse_size_type(code: str) -> SizeType:
    """A size and type code taken apart.

    Raises:
        InputError: It is none, or of a length whose TEU nobody agreed on.

    Example:
        >>> parse_size_type("L5R1").teu
        Decimal('2.25')
    """
    if problems := check_size_type(code):
        raise InputError(problems)
    return SizeType(code, LENGTHS_FT[code[0]], TEU[code[0]], code[2])


def teu_of(code: str) -> Decimal:
    """Twenty-foot equivalents of a size and type code [TEU].

    Raises:
        InputError: As `parse_size_type`.
    """
    return parse_size_type(code).teu
