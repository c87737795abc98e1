"""The web application: pages, API, files, guard."""

from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from entrepot import __version__
from entrepot.web.access import routes_of
from entrepot.web.acts_api import acts_api
from entrepot.web.api import api_router
from entrepot.web.declaration_api import declarations_api
from entrepot.web.guard import Guard
from entrepot.web.language import languages_of
from entrepot.web.pages import error_page, pages_router
from entrepot.web.problems import add_handlers
from entrepot.web.sessions import admit
from entrepot.web.sign_in import accounts_pages, accounts_router
from entrepot.web.trader_verbs import TraderVerbs
from entrepot.web.verbs import Verbs
from entrepot.web.window_api import uploads_api, window_api
from entrepot.web.window_verbs import WindowVerbs

HERE = Path(__file__).parent


class _Files(StaticFiles):
    """Our files and the collected ones; an address with a digest may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        digest = scope.get("query_string")
        answer.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if digest else "no-cache"
        )
        return answer


def build_app(verbs: Verbs, window: WindowVerbs | None = None) -> FastAPI:
    """The application over the service's verbs.

    Args:
        verbs: What can be asked of the service.
        window: What can be asked of the single window; without it nobody can sign in.

    Returns:
        An ASGI application with pages at `/` and the API at `/api/v1`, described at
        `/api/openapi.json`.
    """
    app = FastAPI(
        title="Entrepot",
        version=__version__,
        description="From a consignment to its best ways out, with every cost.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(admit)],
    )
    app.state.window = window
    app.state.languages = languages_of(verbs.wording)
    add_handlers(app, error_page)
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)
    app.add_middleware(Guard)
    app.include_router(api_router(verbs, app.state.languages))
    app.include_router(pages_router(verbs))
    if window is not None:
        app.include_router(accounts_router(window))
        app.include_router(accounts_pages(window))
        if window.traders is not None:
            _serve_traders(app, window.traders)
    app.state.paths = frozenset(route.partition(" ")[2] for route in routes_of(app))
    app.mount("/static", _Files(directory=HERE / "static"), name="static")
    app.mount("/vendor", _Files(directory=HERE / "vendor", check_dir=False), name="vendor")
    return app


def _serve_traders(app: FastAPI, verbs: TraderVerbs) -> None:
    for routes in (declarations_api, acts_api, window_api, uploads_api):
        app.include_router(routes(verbs))
