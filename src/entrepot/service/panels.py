"""The panels of industry and partners, and the registers that they are worked out from."""

from collections.abc import Mapping

from entrepot.industry import (
    arrivals,
    buildings,
    call_list,
    central,
    directions,
    export_start,
    factor_balance,
    farm_batches,
    farm_trade,
    farms,
    green,
    green_papers,
    import_zone,
    imported_goods,
    joined_funds,
    land_use,
    listing,
    measure_texts,
    measure_use,
    moving,
    multinational,
    overseas,
    park_scores,
    plus_models,
    port_dossiers,
    rural_land,
    rural_transfers,
    size_goals,
    size_line,
    supply,
    talent,
    traders,
    visitors,
    works,
)
from entrepot.kernel.panel import Panel
from entrepot.kernel.roll import Roll
from entrepot.partners import office, panels

PANELS: Mapping[str, Panel] = {
    one.name: one
    for one in (
        *call_list.PANELS,
        *measure_texts.PANELS,
        *measure_use.PANELS,
        *green_papers.PANELS,
        *green.PANELS,
        *import_zone.PANELS,
        *port_dossiers.PANELS,
        *listing.PANELS,
        *export_start.PANELS,
        *size_goals.PANELS,
        *size_line.PANELS,
        *talent.PANELS,
        *office.PANELS,
        *overseas.PANELS,
        *multinational.PANELS,
        *directions.PANELS,
        *central.PANELS,
        *works.PANELS,
        *plus_models.PANELS,
        *arrivals.PANELS,
        *traders.PANELS,
        *buildings.PANELS,
        *land_use.PANELS,
        *park_scores.PANELS,
        *moving.PANELS,
        *factor_balance.PANELS,
        *supply.PANELS,
        *panels.PANELS,
        *farms.PANELS,
        *farm_batches.PANELS,
        *farm_trade.PANELS,
        *rural_land.PANELS,
        *rural_transfers.PANELS,
        *joined_funds.PANELS,
        *visitors.PANELS,
        *imported_goods.PANELS,
    )
}
ROLLS: Mapping[str, Roll] = {roll.name: roll for one in PANELS.values() for roll in one.rolls}
PAGES: Mapping[str, tuple[Panel, ...]] = {
    page: tuple(one for one in PANELS.values() if one.page == page)
    for page in dict.fromkeys(one.page for one in PANELS.values())
}
