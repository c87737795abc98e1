"""The page of the three lists: a day to choose, columns with ageing, funnel, moves, alarms."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.web.forms import read_text
from entrepot.web.pipeline_verbs import PipelineVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import who_asks
from entrepot.web.verbs import Document

PATH = "/industry/lists"
FIELDS = ("as_of", "since", "known_at", "pipeline", "chain", "place")
MOST, SPAN_DAYS, SLIDER_DAYS = 200, 90, 3 * 366


def project_list_pages(verbs: PipelineVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_lists(request: Request) -> Response:
        """The lists on a day, and what moved since another."""
        return _show(request, verbs)

    return router


def _show(request: Request, verbs: PipelineVerbs) -> Response:
    who, query = who_asks(request), request.query_params
    given = {name: text for name in FIELDS if (text := read_text(query.get(name)))}
    pipelines = verbs.list(who)["pipelines"]
    problems: Sequence[Problem] = ()
    status = 200
    try:
        fields = _fields(given, verbs.today())
        found = verbs.lists(who, fields)
    except (InputError, MissingError) as error:
        problems, status = error.problems, status_of(error)
        fields = _fields({}, verbs.today())
        found = verbs.lists(who, fields)
    chosen = fields.get("pipeline") or (pipelines[0]["pipeline"] if len(pipelines) == 1 else "")
    values = {
        **_view(found), "fields": fields, "pipelines": pipelines, "problems": problems,
        "query": urlencode({name: text for name, text in fields.items() if name != "since"}),
        "metrics": _metrics(verbs, who, chosen, fields["as_of"]), "most": MOST,
        "slider": _slider(fields["as_of"], verbs.today()),
    }  # fmt: skip
    return page(request, "industry_lists.html", values, status)


def _fields(given: dict[str, str], today: str) -> dict[str, str]:
    """Fields with the day and the opening that nobody chose."""
    as_of = given.get("as_of", today)
    try:
        since = (date.fromisoformat(as_of) - timedelta(SPAN_DAYS)).isoformat()
    except (ValueError, OverflowError):
        since = as_of
    return {**given, "as_of": as_of, "since": given.get("since", since)}


def _slider(as_of: str, today: str) -> Document:
    """First and last day that the slider reaches, and where it stands."""
    last = max(date.fromisoformat(today), date.fromisoformat(as_of))
    first = min(last - timedelta(SLIDER_DAYS), date.fromisoformat(as_of))
    return {"first": first.isoformat(), "days": (last - first).days,
            "at": (date.fromisoformat(as_of) - first).days}  # fmt: skip


def _view(found: Document) -> Document:
    """The longest in its stage first, no more than a page holds."""
    columns = {name: sorted(items, key=lambda one: -one["days_in_stage"])
               for name, items in found["lists"].items()}  # fmt: skip
    late = {(one["pipeline"], one["project"]) for one in found["alarms"]}
    for one in (one for items in columns.values() for one in items):
        one["is_late"] = (one["pipeline"], one["project"]) in late
    is_empty = not any(found["counts"].values())
    return {"found": found, "columns": columns, "is_empty": is_empty}


def _metrics(verbs: PipelineVerbs, who: str, pipeline: str, as_of: str) -> Document | None:
    """The funnel of one pipeline; None where none is chosen."""
    if not pipeline:
        return None
    try:
        found = verbs.metrics(who, pipeline, as_of)
    except EntrepotError:
        return None
    days = {one["stage"]: one for one in found["stage_days"]}
    from_lead = {one["to"]: one for one in found["conversion"] if one["from"] == "lead"}
    rows = [{**one, **days[one["stage"]], "share": from_lead.get(one["stage"])}
            for one in found["reached"]]  # fmt: skip
    return {**found, "rows": rows}
