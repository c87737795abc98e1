"""Groups of countries that measures name, as at a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.region.law import Market, Membership
from entrepot.tariff.claim import Pact

WITHOUT_MFN = "without MFN"  # ends the name of the group whose goods pay a market's general rate


@dataclass(frozen=True, slots=True)
class Areas:
    """Countries by the name of a group, casefolded.

    Attributes:
        markets: Customs territories, which are groups of their countries.
        pacts: Agreements, which are groups of their parties.
        rows: Membership rows by group.
    """

    markets: Mapping[str, frozenset[str]]
    pacts: Mapping[str, Pact]
    rows: Mapping[str, tuple[Membership, ...]]

    @classmethod
    def of(
        cls, markets: Iterable[Market], pacts: Iterable[Pact], rows: Iterable[Membership]
    ) -> "Areas":
        """Index what the law tells of groups."""
        by_group: dict[str, list[Membership]] = {}
        for row in rows:
            by_group.setdefault(row.group.casefold(), []).append(row)
        return cls(
            {m.id.casefold(): frozenset(m.countries) for m in markets if len(m.countries) > 1},
            {pact.code.casefold(): pact for pact in pacts},
            {group: tuple(own) for group, own in by_group.items()},
        )

    def members(self, group: str, on: date) -> frozenset[str] | None:
        """Countries in a group on a day, None where there is no such group."""
        name = group.casefold()
        if name in self.rows:
            return frozenset(row.country for row in self.rows[name] if on in row.valid)
        if name in self.pacts:
            return frozenset(country for country, valid in self.pacts[name].parties if on in valid)
        return self.markets.get(name)

    def has_mfn(self, market: str, origin: str, on: date) -> bool:
        """Say whether goods of a country have most-favoured-nation treatment in a market."""
        return origin not in (self.members(f"{market} {WITHOUT_MFN}", on) or ())
