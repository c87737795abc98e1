"""What the pages of officers share: their values, their forms, an act and what comes after it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BeforeValidator, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from entrepot.kernel.errors import InputError, ModelError, Problem, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page

MOST_TEXT = 20_000
ADay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Day = Annotated[ADay | None, BeforeValidator(lambda text: text or None)]  # a field left empty
Again = Callable[[Sequence[Problem], int], Response]


def officer_page(
    request: Request,
    verbs: OfficerVerbs,
    template: str,
    values: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    """A page with the names of codes, the zone of its instants, and what was refused or done."""
    shared = {
        "labels": verbs.labels(),
        "zone": verbs.zone(),
        "problems": problems,
        "done": "" if problems else request.query_params.get("done", ""),
    }
    return page(request, template, {**shared, **values}, status)


async def read_fields(request: Request) -> dict[str, str]:
    """Texts of a posted form; a field that is not there is empty.

    They stay with the request, so that the page shows them again where the act is refused.
    """
    form = await request.form()
    told = {name: plain_text(value) for name, value in form.items() if isinstance(value, str)}
    request.state.typed = defaultdict(str, told)
    return defaultdict(str, told)


def plain_text(text: str) -> str:
    r"""A text without blanks around it and without signs that nobody can see or store.

    Example:
        >>> plain_text(" a\x00b ")
        'ab'
    """
    kept = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
    return kept.strip()[:MOST_TEXT]


async def read_files(request: Request, name: str) -> list[tuple[str, bytes]]:
    """Names and bytes of the files of a field; a field left empty has none.

    The form's files are closed then: read its texts before.
    """
    form = await request.form()
    found = [
        (file.filename, await file.read())
        for file in form.getlist(name)
        if isinstance(file, UploadFile) and file.filename
    ]
    await request.close()
    return found


async def carry_out(act: Callable[[], object], onward: str, again: Again) -> Response:
    """Act and lead on, or show the page again with why not.

    Args:
        act: What is to be done; it asks the database, so it runs in a thread.
        onward: Where it leads then.
        again: Shows the page with problems and a status.
    """
    try:
        await run_in_threadpool(act)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError, ModelError) as error:
        return await run_in_threadpool(again, error.problems, status_of(error))
    return RedirectResponse(onward, status_code=303)


def with_query(path: str, **values: str) -> str:
    """A path with the values that are filled.

    Example:
        >>> with_query("/worklist", queue="documents", cursor="")
        '/worklist?queue=documents'
    """
    filled = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(filled)}" if filled else path
