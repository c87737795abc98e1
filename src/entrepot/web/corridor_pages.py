"""The pages of corridors: routes on the map."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.codes import MODES
from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.web import corridor_form, corridor_view, forms
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document, Verbs


def corridor_pages(verbs: Verbs) -> APIRouter:
    """The routes of the corridor pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/corridors")
    def show_map(request: Request, route: str = "", sort: str = "") -> Response:
        """The form, and the routes its address asks for on the map."""
        fields = corridor_form.read_search(request.query_params)
        found, values, status = ask(verbs, fields)
        choices = verbs.choices()
        names = corridor_view.Names(choices, language_of(request))
        values |= form_values(fields, choices) | {"names": names}
        if found is not None:
            values |= _shown(found, fields, names, route, sort)
        return page(request, "corridors.html", values, status)

    return router


def form_values(fields: Document, choices: Document) -> Document:
    """What the form of a search needs."""
    return {
        "fields": fields or {"origin": choices["home"], "teu": "1"},
        "choices": choices,
        "others": corridor_form.avoided_beside(fields, choices),
        "modes": MODES,
        "form_path": "/corridors",
        "addresses": corridor_view.Addresses(fields),
    }


def ask(verbs: Verbs, fields: dict[str, Any]) -> tuple[Document | None, Document, int]:
    """Look for the routes of a search.

    Returns:
        The document, None where nothing was asked or found; the reasons and faults for the
        page; and the status of the page.
    """
    values: Document = {"found": None, "misses": [], "faults": {}, "matches": {}}
    if not corridor_form.is_asked(fields):
        return None, values, 200
    try:
        found = verbs.draw_routes(fields)
    except MissingError as error:
        return None, {**values, "misses": error.extra.get("misses", [])}, 200
    except (InputError, RefusedError) as error:
        faults = corridor_form.by_field(error.problems)
        matches = forms.find_matches(verbs, fields, faults)
        return None, {**values, "faults": faults, "matches": matches}, error.http_status
    return found, {**values, "found": found, "misses": found["misses"]}, 200


def _shown(
    found: Document, fields: Document, names: corridor_view.Names, route: str, sort: str
) -> Document:
    routes = corridor_view.routes_shown(found, names)
    addresses = corridor_view.Addresses(fields)
    chosen = next((one["number"] for one in routes if one["id"] == route), 1)
    ordered, key, descending = corridor_view.sort_routes(routes, sort)
    return {
        "routes": routes,
        "ordered": ordered,
        "sort": key,
        "descending": descending,
        "selected": chosen,
        "cards": corridor_view.best_cards(found, routes),
        "map": corridor_view.map_document(found, routes, names, addresses),
        "chart": corridor_view.trade_off(routes),
        "profile": corridor_view.profile_shown(found["profile"], routes),
    }
