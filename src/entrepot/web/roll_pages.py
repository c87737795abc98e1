"""Pages of panels, and of the registers beneath them: rows, files in and out, undo."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.service.panels import PAGES
from entrepot.web.forms import read_text
from entrepot.web.officer_page import read_fields
from entrepot.web.port_page import act_and_show
from entrepot.web.problems import status_of
from entrepot.web.promotion_access import TRIES
from entrepot.web.render import page
from entrepot.web.roll_verbs import RollVerbs
from entrepot.web.sessions import who_asks

REGISTERS = "/rolls"
MOST = 500
_MOST_DIGITS = 18
ACTS = ("rows", "remove", "undo")


def roll_pages(verbs: RollVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for path in PAGES:
        router.get(path)(_showing(verbs, path))
    _add_register(router, verbs)
    return router


def _showing(verbs: RollVerbs, path: str) -> Callable[..., object]:
    def show_panels(request: Request) -> Response:
        """The panels of a page on a day."""
        text, problems = read_text(request.query_params.get("on")), list[Problem]()
        try:
            on = _day(text)
        except InputError as error:
            on, problems = None, list(error.problems)
        found = verbs.glance(who_asks(request), path, on)
        values = {"found": found, "path": path, "on": text if on else found["as_of"],
                  "problems": problems, "try_path": TRIES.get(path, ""),
                  "opened": read_text(request.query_params.get("open")),
                  "needed": {roll.name: [one for one in roll.columns if one.needed]
                             for panel in PAGES[path] for roll in panel.rolls}}  # fmt: skip
        return page(request, "panels.html", values, 422 if problems else 200)

    return show_panels


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(
            Problem("input.date", "on", f"{text[:40]!r} is no day.", "Write it as 2026-03-10.",
                    message_zh=f"“{text[:40]}”不是日期。")
        ) from None  # fmt: skip


def _add_register(router: APIRouter, verbs: RollVerbs) -> None:
    @router.get(REGISTERS + "/{roll}")
    def show_register(request: Request, roll: str) -> Response:
        """The rows of a register."""
        return _show(request, verbs, roll)

    @router.post(REGISTERS + "/{roll}")
    async def import_rows(request: Request, roll: str) -> Response:
        """Take in a file."""
        async with request.form() as form:
            file = form.get("file")
            data = await file.read() if isinstance(file, UploadFile) else b""
            name = (file.filename if isinstance(file, UploadFile) else "") or "file"
        try:
            await run_in_threadpool(verbs.keep, who_asks(request), roll, data, name)
        except EntrepotError as error:
            return await run_in_threadpool(
                _show, request, verbs, roll, error.problems, status_of(error)
            )
        return RedirectResponse(f"{REGISTERS}/{roll}?done=moved", 303)

    for act in ACTS:
        router.post(f"{REGISTERS}/{{roll}}/{act}")(_changing(verbs, act))


def _changing(verbs: RollVerbs, act: str) -> Callable[..., object]:
    async def change(request: Request, roll: str) -> Response:
        """Tell one row, remove it, or undo an import."""
        typed = dict(await read_fields(request))

        def move(fields: dict[str, str]) -> str:
            _change(verbs, who_asks(request), roll, act, fields)
            return f"{REGISTERS}/{roll}?done=moved"

        def again(problems: Sequence[Problem], status: int) -> Response:
            return _show(request, verbs, roll, problems, status, typed if act == "rows" else None)

        return await act_and_show(request, move, again)

    return change


def _change(verbs: RollVerbs, who: str, roll: str, act: str, fields: dict[str, str]) -> None:
    if act == "rows":
        names = [one["name"] for one in verbs.rows(who, roll, None)["columns"]]
        row = {name: fields[name] for name in names if fields[name]}
        verbs.keep(who, roll, json.dumps([row]).encode(), "form")
    elif act == "remove":
        verbs.remove(who, roll, fields["id"])
    else:
        number = fields["import"]
        is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
        verbs.undo(who, roll, int(number) if is_number else 0)


def _show(
    request: Request, verbs: RollVerbs, roll: str, problems: Sequence[Problem] = (),
    status: int = 200, typed: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    who, query = who_asks(request), request.query_params
    found, wanted = verbs.rows(who, roll, None), read_text(query.get("row"))
    edited = next((row for row in found["rows"] if wanted and row["id"] == wanted), None)
    values = {
        "found": found, "rows": found["rows"][:MOST], "most": MOST, "typed": typed or edited or {},
        "telling": bool(typed or edited or query.get("tell")),
        "imports": verbs.imports(who, roll)["imports"], "problems": problems,
        "done": "" if problems else read_text(query.get("done")),
        "pages": [path for path, panels in PAGES.items()
                  if any(one.name == roll for panel in panels
                         for one in (*panel.rolls, *panel.house))],
    }  # fmt: skip
    return page(request, "roll.html", values, status)
