"""The pages of our own measurements: figures of a period, and the cases behind one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError
from entrepot.service.measurements import CASE_SEERS
from entrepot.service.observations import KEEPERS
from entrepot.web.benchmark_pages import BENCHMARKS
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.forms import read_text
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

MEASURED = f"{BENCHMARKS}/measurements"
What = Annotated[str, Path(max_length=80, pattern=r"^[\w-]+$")]


def measured_pages(verbs: BenchmarkVerbs) -> APIRouter:
    """The routes of the pages; they come before the editions of benchmarks."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(MEASURED)
    def show_figures(request: Request) -> Response:
        """What our own records come to, beside what is kept."""
        return _figures(request, verbs, read_text(request.query_params.get("period")))

    @router.post(MEASURED)
    async def keep_figures(request: Request) -> Response:
        """Measure and keep, and lead to the figures, or say why not."""
        period = read_text((await request.form()).get("period"))
        return await run_in_threadpool(_keep, request, verbs, period)

    @router.get(f"{MEASURED}/{{what}}")
    def show_cases(request: Request, what: What) -> Response:
        """The cases behind a figure."""
        period, where = (read_text(request.query_params.get(name)) for name in ("period", "where"))
        found = verbs.cases(who_asks(request), what, period, where)
        query = urlencode({"period": found["period"], "where": found["where"]})
        told = {"found": found, "names": verbs.places(), "query": query}
        return page(request, "measured_cases.html", told)

    return router


def _keep(request: Request, verbs: BenchmarkVerbs, period: str) -> Response:
    try:
        found = verbs.keep_measured(who_asks(request), period)
    except SHOWN_ERRORS as error:
        return _figures(request, verbs, "", error)
    told = {name: found[name] for name in ("period", "added", "corrected", "unchanged")}
    return RedirectResponse(f"{MEASURED}?{urlencode(told)}", 303)


def _figures(
    request: Request, verbs: BenchmarkVerbs, period: str, error: EntrepotError | None = None
) -> Response:
    roles = visitor_of(request).actor.roles
    told: Document = {
        "found": None, "period": period, "names": verbs.places(), "problems": (), "done": {},
        "may_keep": bool(roles & set(KEEPERS)), "may_walk": bool(roles & set(CASE_SEERS)),
    }  # fmt: skip
    asked = request.query_params
    counts = {name: asked.get(name, "") for name in ("added", "corrected", "unchanged")}
    told["done"] = counts if all(text.isdecimal() for text in counts.values()) else {}
    try:
        told["found"] = verbs.measure(who_asks(request), period)
    except SHOWN_ERRORS as wrong:
        error = error or wrong
    told["problems"] = error.problems if error else ()
    return page(request, "measured.html", told, status_of(error) if error else 200)
