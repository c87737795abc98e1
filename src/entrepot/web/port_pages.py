"""The pages of the land port at work: gate, yard, one box, sealed legs, throughput."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web.gate_pages import read_container
from entrepot.web.officer_page import Day, read_fields, with_query
from entrepot.web.port_page import act_and_show, port_page, sheet, span
from entrepot.web.port_verbs import Document, PortVerbs
from entrepot.web.problems import status_of
from entrepot.web.sessions import who_asks

Site = Annotated[str, Query(max_length=60, pattern="^[A-Za-z0-9_]*$")]
State = Annotated[str, Query(pattern="^(|sealed|arrived|seal_check|cleared)$")]
Number = Annotated[int, Path(ge=1, le=2**62)]
BAR_WIDTH, BAR_HEIGHT = 560, 30


def port_pages(verbs: PortVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _gate_routes(router, verbs)
    _yard_routes(router, verbs)
    _box_routes(router, verbs)
    _leg_routes(router, verbs)

    @router.get("/port/throughput")
    def show_throughput(
        request: Request, start: Day = None, end: Day = None, site: Site = ""
    ) -> Response:
        """A chart over a table: TEU by direction, route and status; dwell by party."""
        first, last = span(verbs, start, end)
        who = who_asks(request)
        found = verbs.throughput(first, last, by=who, site=site)
        asked = {"start": first.isoformat(), "end": last.isoformat(), "site": site}
        values = {
            "found": found, "asked": asked, "chart": bars_of(found["rows"]),
            "dwell": verbs.dwell(who, first, last, site=site),
            "file": with_query("/port/throughput.csv", **asked),
        }  # fmt: skip
        return port_page(request, verbs, "port_throughput.html", values)

    @router.get("/port/throughput.csv")
    def get_throughput(
        request: Request, start: Day = None, end: Day = None, site: Site = ""
    ) -> Response:
        """The table as a file."""
        first, last = span(verbs, start, end)
        rows = verbs.throughput(first, last, by=who_asks(request), site=site)["rows"]
        return sheet("throughput", rows)

    return router


def bars_of(rows: Sequence[Document]) -> Mapping[str, Any]:
    """A bar a row of throughput, in a drawing's units."""
    most = max((row["teu"] for row in rows), default=0)
    bars = [
        {**row, "y": place * BAR_HEIGHT,
         "width": round(BAR_WIDTH * row["teu"] / most, 1) if most else 0}
        for place, row in enumerate(rows)
    ]  # fmt: skip
    return {"bars": bars, "width": BAR_WIDTH, "height": len(bars) * BAR_HEIGHT}


# The gate


def _gate_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/gate")
    def show_gate(request: Request) -> Response:
        """One field for a number, typed or scanned."""
        return _gate(request, verbs)

    @router.post("/port/gate")
    async def ask_gate(request: Request) -> Response:
        """GO or STOP with every reason, or the box comes in or leaves."""
        fields = await read_fields(request)
        return await run_in_threadpool(_at_gate, request, verbs, fields)


def _at_gate(request: Request, verbs: PortVerbs, fields: Mapping[str, str]) -> Response:
    who, site, move = who_asks(request), fields["site"], fields["move"]
    box = read_container(fields["container"])
    try:
        moved = None
        if move == "out":
            moved = verbs.gate_out(who, box, site=site, route=fields["route"] or "road")
        elif move == "in":
            moved = verbs.gate_in(who, box, site=site, size_type=fields["size_type"].upper(),
                                  seal=fields["seal"])  # fmt: skip
        answer = verbs.gate(who, box, site=site) if move != "out" else None
    except (SignInError, RoleError):
        raise
    except RefusedError:  # its reasons are the answer's
        return _gate(request, verbs, verbs.gate(who, box, site=site), status=409)
    except (InputError, MissingError) as error:
        return _gate(request, verbs, None, error.problems, status_of(error))
    return _gate(request, verbs, answer, moved=moved)


def _gate(
    request: Request, verbs: PortVerbs, answer: Document | None = None,
    problems: Sequence[Problem] = (), status: int = 200, moved: Document | None = None,
) -> HTMLResponse:  # fmt: skip
    values = {"answer": answer, "moved": moved}
    return port_page(request, verbs, "port_gate.html", values, problems, status)


# The yard


def _yard_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/yard")
    def show_yard(request: Request, site: Site = "") -> Response:
        """What stands where, and for how long."""
        return _yard(request, verbs, site)

    @router.get("/port/yard.csv")
    def get_yard(request: Request, site: Site = "") -> Response:
        """The boxes as a file."""
        return sheet("yard", verbs.yard(who_asks(request), site=site)["boxes"])

    @router.post("/port/yard")
    async def work(request: Request) -> Response:
        """Set a box down, take it up, or lay out a block."""
        who = await run_in_threadpool(who_asks, request)

        act = partial(_work, verbs, who)
        return await act_and_show(request, act, partial(_yard_again, request, verbs))


def _work(verbs: PortVerbs, who: str, fields: Mapping[str, str]) -> str:
    site = fields["site"]
    if fields["move"] == "lay_out":
        sizes = [_count(fields, name) for name in ("bays", "rows", "tiers")]
        verbs.lay_out(who, fields["block"].upper(), *sizes, site=site)
        return with_query("/port/yard", site=site, done="laid_out")
    box = read_container(fields["container"])
    if fields["move"] == "take_up":
        verbs.take_up(who, box, site=site)
        return with_query("/port/yard", site=site, done="taken_up")
    verbs.ground(who, box, slot=fields["slot"], site=site)
    return with_query("/port/yard", site=site, done="grounded")


def _box_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/boxes/{container}")
    def show_box(request: Request, container: str) -> Response:
        """A box: events, holds, whose time its stay was."""
        return _box(request, verbs, container)

    @router.post("/port/boxes/{container}")
    async def hold_box(request: Request, container: str) -> Response:
        """Hold a box, or let it go."""
        who, box = await run_in_threadpool(who_asks, request), read_container(container)

        def act(fields: Mapping[str, str]) -> str:
            if fields["act"] == "lift":
                verbs.lift(who, box)
                return with_query(f"/port/boxes/{box}", done="lift")
            verbs.hold(who, box, reason=fields["reason"])
            return with_query(f"/port/boxes/{box}", done="hold")

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _box(request, verbs, box, problems, status)

        return await act_and_show(request, act, again)


def _count(fields: Mapping[str, str], name: str) -> int:
    return int(fields[name]) if fields[name].isdecimal() and len(fields[name]) < 5 else 0


def _yard(
    request: Request, verbs: PortVerbs, site: str = "", problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    yard = verbs.yard(who_asks(request), site=site)
    stacks: dict[str, list[Document]] = {}
    for slot in yard["slots"]:
        block, bay, _, _ = slot["slot"].split("-")
        stacks.setdefault(f"{block}-{bay}", []).append(slot)
    values = {"yard": yard, "stacks": stacks, "site": site,
              "file": with_query("/port/yard.csv", site=site)}  # fmt: skip
    return port_page(request, verbs, "port_yard.html", values, problems, status)


def _yard_again(
    request: Request, verbs: PortVerbs, problems: Sequence[Problem], status: int
) -> HTMLResponse:
    return _yard(request, verbs, "", problems, status)


def _box(
    request: Request, verbs: PortVerbs, container: str, problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    box = verbs.box(who_asks(request), read_container(container))
    return port_page(request, verbs, "port_box.html", {"box": box}, problems, status)


# Sealed legs


def _leg_routes(router: APIRouter, verbs: PortVerbs) -> None:
    @router.get("/port/legs")
    def show_legs(request: Request, state: State = "") -> Response:
        """A map and a table of sealed legs, with the partner seaports."""
        return _legs(request, verbs, state)

    @router.get("/port/legs.csv")
    def get_legs(request: Request, state: State = "") -> Response:
        """The table as a file."""
        return sheet("legs", verbs.legs(who_asks(request), state=state)["rows"])

    @router.post("/port/legs/{number}")
    async def change_leg(request: Request, number: Number) -> Response:
        """Read the seal on arrival, or close its check."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            if fields["act"] == "close_check":
                verbs.close_check(who, number, fields["seal"], note=fields["note"])
                return with_query("/port/legs", done="check_closed")
            leg = verbs.take_in_leg(who, number, fields["seal"], note=fields["note"])
            return with_query("/port/legs", done=f"leg_{leg['state']}")

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _legs(request, verbs, "", problems, status)

        return await act_and_show(request, act, again)


def _legs(
    request: Request, verbs: PortVerbs, state: str = "", problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    found = verbs.legs(who_asks(request), state=state)
    values = {
        "found": found, "state": state, "map": drawn(found, verbs.places()),
        "file": with_query("/port/legs.csv", state=state),
    }  # fmt: skip
    return port_page(request, verbs, "port_legs.html", values, problems, status)


def drawn(found: Document, places: Mapping[str, Document]) -> Document:
    """Legs by their two ends, and the ports, as the map takes them."""
    counted: dict[tuple[str, str, str], int] = {}
    for row in found["rows"]:
        key = row["origin"], row["port"], row["state"]
        counted[key] = counted.get(key, 0) + 1
    legs = [
        {"path": [[places[one]["lat"], places[one]["lon"]] for one in (origin, port)],
         "state": state, "boxes": boxes}
        for (origin, port, state), boxes in counted.items()
        if origin in places and port in places
    ]  # fmt: skip
    named = {row[end] for row in found["rows"] for end in ("origin", "port")}
    named |= {port["place"] for port in found["ports"] if port["place"]}
    dots = [{**places[one], "id": one} for one in sorted(named) if one in places]
    return {"legs": legs, "places": dots}
