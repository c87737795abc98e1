"""What changed exports ask for of the region's sectors, and what that brings in value and jobs."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from entrepot.kernel.source import Source, weakest
from entrepot.plan.effects import Measure, Vector
from entrepot.plan.output import output_for
from entrepot.service.comparison_worlds import World
from entrepot.service.output_table import Sectors

Document = dict[str, Any]
_DIRECT = (
    "no table of input and output was given: what exporters sell themselves, their suppliers "
    "not counted"
)


class OutputEffects:
    """Output that exports ask for, by a table of sectors or by exporters alone.

    Args:
        sectors: The table; None where there is none.
        asked: Checked fields of an effect.
    """

    def __init__(self, sectors: Sectors | None, asked: Document) -> None:
        self._sectors = sectors
        if sectors is not None:
            chance = np.random.default_rng([asked["seed"], 1])  # apart from the draws of trade
            drawn = sectors.local_drawn(chance, asked["draws"])
            self._local = np.vstack([sectors.local_middle, drawn])

    def about(self, as_is: World) -> Document | None:
        """The table as JSON tells it, with what a reader must know."""
        one = self._sectors
        return None if one is None else {
            "unit": one.unit, "usd_per_unit": one.usd_per_unit, "sectors": len(one.codes),
            "source": one.cited.text, "status": one.cited.status,
            "warnings": list(self._warnings(one, as_is)),
        }  # fmt: skip

    def _warnings(self, one: Sectors, as_is: World) -> Iterator[Document]:
        """Sectors that would sell more abroad than they make: the table is of another region."""
        sold = one.exports * as_is.exports[0] / one.usd_per_unit
        for code, exports, output in zip(one.codes, sold, one.table.output, strict=True):
            if exports > output:
                message = f"would sell {exports:,.6g} {one.unit} abroad, of {output:,.6g} made."
                yield {"code": "plan.exports_above_output", "where": f"output.sector {code}",
                       "message": message, "sector": code}  # fmt: skip

    def measures(self, as_is: World, world: World) -> list[Measure]:
        """Output, and what it brings, in a world: as it is, and what its exports add to that."""
        one = self._sectors
        if one is None:
            return [_measure("exporters_output", "USD", world.exports,
                             Source(_DIRECT, "modelled"))]  # fmt: skip
        added = self._added(one, as_is, world)
        output = one.table.output + added
        cited = Source(one.cited.text, weakest(["modelled", one.cited.status]))
        totals = {name: output @ each for name, each in one.brings.items()}
        units = {"jobs": "jobs"}
        return [
            _measure("output", one.unit, output.sum(axis=1), cited),
            *(_measure(name, units.get(name, one.unit), each, cited)
              for name, each in totals.items()),
            *(_measure(f"output:{code}", one.unit, output[:, place], cited)
              for place, code in enumerate(one.codes)),
        ]  # fmt: skip

    def gdp_factor(self, as_is: World, world: World) -> Vector | None:
        """Value added after over before, once a draw; None where the table does not tell it."""
        one = self._sectors
        if one is None or "value_added" not in one.brings:
            return None
        share = one.brings["value_added"]
        factor: Vector = 1 + self._added(one, as_is, world) @ share / (one.table.output @ share)
        return factor

    def sector_of(self, what: str) -> Mapping[str, str]:
        """Code and names of the sector that a figure is of; nothing where it is of all."""
        one, (_, _, code) = self._sectors, what.partition(":")
        if one is None or not code:
            return {}
        at = one.codes.index(code)
        return {"sector": code, "sector_name": one.names[at], "sector_name_zh": one.names_zh[at]}

    def _added(self, one: Sectors, as_is: World, world: World) -> Vector:
        """Output that the change of exports asks for, the likeliest first (1 + n_draws, n)."""
        change = (world.exports - as_is.exports) / one.usd_per_unit
        asked = [output_for(one.table, one.exports, local) for local in self._local]
        return change[:, None] * np.array(asked)


def _measure(what: str, unit: str, values: Vector, cited: Source) -> Measure:
    return Measure("output", what, unit, float(values[0]), values[1:], cited)
