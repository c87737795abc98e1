"""The API of origin: determinations, and the agreements of a pair."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from entrepot.service.cases import answer_cases
from entrepot.web.answers import exact_body, gives, told
from entrepot.web.api import PROBLEMS
from entrepot.web.origin_verbs import OriginVerbs
from entrepot.web.sessions import visitor_shown

Id = Annotated[str, Path(max_length=40, description="Id of a determination.")]
Text = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
_ASKED: dict[str, Any] = {
    "requestBody": {
        "description": "A question or a list: `agreement`, `exporting_party`, `importing_party`, "
        "`on`, `rule`, `concordance`, `good`, `operations`, `route`, `materials`. Amounts are "
        "texts.",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is none.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}


class PairQuery(BaseModel):
    """A good on its way from one country to another."""

    model_config = ConfigDict(extra="forbid")

    hs: Text = Field(description="HS or national code.")
    origin: Text | None = Field(None, description="Country of export; the region's by default.")
    market: Text = Field(description="Country of import, ISO 3166-1 alpha-2.")
    on: Text | None = Field(None, description="Legal day; today by default.")
    value: Text | None = Field(None, description="Customs value of the consignment.")
    currency: Text | None = Field(None, description="Its currency, ISO 4217.")
    determination: Text | None = Field(None, description="Id of a determination of the good.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True)


def origin_api(verbs: OriginVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")

    @router.post(
        "/origin",
        responses={**gives("A determination, or a list of them."), **PROBLEMS, **_ABSENT},
        openapi_extra=_ASKED,
    )
    async def determine_origin(request: Request) -> Response:
        """Determine the origin of a good, or of each of a list, and keep the answers."""
        body = await exact_body(request)
        return await run_in_threadpool(_determine, request, verbs, body)

    @router.get("/origin/agreements", responses=gives("Agreements with their parties of today."))
    def list_agreements() -> Response:
        """Agreements whose rules of origin are in the reference data."""
        return told({"agreements": verbs.agreements()})

    @router.get("/origin/{id_}", responses={**gives("As it was made."), **_ABSENT})
    def get_determination(request: Request, id_: Id) -> Response:
        """A determination as it was made, with what was asked."""
        return told(verbs.show(id_, _who(request)))

    @router.get("/fta", responses={**gives("Every agreement of the pair."), **PROBLEMS, **_ABSENT})
    def list_agreements_of(request: Request, asked: Annotated[PairQuery, Query()]) -> Response:
        """Every agreement of a pair for a good: rate, steps, origin, saving, what is missing."""
        return told(verbs.agreements_of(asked.fields(), _who(request)))

    return router


def _determine(request: Request, verbs: OriginVerbs, body: object) -> Response:
    who = _who(request)
    found, _ = answer_cases(body, lambda raw: verbs.determine(raw, who))
    return told(found)


def _who(request: Request) -> str | None:
    visitor = visitor_shown(request)
    return visitor.who if visitor else None
