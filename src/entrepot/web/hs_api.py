"""The API of the Harmonized System: words, codes, and rulings of persons."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from entrepot.service.cases import one_case
from entrepot.web.answers import exact_body, gives, told
from entrepot.web.api import PROBLEMS
from entrepot.web.policy_bodies import HsQuery, RulingsQuery
from entrepot.web.sessions import visitor_shown, who_asks
from entrepot.web.tariff_verbs import TariffVerbs

Code = Annotated[str, Path(max_length=20, pattern=r"^[\d.]+$", description="Dotted or bare.")]
Reference = Annotated[str, Path(pattern=r"^H[0-9A-HJKMNP-TV-Z]{13}$")]
_ASKED = {
    "requestBody": {
        "description": "`goods`, `hs`, `reasons`, `on`, `replaces`, `public`; texts all.",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


def hs_api(verbs: TariffVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")

    @router.get("/hs", responses={**gives("Candidates, best first."), **PROBLEMS})
    def search_hs(asked: Annotated[HsQuery, Query()]) -> Response:
        """Subheadings that words or the beginning of a code may mean."""
        return told(verbs.search_hs(asked.fields()))

    @router.get("/hs/{code}", responses={**gives("A node of the tree."), **PROBLEMS})
    def show_hs(code: Code, on: Annotated[str, Query(max_length=10)] = "") -> Response:
        """A code with its texts, what lies below it, and what the law says of it."""
        return told(verbs.show_line(code, on))

    @router.get("/hs-rulings", responses={**gives("Rulings that stand."), **PROBLEMS})
    def list_rulings(request: Request, asked: Annotated[RulingsQuery, Query()]) -> Response:
        """Rulings that are public or one's own, newest first."""
        return told(verbs.list_rulings(asked.fields(), _who(request)))

    @router.get("/hs-rulings/{reference}", responses={**gives("A ruling."), **PROBLEMS})
    def show_ruling(request: Request, reference: Reference) -> Response:
        """A ruling with its reasons and the candidates that were seen."""
        return told(verbs.show_ruling(reference, _who(request)))

    @router.post(
        "/hs-rulings", responses={**gives("The ruling kept.", 201), **PROBLEMS},
        openapi_extra=_ASKED, status_code=201,
    )  # fmt: skip
    async def keep_ruling(request: Request) -> Response:
        """Keep a decision on the code of goods with its reasons."""
        fields = one_case(await exact_body(request))
        return told(verbs.keep_ruling(fields, who_asks(request)), 201)

    return router


def _who(request: Request) -> str | None:
    visitor = visitor_shown(request)
    return visitor.who if visitor else None
