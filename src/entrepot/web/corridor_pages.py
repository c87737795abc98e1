"""The pages of corridors: routes on the map."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.codes import MODES
from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.web import corridor_form, forms
from entrepot.web.corridor_view import place_names
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Verbs


def corridor_pages(verbs: Verbs) -> APIRouter:
    """The routes of the corridor pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/corridors")
    def show_map(request: Request) -> Response:
        """The form, and the routes its address asks for."""
        fields = corridor_form.read_search(request.query_params)
        values: dict[str, Any] = {"found": None, "misses": [], "faults": {}, "matches": {}}
        status = 200
        if corridor_form.is_asked(fields):
            status = _ask(verbs, fields, values)
        choices = verbs.choices()
        values |= {
            "fields": fields or {"origin": choices["home"], "teu": "1"},
            "choices": choices,
            "others": corridor_form.avoided_beside(fields, choices),
            "modes": MODES,
            "names": place_names(choices["places"], language_of(request)),
        }
        return page(request, "corridors.html", values, status)

    return router


def _ask(verbs: Verbs, fields: dict[str, Any], values: dict[str, Any]) -> int:
    """Put the routes, the reasons or the faults among the values; the status of the page."""
    try:
        values["found"] = verbs.find_routes(forms.for_service(fields))
    except MissingError as error:
        values["misses"] = error.extra.get("misses", [])
    except (InputError, RefusedError) as error:
        values["faults"] = corridor_form.by_field(error.problems)
        values["matches"] = forms.find_matches(verbs, fields, values["faults"])
        return error.http_status
    return 200
