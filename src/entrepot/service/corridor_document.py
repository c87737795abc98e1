"""What a change of the corridors does, lane by lane, as JSON tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from entrepot.corridors.carriage import Haulage
from entrepot.kernel.source import weakest
from entrepot.service.amounts import Document
from entrepot.service.corridor_shock import CorridorShock
from entrepot.service.model_case import plain
from entrepot.trade.baseline import Matrix, Vector
from entrepot.trade.equilibrium import Equilibrium

_BAND = ("p05", "median", "p95")


def trade_hat(found: Equilibrium, shock: CorridorShock) -> Vector:
    """Trade of each lane after over before, NaN where there was none (m,)."""
    before, after = shock.of_lanes(found.base.net), shock.of_lanes(found.net)
    hat: Vector = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
    return hat


def corridors_document(
    found: Equilibrium, shock: CorridorShock, bands: Matrix | None
) -> Mapping[str, Any]:
    """The lanes with what they rest on.

    The change of trade multiplies back: money and hours, each to the power of minus theta, and
    the rest, which is what wages and prices everywhere do.

    Args:
        found: The world after.
        shock: What changed.
        bands: Percentiles of the trade of each lane (3, m); None without draws.
    """
    change = shock.change()
    before, after, middle = shock.before, shock.after, shock.middle
    value = shock.drawn.other.mid
    first, exact = change.first_order(found.theta), trade_hat(found, shock)
    columns = {
        "cost_before": change.before, "cost_after": change.after,
        "money_before": before.money[middle] / value, "money_after": after.money[middle] / value,
        "hours_before": before.hours[middle], "hours_after": after.hours[middle],
        "tau_hat": change.tau_hat, "money_hat": change.money, "hours_hat": change.hours,
        "trade_first_order_hat": first, "trade_hat": exact, "trade_rest_hat": exact / first,
        "value": shock.of_lanes(found.base.net), "value_new": shock.of_lanes(found.net),
    }  # fmt: skip
    rows = [dict(zip(columns, row, strict=True))
            for row in zip(*map(plain, columns.values()), strict=True)]  # fmt: skip
    spans = _spans(bands, len(rows))
    told = shock.told
    status = weakest(["modelled", *(one["status"] for one in told["sources"])])
    return {
        **told, "status": status,
        "lanes": [
            {"partner": lane.partner, "flow": lane.flow, **row, "trade_band": span,
             "legs_before": _legs(ways[0]), "legs_after": _legs(ways[1])}
            for lane, row, span, ways in zip(shock.lanes, rows, spans, shock.ways, strict=True)
        ],
    }  # fmt: skip


def _spans(bands: Matrix | None, count: int) -> Sequence[Document | None]:
    if bands is None:
        return [None] * count
    return [dict(zip(_BAND, row, strict=True)) for row in zip(*map(plain, bands), strict=True)]


def _legs(way: Haulage) -> list[Document]:
    """The hauls and borders of a way, each with who says so."""
    return [
        {"from": arc.from_place, "to": arc.to_place, "kind": arc.kind, "mode": arc.mode,
         "service": arc.run.name, "border": arc.border or None, "source": arc.run.source,
         "status": arc.run.status}
        for arc in way.arcs
        if arc.kind in ("haul", "border") and (arc.border or arc.from_place != arc.to_place)
    ]  # fmt: skip
