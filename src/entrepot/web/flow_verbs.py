"""What the pages and the API ask of the service about flows and market access."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class FlowVerbs:
    """The service's functions, bound to the loaded reference.

    Attributes:
        assign_flows: Fields `year`, `level`, `gap`, `avoid` to the region's flows on its
            network; raises `MissingError` where the pack tells no trade.
        assign_tables: `links` and `demand` as rows, `method`, `gap` to their equilibrium.
        find_assignment: Id to a document made before; raises `MissingError`.
        reach_markets: Fields `year`, `level`, `theta`, `by`, `open`, `against`, `avoid` to the
            market access of the region's places.
        places: Every place of the pack, `{id, name, name_zh, lat, lon}`.
        levels: Levels of the region from the whole down.
        bottlenecks_csv: A document of flows as a table of its bottlenecks.
        access_csv: A document of market access as a table of its places.
        this_year: The year it is.
    """

    assign_flows: Callable[[Fields], Document]
    assign_tables: Callable[[Fields], Document]
    find_assignment: Callable[[str], Document]
    reach_markets: Callable[[Fields], Document]
    places: Callable[[], list[Document]]
    levels: Callable[[], list[str]]
    bottlenecks_csv: Callable[[Document], bytes]
    access_csv: Callable[[Document], bytes]
    this_year: Callable[[], int]
