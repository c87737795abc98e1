"""The page of agreements: one good and one market in, every agreement of the pair out."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.web.forms import read_text
from entrepot.web.origin_verbs import OriginVerbs
from entrepot.web.render import page
from entrepot.web.sessions import visitor_shown
from entrepot.web.verbs import Document

ASKED = ("hs", "origin", "market", "on", "value", "currency", "determination")


def fta_pages(verbs: OriginVerbs) -> APIRouter:
    """The route of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/fta")
    def show_agreements(request: Request) -> Response:
        """Every agreement of a pair for a good."""
        query = request.query_params
        fields = {name: text for name in ASKED if (text := read_text(query.get(name)))}
        found: Document | None = None
        problems: tuple[Problem, ...] = ()
        status = 200
        if "hs" in fields or "market" in fields:
            visitor = visitor_shown(request)
            try:
                found = verbs.agreements_of(fields, visitor.who if visitor else None)
            except EntrepotError as error:
                problems, status = tuple(error.problems), error.http_status
        faults: dict[str, list[Problem]] = {}
        for problem in problems:
            faults.setdefault(problem.where, []).append(problem)
        values = {
            "fields": {"origin": verbs.country, "on": verbs.today(), "currency": "USD", **fields},
            "found": found, "problems": problems, "faults": faults, "matches": {},
        }  # fmt: skip
        return page(request, "fta.html", values, status)

    return router
