"""Firms of the register: searched, imported, doubles merged and parted, and all about one."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.enterprises import KEEPERS
from entrepot.web.enterprise_verbs import EnterpriseVerbs
from entrepot.web.forms import read_text
from entrepot.web.officer_page import read_files
from entrepot.web.port_page import act_and_show
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.verbs import Document

PATH = "/enterprises"
MOST = 500


def enterprise_pages(verbs: EnterpriseVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_enterprises(request: Request) -> Response:
        """Firms whose name, code or id holds a word."""
        return _list(request, verbs)

    @router.post(PATH)
    async def keep_file(request: Request) -> Response:
        """Keep what a file tells of firms, or tell which firms its rows may be."""
        does_match = (await request.form()).get("do") == "match"
        files = await read_files(request, "file")
        return await run_in_threadpool(_take, request, verbs, files, does_match)

    @router.get(PATH + "/{code}")
    def show_enterprise(request: Request, code: str) -> Response:
        """All about one firm, as far as one may see it."""
        return _one(request, verbs, code)

    @router.post(PATH + "/{code}")
    async def join_or_part(request: Request, code: str) -> Response:
        """Say that another is one with this firm, or part them again."""

        def act(fields: dict[str, str]) -> str:
            who = who_asks(request)
            if fields["do"] == "part":
                verbs.unmerge(who, fields["merge"])
                return f"{PATH}/{quote(code)}?done=parted"
            verbs.merge(who, code, fields["other"], fields["reason"])
            return f"{PATH}/{quote(code)}?done=merged"

        return await act_and_show(request, act, lambda *told: _one(request, verbs, code, *told))

    return router


def _take(
    request: Request, verbs: EnterpriseVerbs, files: Sequence[tuple[str, bytes]], does_match: bool
) -> Response:
    name, data = files[0] if files else ("file", b"")
    who = who_asks(request)
    try:
        if does_match:
            return _list(request, verbs, matched=verbs.match(who, data, name))
        return _list(request, verbs, kept=verbs.keep(who, data, name))
    except EntrepotError as error:
        return _list(request, verbs, error.problems, status_of(error))


def _list(
    request: Request, verbs: EnterpriseVerbs, problems: Sequence[Problem] = (), status: int = 200,
    *, kept: Document | None = None, matched: Document | None = None,
) -> Response:  # fmt: skip
    word = read_text(request.query_params.get("word"))
    firms = verbs.list(who_asks(request), word)["enterprises"]
    values = {
        "firms": firms[:MOST], "count": len(firms), "word": word, "problems": problems,
        "kept": kept, "matched": matched, "most": MOST, "may_keep": _may_keep(request),
        "query": urlencode({"word": word} if word else {}), "done": "",
    }  # fmt: skip
    return page(request, "enterprises.html", values, status)


def _one(
    request: Request, verbs: EnterpriseVerbs, code: str, problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:  # fmt: skip
    found = verbs.show(who_asks(request), code)
    done = "" if problems else request.query_params.get("done", "")
    values = {"found": found, "firm": found["register"], "code": code, "problems": problems,
              "done": done, "may_keep": _may_keep(request)}  # fmt: skip
    return page(request, "enterprise.html", values, status)


def _may_keep(request: Request) -> bool:
    return bool(visitor_of(request).actor.roles & {*KEEPERS})
