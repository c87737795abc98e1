"""What the pages and the API ask of trains and of messages.

A verb that acts takes `who` first, as in `window_verbs`; the rest is the service's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

Document = dict[str, Any]
Act = Callable[..., Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainVerbs:
    """The service's functions, bound to a desk and to this machine's clock.

    Attributes:
        now: This instant.
        zone: Clock of the region.
        services: Services by rail with id, names and ends, to open a train of.
        board: Nothing to the trains with places and cut-offs.
        open: `who, fields` to the train.
        show: `who, train` to its places, waiting list and bookings for these eyes.
        book: `who, train, fields` to the booking.
        book_lines: `who, train, lines` to a result a line.
        cancel: `who, booking` to the booking.
        fill: `who, train` to the plan of its wagons.
        plan: `who, train` to the last plan.
        read: `who, data` to what an interchange told.
        write: `who, kind, reference` to the text of a message.
    """

    now: Callable[[], datetime]
    zone: Callable[[], tzinfo]
    services: Callable[[], list[Document]]
    board: Callable[[], Document]
    open: Act
    show: Act
    book: Act
    book_lines: Act
    cancel: Act
    fill: Act
    plan: Act
    read: Act
    write: Act
