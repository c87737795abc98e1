"""What every request passes: size, same origin for changes, and headers on the way out."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entrepot.kernel.errors import Problem
from entrepot.web.headers import HEADERS
from entrepot.web.problems import problem_response

MOST_BYTES = 64 * 1024
# Paths that take more: the first pattern that fits, and its bytes.
LIMITS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"/findings/[^/]+"), 42 * 1024 * 1024),
    (re.compile(r"/api/v1/declarations/[^/]+/documents"), 10 * 1024 * 1024),
    (re.compile(r"/declarations/[^/]+/documents|/uploads"), 10 * 1024 * 1024 + MOST_BYTES),
    (re.compile(r"/api/v1/uploads(/report)?"), 10_000_000),
    (re.compile(r"(/api/v1)?/tariff/imports"), 50_000_000 + MOST_BYTES),
    (re.compile(r"/api/v1/(ecommerce|express)/lists:bulk|/ecommerce"), 50_000_000 + MOST_BYTES),
    (re.compile(r"/api/v1/offshore-deals(/check)?|/offshore"), 1_000_000),
    (re.compile(r"/api/v1/(declarations(/.*)?|calculations)"), 1_000_000),
    (re.compile(r"/api/v1/port/events:bulk"), 50_000_000),
    (re.compile(r"(/api/v1)?/bonded/.*"), 1_000_000),
    (re.compile(r"/api/v1/(duty|landed)"), 1_000_000),
    (re.compile(r"/api/v1/origin"), 10_000_000),
    (re.compile(r"/api/v1/trade/batches"), 50_000_000),
    (re.compile(r"/api/v1/trade/.*"), 10_000_000),
    (re.compile(r"/origin"), 2_000_000),
    (re.compile(r"/scenarios/compare|/projects/case"), 5_000_000),
    (re.compile(r"/declarations/[^/]+(/[a-z]+)?"), 1_000_000),
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI layer around the application.

    A change (anything but GET, HEAD and OPTIONS) is refused when the browser says that
    another site sent it: by Sec-Fetch-Site, or by Origin where that header is absent.
    Programs send neither and pass. A body over `MOST_BYTES` is refused, save where `LIMITS`
    allows more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = most_bytes(scope["path"])
        fault, status = _find_fault(scope["method"], headers, most)
        body = _Limited(receive, most)
        answer = problem_response([fault], status) if fault else self._app
        await answer(scope, body, _with_headers(send))


def most_bytes(path: str) -> int:
    """Largest body that a path takes."""
    return next((most for pattern, most in LIMITS if pattern.fullmatch(path)), MOST_BYTES)


def _find_fault(method: str, headers: Headers, most: int) -> tuple[Problem | None, int]:
    if method not in SAFE and not _same_origin(headers):
        return Problem(
            "request.origin",
            "Sec-Fetch-Site",
            "The request comes from another site.",
            "Use the form of this site, or a program that is no browser.",
        ), 403
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > most:
        return Problem(
            "request.size",
            "Content-Length",
            f"The body is larger than {most} bytes.",
            "Send less.",
        ), 413
    return None, 200


def _same_origin(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class _Limited:
    """Receives so many bytes and no more, also where no length was told."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise HTTPException(413, f"The body is larger than {self._most} bytes.")
        return message


def _with_headers(send: Send) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_guarded
