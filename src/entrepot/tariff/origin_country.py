"""Step 11: the party in which a good got its origin, where rates differ by it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from entrepot.tariff.origin_case import OriginCase
from entrepot.tariff.origin_law import Profile
from entrepot.tariff.origin_materials import ZERO
from entrepot.tariff.origin_tests import Making


@dataclass(frozen=True, slots=True)
class CountryFound:
    """The country of origin for tariff differentials.

    Attributes:
        country: ISO 3166-1 alpha-2; empty where there is none, or it is not known.
        why: The reason, in words.
    """

    country: str
    why: str


def find_country(
    case: OriginCase, profile: Profile, making: Making, criterion: str, *, originates: bool
) -> CountryFound:
    """The RCEP country of origin.

    It is where the good got its origin; by PE only if more was done there than minimal
    operations. Goods that the importer lists for a further requirement, and goods that fail the
    above, have that of the party whose originating materials are worth most.

    Source:
        RCEP article 2.6, paragraphs 2 to 4.
    """
    if not profile.agreement.has_differentials:
        return CountryFound("", f"{profile.code} makes no difference between its parties")
    if not originates:
        return CountryFound("", "it does not originate, or that is not known")
    if case.good.is_differentiated:
        return _most_material(making, "listed for a further requirement, which is not checked")
    if criterion != "PE" or making.minimal == "pass":
        unread = "" if case.good.is_differentiated is False else _UNREAD
        return CountryFound(case.exporting_party, f"it got its origin there{unread}")
    return _most_material(making, "only minimal operations were done there")


_UNREAD = "; whether the importer lists it for a further requirement is not known"


def _most_material(making: Making, why: str) -> CountryFound:
    """The party whose originating materials are worth most; none where that is not known."""
    worth: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for part in making.parts:
        if part.origin != "originating":
            continue
        if part.value is None or part.is_least:
            return CountryFound("", f"{why}, and the value of {part.path} is not known")
        worth[part.country] += part.value
    best = sorted(worth, key=lambda country: (-worth[country], country))
    if not best or (len(best) > 1 and worth[best[0]] == worth[best[1]]):
        return CountryFound("", f"{why}, and no party has the most originating materials")
    return CountryFound(best[0], f"{why}: its originating materials are worth most")
