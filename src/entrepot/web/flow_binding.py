"""The verbs of flows and market access over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service.access_sheet import access_csv, bottlenecks_csv
from entrepot.service.analyses import Analyses
from entrepot.service.desk import Desk
from entrepot.service.places import place_document
from entrepot.web.flow_verbs import FlowVerbs


def bind_flows(desk: Desk, now: Callable[[], datetime]) -> FlowVerbs:
    """Bind the functions to a desk and to a clock."""
    kept = Analyses(desk)
    return FlowVerbs(
        assign_flows=lambda fields: kept.assign_flows(fields, today=now().date()),
        assign_tables=lambda fields: kept.assign_tables(fields, today=now().date()),
        find_assignment=kept.find,
        reach_markets=lambda fields: kept.reach_markets(fields, today=now().date()),
        places=lambda: [place_document(place) for place in desk.region.places.values()],
        levels=lambda: list(desk.region.levels),
        bottlenecks_csv=bottlenecks_csv,
        access_csv=access_csv,
        this_year=lambda: now().year,
    )
