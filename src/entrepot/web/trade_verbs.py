"""What the API asks of the service about trade and its models."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class RunVerbs:
    """The service's functions about long runs; each is told who acts first.

    Attributes:
        start: Who, and model, case and name, to the run; raises `InputError`, `RefusedError`.
        show: Who and an id, to the run; raises `MissingError`.
        list: Who and a name or "", to the newest runs.
        cancel: Who and an id, to the run; raises `MissingError`.
    """

    start: Callable[[str, Fields], Document]
    show: Callable[[str, str], Document]
    list: Callable[[str, str], Document]
    cancel: Callable[[str, str], Document]


@dataclass(frozen=True, slots=True)
class TradeVerbs:
    """The service's functions.

    Attributes:
        gravity: Rows and what is asked to an estimate; raises `InputError` and, without an
            estimate, `ModelError`.
        gravity_file: The bytes of a file, its kind (`csv` or `parquet`) and what is asked, alike.
        equilibrium: A case with its rows to the world solved again; raises `InputError` and,
            without convergence, `ModelError`.
        smart: A case of partners to what a tariff cut does to them.
        forecast: A series and its target to futures and a probability.
        world_share: A case of flows to how an exporter stands in them.
        planned_imports: A case of a production plan to what it needs from abroad.
        circulation: A case of products and a shock to what becomes of their output.
        services: Figures of services to their table.
        node_flows: Figures of a node city to its flows.
        reach_markets: A case of places, or of the region's corridors, to their market access.
        runs: What is asked of long runs; without it models answer at once or not at all.
        statistics: What is asked of the lines of trade; without it there are only models.
        opportunities: What is asked about opportunities and complexity; None is not served.
    """

    equilibrium: Callable[[Fields], Document]
    smart: Callable[[Fields], Document]
    forecast: Callable[[Fields], Document]
    world_share: Callable[[Fields], Document]
    planned_imports: Callable[[Fields], Document]
    circulation: Callable[[Fields], Document]
    services: Callable[[Fields], Document]
    node_flows: Callable[[Fields], Document]
    reach_markets: Callable[[Fields], Document]
    gravity: Callable[[Fields], Document]
    gravity_file: Callable[[bytes, str, Fields], Document]
    runs: RunVerbs | None = None
    statistics: StatisticsVerbs | None = None
    opportunities: OpportunityVerbs | None = None
