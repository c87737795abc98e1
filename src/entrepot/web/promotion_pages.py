"""Pages of whom to ask, which park, and served when: a case to change, its answer, its file."""

import json
from collections.abc import Callable, Sequence
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.cases import one_case, parse_cases
from entrepot.service.promotion_questions import answer_question, example_of
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.promotion_access import PAGES
from entrepot.web.promotion_sheet import SHEETS
from entrepot.web.render import page
from entrepot.web.trade_export import FORMS, table_file
from entrepot.web.verbs import Document

Today = Callable[[], date]
Route = Callable[..., object]


def promotion_pages(today: Today) -> APIRouter:
    """The routes of the pages; `today` tells the day where a case names none."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for path, name in PAGES.items():
        router.get(path)(_showing(path, name))
        router.post(path)(_answering(path, name, today))
    return router


def _showing(path: str, name: str) -> Route:
    def show_case(request: Request) -> Response:
        """An invented case to change."""
        text = json.dumps(example_of(name), ensure_ascii=False, indent=1)
        return _page(request, path, name, text)

    return show_case


def _answering(path: str, name: str, today: Today) -> Route:
    async def answer_case(request: Request) -> Response:
        """The answer to a case as a page or a file, or everything that is wrong with it."""
        fields = await read_fields(request)
        return await run_in_threadpool(
            _answer, request, path, name, fields["case"], fields["form"], today()
        )

    return answer_case


def _answer(
    request: Request, path: str, name: str, text: str, form: str, today: date
) -> Response:  # fmt: skip
    try:
        raw = one_case(parse_cases(text.encode(), "case"), with_numbers=True)
        found = answer_question(name, raw, today=today)
    except EntrepotError as error:
        return _page(request, path, name, text, error.problems, status_of(error))
    wanted = next((one for one in FORMS if one == form), None)
    if wanted:
        return table_file(wanted, name, *SHEETS[name](found))
    return _page(request, path, name, text, found=found)


def _page(
    request: Request, path: str, name: str, text: str, problems: Sequence[Problem] = (),
    status: int = 200, found: Document | None = None,
) -> Response:  # fmt: skip
    values = {"tries": PAGES, "path": path, "name": name, "text": text, "problems": problems,
              "found": found, "rows": SHEETS[name](found)[1] if found else []}  # fmt: skip
    return page(request, "promotion_case.html", values, status)
