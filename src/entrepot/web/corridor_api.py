"""The API of routes by address, and of the physical networks."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import TypeAdapter

from entrepot.service.route_geojson import geojson
from entrepot.web.answers import told
from entrepot.web.api import PROBLEMS, ROUTES, UNREACHABLE
from entrepot.web.bodies import PathQuery, RouteQuery
from entrepot.web.language import Language
from entrepot.web.route_sheet import routes_csv
from entrepot.web.verbs import Document, Verbs

Search = Annotated[RouteQuery, Query()]
_ANY = TypeAdapter(Any)
_ABSENT: dict[int | str, dict[str, Any]] = {
    503: {
        "description": "The networks are not built on this machine; the hint says what to do.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}


def corridor_api(verbs: Verbs, languages: Mapping[str, Language]) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")
    _add_routes(router, verbs, languages)
    _add_networks(router, verbs)
    return router


def _add_routes(router: APIRouter, verbs: Verbs, languages: Mapping[str, Language]) -> None:
    @router.get("/routes", responses={200: ROUTES, **PROBLEMS, **UNREACHABLE})
    def get_routes(search: Search) -> Response:
        """The same as `POST /api/v1/routes`, by an address that can be shared."""
        return told(verbs.find_routes(search.fields()))

    @router.get("/routes.csv", responses={**PROBLEMS, **UNREACHABLE})
    def get_routes_csv(search: Search) -> Response:
        """The routes as a table: one row a leg."""
        content = routes_csv(verbs.draw_routes(search.fields()), languages[search.lang])
        return _file(content, "text/csv; charset=utf-8", "routes.csv")

    @router.get("/routes.geojson", responses={**PROBLEMS, **UNREACHABLE})
    def get_routes_geojson(search: Search) -> Response:
        """The lines of the legs, the posts and the changes of gauge as GeoJSON."""
        content = _ANY.dump_json(geojson(verbs.draw_routes(search.fields())))
        return _file(content, "application/geo+json", "routes.geojson")


def _add_networks(router: APIRouter, verbs: Verbs) -> None:
    @router.get("/networks")
    def get_networks() -> Document:
        """The build of the world's networks in use: its size and whose data it holds."""
        return verbs.show_networks()

    @router.get("/networks/paths", responses={**PROBLEMS, **_ABSENT})
    def find_path(query: Annotated[PathQuery, Query()]) -> Response:
        """The shortest physical way with its line, or why there is none."""
        asked = {"from": query.start, "to": query.to, "mode": query.mode,
                 "avoid": ";".join(query.avoid)}  # fmt: skip
        return told(verbs.find_paths(asked, query.year, query.open))

    @router.get("/networks/check", responses=_ABSENT)
    def check_networks() -> Response:
        """Published lengths beside the computed ones; `ok` says whether each is met."""
        return told(verbs.check_networks())


def _file(content: bytes, media_type: str, name: str) -> Response:
    disposition = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=disposition)
