"""The goods released in a year, assigned to the limited capacity of the region's network."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.corridors.regional import assign_region
from entrepot.corridors.released import flows_of_movements
from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement
from entrepot.service.amounts import Document
from entrepot.service.regional_flows import flows_document, parse_flows
from entrepot.service.route_request import Ground
from entrepot.service.window import Window
from entrepot.store.window import acting


def assign_released(
    window: Window, ground: Ground, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Assign what was released in a year, as far as an account may see it.

    Args:
        window: The window.
        ground: The region and its networks.
        raw: Fields by name: year, level, gap, avoid.
        by: Account.
        at: Instant; its year is taken where none is given.

    Raises:
        InputError: With every fault of every field.
        ModelError: The gap is not reached.
    """
    request = parse_flows(raw, ground, today=at.date())
    with acting(window.database, by, at) as (book, _):
        movements = [_movement(row) for row in book.list_movements(after=0, most=None)]
    region = ground.region
    trade = flows_of_movements(region, movements, request.year, level=request.level)
    found = assign_region(
        request.network, trade.flows,
        value_usd_per_teu=region.parameter("trade_usd_per_teu").mid, avoid=request.avoid,
        gap=request.gap,
    )  # fmt: skip
    document = flows_document(request, region, trade, found)
    document["query"]["flows"] = "released"
    return document


def _movement(row: Mapping[str, Any]) -> Movement:
    return Movement(
        row["reference"], row["version"], row["seq"], row["kind"], row["flow"], row["hs"],
        row["partner"], row["origin"], Money(row["value"], row["currency"]), row["net_mass_kg"],
        row["period"], row["trade_mode"], row["district"],
    )  # fmt: skip
