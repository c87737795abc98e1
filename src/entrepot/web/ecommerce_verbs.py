"""What the pages and the API of lists ask of the service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class EcommerceVerbs:
    """The functions of lists, bound to a database and the clock.

    Attributes:
        assess: One list as JSON, to what it owes; nothing is kept.
        bulk: Who files, the kind, NDJSON, and what takes a line of the results; to the counts.
        upload: Who files, the kind, name, bytes and size of a file, to the upload under way.
        show_upload: Who asks and its reference, to how far it is and what it refused.
        list_uploads: Who asks, to the newest uploads.
        list: Who asks, and the instant and reference of the last one seen; to lists.
        parcels: The same of express and mail.
        show: Who asks, a reference, and whether to reveal the buyer; to the list.
        move: Who acts, a reference, and `move` with what it needs.
        allowance: Who asks, a person and a year.
        forms: The forms with their filing path and limits.
        statistics: Who asks and a month, to counts per form.
        summary: Who asks and a month, to the summary of exports.
        movements: Who asks and a month.
        check_deal: An offshore deal, to what came of its check.
        file_deal: Who files and a deal.
        list_deals: Who asks.
    """

    assess: Callable[[object], Document]
    bulk: Callable[[str, str, BinaryIO, Callable[[bytes], object]], Document]
    upload: Callable[[str, str, str, BinaryIO, int], Document]
    show_upload: Callable[[str, str], Document]
    list_uploads: Callable[[str], Document]
    list: Callable[..., Document]
    parcels: Callable[..., Document]
    show: Callable[[str, str, bool], Document]
    move: Callable[[str, str, object], Document]
    allowance: Callable[[str, str, int], Document]
    forms: Callable[[], Document]
    statistics: Callable[[str, str], Document]
    summary: Callable[[str, str], Document]
    movements: Callable[[str, str], Document]
    check_deal: Callable[[object], Document]
    file_deal: Callable[[str, object], Document]
    list_deals: Callable[[str], Document]
