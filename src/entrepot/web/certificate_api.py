"""The API of certificates of origin."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.certificate_pages import printed
from entrepot.web.certificate_verbs import CertificateVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.verify_pages import Digest, at_a_pace

Ref = Annotated[str, Path(max_length=40, pattern=PLAIN, description="Its reference.")]
Number = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Number of the paper.")]
_DRAFT = takes(
    "application/json", description="`determination`, `kind`, `fields` and, for a broker, `firm`."
)
_MOVE = takes(
    "application/json",
    description="`move`: edit, check, submit, return, withdraw, issue, correct, replace or "
    "cancel; with `reason`, `number` and `fields` where it needs them.",
)


def certificate_api(verbs: CertificateVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/certificates", tags=["certificates"])
    verify = at_a_pace(verbs)

    @router.get("/statuses", responses={**gives("A signed credential."), **faults(503)})
    def get_statuses() -> Response:
        """The signed list of statuses, for who verifies files without asking here."""
        return told(verbs.statuses())

    @router.get(
        "/verify/{number:path}",
        responses={**gives("Every certificate of the number; none is an empty list."),
                   **faults(422, 429, 503)},
    )  # fmt: skip
    def verify_number(request: Request, number: Number, digest: Digest = "") -> Response:
        """Every check of a certificate by its number: passed, failed or unmade, and why."""
        return told(verify(request, number, digest))

    @router.get("", dependencies=[BEARER],
                responses={**gives("Newest first."), **faults(401, 403, 503)})  # fmt: skip
    def list_certificates(request: Request) -> Response:
        """The certificates that are for these eyes."""
        return told(verbs.list(who_asks(request)))

    @router.post(
        "", status_code=201, dependencies=[BEARER], openapi_extra=_DRAFT,
        responses={**gives("The draft.", 201), **faults(401, 403, 404, 409, 413, 422, 429, 503)},
    )  # fmt: skip
    async def draft_certificate(request: Request) -> Response:
        """Draft a certificate from a determination."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.draft, who, raw), 201)

    @router.get(
        "/saved", dependencies=[BEARER],
        responses={**gives("By firm, product, market and month."), **faults(401, 403, 503)},
    )  # fmt: skip
    def list_saved(request: Request) -> Response:
        """Duty saved, counted from certificates that stand and nothing else."""
        return told(verbs.saved(who_asks(request)))

    @router.get(
        "/{reference}", dependencies=[BEARER],
        responses={**gives("The certificate."), **faults(401, 403, 404, 422, 503)},
    )  # fmt: skip
    def get_certificate(request: Request, reference: Ref) -> Response:
        """A certificate with its fields, its credential and what was done."""
        return told(verbs.show(who_asks(request), reference))

    @router.post(
        "/{reference}", dependencies=[BEARER], openapi_extra=_MOVE,
        responses={**gives("The certificate; a new one for `replace`."),
                   **faults(401, 403, 404, 409, 413, 422, 429, 503)},
    )  # fmt: skip
    async def move_certificate(request: Request, reference: Ref) -> Response:
        """Make a move of the table."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.move, who, reference, raw))

    @router.get(
        "/{reference}/print.pdf", dependencies=[BEARER],
        responses={200: {"description": "A paper.", "content": {"application/pdf": {}}},
                   **faults(401, 403, 404, 422, 503)},
    )  # fmt: skip
    def print_certificate(request: Request, reference: Ref) -> Response:
        """A certificate to print, with the QR code of its address and digest."""
        return printed(request, verbs.show(who_asks(request), reference))

    return router
