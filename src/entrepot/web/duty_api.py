"""The API of duties and landed costs: the same documents that the command line takes."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.service.cases import answer_cases
from entrepot.web.answers import exact_body, gives, told
from entrepot.web.api import PROBLEMS, Lang
from entrepot.web.landed_pdf import landed_pdf
from entrepot.web.landed_sheet import landed_csv
from entrepot.web.language import Language
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.verbs import Document, Fields

Keep = Annotated[bool, Query(description="Whether to keep the answer under its id.")]
_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is no such market, no rate that day, or no such landed cost.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}


def _takes(what: str) -> dict[str, Any]:
    schema = {"schema": {"anyOf": [{"type": "object"}, {"type": "array"}]}}
    body = {"description": what, "required": True, "content": {"application/json": schema}}
    return {"requestBody": body}


def duty_api(verbs: TariffVerbs, languages: Mapping[str, Language]) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")

    @router.post(
        "/duty",
        responses={**gives("What is owed, or a list of answers."), **PROBLEMS, **_ABSENT},
        openapi_extra=_takes("A case or a list: market, direction, hs, origin, on, "
                             "customs_value, quantities, claims, fx, measures. Numbers are texts."),
    )  # fmt: skip
    async def answer_duty(request: Request) -> Response:
        """What a good owes: every rate in reach, charges, tax, and what a preference saves."""
        return await _answer(request, verbs.answer_duty)

    @router.post(
        "/landed",
        responses={**gives("The landed cost, or a list of answers."), **PROBLEMS, **_ABSENT},
        openapi_extra=_takes("A case or a list: incoterm, market, origin, on, currency, items, "
                             "costs, allocate, claims, profile, fx, measures. Numbers are texts."),
    )  # fmt: skip
    async def answer_landed(request: Request, keep: Keep = False) -> Response:
        """What a sale costs the buyer under Incoterms 2020, duty and tax paid."""
        return await _answer(request, lambda case: verbs.make_landed(case, keep))

    @router.get("/landed/{reference}.csv", responses={**PROBLEMS, **_ABSENT})
    def get_landed_csv(reference: str, lang: Lang = "en") -> Response:
        """A kept landed cost as a table."""
        document = verbs.tell_landed(reference)
        return _file(landed_csv(document, languages[lang]), "text/csv; charset=utf-8", document)

    @router.get("/landed/{reference}.pdf", responses={**PROBLEMS, **_ABSENT})
    def get_landed_pdf(reference: str, lang: Lang = "en") -> Response:
        """A kept landed cost to print."""
        document = verbs.tell_landed(reference)
        return _file(landed_pdf(document, languages[lang]), "application/pdf", document)

    @router.get("/landed/{reference}", responses={**gives("The landed cost."), **_ABSENT})
    def get_landed(reference: str) -> Response:
        """A kept landed cost, to the cent as it was made."""
        return told(verbs.tell_landed(reference))

    return router


async def _answer(request: Request, verb: Callable[[Fields], Document]) -> Response:
    raw = await exact_body(request)
    found, _ = await run_in_threadpool(answer_cases, raw, verb)
    return told(found)


def _file(content: bytes, media_type: str, document: Document) -> Response:
    ending = "csv" if media_type.startswith("text/csv") else "pdf"
    name = f"landed-{document['id']}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, media_type)
