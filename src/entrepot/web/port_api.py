"""The API of the land port."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.service.port_events import read_lines
from entrepot.web.answers import BEARER, LOOK, PLAIN, faults, gives, takes, told
from entrepot.web.gate_pages import read_container
from entrepot.web.port_bodies import (
    AirBody,
    BoxBody,
    CallBody,
    GateDecisionBody,
    HoldBody,
    LegBody,
    ManifestBody,
    MoveBody,
    OpeningBody,
    OpeningChangeBody,
    SlotsBody,
    TruckBody,
    TruckStateBody,
    YardBody,
)
from entrepot.web.port_verbs import Document, PortVerbs
from entrepot.web.sessions import who_asks

CHANGE = (401, 403, 404, 409, 413, 422, 429, 503)
LAST = 2**62
Number = Annotated[int, Path(ge=1, le=LAST, description="Its number.")]
Container = Annotated[str, Path(pattern="^[A-Za-z0-9]{1,20}$", description="ISO 6346.")]
Box = Annotated[str, Query(max_length=20, pattern=PLAIN, description="ISO 6346.")]
Site = Annotated[str, Query(max_length=60, pattern=PLAIN, description="Place; all by default.")]
ADay = Annotated[date, Query(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
From = Annotated[ADay, Query(alias="from", description="First day.")]
To = Annotated[ADay, Query(alias="to", description="Last day.")]
Before = Annotated[int, Query(ge=1, le=LAST, description="`next` of the page before.")]
_NDJSON = takes(
    "application/x-ndjson",
    description="An event a line: key, container, event, at; site, size_type, status, route, "
    "call, seal, gross_kg where they are known.",
)


def port_api(verbs: PortVerbs) -> APIRouter:
    """The routes over the service's verbs, for who has signed in."""
    router = APIRouter(prefix="/api/v1/port", dependencies=[BEARER], tags=["land port"])
    for part in (_gate, _boxes, _calls, _yard, _legs, _figures, _openings):
        part(router, verbs)
    return router


def openings_api(verbs: PortVerbs) -> APIRouter:
    """The route that anybody may ask."""
    router = APIRouter(prefix="/api/v1/port", tags=["land port"])

    @router.get("/openings", responses={**gives("Dated rows, each with its source.")})
    def list_openings() -> Response:
        """Approvals and readiness of ports and special areas."""
        return told(verbs.openings(""))

    return router


def _openings(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/openings/steps", responses={**gives("rows, readiness, areas."), **faults(*LOOK)})
    def list_steps(request: Request) -> Response:
        """All steps, those under way too."""
        return told(verbs.openings(who_asks(request)))

    @router.post("/openings/steps", status_code=201,
                 responses={**gives("The step.", 201), **faults(*CHANGE)})  # fmt: skip
    def record(request: Request, body: OpeningBody) -> Response:
        """Record a step: what, by whom, until when, on what evidence."""
        return told(verbs.record_opening(who_asks(request), body.fields()), 201)

    @router.post("/openings/steps/{number}", responses={**gives("The step."), **faults(*CHANGE)})
    def change(request: Request, number: Number, body: OpeningChangeBody) -> Response:
        """Say how a step stands now, or confirm as a second person that it is done."""
        fields = body.fields()
        if fields.pop("act") == "confirm":
            return told(verbs.confirm_opening(who_asks(request), number))
        return told(verbs.change_opening(who_asks(request), number, fields))


def _gate(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get(
        "/gate-decisions", responses={**gives("decision, reasons, release."), **faults(*LOOK)}
    )
    def decide(request: Request, container: Box, site: Site = "") -> Response:
        """Say GO or STOP for a box, with every reason."""
        return told(verbs.gate(who_asks(request), read_container(container), site=site))

    @router.post(
        "/gate-decisions", responses={**gives("The decision, or the move."), **faults(*CHANGE)}
    )
    def move(request: Request, body: GateDecisionBody) -> Response:
        """Ask about a box, take it in, or let it out: once a release, read again under lock."""
        return told(gate_move(verbs, who_asks(request), body))

    @router.post(
        "/events:bulk", openapi_extra=_NDJSON,
        responses={**gives("read, accepted, replayed, refused, problems."), **faults(*CHANGE)},
    )  # fmt: skip
    async def tell_events(request: Request) -> Response:
        """Tell what happened to boxes; an event told again under its key is told once."""
        body, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.events, who, read_lines(body)))


def gate_move(verbs: PortVerbs, who: str, body: GateDecisionBody) -> Document:
    """What a body asks of the gate."""
    box = read_container(body.container)
    if body.move == "check":
        return verbs.gate(who, box, site=body.site)
    if body.move == "out":
        return verbs.gate_out(who, box, site=body.site, route=body.route)
    return verbs.gate_in(
        who, box, site=body.site, size_type=body.size_type, status=body.status, seal=body.seal,
        route=body.route,
    )  # fmt: skip


def _boxes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/equipment", responses={**gives("rows, next."), **faults(*LOOK)})
    def list_boxes(request: Request, site: Site = "", after: Box = "") -> Response:
        """Boxes by number."""
        return told(verbs.boxes(who_asks(request), site=site, after=after))

    @router.post("/equipment", status_code=201,
                 responses={**gives("The box.", 201), **faults(*CHANGE)})  # fmt: skip
    def register(request: Request, body: BoxBody) -> Response:
        """Announce a box: size, seal, tare."""
        return told(verbs.register(who_asks(request), body.fields()), 201)

    @router.get("/equipment/{container}",
                responses={**gives("With events, holds and dwell."), **faults(*LOOK)})  # fmt: skip
    def show_box(request: Request, container: Container) -> Response:
        """A box with its events, holds, free time, and whose time its stay was."""
        return told(verbs.box(who_asks(request), read_container(container)))

    @router.post("/equipment/{container}/holds",
                 responses={**gives("The box."), **faults(*CHANGE)})  # fmt: skip
    def hold(request: Request, container: Container, body: HoldBody) -> Response:
        """Keep a box at the port."""
        box = read_container(container)
        return told(verbs.hold(who_asks(request), box, reason=body.reason))

    @router.delete("/equipment/{container}/holds",
                   responses={**gives("The box."), **faults(*CHANGE)})  # fmt: skip
    def lift(request: Request, container: Container) -> Response:
        """Lift one's own hold."""
        return told(verbs.lift(who_asks(request), read_container(container)))


def _calls(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/calls", responses={**gives("rows, next."), **faults(*LOOK)})
    def list_calls(request: Request, site: Site = "", before: Before = LAST) -> Response:
        """Transport calls, the newest first."""
        return told(verbs.calls(who_asks(request), site=site, before=before))

    @router.post("/calls", status_code=201,
                 responses={**gives("The call.", 201), **faults(*CHANGE)})  # fmt: skip
    def plan_call(request: Request, body: CallBody) -> Response:
        """Plan a train, vessel, flight or truck; planned twice it is one call."""
        return told(verbs.plan_call(who_asks(request), body.fields()), 201)

    @router.get("/calls/{number}", responses={**gives("With its bills."), **faults(*LOOK)})
    def show_call(request: Request, number: Number) -> Response:
        """A call with its manifest."""
        return told(verbs.call(who_asks(request), number))

    @router.post("/calls/{number}/moves", responses={**gives("The call."), **faults(*CHANGE)})
    def move_call(request: Request, number: Number, body: MoveBody) -> Response:
        """Tell that a call came or went."""
        return told(verbs.move_call(who_asks(request), number, body.move))

    @router.get("/manifests", responses={**gives("The call with its bills."), **faults(*LOOK)})
    def show_manifest(
        request: Request, call: Annotated[int, Query(ge=1, le=LAST, description="The call.")]
    ) -> Response:
        """The manifest of a call: masters and the house bills beneath them."""
        return told(verbs.call(who_asks(request), call))

    @router.post("/manifests", status_code=201,
                 responses={**gives("With its bills.", 201), **faults(*CHANGE)})  # fmt: skip
    def add_bills(request: Request, body: ManifestBody) -> Response:
        """Add bills to the manifest of a call, all or none."""
        bills = {"bills": [one.fields() for one in body.bills]}
        return told(verbs.add_bills(who_asks(request), body.call, bills), 201)


def _yard(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/yard", responses={**gives("slots, boxes, ages."), **faults(*LOOK)})
    def show_yard(request: Request, site: Site = "") -> Response:
        """What stands where, and for how long."""
        return told(verbs.yard(who_asks(request), site=site))

    @router.post("/yard", responses={**gives("The box and its slot, or the yard."),
                                     **faults(*CHANGE)})  # fmt: skip
    def work(request: Request, body: YardBody) -> Response:
        """Set a box down, take it up, or lay out a block."""
        who = who_asks(request)
        if body.move == "lay_out":
            return told(verbs.lay_out(who, body.block, body.bays, body.rows, body.tiers,
                                      site=body.site))  # fmt: skip
        box = read_container(body.container)
        if body.move == "take_up":
            return told(verbs.take_up(who, box, site=body.site))
        return told(verbs.ground(who, box, slot=body.slot, site=body.site))

    @router.get("/truck-slots", responses={**gives("slots, appointments."), **faults(*LOOK)})
    def list_slots(
        request: Request, site: Site = "",
        days: Annotated[int, Query(ge=1, le=31, description="How many.")] = 3,
    ) -> Response:  # fmt: skip
        """Truck slots of the next days, and the appointments for these eyes."""
        return told(verbs.trucks(who_asks(request), site=site, days=days))

    @router.post("/truck-slots", status_code=201,
                 responses={**gives("How many were opened.", 201), **faults(*CHANGE)})  # fmt: skip
    def open_slots(request: Request, body: SlotsBody) -> Response:
        """Open slots one after another."""
        return told(verbs.open_slots(who_asks(request), body.fields()), 201)

    @router.post("/truck-slots/appointments", status_code=201,
                 responses={**gives("The appointment.", 201), **faults(*CHANGE)})  # fmt: skip
    def book_truck(request: Request, body: TruckBody) -> Response:
        """Book a truck for a box."""
        return told(verbs.book_truck(who_asks(request), body.fields()), 201)

    @router.post("/truck-slots/appointments/{number}",
                 responses={**gives("The appointment."), **faults(*CHANGE)})  # fmt: skip
    def change_truck(request: Request, number: Number, body: TruckStateBody) -> Response:
        """Tell that a truck came, or cancel its appointment."""
        return told(verbs.change_truck(who_asks(request), number, body.state))


def _legs(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/corridor-legs", responses={**gives("rows, next, ports."), **faults(*LOOK)})
    def list_legs(
        request: Request,
        state: Annotated[str, Query(max_length=20, pattern=PLAIN, description="Or all.")] = "",
        before: Before = LAST,
    ) -> Response:
        """Sealed legs, the newest first, and the partner seaports."""
        return told(verbs.legs(who_asks(request), state=state, before=before))

    @router.post("/corridor-legs/{number}", responses={**gives("The leg."), **faults(*CHANGE)})
    def change_leg(request: Request, number: Number, body: LegBody) -> Response:
        """Read the seal on arrival, or close its check."""
        verb = verbs.take_in_leg if body.act == "arrive" else verbs.close_check
        return told(verb(who_asks(request), number, body.seal, note=body.note))


def _figures(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/throughput", responses={**gives("rows, total_teu."), **faults(*LOOK)})
    def throughput(request: Request, start: From, end: To, site: Site = "") -> Response:
        """TEU by direction, route and status, from events."""
        return told(verbs.throughput(start, end, by=who_asks(request), site=site))

    @router.get("/dwell", responses={**gives("Hours by party."), **faults(*LOOK)})
    def dwell(request: Request, start: From, end: To, site: Site = "") -> Response:
        """Stays divided among the parties whose time each part was; the parts add up."""
        return told(verbs.dwell(who_asks(request), start, end, site=site))

    @router.get("/local-clearance", responses={**gives("Shares by month."), **faults(*LOOK)})
    def local(request: Request, start: From, end: To) -> Response:
        """What share of the flow an inland office cleared, month by month."""
        return told(verbs.local(who_asks(request), start, end))

    @router.get("/air", responses={**gives("centres, now, times."), **faults(*LOOK)})
    def airport(request: Request, start: From, end: To) -> Response:
        """Where parcels and air cargo are, and hours of service by centre."""
        return told(verbs.airport(who_asks(request), start, end))

    @router.post("/air", status_code=201,
                 responses={**gives("The way so far.", 201), **faults(*CHANGE)})  # fmt: skip
    def air_step(request: Request, body: AirBody) -> Response:
        """Tell that a consignment came into a centre, changed its state, or left."""
        return told(verbs.air_step(who_asks(request), body.fields()), 201)
