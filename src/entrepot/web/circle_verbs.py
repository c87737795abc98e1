"""What the pages and the API ask of the service about partner cities and bodies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class CircleVerbs:
    """The service's functions; they read the pack.

    Attributes:
        circle: A place, "" for the region's home, a day and a partner, "" for all, to how the
            circle of friends stands.
        homes: Places that have partners, with names.
        places: Where partners and the home are, by id.
        today: The legal day.
    """

    circle: Callable[[str, date, str], Document]
    homes: Callable[[], list[Document]]
    places: Callable[[], dict[str, Document]]
    today: Callable[[], date]
