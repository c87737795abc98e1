"""The law of tariffs with clauses changed for trial; the law it is made from stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from entrepot.region.law import Market, Measure
from entrepot.region.model import Region
from entrepot.service.duty_request import Direction
from entrepot.service.tariff_law import TariffLaw
from entrepot.tariff.clause_change import (
    Change,
    change_agreement,
    change_measures,
    change_parties,
)
from entrepot.tariff.owed import Rules


@dataclass
class TrialLaw(TariffLaw):
    """A law with changes.

    Attributes:
        base: The law as it is.
        changes: What is changed, one after the other.
    """

    base: TariffLaw
    changes: tuple[Change, ...]

    def rules(
        self,
        name: str,
        market: Market,
        code: str,
        origin: str,
        on: date,
        *,
        given: tuple[Measure, ...] | None,
        direction: Direction = "import",
    ) -> Rules:
        """The law of a market on a line, after the changes."""
        asked = name, market, code, origin, on
        found = super().rules(*asked, given=given, direction=direction)
        before = self.base.rules(*asked, given=given, direction=direction)
        bound = {pact.code for pact in found.pacts}
        lost = {r for pact in before.pacts if pact.code not in bound for r in pact.regimes}
        kept = (
            m for m in found.measures if m.kind != "preference" or m.regime.casefold() not in lost
        )

        def look_up(line: str) -> Measure | None:
            measure = found.look_up(line)
            near = change_measures([measure] if measure else [], market.id, line, on, self.changes)
            return next((one for one in near if one.hs_code == line), None)

        measures = change_measures(kept, market.id, code, on, self.changes)
        return replace(found, measures=measures, look_up=look_up)


def on_trial(law: TariffLaw, changes: Sequence[Change]) -> TrialLaw:
    """A law with changes; what is not changed is shared with the law it is made from."""
    return TrialLaw(
        _region(law.region, changes), law.law, law.nomenclature, law.exchange, law.stored,
        law.determined, law.certified, law, tuple(changes),
    )  # fmt: skip


def _region(region: Region, changes: Sequence[Change]) -> Region:
    return replace(
        region,
        origin_agreements=tuple(
            reduce(change_agreement, changes, row) for row in region.origin_agreements
        ),
        origin_parties=reduce(change_parties, changes, region.origin_parties),
    )
