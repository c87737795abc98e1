"""What the pages and the API ask of the service about industrial chains."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class ChainVerbs:
    """The service's functions.

    Attributes:
        show: A chain, "" for all, a place, a class and a presence, "" for any, to the map.
        clusters: Each cluster beside its goal.
        places: Names of places, by id.
        gaps: A case to what its nodes need and lack.
        leontief: A case to what its sectors need of each other.
        today: The legal day of the region.
    """

    show: Callable[[str, str, str, str], Document]
    clusters: Callable[[], list[Document]]
    places: Callable[[], dict[str, Document]]
    gaps: Callable[[dict[str, Any]], Document]
    leontief: Callable[[dict[str, Any]], Document]
    today: Callable[[], date]
