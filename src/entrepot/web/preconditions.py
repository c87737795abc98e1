"""`If-Match`: what a caller saw before he changes it (RFC 9110, 13.1.1; RFC 6585, 3)."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request

from entrepot.kernel.errors import Problem, RefusedError

_TAG = re.compile(r'\s*(?:W/)?"?(\d{1,9})"?\s*', re.ASCII)
NO_REVISION = -1  # matches no revision there is


class PreconditionError(RefusedError):
    """A change that does not say what its caller saw."""

    title = "Say which version you saw"
    http_status = 428


def expected_of(request: Request) -> int | None:
    """The revision a request's `If-Match` names; None for `*`, which takes any.

    Raises:
        PreconditionError: There is no such header.
    """
    told = request.headers.get("if-match")
    if told is None:
        raise PreconditionError(
            Problem(
                "request.if_match", "If-Match", "The request does not say which version it saw.",
                "Send the ETag that the declaration came with.",
                message_zh="请求未说明所见版本，请附上报关单的ETag。",
            )
        )  # fmt: skip
    return None if told.strip() == "*" else revision_of(told)


def revision_of(text: str) -> int:
    """The revision a tag or a field of a form names; one that matches nothing for any other text.

    Example:
        >>> revision_of('"7"'), revision_of("x")
        (7, -1)
    """
    found = _TAG.fullmatch(text)
    return int(found[1]) if found else NO_REVISION


def tag_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The `ETag` header of a declaration's document, where it tells its revision."""
    revision = document.get("revision")
    return {} if revision is None else {"etag": f'"{revision}"'}
