"""The page of the product space: what the region makes, and what lies near it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.trade_load import STATISTICIAN
from entrepot.web import trade_view
from entrepot.web.forms import read_text
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_holds
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

SPACE = "/trade/space"


def space_pages(verbs: StatisticsVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(SPACE)
    def show_space(request: Request) -> Response:
        """The network of products with the region's lit, for analysts."""
        year = read_text(request.query_params.get("year"))
        values: Document = {"found": None, "problems": (), "year": year, "may_see": True}
        who = who_holds(request, STATISTICIAN)
        if who is None:
            return page(request, "trade_space.html", values | {"may_see": False})
        try:
            found = verbs.space(who, int(year) if year.isdigit() else None)
        except (SignInError, RoleError):
            raise
        except SHOWN_ERRORS as error:
            told = values | {"problems": error.problems}
            return page(request, "trade_space.html", told, status_of(error))
        return page(request, "trade_space.html", values | _shown(request, verbs, found))

    return router


def _shown(request: Request, verbs: StatisticsVerbs, found: Document) -> Document:
    language = language_of(request)
    goods = verbs.goods([row["product"] for row in found["products"]])
    rows = [
        {**row, "label": trade_view.label(language, "hs6", row["product"], goods)}
        for row in found["products"]
    ]
    rows.sort(key=lambda row: (not row["is_opportunity"], -row["rca"]))
    return {
        "found": found, "rows": rows, "chart": trade_view.space_chart(found, goods, language),
        "made": sum(row["made"] for row in rows), "year": str(found["year"]),
    }  # fmt: skip
