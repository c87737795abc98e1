"""The best portfolio by SciPy's milp, its model written anew: one matrix, a 0 or 1 per start.

It shares nothing with the room but the words of a case. The tail mean is written as in Rockafellar
and Uryasev 2000.
"""

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Raw = dict[str, Any]
_MOST = 1e4  # above what any of these plans is worth


def best_worth(raw: Raw) -> float | None:
    """What the best plan is worth; None where there is none."""
    result = Plain(raw).solve(limit_s=60.0, gap=0.0)
    return None if result.x is None else -float(result.fun)


class Plain:
    """Columns: starts project by project, pairs, the edge of the tail, what each future lacks."""

    def __init__(self, raw: Raw) -> None:
        self.raw, self.periods, self.rows = raw, raw["periods"], raw["projects"]
        self.at = {row["id"]: place for place, row in enumerate(self.rows)}
        related = raw.get("relations", [])
        self.pairs = [one for one in related if one["kind"] in ("boosts", "overlaps")]
        self.futures = outcomes(raw)
        self.x = np.arange(len(self.rows) * self.periods).reshape(-1, self.periods)
        self.first_z = self.x.size
        self.edge = self.first_z + len(self.pairs)
        self.width = self.edge + 1 + len(self.futures)
        self.matrix: list[np.ndarray] = []
        self.lows: list[float] = []
        self.highs: list[float] = []

    def solve(self, *, limit_s: float, gap: float) -> Any:
        """SciPy's answer: the objective is as small as can be, so it is minus the worth."""
        values = self.values()
        self.money()
        self.resources()
        self.relations()
        self.floors()
        for k, value in enumerate(values):
            value[self.edge], value[self.edge + 1 + k] = -1.0, 1.0
            self.add(value, low=0.0)
        whole = np.zeros(self.width)
        whole[: self.edge] = 1
        return milp(
            -self.aim(), integrality=whole, bounds=Bounds(*self.limits()),
            constraints=LinearConstraint(csr_array(np.array(self.matrix)), self.lows, self.highs),
            options={"time_limit": limit_s, "mip_rel_gap": gap},
        )  # fmt: skip

    def add(self, row: np.ndarray, low: float = -np.inf, high: float = np.inf) -> None:
        self.matrix.append(row)
        self.lows.append(low)
        self.highs.append(high)

    def chosen(self, *ids: str) -> np.ndarray:
        row = np.zeros(self.width)
        for name in ids:
            row[self.x[self.at[name]]] = 1.0
        return row

    def values(self) -> np.ndarray:
        """What each column brings in each future (n_futures, n_columns)."""
        values = np.zeros((len(self.futures), self.width))
        for k, (_, benefit) in enumerate(self.futures):
            for i, row in enumerate(self.rows):
                ends = np.arange(self.periods) + row["duration"]
                worth = benefit.get(row["id"], row["benefit"])
                values[k, self.x[i]] = worth * (1.0 + self.raw["discount_rate"]) ** -ends
            for z, one in enumerate(self.pairs):
                sign = 1.0 if one["kind"] == "boosts" else -1.0
                values[k, self.first_z + z] = sign * one["value"]
        return values

    def aim(self) -> np.ndarray:
        chance = np.array([p for p, _ in self.futures])
        risk = self.raw.get("risk", {"level": 0.0, "weight": 0.0})
        aim = (1 - risk["weight"]) * chance @ self.values()
        aim[self.edge] += risk["weight"]
        aim[self.edge + 1 :] -= risk["weight"] * chance / (1 - risk["level"])
        return np.asarray(aim)

    def money(self) -> None:
        spend = np.zeros((self.periods, self.width))
        for i, row in enumerate(self.rows):
            for start in range(self.periods):
                cost = row["cost"][: self.periods - start]
                spend[start : start + len(cost), self.x[i, start]] += cost
        budget = np.array(self.raw["budget"]["per_period"], dtype=float)
        if self.raw["budget"]["rule"] == "carry_over":
            spend, budget = spend.cumsum(axis=0), budget.cumsum()
        for row, limit in zip(spend, budget, strict=True):
            self.add(row, high=limit)

    def resources(self) -> None:
        for one in self.raw.get("resources", []):
            uses = [row.get("uses", {}).get(one["name"], 0.0) for row in self.rows]
            if "total" in one:
                every = [u * self.chosen(row["id"]) for u, row in zip(uses, self.rows, strict=True)]
                self.add(np.sum(every, axis=0), high=one["total"])
                continue
            for t in range(self.periods):
                row = np.zeros(self.width)
                for i, project in enumerate(self.rows):
                    row[self.x[i, max(0, t - project["duration"] + 1) : t + 1]] = uses[i]
                self.add(row, high=one["per_period"])

    def relations(self) -> None:
        for row in self.rows:
            self.add(self.chosen(row["id"]), low=float(row.get("must", False)), high=1.0)
        for one in self.raw.get("relations", []):
            if one["kind"] == "excludes":
                self.add(self.chosen(*one["projects"]), high=1.0)
            if one["kind"] == "requires":
                self.in_turn(self.at[one["project"]], self.at[one["needs"]])
        for z, one in enumerate(self.pairs):
            a, b = one["projects"]
            both = np.zeros(self.width)
            both[self.first_z + z] = 1.0
            self.add(both - self.chosen(a), high=0.0)
            self.add(both - self.chosen(b), high=0.0)
            self.add(both - self.chosen(a, b), low=-1.0)

    def in_turn(self, later: int, first: int) -> None:
        wait = self.rows[first]["duration"]
        for s in range(self.periods):
            row = np.zeros(self.width)
            row[self.x[later, : s + 1]] = 1.0
            row[self.x[first, : max(0, s - wait + 1)]] -= 1.0
            self.add(row, high=0.0)

    def floors(self) -> None:
        for floor in self.raw.get("floors", []):
            by = "region" if "region" in floor else "type"
            own = [row for row in self.rows if row.get(by) == floor[by]]
            total = [sum(row["cost"]) * self.chosen(row["id"]) for row in own]
            self.add(np.sum([np.zeros(self.width), *total], axis=0), low=floor["min_spend"])

    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        low, high = np.zeros(self.width), np.ones(self.width)
        low[self.edge], high[self.edge :] = -_MOST, _MOST
        for i, row in enumerate(self.rows):
            latest = self.periods if row.get("latest") is None else row["latest"]
            for s in range(self.periods):
                if not row.get("earliest", 0) <= s <= min(latest, self.periods - row["duration"]):
                    high[self.x[i, s]] = 0.0
        return low, high


def outcomes(raw: Raw) -> list[tuple[float, Raw]]:
    """Probability and benefits of each scenario, and of what is left over."""
    told = [(one["probability"], one.get("benefit", {})) for one in raw.get("scenarios", [])]
    left = 1.0 - sum(p for p, _ in told)
    return [(left, {}), *told] if left > 1e-9 else told
