"""The page of files with many declarations: checked, kept as drafts, or lodged."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.web.officer_page import read_fields, read_files
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_asks
from entrepot.web.trader_verbs import Document, TraderVerbs

REPORT = "report"


def upload_pages(verbs: TraderVerbs) -> APIRouter:
    """The routes of the upload page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/uploads")
    def show_uploads(request: Request) -> Response:
        """The form."""
        return _page(request, verbs)

    @router.get("/uploads/template.csv")
    def get_template(
        flow: Annotated[str, Query(max_length=10)] = "export",
        kind: Annotated[str, Query(max_length=10, alias="type")] = "FULL",
    ) -> Response:
        """The header of such a file, to fill in."""
        header = ",".join(verbs.template(flow, kind)) + "\r\n"
        return Response(
            header.encode("utf-8-sig"), media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="declarations.csv"'},
        )  # fmt: skip

    @router.post("/uploads")
    async def post_uploads(request: Request) -> Response:
        """Check the file, keep its declarations as drafts, lodge them, or give it back checked."""
        files, told = await read_files(request, "file"), await read_fields(request)
        return await run_in_threadpool(_take, request, verbs, files, told["act"])

    return router


def _take(
    request: Request, verbs: TraderVerbs, files: list[tuple[str, bytes]], act: str
) -> Response:
    try:
        if not files:
            raise InputError(_no_file())
        data = files[0][1]
        if act == REPORT:
            report = verbs.report(data, language=language_of(request).code)
            return Response(
                report.content, media_type=report.media_type,
                headers={"content-disposition": f'attachment; filename="{report.name}"'},
            )  # fmt: skip
        return _page(request, verbs, verbs.take(who_asks(request), data, act))
    except (InputError, RefusedError) as error:
        return _page(request, verbs, problems=error.problems, status=status_of(error))


def _page(
    request: Request,
    verbs: TraderVerbs,
    taken: Document | None = None,
    *,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HTMLResponse:
    values = {
        "taken": taken,
        "problems": problems,
        "done": "",
        "labels": verbs.labels(),
        "has_offices": verbs.has_offices(),
    }
    return page(request, "uploads.html", values, status)


def _no_file() -> Problem:
    return Problem("file.empty", "file", "No file was chosen.", "Choose a CSV or Excel file.",
                   message_zh="未选择文件。")  # fmt: skip
