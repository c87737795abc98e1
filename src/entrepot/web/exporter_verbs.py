"""What the pages and the API ask of the service for small exporters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class ExporterVerbs:
    """The functions of credit insurance and of service firms, bound to a database and the clock.

    Attributes:
        buyers: Who asks, to the insured buyers in `rows`.
        ask: Who acts and a buyer, to it.
        buyer: Who asks and a reference, to a buyer with its shipments.
        act: Who acts, a reference and `move` with what it needs, to the buyer.
        books: Who asks, to its books: one for each exporter it files for, and their sum.
        currency: To the region's money.
        zone: To the region's time.
        consolidate: Batches, boxes and a train, to what goes and the shares; nothing is kept.
    """

    buyers: Callable[[str], Document]
    ask: Callable[[str, object], Document]
    buyer: Callable[[str, str], Document]
    act: Callable[[str, str, object], Document]
    books: Callable[[str], Document]
    currency: Callable[[], str]
    zone: Callable[[], tzinfo]
    consolidate: Callable[[object], Document]
