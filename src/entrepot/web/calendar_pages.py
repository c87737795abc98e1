"""The calendar editor: a year as it stands, a change proposed, and the decision of a second."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.service.calendars import EDITORS
from entrepot.web.finance_page import finance_page
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.port_page import act_and_show, sheet
from entrepot.web.sessions import visitor_shown, who_asks

_PATH = "/calendar"
ROWS = 5  # days of the form; more come by the command or the API
Year = Annotated[int, Query(ge=1990, le=2200)]


def calendar_pages(verbs: FinanceVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_calendar(request: Request, year: Year | None = None) -> Response:
        """A year as it stands; who may change it sees what waits, and the form."""
        return _show(request, verbs, year or verbs.today().year)

    @router.get(_PATH + ".csv")
    def get_calendar(request: Request, year: Year | None = None) -> Response:
        """The days of a year as a file."""
        asked = year or verbs.today().year
        return sheet(f"calendar-{asked}", verbs.calendar(asked, _who(request))["days"])

    @router.post(_PATH)
    async def post_change(request: Request) -> Response:
        """Propose days, or decide a proposal."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update(fields)
            who, year = who_asks(request), _year(fields, verbs)
            if fields["do"] == "propose":
                verbs.propose_days(who, change_of(fields))
                return f"{_PATH}?year={year}&done=days_proposed"
            number = int(fields["proposal"]) if fields["proposal"].isdigit() else 0
            verbs.decide_days(who, number, fields["do"] == "approve", fields["reason"])
            return f"{_PATH}?year={year}&done=days_decided"

        return await act_and_show(
            request, act,
            lambda problems, status: _show(
                request, verbs, _year(given, verbs), given, problems, status
            ),
        )  # fmt: skip

    return router


def change_of(given: Mapping[str, str]) -> dict[str, object]:
    """The change that a form describes; rows without a day are passed over."""
    rows = [
        {"date": given[f"date.{n}"], "is_working": given.get(f"is_working.{n}", ""),
         "source": given.get("reason", "")}
        for n in range(1, ROWS + 1) if given.get(f"date.{n}")
    ]  # fmt: skip
    years = [given["publish"]] if given.get("publish") else []
    return {"rows": rows, "years": years, "reason": given.get("reason", "")}


def _show(
    request: Request, verbs: FinanceVerbs, year: int, given: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    visitor = visitor_shown(request)
    found = verbs.calendar(year, _who(request))
    values = {
        "found": found, "fields": given or {}, "numbers": range(1, ROWS + 1),
        "may_edit": bool(visitor and visitor.actor.roles & set(EDITORS)),
    }  # fmt: skip
    return finance_page(request, verbs, "calendar.html", values, problems, status)


def _who(request: Request) -> str:
    return who_asks(request) if visitor_shown(request) else ""


def _year(fields: Mapping[str, str], verbs: FinanceVerbs) -> int:
    text = fields.get("year", "")
    return int(text) if text.isdigit() and 1990 <= int(text) <= 2200 else verbs.today().year
