"""The API of departures and bookings: the same documents that the command line prints."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from entrepot.web.answers import BEARER, CHANGE, LOOK, faults, gives, told
from entrepot.web.bodies import Body, Number, Text
from entrepot.web.booking_verbs import BookingVerbs
from entrepot.web.sessions import who_asks

Place = Annotated[str, Query(max_length=100, description="Place id, name or UN/LOCODE.")]
Day = Annotated[str, Query(max_length=10, description="As 2026-11-20; today where not given.")]
Days = Annotated[str, Query(max_length=3, description="So many days from then on.")]
Reference = Annotated[
    str, Path(max_length=60, pattern=r"^[^\s\x00-\x1f\x7f]+$", description="The firm's own.")
]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", max_length=60, pattern=r"^[\x21-\x7e]*$",
        description="Taken as the reference where the body has none: the same key with the same "
        "contents is the same booking.",
    ),
]  # fmt: skip


class BookingBody(Body):
    """Places to book on one departure, or on a train and then a ship."""

    departures: list[Annotated[str, Field(max_length=120)]] = Field(
        max_length=8, description="Ids of departures in the order of the journey."
    )
    teu: Number = Field(description="Places [TEU]; a 40 ft box is 2.")
    reference: Text | None = Field(None, description="The firm's own reference.")


def departures_api(verbs: BookingVerbs) -> APIRouter:
    """The routes that anybody may ask."""
    router = APIRouter(prefix="/api/v1/departures", tags=["departures"])

    @router.get("", responses={**gives("Departures and connections."), **faults(422, 503)})
    def list_departures(
        start: Annotated[Place, Query(alias="from")], to: Place, on: Day = "", days: Days = "",
    ) -> Response:  # fmt: skip
        """Departures with cut-off and places left, direct and with one change."""
        return told(
            verbs.list_departures(_given({"from": start, "to": to, "on": on, "days": days}))
        )

    @router.get("/directions", responses={**gives("The four directions."), **faults(422, 503)})
    def compare_directions(on: Day = "", days: Days = "") -> Response:
        """The region's own services by direction: departures, capacity, what is booked."""
        return told(verbs.compare_directions(_given({"on": on, "days": days})))

    return router


def bookings_api(verbs: BookingVerbs) -> APIRouter:
    """The routes of a firm's bookings."""
    router = APIRouter(prefix="/api/v1/bookings", dependencies=[BEARER], tags=["bookings"])

    @router.post("", status_code=201, responses={**gives("The booking.", 201), **faults(*CHANGE)})
    def book(request: Request, body: BookingBody, key: Key = "") -> Response:
        """Book places: all of the departures, or a place on the waiting list of all.

        The same reference with the same contents is the same booking; with others it is refused.
        """
        fields: dict[str, Any] = {"reference": key, **body.fields()}
        document = verbs.book(who_asks(request), fields)
        return told(document, 201, {"location": address_of(document["reference"])})

    @router.get("", responses={**gives("The bookings, the newest first."), **faults(*LOOK)})
    def list_bookings(
        request: Request,
        before: Annotated[int, Query(ge=1, description="Number the page before ended with.")]
        = 2**62,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> Response:  # fmt: skip
        """One's own firm's bookings; an auditor sees all."""
        return told(verbs.list_bookings(who_asks(request), most=limit, before=before))

    @router.get("/{reference}", responses={**gives("The booking."), **faults(*LOOK)})
    def show_booking(request: Request, reference: Reference) -> Response:
        """A booking as it stands."""
        return told(verbs.show(who_asks(request), reference))

    @router.delete(
        "/{reference}", responses={**gives("The booking, cancelled."), **faults(*CHANGE)}
    )
    def cancel_booking(request: Request, reference: Reference) -> Response:
        """Cancel a booking; its places go to who waits, in the order of asking."""
        return told(verbs.cancel(who_asks(request), reference))

    return router


def address_of(reference: str) -> str:
    """Address of a booking in the API."""
    return f"/api/v1/bookings/{quote(reference, safe='')}"


def _given(fields: dict[str, str]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
