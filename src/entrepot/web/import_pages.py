"""The pages of imported schedules: what came in, a dry run, the difference, what a person reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, Problem, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.schedules import IMPORTERS, needs_of
from entrepot.service.upload import write_csv
from entrepot.web.import_verbs import ImportVerbs
from entrepot.web.officer_page import read_fields, read_files
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_shown, who_asks
from entrepot.web.verbs import Document

_PATH = "/tariff/imports"
_FIELDS = ("schedule", "agreement", "edition", "valid_from", "show")
_IMPORT = "import"


def import_pages(verbs: ImportVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_imports(request: Request) -> Response:
        """The files that came in, and the form for who may import."""
        return _page(request, verbs)

    @router.post(_PATH)
    async def post_import(request: Request) -> Response:
        """Try a file, or import it."""
        told = await read_fields(request)
        maps = await _text_of(request, "map")
        files = await read_files(request, "file")
        fields = {name: told[name] for name in _FIELDS if told[name]} | maps
        return await run_in_threadpool(_take, request, verbs, files, fields, told["act"])

    @router.get(_PATH + "/{number:int}/needs.csv")
    def get_needs(number: int) -> Response:
        """What a person must read, as a table."""
        return needs_file(verbs, number)

    @router.get(_PATH + "/{number:int}")
    def show_import(request: Request, number: int) -> Response:
        """One import with its report."""
        return page(request, "import.html", {"found": verbs.get(number), "number": number})

    return router


def needs_file(verbs: ImportVerbs, number: int) -> Response:
    """The cells of an import that a person must read, as CSV."""
    name = f'attachment; filename="import-{number}-needs.csv"'
    return Response(
        write_csv(needs_of(verbs.get(number))), media_type="text/csv; charset=utf-8",
        headers={"content-disposition": name},
    )  # fmt: skip


async def _text_of(request: Request, name: str) -> dict[str, str]:
    """The text of a small file of a form, under its field's name."""
    form = await request.form()
    file = form.get(name)
    if not file or isinstance(file, str) or not file.filename:
        return {}
    return {name: (await file.read()).decode("utf-8", "replace")}


def _take(
    request: Request, verbs: ImportVerbs, files: Sequence[tuple[str, bytes]],
    fields: Mapping[str, str], act: str,
) -> Response:  # fmt: skip
    try:
        if not files:
            raise InputError(_no_file())
        name, data = files[0]
        found = verbs.take(who_asks(request), data, name, fields, act != _IMPORT)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError) as error:
        return _page(request, verbs, fields, error=error)
    if found["applied"] and found["import"]:
        return RedirectResponse(f"{_PATH}/{found['import']}", status_code=303)
    return _page(request, verbs, fields, found)


def _page(
    request: Request, verbs: ImportVerbs, fields: Mapping[str, str] | None = None,
    found: Document | None = None, *, error: EntrepotError | None = None,
) -> HTMLResponse:  # fmt: skip
    visitor = visitor_shown(request)
    values: dict[str, Any] = {
        "imports": verbs.list()["imports"],
        "schedules": verbs.schedules(),
        "may_import": bool(visitor and visitor.actor.roles & set(IMPORTERS)),
        "fields": fields or {},
        "found": found or (error.extra.get("report") if error else None),
        "problems": error.problems if error else (),
        "done": "",
    }
    return page(request, "imports.html", values, status_of(error) if error else 200)


def _no_file() -> Problem:
    return Problem("file.empty", "file", "No file was chosen.", "Choose a file of a schedule.",
                   message_zh="未选择文件。")  # fmt: skip
