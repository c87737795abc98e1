"""The API of opportunities and complexity."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, faults, gives, takes, told
from entrepot.web.opportunity_bodies import (
    ComplexityQuery,
    OpportunityFileQuery,
    OpportunityQuery,
    WhatIfQuery,
)
from entrepot.web.opportunity_sheet import sheet_of
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_api import KINDS, kind_of
from entrepot.web.trade_export import table_file
from entrepot.web.what_if_sheet import sheet_of as what_if_sheet

_LOOK = faults(401, 403, 404, 422, 503)
_SENT = faults(413, 415, 422)


def opportunity_api(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/trade", tags=["trade"])
    _add_region(router, verbs)
    _add_what_if(router, verbs)
    _add_files(router, verbs)
    return router


def _add_region(router: APIRouter, verbs: OpportunityVerbs) -> None:
    @router.get("/opportunities", dependencies=[BEARER],
                responses={**gives("Rows, matrix, choices."), **_LOOK})  # fmt: skip
    def get_opportunities(
        request: Request, asked: Annotated[OpportunityQuery, Query()]
    ) -> Response:
        """What the region could sell and does not, each with what holds it back."""
        return told(verbs.show(who_asks(request), asked.fields()))

    @router.get("/opportunities.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_opportunities_file(
        request: Request, form: Ending, asked: Annotated[OpportunityQuery, Query()]
    ) -> Response:
        """The same rows as a file."""
        found = verbs.show(who_asks(request), asked.fields())
        return table_file(form, "opportunities", *sheet_of(found))


def _add_what_if(router: APIRouter, verbs: OpportunityVerbs) -> None:
    @router.get("/what-if", dependencies=[BEARER],
                responses={**gives("Economies, bands, residual."), **_LOOK})  # fmt: skip
    def get_what_if(request: Request, asked: Annotated[WhatIfQuery, Query()]) -> Response:
        """What a change of the region's trade costs does to trade and income everywhere."""
        return told(verbs.what_if(who_asks(request), asked.fields()))

    @router.get("/what-if.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_what_if_file(
        request: Request, form: Ending, asked: Annotated[WhatIfQuery, Query()]
    ) -> Response:
        """The economies as a file."""
        found = verbs.what_if(who_asks(request), asked.fields())
        return table_file(form, "trade-what-if", *what_if_sheet(found))


def _add_files(router: APIRouter, verbs: OpportunityVerbs) -> None:
    @router.post(
        "/opportunities",
        openapi_extra=takes(*KINDS, description="exporter, importer, product, value; to 10 MB."),
        responses={**gives("Rows by what is not realised."), **_SENT},
    )
    async def rank_file(
        request: Request, asked: Annotated[OpportunityFileQuery, Query()]
    ) -> Response:
        """Rank products and markets of a file of trade, which is the body."""
        kind, content = kind_of(request), await request.body()
        return told(await run_in_threadpool(verbs.of_file, content, kind, asked.fields()))

    @router.post(
        "/complexity",
        openapi_extra=takes(*KINDS, description="A row a place and product, to 10 MB."),
        responses={**gives("Places and products with their complexity."), **_SENT},
    )
    async def measure_complexity(
        request: Request, asked: Annotated[ComplexityQuery, Query()]
    ) -> Response:
        """Complexity of every place and product of a file, which is the body."""
        kind, content = kind_of(request), await request.body()
        return told(await run_in_threadpool(verbs.complexity, content, kind, asked.fields()))
