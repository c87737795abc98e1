"""More pages of the land port: calls, trucks, the airport, what clears at home, openings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.web.gate_pages import read_container, read_time
from entrepot.web.officer_page import Day, with_query
from entrepot.web.port_access import ROLES as PORT_ROLES
from entrepot.web.port_page import act_and_show, port_page, sheet, span
from entrepot.web.port_verbs import Document, PortVerbs
from entrepot.web.sessions import visitor_shown, who_asks

Call = Annotated[int | None, Query(ge=1, le=2**62)]
YEAR = timedelta(days=365)


def port_lists(verbs: PortVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _call_routes(router, verbs)
    _truck_routes(router, verbs)
    _air_routes(router, verbs)

    @router.get("/port/local")
    def show_local(request: Request, start: Day = None, end: Day = None) -> Response:
        """What share of the flow clears at home, month by month."""
        last = end or verbs.today()
        first = start or last - YEAR
        found = verbs.local(who_asks(request), first, last)
        asked = {"start": first.isoformat(), "end": last.isoformat()}
        values = {"found": found, "asked": asked, "file": with_query("/port/local.csv", **asked)}
        return port_page(request, verbs, "port_local.html", values)

    @router.get("/port/local.csv")
    def get_local(request: Request, start: Day = None, end: Day = None) -> Response:
        """The table as a file."""
        last = end or verbs.today()
        return sheet("local", verbs.local(who_asks(request), start or last - YEAR, last)["rows"])

    @router.get("/port/openings")
    def show_openings(request: Request) -> Response:
        """Approvals and readiness of ports and special areas."""
        return _openings(request, verbs)

    @router.get("/port/openings.csv")
    def get_openings() -> Response:
        """The table as a file."""
        return sheet("openings", verbs.openings("")["rows"])

    @router.post("/port/openings")
    async def change_openings(request: Request) -> Response:
        """Record a step, say how it stands, or confirm it."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            number = int(fields["number"]) if fields["number"].isdecimal() else 0
            stands = {name: fields[name] for name in _STANDS if fields[name]}
            if fields["act"] == "confirm":
                verbs.confirm_opening(who, number)
                return with_query("/port/openings", done="opening_confirmed")
            if fields["act"] == "change":
                verbs.change_opening(who, number, stands)
                return with_query("/port/openings", done="opening_changed")
            names = {name: fields[name] for name in _NAMES if fields[name]}
            verbs.record_opening(who, names | stands)
            return with_query("/port/openings", done="opening_recorded")

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _openings(request, verbs, problems, status)

        return await act_and_show(request, act, again)

    return router


_STANDS = ("doer", "state", "due_on", "since", "evidence")
_NAMES = ("zone", "kind", "step", "step_zh", "goods")


def _openings(
    request: Request, verbs: PortVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> HTMLResponse:
    visitor = visitor_shown(request)
    roles = visitor.actor.roles if visitor else frozenset()
    is_worker = bool(visitor and roles & PORT_ROLES["record openings"])
    found = verbs.openings(visitor.actor.account if visitor and is_worker else "")
    return port_page(request, verbs, "port_openings.html", {"found": found}, problems, status)


def _call_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/calls")
    def show_calls(request: Request, call: Call = None) -> Response:
        """Trains, vessels, flights and trucks, and the manifest of one."""
        return _calls(request, verbs, call)

    @router.get("/port/calls.csv")
    def get_calls(request: Request) -> Response:
        """The table as a file."""
        return sheet("calls", verbs.calls(who_asks(request))["rows"])

    @router.post("/port/calls")
    async def change_call(request: Request) -> Response:
        """Plan a call, tell that it came or went, or add a bill to its manifest."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            number = int(fields["call"]) if fields["call"].isdecimal() else 0
            if fields["act"] == "bill":
                boxes = [read_container(one) for one in fields["containers"].split()]
                bill = {"number": fields["number"], "kind": fields["kind"],
                        "master": fields["master"], "containers": boxes}  # fmt: skip
                verbs.add_bills(who, number, {"bills": [bill]})
                return with_query("/port/calls", call=str(number), done="bill_added")
            if fields["act"] in ("arrive", "depart"):
                verbs.move_call(who, number, fields["act"])
                return with_query("/port/calls", call=str(number), done="call_moved")
            names = ("mode", "reference", "route", "site")
            told = {name: fields[name] for name in names if fields[name]}
            planned = {"planned_at": _moment(verbs, fields["planned_at"])}
            made = verbs.plan_call(who, told | planned)
            return with_query("/port/calls", call=str(made["id"]), done="call_planned")

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _calls(request, verbs, None, problems, status)

        return await act_and_show(request, act, again)


def _calls(
    request: Request, verbs: PortVerbs, call: int | None, problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    who = who_asks(request)
    chosen: Document | None = verbs.call(who, call) if call else None
    values = {"calls": verbs.calls(who)["rows"], "chosen": chosen, "file": "/port/calls.csv"}
    return port_page(request, verbs, "port_calls.html", values, problems, status)


def _truck_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/trucks")
    def show_trucks(request: Request) -> Response:
        """Slots with what is free, and appointments."""
        return _trucks(request, verbs)

    @router.get("/port/trucks.csv")
    def get_trucks(request: Request) -> Response:
        """The appointments as a file."""
        return sheet("trucks", verbs.trucks(who_asks(request), days=31)["appointments"])

    @router.post("/port/trucks")
    async def change_truck(request: Request) -> Response:
        """Book a truck, tell that it came, cancel it, or open slots."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            if fields["act"] == "open":
                told: dict[str, object] = {
                    name: fields[name] for name in ("minutes", "count", "capacity", "site")
                }
                verbs.open_slots(who, told | {"starts": _moment(verbs, fields["starts"])})
                return with_query("/port/trucks", done="slots_opened")
            if fields["act"] == "book":
                site, _, starts = fields["slot"].partition("|")
                asked = {"site": site, "starts": starts, "vehicle": fields["vehicle"],
                         "container": read_container(fields["container"])}  # fmt: skip
                verbs.book_truck(who, asked)
                return with_query("/port/trucks", done="truck_booked")
            number = int(fields["number"]) if fields["number"].isdecimal() else 0
            verbs.change_truck(who, number, fields["act"])
            return with_query("/port/trucks", done=f"truck_{fields['act']}")

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _trucks(request, verbs, problems, status)

        return await act_and_show(request, act, again)


def _trucks(
    request: Request, verbs: PortVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> HTMLResponse:
    values = {"found": verbs.trucks(who_asks(request)), "file": "/port/trucks.csv"}
    return port_page(request, verbs, "port_trucks.html", values, problems, status)


def _air_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/air")
    def show_air(request: Request, start: Day = None, end: Day = None) -> Response:
        """Parcels and air cargo by centre, and hours of service."""
        first, last = span(verbs, start, end)
        return _air(request, verbs, first.isoformat(), last.isoformat())

    @router.get("/port/air.csv")
    def get_air(request: Request, start: Day = None, end: Day = None) -> Response:
        """Where each consignment is, as a file."""
        return sheet("air", verbs.airport(who_asks(request), *span(verbs, start, end))["now"])

    @router.post("/port/air")
    async def take_step(request: Request) -> Response:
        """A consignment came into a centre, changed its state, or left."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            names = ("reference", "kind", "centre", "customs")
            verbs.air_step(who, {name: fields[name] for name in names if fields[name]})
            return with_query("/port/air", done="air_step")

        def again(problems: Sequence[Problem], status: int) -> Response:
            first, last = span(verbs, None, None)
            return _air(request, verbs, first.isoformat(), last.isoformat(), problems, status)

        return await act_and_show(request, act, again)


def _air(
    request: Request, verbs: PortVerbs, start: str, end: str, problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    days = datetime.fromisoformat(start).date(), datetime.fromisoformat(end).date()
    values = {
        "found": verbs.airport(who_asks(request), *days), "asked": {"start": start, "end": end},
        "file": with_query("/port/air.csv", start=start, end=end),
    }  # fmt: skip
    return port_page(request, verbs, "port_air.html", values, problems, status)


def _moment(verbs: PortVerbs, text: str) -> str:
    """A day and time of a form as an instant with its offset; empty where nothing was typed."""
    found = read_time(text, verbs.zone())
    return found.isoformat() if found else ""
