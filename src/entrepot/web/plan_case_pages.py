"""Worked cases of planning over HTTP: a page with a case to change, and the API."""

import json
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.cases import answer_cases, one_case, parse_cases
from entrepot.service.plan_questions import QUESTIONS, example_of
from entrepot.web.answers import exact_body, faults, gives, takes, told
from entrepot.web.officer_page import read_fields
from entrepot.web.plan_case_view import shown
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document

PATH = "/plan/cases"
Name = Literal["compensation", "reserve", "power", "zone", "reforms"]
_CASE = takes(
    "application/json", description="A case, or a list of cases, as `entrepot plan` takes it; "
    "numbers are texts. `entrepot plan example NAME` prints one.",
)  # fmt: skip


def plan_case_pages(verbs: PlanVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def lead_on() -> Response:
        """The first of the worked cases."""
        return RedirectResponse(f"{PATH}/{next(iter(QUESTIONS))}", 303)

    @router.get(PATH + "/{name}")
    def show_case(request: Request, name: Name) -> Response:
        """An invented case to change, and what may be asked."""
        text = json.dumps(example_of(name), ensure_ascii=False, indent=1)
        return _page(request, name, text)

    @router.post(PATH + "/{name}")
    async def answer_case(request: Request, name: Name) -> Response:
        """The answer to a case, or everything that is wrong with it."""
        fields = await read_fields(request)
        return await run_in_threadpool(_answer, request, verbs, name, fields["case"])

    return router


def plan_case_api(verbs: PlanVerbs) -> APIRouter:
    """The same over the API."""
    router = APIRouter(prefix="/api/v1/plan-cases", tags=["plan"])

    @router.get("/{name}", responses={**gives("An invented case."), **faults(404, 422)})
    def show_example(name: Annotated[Name, Path(description="The question.")]) -> Response:
        """An invented case to begin with."""
        return told(example_of(name))

    @router.post(
        "/{name}",
        openapi_extra=_CASE,
        responses={**gives("The answer, or a list."), **faults(404, 413, 422)},
    )
    async def answer(
        request: Request, name: Annotated[Name, Path(description="The question.")]
    ) -> Response:
        """Answer a worked case: compensation, reserve, power, zone or reforms."""
        body = await exact_body(request)
        found, _ = await run_in_threadpool(
            answer_cases, body, lambda raw: verbs.answer_case(name, raw)
        )
        return told(found)

    return router


def _answer(request: Request, verbs: PlanVerbs, name: str, text: str) -> Response:
    try:
        raw = one_case(parse_cases(text.encode(), "case"))
        found = verbs.answer_case(name, raw)
    except EntrepotError as error:
        return _page(request, name, text, error.problems, status_of(error))
    return _page(request, name, text, found=found)


def _page(
    request: Request, name: str, text: str, problems: Sequence[Problem] = (), status: int = 200,
    found: Document | None = None,
) -> Response:  # fmt: skip
    told_of = shown(language_of(request), found) if found else None
    values = {"name": name, "names": list(QUESTIONS), "text": text, "problems": problems,
              "found": found, "shown": told_of}  # fmt: skip
    return page(request, "plan_case.html", values, status)
