"""The page of administrators: firms, accounts, roles, and what waits for a second one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.web.officer_page import carry_out, officer_page, read_fields, with_query
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.oversight_pages import is_own, number_of
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.work_pages import approves

Fields = Mapping[str, str]


def admin_pages(verbs: OfficerVerbs) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    acts = acts_of(verbs.administration)

    @router.get("/admin")
    def show_admin(request: Request) -> Response:
        """Firms, accounts and proposals."""
        return _admin(request, verbs)

    @router.post("/admin/{act}")
    async def post_act(request: Request, act: str) -> Response:
        """Do one of the acts of `acts_of`."""
        if act not in acts:
            raise HTTPException(404)
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        return await carry_out(
            lambda: acts[act](who, fields),
            with_query("/admin", done=act),
            partial(_admin, request, verbs),
        )

    return router


def acts_of(
    do: Mapping[str, Callable[..., Document]],
) -> Mapping[str, Callable[[str, Fields], object]]:
    """Acts of administrators by the last part of their address."""
    return {
        "suspend": lambda who, f: do["propose_suspension"](
            who, f["organisation"], is_suspended=True, reason=f["reason"]
        ),
        "restore": lambda who, f: do["propose_suspension"](
            who, f["organisation"], is_suspended=False, reason=f["reason"]
        ),
        "role": lambda who, f: do["grant_role"](
            who, f["account"], f["role"], f["organisation"],
            offices=f["offices"].replace(",", " ").split(), agency=f["agency"],
        ),
        "take": lambda who, f: do["take_role"](who, f["account"], f["role"], f["organisation"]),
        "account": lambda who, f: do["make_account"](
            who, f["account"], name=f["name"], name_zh=f["name_zh"]
        ),
        "password": lambda who, f: do["set_password"](who, f["account"], f["password"]),
        "close": lambda who, f: do["close_account"](who, f["account"]),
        "decide": lambda who, f: do["decide_proposal"](
            who, number_of(f["id"]), is_approved=approves(f), reason=f["reason"]
        ),
    }  # fmt: skip


def _admin(
    request: Request, verbs: OfficerVerbs, problems: Sequence[Problem] = (), status: int = 200
) -> HTMLResponse:
    who, actor = who_asks(request), visitor_of(request).actor
    rows = verbs.administration["list_accounts"](who)["rows"]
    waiting = verbs.administration["list_proposals"](who, state="open")["rows"]
    values = {
        "accounts": rows,
        "firms": verbs.administration["list_firms"](who)["rows"],
        "waiting": [{**row, "is_own": is_own(row, actor.account)} for row in waiting],
    }
    return officer_page(request, verbs, "admin.html", values, problems, status)
