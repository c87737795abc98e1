"""What the pages of the land port share: their tabs and names, files for spreadsheets, spans."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from io import StringIO
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem, RefusedError
from entrepot.port.yard import BANDS
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web.navigation import PORT_TABS, tabs_for
from entrepot.web.officer_page import read_fields
from entrepot.web.port_access import ROLES
from entrepot.web.port_verbs import PortVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_shown
from entrepot.web.sheet import safe

Shown = Callable[[Sequence[Problem], int], Response]
MONTH = timedelta(days=30)
MAY = {
    "hold": "hold boxes", "read": "read seals", "plan": "plan calls", "book": "book trucks",
    "handle": "handle air cargo", "record": "record openings",
}  # fmt: skip


def port_page(
    request: Request, verbs: PortVerbs, template: str, values: Mapping[str, Any],
    problems: Sequence[Problem] = (), status: int = 200,
) -> HTMLResponse:  # fmt: skip
    """A page of the land port."""
    visitor = visitor_shown(request)
    roles = visitor.actor.roles if visitor else None
    shared = {
        "port_tabs": tabs_for(PORT_TABS, roles, request.app.state.paths),
        "labels": verbs.labels(),
        "places": verbs.places(),
        "zone": verbs.zone(),
        "sites": list(visitor.actor.offices) if visitor else [],
        "roles": roles or frozenset(),
        "bands": list(BANDS),
        **{f"may_{one}": bool((roles or frozenset()) & ROLES[what]) for one, what in MAY.items()},
        "problems": problems,
        "done": "" if problems else request.query_params.get("done", ""),
    }
    return page(request, template, {**shared, **values}, status)


def sheet(name: str, rows: Sequence[Mapping[str, Any]]) -> Response:
    """Rows as a file for a spreadsheet, none of them run as a formula there."""
    out = StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: safe(_flat(value)) for key, value in row.items()})
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + out.getvalue(), 200, headers, "text/csv; charset=utf-8")


def _flat(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def span(verbs: PortVerbs, start: date | None, end: date | None) -> tuple[date, date]:
    """First and last day asked for; the last thirty days where none are."""
    last = end or verbs.today()
    return start or last - MONTH, last


async def act_and_show(
    request: Request, act: Callable[[dict[str, str]], str], again: Shown
) -> Response:
    """Do what a posted form asks and lead on, or show the page again with why not.

    Args:
        request: The form.
        act: Its fields to the address it leads on to.
        again: Shows the page with problems and a status.
    """
    fields = await read_fields(request)
    try:
        onward = await run_in_threadpool(act, fields)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError, MissingError) as error:
        return await run_in_threadpool(again, _problems(error), status_of(error))
    return RedirectResponse(onward, status_code=303)


def _problems(error: EntrepotError) -> Sequence[Problem]:
    return error.problems
