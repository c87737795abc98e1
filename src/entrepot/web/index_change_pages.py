"""Pages of what changed between two kept runs of a scheme, and of a fund shared by one."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.web import index_view
from entrepot.web.forms import read_text
from entrepot.web.index_pages import ASSESS, Word, find_versions
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import who_asks
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

_FUND = ("pool", "currency", "floor", "top", "before", "gain_share")


def index_change_pages(verbs: IndexVerbs) -> APIRouter:
    """The routes of the pages; they come before the units of a scheme."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _add_changes(router, verbs)
    _add_tilt(router, verbs)
    return router


def _add_changes(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get(f"{ASSESS}/{{scheme}}/changes")
    def show_changes(request: Request, scheme: Word) -> Response:
        """What moved units between two runs, and one of them step by step."""
        told = _ground(request, verbs, scheme)
        runs = [one["run"] for one in told["runs"]]
        before, after = (_asked(request, name) for name in ("before", "after"))
        told |= {"before": before or _at(runs, 1), "after": after or _at(runs, 0),
                 "unit": _asked(request, "unit"), "move": None, "fall": None}  # fmt: skip
        if len(runs) < 2 or not before or not after:
            return page(request, "assess_changes.html", told)
        try:
            told["found"] = verbs.explain(who_asks(request), before, after, ())
        except SHOWN_ERRORS as error:
            told["problems"] = error.problems
            return page(request, "assess_changes.html", told, status_of(error))
        return page(request, "assess_changes.html", told | _moved(told))


def _moved(told: Document) -> Document:
    """The unit that is drawn: the one asked for, else the one that moved most."""
    known = [one for one in told["found"]["units"] if one["score_change"] is not None]
    chosen = [one for one in known if one["unit"] == told["unit"]]
    most = max(known, key=lambda one: abs(one["score_change"]), default=None)
    move = chosen[-1] if chosen else most
    return {"move": move, "fall": move and index_view.change_fall(move)}


def _add_tilt(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get(f"{ASSESS}/{{scheme}}/tilt")
    def show_tilt(request: Request, scheme: Word) -> Response:
        """A fund shared by the ranks of a run, and what method alone would move."""
        told = _ground(request, verbs, scheme)
        run = _asked(request, "run") or _at([one["run"] for one in told["runs"]], 0)
        fields = {name: text for name in _FUND if (text := _asked(request, name))}
        told |= {"run": run, "fields": fields, "query": urlencode(fields), "bars": []}
        if not run or "pool" not in fields:
            return page(request, "assess_tilt.html", told)
        try:
            told["found"] = verbs.tilt(who_asks(request), run, fields)
        except SHOWN_ERRORS as error:
            told["problems"] = error.problems
            return page(request, "assess_tilt.html", told, status_of(error))
        told["bars"] = index_view.paid(told["found"])
        return page(request, "assess_tilt.html", told)


def _ground(request: Request, verbs: IndexVerbs, scheme: str) -> Document:
    who = who_asks(request)
    version = find_versions(verbs, who, scheme)[0]
    return {"scheme": version, "runs": verbs.runs(who, scheme)["runs"], "found": None,
            "problems": (), "names": verbs.places()}  # fmt: skip


def _asked(request: Request, name: str) -> str:
    return read_text(request.query_params.get(name))


def _at(runs: list[str], place: int) -> str:
    return runs[place] if len(runs) > place else ""
