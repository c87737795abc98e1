"""What a change of duties and costs does to welfare, exactly and by its first-order parts.

The exact change is that of real final spending, I/P. The first-order parts are weighted at the
base, with changes in percent or in logs; the three can lie far apart and are told by name.
"""

from dataclasses import dataclass

import numpy as np

from entrepot.trade.closure import Vector
from entrepot.trade.sector_base import Array
from entrepot.trade.sectors import SectorResult


@dataclass(frozen=True, slots=True)
class Parts:
    """First-order parts of a change of welfare, as shares of income at the base.

    Attributes:
        terms_of_trade: Dearer exports less dearer imports (n,).
        volume_of_trade: Duty on the volume that imports gain (n,).
        trade_cost: What costs other than duty spare on imports; 0 without such a shock (n,).
    """

    terms_of_trade: Vector
    volume_of_trade: Vector
    trade_cost: Vector

    @property
    def welfare(self) -> Vector:
        """Their sum (n,)."""
        return self.terms_of_trade + self.volume_of_trade + self.trade_cost


def first_order(result: SectorResult, *, logs: bool = False) -> Parts:
    """First-order parts: terms of trade, volume of trade and cost.

    With the change of unit costs dc, imports M before duty and income I at the base,
    `ToT_n = sum_j sum_{i!=n} (E_ni dc_n - M_ni dc_i) / I_n` and
    `VoT_n = sum_j sum_i t_ni M_ni (dM_ni - dc_i) / I_n`.

    Args:
        result: A base and the world after a shock.
        logs: Changes in logs in the place of those in percent.

    Source:
        Caliendo and Parro 2015, welfare effects from tariff changes.
    """
    before = result.before
    moved = _abroad(before.imports)
    cost = result.after.log_cost if logs else np.expm1(result.after.log_cost)
    spared = result.log_cost if logs else np.expm1(result.log_cost)
    dearer = cost[:, None, :]  # of the exporter i
    sold = (moved.sum(axis=1) * cost).sum(axis=0)
    bought = (moved * dearer).sum(axis=(0, 2))
    volume = before.duty * moved * (_growth(result, logs) - dearer - spared)
    return Parts(
        (sold - bought) / before.income,
        volume.sum(axis=(0, 2)) / before.income,
        -(moved * spared).sum(axis=(0, 2)) / before.income + 0.0,
    )


def exact_log(result: SectorResult) -> Vector:
    """Log of real final spending after over before (n,)."""
    return np.log(result.after.income / result.before.income) - log_consumer_price(result)


def log_consumer_price(result: SectorResult) -> Vector:
    """Log of the price of final demand after over before (n,)."""
    price: Vector = (result.base.final * result.after.log_price).sum(axis=0)
    return price


def imports_from(result: SectorResult, members: list[int]) -> Vector:
    """Growth of each member's imports from the others, world value added fixed (m,)."""
    scale = result.before.earned.sum() / result.after.earned.sum()
    pick = np.ix_(range(len(result.base.data.sectors)), members, members)
    before = _abroad(result.before.imports[pick]).sum(axis=(0, 2))
    after = _abroad(result.after.imports[pick]).sum(axis=(0, 2)) * scale
    ratio: Vector = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
    return ratio - 1


def _growth(result: SectorResult, logs: bool) -> Array:
    """Change of the value of imports; 0 where there were none (j, n, n)."""
    before = result.before.imports
    ratio = np.divide(result.after.imports, before, out=np.ones_like(before), where=before > 0)
    return np.log(ratio) if logs else ratio - 1


def _abroad(imports: Array) -> Array:
    found = imports.copy()
    places = np.arange(imports.shape[1])
    found[:, places, places] = 0
    return found
