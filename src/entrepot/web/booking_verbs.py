"""What the pages and the API ask of departures and bookings.

A verb that acts takes `who` first, as in `window_verbs`; the rest is the service's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
Act = Callable[..., Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingVerbs:
    """The service's functions, bound to a desk and to this machine's clock.

    Attributes:
        list_departures: Fields `from, to, on, days` to departures and connections.
        compare_directions: Fields `on, days` to the region's own services by direction.
        show_departures: Ids of departures to `legs`, `transfers` and what is `missing`.
        book: `who, fields` with `departures, teu, reference` to the booking.
        cancel: `who, reference` to the booking as it is then.
        show: `who, reference` to the booking.
        list_bookings: `who, most=, before=` to the bookings of one's firm.
    """

    list_departures: Callable[[Mapping[str, object]], Document]
    compare_directions: Callable[[Mapping[str, object]], Document]
    show_departures: Callable[[Sequence[str]], Document]
    book: Act
    cancel: Act
    show: Act
    list_bookings: Act
