"""Consignment and Line: what is sent, from where to where, on which terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from entrepot.kernel.codes import Incoterm
from entrepot.kernel.money import Money

_NONE: Mapping[str, Decimal] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """One good of a consignment.

    Attributes:
        hs_code: Six digits, or a national line of up to twelve.
        value: Invoice value of the line under the consignment's Incoterm.
        country_of_origin: ISO 3166-1 alpha-2.
        net_mass_kg: Net mass [kg], None if not told.
        quantities: Further quantities by unit of the tariff: `l`, `item`, `l_alc`, ...
    """

    hs_code: str
    value: Money
    country_of_origin: str
    net_mass_kg: Decimal | None = None
    quantities: Mapping[str, Decimal] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods that travel together from one place to another under one Incoterm.

    Attributes:
        origin: Place id where the goods start.
        destination: Place id where they end.
        lines: The goods.
        incoterm: Incoterms 2020 rule of the invoice.
        gross_mass_kg: Gross mass of all goods, packing included, boxes not [kg].
        teu: Containers asked for, in twenty-foot equivalents; None leaves it to the planner.
        volume_m3: Volume of the goods, None if not told.
        heaviest_piece_kg: Heaviest single piece, None if not told.
    """

    origin: str
    destination: str
    lines: tuple[Line, ...]
    incoterm: Incoterm
    gross_mass_kg: Decimal
    teu: Decimal | None
    volume_m3: Decimal | None = None
    heaviest_piece_kg: Decimal | None = None

    @property
    def value(self) -> Money:
        """Invoice value of all lines, which share one currency."""
        first, *rest = (line.value for line in self.lines)
        return sum(rest, first)
