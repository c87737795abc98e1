"""The API of trains, and of messages of EDIFACT."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.web.answers import BEARER, LOOK, faults, gives, takes, told
from entrepot.web.bodies import Body, Number, Text, Word
from entrepot.web.finance_api import lines_of
from entrepot.web.sessions import who_asks
from entrepot.web.train_verbs import TrainVerbs

CHANGE = (401, 403, 404, 409, 413, 422, 429, 503)
EDI = "application/EDIFACT"
Name = Annotated[
    str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="Its name.")
]
BookingName = Annotated[
    str, Path(max_length=60, pattern=r"^[^\s/\x00-\x1f\x7f]+$", description="Name or key.")
]
Reference = Annotated[
    str, Path(max_length=60, pattern=r"^[^/\x00-\x1f\x7f]+$", description="Box or declaration.")
]
Kind = Annotated[str, Path(pattern="^(codeco|cusres)$", description="codeco or cusres.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", max_length=60, pattern=r"^[\x21-\x7e]*$",
        description="Taken as the key where the body has none: the same key again is the same "
        "booking.",
    ),
]  # fmt: skip
_EDI = takes(EDI, description="An interchange of CODECO or CUSCAR, D.95B, from UNB to UNZ.")

_LINES = takes("application/x-ndjson", description="A booking a line: key, teu, tonnes, boxes.")


class TrainBody(Body):
    """A train to open."""

    train: Text = Field(description="Its name, such as X1.")
    service: Word = Field(description="Id of a service by rail.")
    departs: Word = Field(description="With its offset.")
    cutoff: Word = Field(description="Until when goods may come in, with its offset.")
    capacity_teu: Number
    capacity_t: Number | None = Field(None, description="Limit of mass [t]; none by default.")
    wagons: list[Text] | None = Field(
        None, max_length=200, description="KIND:TEU:TONNES:SOCKETS, and xN behind it for N of them."
    )


class TrainBookingBody(Body):
    """Places to book on a train."""

    teu: Number = Field(description="Places [TEU]; a 40 ft box is 2.")
    key: Text | None = Field(None, description="The firm's own reference.")
    tonnes: Number | None = Field(None, description="Gross mass of all boxes [t].")
    boxes: list[Number] | None = Field(None, max_length=400, description="Places of each box.")
    powered: Number | None = Field(None, description="How many boxes need power.")
    onto: Text | None = Field(None, description="A ship's departure under the same document.")


def board_api(verbs: TrainVerbs) -> APIRouter:
    """The route that anybody may ask."""
    router = APIRouter(prefix="/api/v1/trains", tags=["trains"])

    @router.get("", responses={**gives("The trains."), **faults(503)})
    def list_trains() -> Response:
        """Trains with places, cut-offs and how many wait; who books is not told."""
        return told(verbs.board())

    return router


def train_api(verbs: TrainVerbs) -> APIRouter:
    """The routes of who runs trains and of firms that book on them."""
    router = APIRouter(prefix="/api/v1/trains", dependencies=[BEARER], tags=["trains"])

    @router.post("", status_code=201, responses={**gives("The train.", 201), **faults(*CHANGE)})
    def open_train(request: Request, body: TrainBody) -> Response:
        """Open a train: a departure beside those of the timetable; opened twice it is one."""
        return told(verbs.open(who_asks(request), body.fields()), 201)

    @router.get("/{train}", responses={**gives("The train."), **faults(*LOOK)})
    def show_train(request: Request, train: Name) -> Response:
        """A train with its places; who runs it sees all bookings, a firm its own."""
        return told(verbs.show(who_asks(request), train))

    @router.post("/{train}/bookings", status_code=201,
                 responses={**gives("The booking.", 201), **faults(*CHANGE)})  # fmt: skip
    def book(request: Request, train: Name, body: TrainBookingBody, key: Key = "") -> Response:
        """Book places, or take a place on the waiting list."""
        fields = {"key": key, **body.fields()}
        return told(verbs.book(who_asks(request), train, fields), 201)

    @router.post("/{train}/bookings:bulk", openapi_extra=_LINES,
                 responses={**gives("A result a line."), **faults(*CHANGE)})  # fmt: skip
    async def book_many(request: Request, train: Name) -> Response:
        """Book what the lines ask for; the same key again is the same booking."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.book_lines, who, train, lines_of(data)))

    @router.delete("/{train}/bookings/{booking}",
                   responses={**gives("The booking."), **faults(*CHANGE)})  # fmt: skip
    def cancel(request: Request, train: Name, booking: BookingName) -> Response:  # noqa: ARG001
        """Cancel a booking; its places go to who waits, in the order of asking."""
        return told(verbs.cancel(who_asks(request), booking))

    @router.post("/{train}/plan", responses={**gives("The plan."), **faults(*CHANGE)})
    def fill(request: Request, train: Name) -> Response:
        """Work out which box goes on which wagon: most places, then fewest wagons."""
        return told(verbs.fill(who_asks(request), train))

    @router.get("/{train}/plan", responses={**gives("The last plan."), **faults(*LOOK)})
    def show_plan(request: Request, train: Name) -> Response:
        """The last plan of the wagons."""
        return told(verbs.plan(who_asks(request), train))

    return router


def messages_api(verbs: TrainVerbs) -> APIRouter:
    """The routes of messages."""
    router = APIRouter(prefix="/api/v1/port/messages", dependencies=[BEARER], tags=["land port"])

    @router.post("", openapi_extra=_EDI,
                 responses={**gives("message, events, problems."), **faults(*CHANGE)})  # fmt: skip
    async def read(request: Request) -> Response:
        """Read an interchange; a gate report's events are recorded, once."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.read, who, data))

    @router.get("/{kind}/{reference}", responses={**gives("text."), **faults(*LOOK)})
    def write(request: Request, kind: Kind, reference: Reference) -> Response:
        """A CODECO of a box's last moves, or a CUSRES of how a declaration stands."""
        return told(verbs.write(who_asks(request), kind, reference))

    return router
