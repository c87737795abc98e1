"""The train board, and one train: places, waiting list, bookings, wagons."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.web.finance_api import lines_of
from entrepot.web.navigation import PORT_TABS, tabs_for
from entrepot.web.officer_page import read_files, with_query
from entrepot.web.port_page import act_and_show, sheet
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_shown, who_asks
from entrepot.web.train_access import FIRMS, RUNNERS
from entrepot.web.train_api import Name
from entrepot.web.train_verbs import Document, TrainVerbs

BAR = 100
GONE = timedelta(days=1)
_OPENING = ("train", "service", "departs", "cutoff", "capacity_teu", "capacity_t", "wagons")
_BOOKING = ("teu", "tonnes", "powered", "key", "onto")


def train_pages(verbs: TrainVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/trains")
    def show_board(request: Request, all: str = "") -> Response:
        """Trains that have not left, or all of them, with fill bars."""
        return _board(request, verbs, shows_all=bool(all))

    @router.get("/trains.csv")
    def get_board() -> Response:
        """The board as a file."""
        return sheet("trains", verbs.board()["rows"])

    @router.post("/trains")
    async def open_train(request: Request) -> Response:
        """Open a train, and lead to it."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            asked = _given(fields, _OPENING)
            made = verbs.open(who, {**asked, **_zoned(asked, verbs.zone())})
            return with_query(f"/trains/{made['train']}", done="opened")

        return await act_and_show(request, act, lambda *told: _board(request, verbs, *told))

    _one_train(router, verbs)
    return router


def _one_train(router: APIRouter, verbs: TrainVerbs) -> None:
    @router.get("/trains/{train}")
    def show_train(request: Request, train: Name) -> Response:
        """One train."""
        return _train(request, verbs, train)

    @router.get("/trains/{train}/bookings.csv")
    def get_bookings(request: Request, train: Name) -> Response:
        """Its bookings as a file."""
        return sheet(f"train-{train}", verbs.show(who_asks(request), train)["bookings"])

    @router.get("/trains/{train}/plan.csv")
    def get_plan(request: Request, train: Name) -> Response:
        """Its last plan as a file."""
        return sheet(f"plan-{train}", _plan_rows(verbs.plan(who_asks(request), train)))

    @router.post("/trains/{train}")
    async def work(request: Request, train: Name) -> Response:
        """Book, cancel, or plan the wagons."""
        who = await run_in_threadpool(who_asks, request)

        def act(fields: Mapping[str, str]) -> str:
            return with_query(f"/trains/{train}", done=_work(verbs, who, train, fields))

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _train(request, verbs, train, problems, status)

        return await act_and_show(request, act, again)

    @router.post("/trains/{train}/file")
    async def take_file(request: Request, train: Name) -> Response:
        """Book what the lines of a file ask for, and tell a result a line."""
        who = await run_in_threadpool(who_asks, request)
        files = await read_files(request, "file")
        return await run_in_threadpool(_take, request, verbs, train, who, files)


def _take(
    request: Request, verbs: TrainVerbs, train: str, who: str, files: Sequence[tuple[str, bytes]]
) -> Response:
    try:
        if not files:
            raise InputError(_no_file())
        taken = verbs.book_lines(who, train, lines_of(files[0][1]))
    except (InputError, RefusedError) as error:
        return _train(request, verbs, train, error.problems, status_of(error))
    return _train(request, verbs, train, taken=taken)


def _no_file() -> Problem:
    return Problem("file.empty", "file", "No file was chosen.", "One booking a line.",
                   message_zh="未选择文件。")  # fmt: skip


def _work(verbs: TrainVerbs, who: str, train: str, fields: Mapping[str, str]) -> str:
    if fields["act"] == "cancel":
        return str(verbs.cancel(who, fields["booking"])["state"])
    if fields["act"] == "fill":
        verbs.fill(who, train)
        return "filled"
    return str(verbs.book(who, train, _given(fields, _BOOKING))["state"])


def _given(fields: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: fields[name] for name in names if fields[name]}
    if "wagons" in found:
        found["wagons"] = found["wagons"].split()
    return found


def _zoned(asked: Mapping[str, str], zone: tzinfo) -> dict[str, str]:
    """Instants of a form, which have no offset, by the clock of the region."""
    told = {}
    for name in ("departs", "cutoff"):
        try:
            found = datetime.fromisoformat(asked.get(name, ""))
        except ValueError:
            continue  # the service says what is wrong with it
        told[name] = (found if found.tzinfo else found.replace(tzinfo=zone)).isoformat()
    return told


def _shared(request: Request, problems: Sequence[Problem]) -> dict[str, Any]:
    visitor = visitor_shown(request)
    roles = visitor.actor.roles if visitor else None
    return {
        "port_tabs": tabs_for(PORT_TABS, roles, request.app.state.paths),
        "problems": problems,
        "done": "" if problems else request.query_params.get("done", ""),
        "may_book": bool((roles or frozenset()) & FIRMS),
        "may_open": bool((roles or frozenset()) & RUNNERS),
        "organisation": visitor.actor.organisation if visitor else "",
    }


def _board(
    request: Request, verbs: TrainVerbs, problems: Sequence[Problem] = (), status: int = 200,
    *, shows_all: bool = False,
) -> HTMLResponse:  # fmt: skip
    rows = [shown(row) for row in verbs.board()["rows"]]
    since = verbs.now() - GONE
    coming = [row for row in reversed(rows) if datetime.fromisoformat(row["departs"]) >= since]
    values = {
        **_shared(request, problems), "rows": rows if shows_all else coming,
        "left": len(rows) - len(coming), "shows_all": shows_all, "services": verbs.services(),
    }  # fmt: skip
    return page(request, "trains.html", values, status)


def _train(
    request: Request, verbs: TrainVerbs, train: str, problems: Sequence[Problem] = (),
    status: int = 200, taken: Document | None = None,
) -> HTMLResponse:  # fmt: skip
    who = who_asks(request)
    found = shown(verbs.show(who, train))
    shared = _shared(request, problems)
    is_operator = found["operator_id"] == shared["organisation"]
    values = {
        **shared, "train": found, "plan": _plan(verbs, who, train) if is_operator else None,
        "is_operator": is_operator, "taken": taken,
        "is_open": verbs.now() <= datetime.fromisoformat(found["cutoff"]),
    }  # fmt: skip
    return page(request, "train.html", values, status)


def _plan(verbs: TrainVerbs, who: str, train: str) -> Document | None:
    try:
        found = verbs.plan(who, train)
    except (MissingError, RoleError):
        return None
    wagons = [
        {**one, "width": width(one["loaded_teu"], one["teu"]),
         "width_t": width(one["loaded_t"], one["payload_t"])}
        for one in found["wagons"]
    ]  # fmt: skip
    return {**found, "wagons": wagons}


def _plan_rows(plan: Document) -> list[Document]:
    on = [
        {"wagon": one["wagon"], "kind": one["kind"], **box, "reason": ""}
        for one in plan["wagons"]
        for box in one["boxes"]
    ]
    keys = ("booking", "box", "teu", "tonnes", "is_powered", "reason")
    off = [{"wagon": "", "kind": "", **{key: box[key] for key in keys}} for box in plan["left_out"]]
    return [*on, *off]


def shown(row: Document) -> Document:
    """A train with the clock its instants are told by, and how long its bars are."""
    return {
        **row, "zone": datetime.fromisoformat(row["departs"]).tzinfo,
        "width": width(row["booked_teu"], row["capacity_teu"]),
        "width_t": width(row["booked_t"], row["capacity_t"]),
    }  # fmt: skip


def width(part: float, whole: float | None) -> float:
    """Length of a bar in a hundred; nothing where the whole is not known."""
    return round(BAR * part / whole, 1) if whole else 0.0
