"""The API: the same documents that the command line prints."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import TypeAdapter

from entrepot.web.bodies import DutyBody, QuoteBody, RouteBody
from entrepot.web.language import Language
from entrepot.web.pdf import quote_pdf
from entrepot.web.sheet import quote_csv
from entrepot.web.verbs import Document, Verbs

Search = Annotated[str, Query(max_length=100, description="What to look for.")]
Lang = Annotated[str, Query(pattern="^(en|zh)$", description="Language of the words.")]
_JSON = TypeAdapter(Document)
DOCUMENT: dict[str, Any] = {
    "description": "The quote.",
    "content": {"application/json": {"schema": {"type": "object"}}},
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "Every fault of the request.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "No quote has this reference.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}

ROUTES: dict[str, Any] = DOCUMENT | {"description": "The routes."}
UNREACHABLE: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "No way leads there; `misses` says why.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}


def api_router(verbs: Verbs, languages: Mapping[str, Language]) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")
    _add_routes(router, verbs)

    # Quotes and routes answer with their text at once: FastAPI's own encoder walks every value
    # of a large document and takes longer than finding the ways.
    @router.post("/quotes", status_code=201, responses={201: DOCUMENT, **PROBLEMS})
    def make_quote(body: QuoteBody) -> Response:
        """Make a quote and keep it under a reference."""
        document = verbs.make_quote(body.fields())
        address = f"/api/v1/quotes/{document['reference']}"
        return _told(document, 201, {"location": address})

    @router.get("/quotes/{reference}.csv", responses={**PROBLEMS, **NOT_FOUND})
    def get_quote_csv(reference: str, lang: Lang = "en") -> Response:
        """A quote as a table: one row a leg and one a landed cost line."""
        document = verbs.get_quote(reference)
        return _file(
            quote_csv(document, languages[lang]), "text/csv; charset=utf-8", document, "csv"
        )

    @router.get("/quotes/{reference}.pdf", responses={**PROBLEMS, **NOT_FOUND})
    def get_quote_pdf(reference: str, lang: Lang = "en") -> Response:
        """A quote to print."""
        document = verbs.get_quote(reference)
        return _file(quote_pdf(document, languages[lang]), "application/pdf", document, "pdf")

    @router.get("/quotes/{reference}", responses={200: DOCUMENT, **NOT_FOUND})
    def get_quote(reference: str) -> Response:
        """A kept quote, to the cent as it was made."""
        return _told(verbs.get_quote(reference))

    @router.post("/duties", responses=PROBLEMS)
    def assess_duty(body: DutyBody) -> Document:
        """The duty of one line, and every regime that could apply."""
        return verbs.assess_duty(body.fields())

    @router.get("/places", responses=PROBLEMS)
    def search_places(q: Search) -> dict[str, list[Document]]:
        """Places whose name in English or Chinese resembles the word."""
        return {"places": verbs.search_places(q.strip()) if q.strip() else []}

    @router.get("/goods", responses=PROBLEMS)
    def search_goods(q: Search) -> dict[str, list[Document]]:
        """HS subheadings by code or words in English or Chinese."""
        return {"goods": verbs.search_goods(q.strip()) if q.strip() else []}

    @router.get("/region")
    def get_region() -> Document:
        """The region at a glance."""
        return verbs.home()

    @router.get("/health")
    def get_health() -> Document:
        """Whether the service and its database answer."""
        return verbs.status()

    return router


def _add_routes(router: APIRouter, verbs: Verbs) -> None:
    @router.post("/routes", responses={200: ROUTES, **PROBLEMS, **UNREACHABLE})
    def find_routes(body: RouteBody) -> Response:
        """The best ways for a load, with the exact best values and what is missed."""
        return _told(verbs.find_routes(body.fields()))


def _told(
    document: Document, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(_JSON.dump_json(document), status, headers, "application/json")


def _file(content: bytes, media_type: str, document: Document, ending: str) -> Response:
    name = f"quote-{document['reference']}.{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
