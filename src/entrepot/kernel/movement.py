"""A released line as statistics sees it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of goods that crossed the border, or the reversal of one.

    An amendment reverses what it replaces and posts anew; a cancellation only reverses. The
    sum over a declaration is what finally moved.

    Attributes:
        declaration: Reference in the window, by which the goods are found again.
        version: Version of the declaration that says so.
        seq: Number of the line.
        kind: original or reversal; values and masses of a reversal are negative.
        flow: import or export.
        hs: National code of the line.
        partner: Country it came from or goes to, ISO 3166-1 alpha-2.
        origin: Country of origin.
        value: Statistical value: CIF of imports, FOB of exports.
        net_mass_kg: Net mass [kg], None if not told.
        period: First day of the month of the release.
        trade_mode: Customs procedure of the declaring country.
        district: Statistical district of the domestic source or destination, empty if not told.

    Source:
        UN IMTS 2010, chapters 2 to 5 (scope, time of recording, valuation).
    """

    declaration: str
    version: int
    seq: int
    kind: Literal["original", "reversal"]
    flow: str
    hs: str
    partner: str
    origin: str
    value: Money
    net_mass_kg: Decimal | None
    period: date
    trade_mode: str = ""
    district: str = ""

    def reversed(self) -> "Movement":
        """The movement that takes this one back."""
        return Movement(
            self.declaration, self.version, self.seq, "reversal", self.flow, self.hs, self.partner,
            self.origin, -self.value, None if self.net_mass_kg is None else -self.net_mass_kg,
            self.period, self.trade_mode, self.district,
        )  # fmt: skip
