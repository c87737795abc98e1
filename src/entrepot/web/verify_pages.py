"""The public page that says whether a certificate of origin is genuine."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.service.accounts import TooManyError
from entrepot.web.answers import PLAIN
from entrepot.web.certificate_verbs import CertificateVerbs
from entrepot.web.pace import Pace, PaceError
from entrepot.web.render import page
from entrepot.web.verbs import Document

PER_MINUTE = 30  # from one address; a desk at a border checks fewer papers
Number = Annotated[str, Path(max_length=60, pattern=PLAIN)]
Asked = Annotated[str, Query(max_length=60, pattern=PLAIN)]
Digest = Annotated[
    str, Query(max_length=64, pattern="^[0-9a-fA-F]*$", description="Of the paper's QR code.")
]
Verify = Callable[[Request, str, str], Document]


def verify_pages(verbs: CertificateVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    verify = at_a_pace(verbs)

    @router.get("/verify")
    def show_form(request: Request, number: Asked = "") -> Response:
        """Ask for a number."""
        if number.strip():
            return RedirectResponse(request.url_for("show_checks", number=number.strip()).path, 303)
        return page(request, "verify.html", {"found": None, "number": ""})

    @router.get("/verify/{number:path}")
    def show_checks(request: Request, number: Number, digest: Digest = "") -> Response:
        """Every check of a certificate, passed, failed or not made, and why."""
        found = verify(request, number, digest)
        status = 200 if found["certificates"] else 404
        return page(request, "verify.html", {"found": found, "number": number}, status)

    return router


def at_a_pace(verbs: CertificateVerbs, pace: Pace | None = None) -> Verify:
    """Verifies a number, so many a minute from one address."""
    kept = pace or Pace(PER_MINUTE)

    def verify(request: Request, number: str, digest: str) -> Document:
        try:
            kept.take(request.client.host if request.client else "")
        except PaceError as error:
            raise _too_many(error.retry_after_s) from error
        return verbs.verify(number, digest)

    return verify


def _too_many(seconds: int) -> TooManyError:
    return TooManyError(
        Problem(
            "verify.pace", "number", f"Too many numbers in a minute: wait {seconds} s.",
            "To check many papers, verify their files with `entrepot certificate verify`.",
            message_zh=f"一分钟内查验过多，请{seconds}秒后再试。",
        ),
        seconds,
    )  # fmt: skip
