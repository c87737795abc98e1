"""The pages: home, the form, a quote, about."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.web import forms, views
from entrepot.web.glance import glance
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Verbs

Reference = Annotated[str, Query(max_length=40)]


def pages_router(verbs: Verbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def show_home(request: Request) -> Response:
        """The region at a glance."""
        language = language_of(request)
        values = {**glance(verbs.home(), language), "choices": verbs.choices()}
        return page(request, "home.html", values)

    @router.get("/quote")
    def show_form(request: Request, again: Reference = "") -> Response:
        """An empty form, or one filled in from an address or a kept quote."""
        kept = views.again(verbs.get_quote(again)) if again else {}
        return _form(request, verbs, {**kept, **forms.read_form(request.query_params)})

    @router.post("/quote")
    async def post_form(request: Request) -> Response:
        """Make a quote and lead to its page, or show what is wrong beside each field."""
        fields = forms.read_form(await request.form(max_files=0, max_fields=200))
        return await run_in_threadpool(_make, request, verbs, fields)

    @router.get("/quotes/{reference}")
    def show_quote(request: Request, reference: str, sort: str = "", option: int = 1) -> Response:
        """A kept quote."""
        document = verbs.get_quote(reference)
        language = language_of(request)
        options, key, descending = views.sort_options(document["options"], sort)
        values = {
            "quote": document,
            "options": options,
            "by_number": document["options"],
            "sort": key,
            "descending": descending,
            "selected": option,
            "labels": views.option_labels(document["options"], language),
            "cards": views.best_cards(document["options"]),
            "map": views.map_document(document, language),
            "chart": views.chart_document(document, language),
            "address": str(request.url_for("show_quote", reference=document["reference"])),
        }
        return page(request, "result.html", values)

    @router.get("/about")
    def show_about(request: Request) -> Response:
        """What the figures are worth, and what comes from whom."""
        return page(request, "about.html", {"status": verbs.status()})

    return router


def _make(request: Request, verbs: Verbs, fields: dict[str, Any]) -> Response:
    try:
        document = verbs.make_quote(forms.for_service(fields))
    except (InputError, RefusedError) as error:
        return _form(request, verbs, fields, error.problems, error.http_status)
    return RedirectResponse(f"/quotes/{document['reference']}", status_code=303)


def _form(
    request: Request,
    verbs: Verbs,
    fields: dict[str, Any],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    choices = verbs.choices()
    faults = forms.by_field(problems, choices["units"])
    values = {
        "fields": fields or {"origin": choices["home"]},
        "faults": faults,
        "matches": forms.find_matches(verbs, fields, faults),
        "choices": choices,
    }
    return page(request, "quote.html", values, status)


def error_page(request: Request, problems: Sequence[Problem], status: int) -> HTMLResponse:
    """An error told as a page."""
    return page(request, "error.html", {"problems": problems, "status": status}, status)
