"""The world of the lines under several sets of edits of the corridors, drawn with one chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from entrepot.service.corridor_chain import corridors_case
from entrepot.service.corridor_shock import CorridorShock, corridor_shock
from entrepot.service.desk import Desk
from entrepot.service.model_case import ModelCase
from entrepot.service.what_if_world import case_of
from entrepot.trade.baseline import Baseline, Matrix, Vector, make_baseline
from entrepot.trade.closure import Closure, choose_numeraire
from entrepot.trade.draws import Draws, Normal, draw, measured
from entrepot.trade.equilibrium import Equilibrium, Shock, solve_equilibrium

Document = dict[str, Any]
Edits = Sequence[Mapping[str, Any]]
FLOWS = ("exports", "imports")


@dataclass(frozen=True, slots=True)
class World:
    """The world after some edits.

    Attributes:
        shock: What they change in the cost of trade.
        exports, imports, income: Of the region, the likeliest first, then once a draw
            (1 + n_draws,) [USD, USD, after over before].
        draws: What was drawn; None where only the likeliest was asked for.
        warnings: What a reader must know.
    """

    shock: CorridorShock
    exports: Vector
    imports: Vector
    income: Vector
    draws: Draws | None
    warnings: Sequence[Document]

    @property
    def total(self) -> Vector:
        """Exports plus imports (1 + n_draws,) [USD]."""
        return self.exports + self.imports


class Worlds:
    """Solves the world of some flows under one set of edits after another.

    Args:
        desk: The desk.
        flows: Trade by seller and buyer [USD].
        asked: Checked fields of an effect.
        year: Year of the corridors, one for all sets of edits.
        today: The day.
    """

    def __init__(self, desk: Desk, flows: Any, asked: Document, year: int, today: date) -> None:
        self._desk, self._asked, self._today = desk, asked, today
        self._case = corridors_case(asked) | {"year": year}
        self.base = _base_of(case_of(flows, asked)["flows"]["rows"])
        self._closure = Closure(asked["closure"])
        self._unit = choose_numeraire(self._closure, None, self.base.codes)
        self._own = self.base.codes.index(desk.region.id)

    def drawn(self, edits: Edits) -> World:
        """The world after some edits: at the likeliest values and once a draw.

        Raises:
            InputError: An edit does not fit the network.
            ModelError: There is no convergence.
        """
        shock, warnings = self._shock(edits)
        found = self._solve(shock)
        theta = Normal(self._asked["theta"], self._asked["theta_sd"])
        chance = np.random.default_rng(self._asked["seed"])
        draws = draw(chance, self._asked["draws"], theta, shock.drawn)
        rows = measured(
            self.base, shock.log_cost, shock.duty, draws, closure=self._closure,
            numeraire=self._unit, start=np.log(found.wage_hat), measure=self._measure,
        )  # fmt: skip
        exports, imports, income = np.vstack([self._measure(found), rows]).T
        return World(shock, exports, imports, income, draws, warnings)

    def trade(self, edits: Edits) -> float:
        """Exports plus imports of the region after some edits, at the likeliest values [USD].

        Raises:
            InputError: An edit does not fit the network.
            ModelError: There is no convergence.
        """
        shock, _ = self._shock(edits, drawn=False)
        exports, imports, _ = self._measure(self._solve(shock))
        return float(exports + imports)

    def _shock(self, edits: Edits, *, drawn: bool = True) -> tuple[CorridorShock, list[Document]]:
        scenario = {"name": "scenario", "edit": list(edits)}
        model = ModelCase(self._case | {"scenario": scenario}, None)
        shock = corridor_shock(
            model, self.base.codes, self.base.duty, lambda: self._desk, today=self._today,
            drawn=drawn,
        )  # fmt: skip
        return shock, list(model.warnings)

    def _solve(self, shock: CorridorShock) -> Equilibrium:
        return solve_equilibrium(
            self.base, Shock(shock.log_cost(), shock.duty), theta=self._asked["theta"],
            closure=self._closure, numeraire=self._unit,
        )  # fmt: skip

    def _measure(self, found: Equilibrium) -> Vector:
        """Exports, imports and real income of the region (3,)."""
        own, net = self._own, found.net
        at_home = net[own, own]
        return np.array([
            net[own].sum() - at_home, net[:, own].sum() - at_home, found.real_income_hat[own]
        ])  # fmt: skip


def _base_of(rows: Sequence[Mapping[str, Any]]) -> Baseline:
    """Flows as observed, spending at home as supposed."""
    codes = sorted({row[end] for row in rows for end in ("origin", "destination")})
    at = {code: place for place, code in enumerate(codes)}
    values: Matrix = np.zeros((len(codes), len(codes)))
    for row in rows:
        values[at[row["origin"]], at[row["destination"]]] = row["value"]
    return make_baseline(codes, values)


def lane_means(
    worlds: Sequence[World], net: Matrix
) -> list[Mapping[str, Vector]]:  # fmt: skip
    """Cost of carriage, hours and cost factor of each world, means over the lanes that all have.

    Each lane counts by the trade it has as things are, so that the mean moves by costs alone.

    Args:
        worlds: Drawn with one chance.
        net: Trade by seller and buyer as it is (n, n) [USD].

    Returns:
        For each world cost_share and cost_factor, the likeliest first, then once a draw
        (1 + n_draws,), and hours (1,); empty where no lane is left.
    """
    keys = [[(lane.partner, lane.flow) for lane in one.shock.lanes] for one in worlds]
    common = set(keys[0]).intersection(*keys[1:])
    return [_means(one, [place for place, key in enumerate(told) if key in common], net)
            for one, told in zip(worlds, keys, strict=True)]  # fmt: skip


def _means(world: World, kept: Sequence[int], net: Matrix) -> Mapping[str, Vector]:
    shock = world.shock
    weights = shock.of_lanes(net)[list(kept)]
    if not weights.sum() > 0:
        return {}
    weights = weights / weights.sum()
    scales = [None, *(world.draws.scale.tolist() if world.draws else ())]
    changes = [shock.change(scale) for scale in scales]
    shares = np.array([one.after[list(kept)] for one in changes]) @ weights
    logs = np.array([np.log(one.tau_hat[list(kept)]) for one in changes]) @ weights
    hours = shock.after.hours[shock.middle][list(kept)] @ weights
    return {"cost_share": shares, "hours": np.array([hours]), "cost_factor": np.exp(logs)}


def together(*some: Edits) -> list[Mapping[str, Any]]:
    """Edits of several scenarios at once; an edit that two of them hold is there once."""
    found: list[Mapping[str, Any]] = []
    for edits in some:
        found += [one for one in edits if one not in found]
    return found
