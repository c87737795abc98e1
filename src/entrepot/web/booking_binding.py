"""The verbs of departures and bookings, bound to a desk and the clock."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from entrepot.service import bookings, departures, own_services
from entrepot.service.desk import Desk
from entrepot.service.train_rows import with_trains
from entrepot.web.booking_verbs import BookingVerbs, Document


def bind_bookings(desk: Desk, now: Callable[[], datetime]) -> BookingVerbs:
    """Bind the service's functions.

    Args:
        desk: Where.
        now: Tells the instant.
    """
    schedule, database = desk.schedule, desk.database
    taken = partial(bookings.taken_in, database)
    looked = partial(with_trains, schedule, database)

    def act(verb: Callable[..., Document]) -> Callable[..., Document]:
        return lambda who, *given, **told: verb(
            schedule, database, *given, by=who, at=now(), **told
        )

    return BookingVerbs(
        list_departures=lambda fields: departures.list_departures(
            looked(), fields, today=now().date(), at=now(), taken=taken
        ),
        compare_directions=lambda fields: own_services.compare_services(
            looked(), fields, today=now().date(), at=now(), taken=taken
        ),
        show_departures=lambda names: departures.show_departures(
            looked(), names, at=now(), taken=taken
        ),
        book=act(bookings.book_places),
        cancel=act(bookings.cancel_booking),
        show=act(bookings.show_booking),
        list_bookings=act(bookings.list_bookings),
    )
