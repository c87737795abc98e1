"""What the pages and the API ask of the service about partner cities and bodies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class CircleVerbs:
    """The service's functions.

    Attributes:
        circle: A place, "" for the region's home, a day, a partner, "" for all, and who asks, to
            how the circle of friends stands: by the registers for who keeps or reads them, by the
            pack alone for everybody else.
        homes: Places that have partners, with names.
        places: Where partners and the home are, by id.
        today: The legal day.
        addresses: A day and who reads the registers, to office, mailbox and open channels by
            partner.
    """

    circle: Callable[[str, date, str, str], Document]
    homes: Callable[[], list[Document]]
    places: Callable[[], dict[str, Document]]
    today: Callable[[], date]
    addresses: Callable[[date, str], Mapping[str, Document]]
