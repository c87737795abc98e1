"""The API of e-commerce and express lists, allowances and offshore deals."""

from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from entrepot.bonded.intake import Intake
from entrepot.kernel.errors import InputError
from entrepot.service.list_uploads import spooled
from entrepot.web.answers import BEARER, PLAIN, Responses, exact_body, faults, gives, takes, told
from entrepot.web.ecommerce_verbs import EcommerceVerbs
from entrepot.web.sessions import who_asks

NDJSON = "application/x-ndjson"
Ref = Annotated[str, Path(max_length=40, pattern=PLAIN, description="Its reference.")]
Month = Annotated[
    str, Query(max_length=7, pattern=r"^(\d{4}-\d{2})?$", description="As 2026-03; this month.")
]
_PIECE = 64 * 1024
_LINES = takes(NDJSON, description="One list a line.")
_RESULTS: Responses = {
    200: {
        "description": "A result a line; the counts stand in the headers List-Read, "
        "List-Accepted, List-Refused and List-Replayed.",
        "content": {NDJSON: {"schema": {"type": "string"}}},
    },
}
_BULK: Responses = {**_RESULTS, **faults(401, 403, 413, 422, 429, 503)}
_MOVE = takes(
    "application/json",
    description="`move`: return, release or refuse; with `on`, `applied` and `reason`.",
)
_WHO = takes("application/json", description="`person`: a personal id; `year`: such as 2026.")


def ecommerce_api(verbs: EcommerceVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["ecommerce"])
    _add_filing(router, verbs)
    _add_lists(router, verbs)
    _add_figures(router, verbs)
    _add_deals(router, verbs)
    return router


def _add_filing(router: APIRouter, verbs: EcommerceVerbs) -> None:
    @router.post("/ecommerce/lists:bulk", dependencies=[BEARER], openapi_extra=_LINES,
                 responses=_BULK)  # fmt: skip
    async def file_ecommerce(request: Request) -> Response:
        """File e-commerce lists, each line judged and kept by itself."""
        return await _bulk(request, verbs, "ecommerce")

    @router.post("/express/lists:bulk", dependencies=[BEARER], openapi_extra=_LINES,
                 responses=_BULK)  # fmt: skip
    async def file_express(request: Request) -> Response:
        """File express and mail lists, each line judged and kept by itself."""
        return await _bulk(request, verbs, "express")

    @router.post(
        "/ecommerce/assessments",
        openapi_extra=takes("application/json", description="One list."),
        responses={**gives("Value, tax and what is left of the year."),
                   **faults(409, 413, 422, 503)},
    )  # fmt: skip
    async def assess_list(request: Request) -> Response:
        """Match and tax one list by what it says itself; nothing is kept."""
        raw = await exact_body(request)
        return told(await run_in_threadpool(verbs.assess, raw))


def _add_lists(router: APIRouter, verbs: EcommerceVerbs) -> None:
    @router.get("/ecommerce/lists", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_lists(request: Request) -> Response:
        """The hundred newest lists that are for these eyes."""
        return told(verbs.list(who_asks(request)))

    @router.get("/express/lists", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_parcels(request: Request) -> Response:
        """The hundred newest parcels that are for these eyes."""
        return told(verbs.parcels(who_asks(request)))

    @router.get("/ecommerce/lists/{reference}", dependencies=[BEARER],
                responses={**gives("The list."), **faults(401, 403, 404, 422, 503)})  # fmt: skip
    def get_list(
        request: Request, reference: Ref,
        reveal: Annotated[bool, Query(description="Reveal the buyer; that is noted.")] = False,
    ) -> Response:  # fmt: skip
        """A list with its goods."""
        return told(verbs.show(who_asks(request), reference, reveal))

    @router.post(
        "/ecommerce/lists/{reference}", dependencies=[BEARER], openapi_extra=_MOVE,
        responses={**gives("What became of it."),
                   **faults(401, 403, 404, 409, 413, 422, 429, 503)},
    )  # fmt: skip
    async def move_list(request: Request, reference: Ref) -> Response:
        """Return, release or refuse a list."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.move, who, reference, raw))

    @router.post(
        "/ecommerce/allowances", dependencies=[BEARER], openapi_extra=_WHO,
        responses={**gives("Used, reserved, remaining."),
                   **faults(401, 403, 413, 422, 429, 503)},
    )  # fmt: skip
    async def look_up_allowance(request: Request) -> Response:
        """Look up a person's year; the id stands in the body, since addresses are logged."""
        fields = Intake(await exact_body(request))
        person, year = fields.text("person"), fields.whole("year", 2000, 2199)
        fields.nothing_else()
        if fields.problems:
            raise InputError(fields.problems)
        who = who_asks(request)
        return told(await run_in_threadpool(verbs.allowance, who, person, year))

    @router.get("/ecommerce/uploads/{reference}", dependencies=[BEARER],
                responses={**gives("How far it is."), **faults(401, 403, 404, 422, 503)},
    )  # fmt: skip
    def get_upload(request: Request, reference: Ref) -> Response:
        """A file handed in on the page, and the lines it refused."""
        return told(verbs.show_upload(who_asks(request), reference))


def _add_figures(router: APIRouter, verbs: EcommerceVerbs) -> None:
    told_by = {**gives("Figures of the month."), **faults(401, 403, 422, 503)}

    @router.get("/ecommerce/forms", responses=gives("The forms, with limits and their source."))
    def list_forms() -> Response:
        """The forms of e-commerce with their filing path."""
        return told(verbs.forms())

    @router.get("/ecommerce/statistics", dependencies=[BEARER], responses=told_by)
    def count_forms(request: Request, month: Month = "") -> Response:
        """How many lists of each form there were, and what they came to."""
        return told(verbs.statistics(who_asks(request), month))

    @router.get("/ecommerce/summary", dependencies=[BEARER], responses=told_by)
    def summarise(request: Request, month: Month = "") -> Response:
        """The monthly summary of exports under 9610."""
        return told(verbs.summary(who_asks(request), month))

    @router.get("/ecommerce/movements", dependencies=[BEARER], responses=told_by)
    def list_movements(request: Request, month: Month = "") -> Response:
        """What accepted lists moved, as statistics sees it."""
        return told(verbs.movements(who_asks(request), month))


def _add_deals(router: APIRouter, verbs: EcommerceVerbs) -> None:
    deal = takes("application/json", description="A deal with its papers.")

    @router.get("/offshore-deals", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_deals(request: Request) -> Response:
        """Accepted offshore deals that are for these eyes."""
        return told(verbs.list_deals(who_asks(request)))

    @router.post(
        "/offshore-deals", status_code=201, dependencies=[BEARER], openapi_extra=deal,
        responses={**gives("Accepted.", 201), **faults(401, 403, 409, 413, 422, 429, 503)},
    )  # fmt: skip
    async def file_deal(request: Request) -> Response:
        """Accept an offshore deal whose documents of title and payments agree."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.file_deal, who, raw), 201)

    @router.post("/offshore-deals/check", openapi_extra=deal,
                 responses={**gives("Its papers agree."), **faults(409, 413, 422, 503)},
    )  # fmt: skip
    async def check_deal(request: Request) -> Response:
        """Check a deal by its papers; nothing is kept."""
        raw = await exact_body(request)
        return told(await run_in_threadpool(verbs.check_deal, raw))


async def _bulk(request: Request, verbs: EcommerceVerbs, kind: str) -> Response:
    """Take the body in as it comes, file its lines, and give the results as they were written."""
    who = who_asks(request)
    with spooled() as source:
        async for piece in request.stream():
            source.write(piece)
        source.seek(0)
        out = spooled()
        try:
            counts = await run_in_threadpool(verbs.bulk, who, kind, source, out.write)
        except BaseException:
            out.close()
            raise
    headers = {f"list-{name}": str(count) for name, count in counts.items()}
    return StreamingResponse(_pieces(out), media_type=NDJSON, headers=headers)


def _pieces(out: BinaryIO) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while piece := out.read(_PIECE):
            yield piece
