"""The pages of duty and landed cost: a form, and the answer with every working."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.web import duty_form
from entrepot.web.render import page
from entrepot.web.sessions import who_may
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.verbs import Document

_STANDING = ("applies", "possible", "unknown", "rejected", "not_covered")


def duty_pages(verbs: TariffVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/duty")
    def show_duty(request: Request) -> Response:
        """What a good owes in a market, with the options side by side."""
        fields = duty_form.read(request.query_params, duty_form.DUTY)
        case = duty_form.duty_case(fields)
        found, problems, status = _ask(lambda: verbs.answer_duty(case), wanted="hs" in fields)
        values = {"found": found, "options": _options(found), "rows": duty_form.QUANTITIES,
                  "rulings": verbs.list_rulings({}, who_may(request))["rulings"]}  # fmt: skip
        return _page(request, verbs, "duty.html", fields, problems, status, values)

    @router.get("/landed")
    def show_landed(request: Request) -> Response:
        """What a sale costs the buyer under its trade term."""
        fields = duty_form.read(request.query_params, duty_form.LANDED)
        case = duty_form.landed_case(fields)
        found, problems, status = _ask(
            lambda: verbs.make_landed(case, False), wanted=bool(case["items"])
        )
        return _page(request, verbs, "landed.html", fields, problems, status, _landed(found))

    @router.post("/landed")
    async def keep_landed(request: Request) -> Response:
        """Keep a landed cost and lead to its page, or show what is wrong."""
        form = await request.form(max_files=0, max_fields=200)
        return await run_in_threadpool(_keep, request, verbs, form)

    @router.get("/landed/{reference}")
    def show_kept(request: Request, reference: str) -> Response:
        """A kept landed cost, as it was told."""
        found = verbs.tell_landed(reference)
        return _page(request, verbs, "landed.html", {}, (), 200, _landed(found))

    return router


def _keep(request: Request, verbs: TariffVerbs, form: FormData) -> Response:
    fields = duty_form.read(form, duty_form.LANDED)
    case = duty_form.landed_case(fields)
    found, problems, status = _ask(lambda: verbs.make_landed(case, True), wanted=True)
    if found is None:
        return _page(request, verbs, "landed.html", fields, problems, status, _landed(None))
    return RedirectResponse(f"/landed/{found['id']}", status_code=303)


def _options(found: Document | None) -> list[Document]:
    """Rates in reach, what applies first."""
    candidates = found["candidates"] if found else []
    return sorted(candidates, key=lambda one: _STANDING.index(one["state"]))


def _landed(found: Document | None) -> dict[str, Any]:
    return {"found": found, "rows": duty_form.ITEMS, "costs": duty_form.COSTS}


def _ask(
    ask: Callable[[], Document], *, wanted: bool
) -> tuple[Document | None, tuple[Problem, ...], int]:
    """The answer, or what is wrong with the question."""
    if not wanted:
        return None, (), 200
    try:
        return ask(), (), 200
    except EntrepotError as error:
        return None, tuple(error.problems), error.http_status


def _page(
    request: Request, verbs: TariffVerbs, template: str, fields: Mapping[str, Any],
    problems: tuple[Problem, ...], status: int, values: Mapping[str, Any],
) -> Response:  # fmt: skip
    faults: dict[str, list[Problem]] = {}
    for problem in problems:
        faults.setdefault(duty_form.where(problem.where), []).append(problem)
    shared = {
        "fields": fields, "faults": faults, "problems": problems, "matches": {},
        "place_of": duty_form.where, "today": verbs.today(), "choices": verbs.duty_choices(),
        "hidden": urlencode(fields, doseq=True),
    }  # fmt: skip
    return page(request, template, {**shared, **values}, status)
