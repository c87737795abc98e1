"""The pages of the Harmonized System: search, tree, a line, and rulings."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.web.forms import read_text
from entrepot.web.render import page
from entrepot.web.sessions import who_asks, who_may
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.verbs import Document

Typed = Annotated[str, Form(max_length=300)]
Long = Annotated[str, Form(max_length=4000)]


def hs_pages(verbs: TariffVerbs) -> APIRouter:
    """The routes of the pages; `/tariff/{code}` takes what no page before it took."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/tariff")
    def show_search(request: Request) -> Response:
        """Words or a code in, candidates out; the chapters where nothing is asked."""
        query = read_text(request.query_params.get("query"))
        within = read_text(request.query_params.get("within"))
        found, problems, status = _ask(verbs, {"query": query, "within": within})
        tree = verbs.browse_hs("") if not found else None
        values = {"query": query, "within": within, "found": found, "problems": problems,
                  "tree": tree}  # fmt: skip
        return page(request, "tariff.html", values, status)

    @router.get("/tariff/rulings")
    def show_rulings(request: Request) -> Response:
        """The rulings that stand."""
        return page(request, "hs_rulings.html", verbs.list_rulings({}, who_may(request)))

    @router.get("/tariff/rulings/{reference}")
    def show_ruling(request: Request, reference: str) -> Response:
        """A ruling with its reasons."""
        ruling = verbs.show_ruling(reference, who_may(request))
        return page(request, "hs_ruling.html", {"ruling": ruling})

    @router.post("/tariff/rulings")
    def keep_ruling(
        request: Request, goods: Typed = "", hs: Typed = "", reasons: Long = "",
        public: Typed = "", replaces: Typed = "",
    ) -> Response:  # fmt: skip
        """Keep a decision, and show it."""
        given = {"goods": goods, "hs": hs, "reasons": reasons, "public": public,
                 "replaces": replaces}  # fmt: skip
        fields = {name: text.strip() for name, text in given.items() if text.strip()}
        kept = verbs.keep_ruling(fields, who_asks(request))
        return RedirectResponse(f"/tariff/rulings/{kept['reference']}", 303)

    @router.get("/tariff/{code}")
    def show_line(request: Request, code: str) -> Response:
        """A code with measures, notes, controls, refund and rulings."""
        day = read_text(request.query_params.get("on"))
        line = verbs.show_line(code[:20], day)
        rulings = verbs.list_rulings({"hs": line["line"]}, who_may(request))["rulings"]
        goods = read_text(request.query_params.get("goods"))
        values = {"line": line, "rulings": rulings, "goods": goods}
        return page(request, "hs_line.html", values)

    return router


def _ask(verbs: TariffVerbs, fields: Document) -> tuple[Document | None, tuple[Problem, ...], int]:
    given = {name: value for name, value in fields.items() if value}
    if "query" not in given:
        return None, (), 200
    try:
        return verbs.search_hs(given), (), 200
    except EntrepotError as error:
        return None, tuple(error.problems), error.http_status
