"""The API of agreements: what was read, clauses side by side, a book under a changed clause."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from entrepot.web.agreement_sheet import clauses_csv
from entrepot.web.agreement_verbs import AgreementVerbs
from entrepot.web.answers import exact_body, gives, told
from entrepot.web.api import PROBLEMS
from entrepot.web.render import language_of
from entrepot.web.sessions import visitor_shown

Text = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
CSV = "text/csv; charset=utf-8"
_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is no such agreement.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}
_ASKED: dict[str, Any] = {
    "requestBody": {
        "description": "`book`, a list of cases of origin, of duty or of both, and `change`, a "
        "change of a clause or a list of them. Amounts are texts. Nothing is kept.",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


class CompareQuery(BaseModel):
    """Agreements to compare, and a good whose product rules are wanted."""

    model_config = ConfigDict(extra="forbid")

    agreements: Text | None = Field(None, description="Codes parted by commas; own first.")
    hs: Text | None = Field(None, description="HS or national code.")
    edition: Text | None = Field(None, description="Edition of the HS; HS2022 by default.")
    on: Text | None = Field(None, description="Legal day; today by default.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True)


class RulesQuery(BaseModel):
    """Countries whose rules are held beside those of the region's own."""

    model_config = ConfigDict(extra="forbid")

    countries: Text | None = Field(None, description="Two letters each, parted by commas.")
    hs: Text | None = Field(None, description="A good whose rates and controls are wanted.")
    on: Text | None = Field(None, description="Legal day; today by default.")

    def fields(self) -> dict[str, Any]:
        """What was given, by name."""
        return self.model_dump(exclude_none=True)


def agreement_api(verbs: AgreementVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/agreements")

    @router.get("", responses=gives("Agreements, and how much was read of each."))
    def list_agreements() -> Response:
        """Agreements of the reference data, and those of which nothing was read."""
        return told(verbs.list())

    @router.get("/compare", responses={**gives("Clauses side by side."), **PROBLEMS, **_ABSENT})
    def compare(asked: Annotated[CompareQuery, Query()]) -> Response:
        """Clauses of agreements side by side: where they differ, and where one was not read."""
        return told(verbs.compare(asked.fields()))

    @router.get("/compare.csv", responses={**PROBLEMS, **_ABSENT})
    def compare_csv(request: Request, asked: Annotated[CompareQuery, Query()]) -> Response:
        """The same as a table, one row a clause and an agreement."""
        content = clauses_csv(verbs.compare(asked.fields()), language_of(request))
        headers = {"content-disposition": 'attachment; filename="clauses.csv"'}
        return Response(content, 200, headers, CSV)

    @router.get("/rules", responses={**gives("Rules of countries."), **PROBLEMS, **_ABSENT})
    def compare_rules(asked: Annotated[RulesQuery, Query()]) -> Response:
        """Rules of the region's country beside those of partners, with the gaps."""
        return told(verbs.rules(asked.fields()))

    @router.get("/rules.csv", responses={**PROBLEMS, **_ABSENT})
    def rules_csv(request: Request, asked: Annotated[RulesQuery, Query()]) -> Response:
        """The same as a table, one row a rule and a country."""
        content = clauses_csv(verbs.rules(asked.fields()), language_of(request))
        headers = {"content-disposition": 'attachment; filename="rules.csv"'}
        return Response(content, 200, headers, CSV)

    @router.post(
        "/rerun", responses={**gives("What turns and what moves."), **PROBLEMS},
        openapi_extra=_ASKED,
    )  # fmt: skip
    async def rerun(request: Request) -> Response:
        """Judge a book of cases under a changed clause: verdicts and money that move."""
        body = await exact_body(request)
        return await run_in_threadpool(_rerun, request, verbs, body)

    return router


def _rerun(request: Request, verbs: AgreementVerbs, body: object) -> Response:
    asked = body if isinstance(body, Mapping) else {"book": body}
    visitor = visitor_shown(request)
    who = visitor.who if visitor else None
    return told(verbs.rerun(asked.get("book"), asked.get("change"), who))
