"""The page of partners: the ledger of each and of groups, goals of trade, and firms in trade."""

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web import trade_view
from entrepot.web.forms import read_text
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

PARTNERS = "/trade/partners"
_ASKED = ("from", "to", "currency")
_FIRST_YEARS = 4  # years of firms before the last, so that some enter and some leave


def partner_pages(verbs: StatisticsVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PARTNERS)
    def show_partners(request: Request) -> Response:
        """Partners and groups, firms and goals, for analysts."""
        visitor_of(request)
        who = who_asks(request)
        query = request.query_params
        fields = {name: text for name in _ASKED if (text := read_text(query.get(name)))}
        asked = verbs.outline(who, fields)["asked"]
        raw = {name: asked[name] for name in _ASKED}
        found, error = _try(lambda: verbs.ledger(who, raw))
        years = {**raw, "from": str(int(asked["to"][:4]) - _FIRST_YEARS) + "01"} if found else raw
        firms, _ = _try(lambda: verbs.firms(who, years))
        goals, _ = _try(lambda: verbs.targets(who, {}))
        language = language_of(request)
        values: Document = {
            "asked": asked, "found": found, "firms": firms, "goals": goals,
            "problems": error.problems if error else (), "query": urlencode(raw),
            "firms_query": urlencode(years),
            "labels": {row["partner"]: trade_view.label(language, "partner", row["partner"], {})
                       for row in (found or {"partners": ()})["partners"]},
        }  # fmt: skip
        return page(request, "trade_partners.html", values, status_of(error) if error else 200)

    return router


def _try(ask: Callable[[], Document]) -> tuple[Document | None, EntrepotError | None]:
    """An answer, or why there is none."""
    try:
        return ask(), None
    except (SignInError, RoleError):
        raise
    except SHOWN_ERRORS as error:
        return None, error
