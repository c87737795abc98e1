"""The page of the chart of cost and time by distance."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.web import corridor_form, ladder
from entrepot.web.corridor_pages import ask, form_values
from entrepot.web.corridor_view import Names, routes_shown
from entrepot.web.language import Language
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document, Verbs

_PATH = "/corridors/chart"
_BYS = ("time", "cost")
_AT_FIRST = 4  # routes drawn where none is chosen; more would hide each other


def ladder_pages(verbs: Verbs) -> APIRouter:
    """The routes of the chart over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_chart(request: Request, y: str = "time") -> Response:
        """The chart of a search, with its table beneath."""
        language = language_of(request)
        fields = corridor_form.read_search(request.query_params)
        found, values, status = ask(verbs, fields)
        choices = verbs.choices()
        names = Names(choices, language)
        values |= form_values(fields, choices) | {"names": names, "form_path": _PATH}
        if found is not None:
            wanted = request.query_params.getlist("show")
            values |= _shown(found, names, wanted, y if y in _BYS else "time")
        return page(request, "chart.html", values, status)

    @router.get(f"{_PATH}.csv")
    def chart_csv(request: Request) -> Response:
        """The steps of the routes on the chart as a table to take along."""
        language = language_of(request)
        fields = corridor_form.read_search(request.query_params)
        document = verbs.draw_routes(fields)
        routes = routes_shown(document, Names(verbs.choices(), language))
        content = ladder.ladder_csv(_chosen(routes, request.query_params.getlist("show")), language)
        disposition = {"content-disposition": 'attachment; filename="corridor.csv"'}
        return Response(content, media_type="text/csv; charset=utf-8", headers=disposition)

    return router


def _chosen(routes: list[Document], wanted: list[str]) -> list[Document]:
    return [one for one in routes if one["id"] in wanted] or routes[:_AT_FIRST]


def _shown(found: Document, names: Names, wanted: list[str], by: str) -> dict[str, Any]:
    language: Language = names.language
    routes = routes_shown(found, names)
    chosen = _chosen(routes, wanted)
    return {
        "routes": routes,
        "shown": [one["id"] for one in chosen],
        "wanted": [one["id"] for one in routes if one["id"] in wanted],
        "by": by,
        "chart": ladder.chart_document(chosen, language, by),
        "ladders": [(one, ladder.ladder_of(one, language)) for one in chosen],
    }
