"""The pages of bottlenecks and of market access."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, MissingError, ModelError, Problem
from entrepot.web import flow_view
from entrepot.web.corridor_form import address_of
from entrepot.web.flow_verbs import FlowVerbs
from entrepot.web.forms import read_text
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document, Fields

_SEVERAL = ("avoid", "open", "level")
_MOST = 20
BOTTLENECKS, ACCESS = "/corridors/bottlenecks", "/corridors/access"


def flow_pages(verbs: FlowVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(BOTTLENECKS)
    def show_bottlenecks(request: Request) -> Response:
        """What each narrow place costs the region a year."""
        fields = _read(request.query_params, ("year", "level"), ("avoid",))
        found, problems, status = _ask(verbs.assign_flows, fields)
        values: Document = {"found": found, "problems": problems, "fields": fields}
        if found is not None:
            values |= _bottlenecks(request, verbs, fields, found)
        return _page(request, verbs, "bottlenecks.html", values, status)

    @router.get(ACCESS)
    def show_access(request: Request) -> Response:
        """How much of the world's markets each place can reach."""
        single = ("year", "theta", "by", "against", "each")
        fields = _read(request.query_params, single, _SEVERAL)
        found, problems, status = _ask(verbs.reach_markets, fields)
        values: Document = {"found": found, "problems": problems, "fields": fields}
        if found is not None:
            values["map"] = flow_view.access_map(found["places"], language_of(request))
            values["csv"] = address_of("/api/v1/access.csv", fields)
            values["each"] = address_of(ACCESS, {**fields, "each": "1"})
        return _page(request, verbs, "access.html", values, status)

    return router


def _read(query: QueryParams, single: tuple[str, ...], several: tuple[str, ...]) -> dict[str, Any]:
    """What the address asks for; empty fields are left out."""
    fields: dict[str, Any] = {}
    for name in single:
        if text := read_text(query.get(name)):
            fields[name] = text
    for name in several:
        chosen = [text for item in query.getlist(name) if (text := read_text(item))]
        if chosen:
            fields[name] = list(dict.fromkeys(chosen))[:_MOST]
    return fields


def _ask(verb: Any, fields: Fields) -> tuple[Document | None, tuple[Problem, ...], int]:
    """The answer, or what is wrong with the question; a pack that tells nothing is no fault."""
    try:
        return verb(fields), (), 200
    except (MissingError, ModelError) as error:
        return None, tuple(error.problems), 200
    except EntrepotError as error:
        return None, tuple(error.problems), error.http_status


def _bottlenecks(
    request: Request, verbs: FlowVerbs, fields: Mapping[str, Any], found: Document
) -> Document:
    places = {place["id"]: place for place in verbs.places()}
    shut = found["query"]["avoid"]
    open_fields = {name: value for name, value in fields.items() if name != "avoid"}
    return {
        "rows": flow_view.bottlenecks_shown(found),
        "steps": flow_view.steps_shown(found),
        "units": flow_view.observed(found),
        "parameters": flow_view.parameters_shown(found, language_of(request)),
        "map": flow_view.flow_map(found, places, language_of(request)),
        "base": verbs.assign_flows(open_fields) if shut else None,
        "shut": shut,
        "csv": address_of("/api/v1/assignments.csv", fields),
        "without": lambda tag: address_of(BOTTLENECKS, {**open_fields, "avoid": [tag]}),
        "all_open": address_of(BOTTLENECKS, open_fields),
    }


def _page(
    request: Request, verbs: FlowVerbs, template: str, values: Document, status: int
) -> Response:
    language = language_of(request)
    names = {place["id"]: language.name(place) for place in verbs.places()}
    shared = {"names": names, "levels": verbs.levels(), "this_year": verbs.this_year()}
    return page(request, template, {**shared, **values}, status)
