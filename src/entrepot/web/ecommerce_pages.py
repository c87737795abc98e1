"""The pages of lists: upload with its report, one list, a person's year, forms and figures."""

import json
import shutil
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from entrepot.kernel.errors import (
    EntrepotError,
    InputError,
    MissingError,
    ModelError,
    Problem,
    RefusedError,
)
from entrepot.service import express_lists
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.ecommerce_acts import LOOKERS, OFFICERS
from entrepot.service.ecommerce_lists import FILERS
from entrepot.service.list_uploads import KINDS, ROLES, spooled
from entrepot.service.offshore import DEALERS
from entrepot.service.upload import write_csv
from entrepot.web.ecommerce_verbs import EcommerceVerbs
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks

PATH = "/ecommerce"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Month = Annotated[str, Query(max_length=7, pattern=r"^(\d{4}-\d{2})?$")]
_SHOWN = (InputError, RefusedError, MissingError, ModelError)
_LIST = ("list", "order", "waybill", "mode", "flow", "accepted_on", "state", "treatment",
         "filing", "taxable", "total", "currency")  # fmt: skip


def ecommerce_pages(verbs: EcommerceVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _add_uploads(router, verbs)
    _add_lists(router, verbs)
    _add_figures(router, verbs)
    return router


def _add_uploads(router: APIRouter, verbs: EcommerceVerbs) -> None:
    @router.get(PATH)
    def show_start(request: Request) -> Response:
        """The form to hand in a file, uploads and the newest lists."""
        return _start(request, verbs)

    @router.post(PATH)
    async def post_upload(request: Request) -> Response:
        """Take a file up, and lead to how far it is."""
        told, form = await read_fields(request), await request.form()
        file = form.get("file")
        return await run_in_threadpool(_take, request, verbs, told["kind"], file)

    @router.get(PATH + "/uploads/{reference}")
    def show_upload(request: Request, reference: str) -> Response:
        """How far an upload is, and what it refused."""
        found = verbs.show_upload(who_asks(request), reference)
        return _page(request, "ecommerce_upload.html", {"found": found})

    @router.get(PATH + "/uploads/{reference}/refused.csv")
    def get_refused(request: Request, reference: str) -> Response:
        """The refused lines as a table."""
        found = verbs.show_upload(who_asks(request), reference)
        rows = [
            (str(one["line"]), p["code"], p["where"], p["message"], p.get("message_zh", ""))
            for one in found["refusals"] for p in one["problems"]
        ]  # fmt: skip
        heads = ("line", "code", "where", "message", "message_zh")
        return _csv(f"{reference}-refused.csv", [heads, *rows])


def _add_lists(router: APIRouter, verbs: EcommerceVerbs) -> None:
    @router.get(PATH + "/lists.csv")
    def get_lists(request: Request) -> Response:
        """The newest lists as a table."""
        rows = verbs.list(who_asks(request))["lists"]
        return _csv("lists.csv", [_LIST, *(_list_row(one) for one in rows)])

    @router.get(PATH + "/lists/{reference}")
    def show_list(request: Request, reference: str) -> Response:
        """One list with its goods, and what may be done."""
        return _one(request, verbs, reference)

    @router.post(PATH + "/lists/{reference}")
    async def post_move(request: Request, reference: str) -> Response:
        """Return, release or refuse it, or reveal its buyer."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_move, request, verbs, reference, told)


def _add_figures(router: APIRouter, verbs: EcommerceVerbs) -> None:
    @router.get(PATH + "/allowance")
    def show_allowance(request: Request) -> Response:
        """The form to look up a person's year."""
        return _page(request, "ecommerce_allowance.html", {"found": None, "fields": {}})

    @router.post(PATH + "/allowance")
    async def post_allowance(request: Request) -> Response:
        """Look up a person's year; the id stands in no address."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_allowance, request, verbs, told)

    @router.get(PATH + "/forms")
    def show_forms(request: Request, month: Month = "") -> Response:
        """The forms with their filing path, and the figures of a month."""
        who = who_asks(request)
        values = {**verbs.forms(), "statistics": verbs.statistics(who, month),
                  "summary": verbs.summary(who, month)}  # fmt: skip
        return _page(request, "ecommerce_forms.html", values)

    @router.get(PATH + "/summary.csv")
    def get_summary(request: Request, month: Month = "") -> Response:
        """The monthly summary of exports as a table."""
        found = verbs.summary(who_asks(request), month)
        rows = [
            (one["hs"], one["destination"] or "", str(one["lists"]), one["quantity"],
             one["value"]["amount"], one["value"]["currency"], " ".join(one["references"]))
            for one in found["lines"]
        ]  # fmt: skip
        heads = ("hs", "destination", "lists", "quantity", "value", "currency", "references")
        return _csv(f"summary-9610-{found['month']}.csv", [heads, *rows])

    @router.get("/offshore")
    def show_deals(request: Request) -> Response:
        """Accepted offshore deals, and the form to file one."""
        return _deals(request, verbs, {})

    @router.post("/offshore")
    async def post_deal(request: Request) -> Response:
        """File an offshore deal, or check it."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_file_deal, request, verbs, told)


def _start(
    request: Request, verbs: EcommerceVerbs, error: EntrepotError | None = None
) -> Response:  # fmt: skip
    who, roles = who_asks(request), visitor_of(request).actor.roles
    may_see = bool(roles & {*ROLES, "auditor"})
    sees_lists = bool(roles & {*FILERS, *LOOKERS})
    values = {
        "may_file": bool(roles & set(ROLES)),
        "kinds": list(KINDS),
        "uploads": verbs.list_uploads(who)["uploads"] if may_see else [],
        "lists": verbs.list(who)["lists"] if sees_lists else [],
        "parcels": verbs.parcels(who)["parcels"] if roles & set(express_lists.SEERS) else [],
    }
    return _page(request, "ecommerce.html", values, error)


def _take(request: Request, verbs: EcommerceVerbs, kind: str, file: object) -> Response:
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise InputError(_no_file())
        kept = spooled()  # the form's own file is gone with the request
        shutil.copyfileobj(file.file, kept)
        size = kept.tell()
        kept.seek(0)
        found = verbs.upload(who_asks(request), kind, file.filename, kept, size)
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _start(request, verbs, error)
    return RedirectResponse(f"{PATH}/uploads/{found['upload']}", 303)


def _one(
    request: Request, verbs: EcommerceVerbs, reference: str, error: EntrepotError | None = None,
    reveal: bool = False,
) -> Response:  # fmt: skip
    roles = visitor_of(request).actor.roles
    found = verbs.show(who_asks(request), reference, reveal)
    waits = found["state"] == "accepted"
    values = {
        "found": found,
        "may_return": bool(roles & set(FILERS)) and found["state"] in ("accepted", "released"),
        "may_decide": bool(roles & set(OFFICERS)) and waits,
        "may_reveal": bool(roles & set(LOOKERS)),
    }
    return _page(request, "ecommerce_list.html", values, error)


def _move(
    request: Request, verbs: EcommerceVerbs, reference: str, told: Mapping[str, str]
) -> Response:  # fmt: skip
    move = told.get("do", "")
    if move == "reveal":
        return _one(request, verbs, reference, reveal=True)
    names = ("on", "applied", "reason")
    raw = {"move": move, **{name: told[name] for name in names if told.get(name)}}
    try:
        verbs.move(who_asks(request), reference, raw)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError) as error:
        return _one(request, verbs, reference, error)
    return RedirectResponse(f"{PATH}/lists/{reference}", 303)


def _allowance(request: Request, verbs: EcommerceVerbs, told: Mapping[str, str]) -> Response:
    person, year = told.get("person", ""), told.get("year", "")
    try:
        if not person or not (year.isascii() and year.isdigit() and 2000 <= int(year) < 2200):
            raise InputError(_no_year())
        found = verbs.allowance(who_asks(request), person[:64], int(year))
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _page(request, "ecommerce_allowance.html", {"found": None, "fields": told}, error)
    return _page(request, "ecommerce_allowance.html", {"found": found, "fields": told})


def _deals(
    request: Request, verbs: EcommerceVerbs, told: Mapping[str, str],
    error: EntrepotError | None = None, checked: Mapping[str, Any] | None = None,
) -> Response:  # fmt: skip
    values = {
        "deals": verbs.list_deals(who_asks(request))["deals"],
        "may_file": bool(visitor_of(request).actor.roles & set(DEALERS)),
        "fields": told,
        "checked": checked,
    }
    return _page(request, "offshore.html", values, error)


def _file_deal(request: Request, verbs: EcommerceVerbs, told: Mapping[str, str]) -> Response:
    try:
        raw = _parsed(told.get("deal", ""))
        if told.get("do") == "check":
            return _deals(request, verbs, told, checked=verbs.check_deal(raw))
        verbs.file_deal(who_asks(request), raw)
    except (SignInError, RoleError):
        raise
    except _SHOWN as error:
        return _deals(request, verbs, told, error)
    return RedirectResponse("/offshore", 303)


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem("body.json", "deal", "This is not JSON.", "See the example.",
                    message_zh="不是有效的JSON。")
        ) from error  # fmt: skip


def _page(
    request: Request, template: str, values: Mapping[str, Any], error: EntrepotError | None = None
) -> HTMLResponse:
    problems: Sequence[Problem] = error.problems if error else ()
    shared = {"problems": problems, "done": "", "faults": {}, "matches": {}}
    return page(request, template, {**shared, **values}, status_of(error) if error else 200)


def _list_row(one: Mapping[str, Any]) -> tuple[str, ...]:
    money = {"taxable": one["taxable"]["amount"], "total": one["total"]["amount"],
             "currency": one["total"]["currency"]}  # fmt: skip
    return tuple(str({**one, **money}[name]) for name in _LIST)


def _csv(name: str, rows: Sequence[Sequence[str]]) -> Response:
    """A table to download; a text that a spreadsheet would work out is quoted."""
    safe = [["'" + cell if cell[:1] in _FORMULA else cell for cell in row] for row in rows]
    return Response(
        write_csv(safe), media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _no_file() -> Problem:
    return Problem("file.empty", "file", "No file was chosen.", "Choose an NDJSON file.",
                   message_zh="未选择文件。")  # fmt: skip


def _no_year() -> Problem:
    return Problem("input.missing", "person", "a person's id and a year are needed.",
                   "Fill in both.", message_zh="请填写个人证件号和年份。")  # fmt: skip
