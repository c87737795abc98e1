"""The pages of kept indices: schemes, league tables, a unit explained, its records, weights."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.service.observations import KEEPERS
from entrepot.web import index_view
from entrepot.web.answers import PLAIN
from entrepot.web.forms import read_text
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

ASSESS = "/assess"
Word = Annotated[str, Path(max_length=200, pattern=PLAIN)]


def index_pages(verbs: IndexVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs; the lab before the units."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _add_list(router, verbs)
    _add_league(router, verbs)
    _add_lab(router, verbs)
    _add_unit(router, verbs)
    return router


def _add_list(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get(ASSESS)
    def list_assessments(request: Request) -> Response:
        """Published schemes and their newest runs."""
        who = who_asks(request)
        told = {"schemes": verbs.schemes(who)["schemes"], "runs": verbs.runs(who, "")["runs"],
                "may_keep": _may_keep(request)}  # fmt: skip
        return page(request, "assess.html", told)

    @router.post(f"{ASSESS}/{{scheme}}/runs")
    async def run_scheme(request: Request, scheme: Word) -> Response:
        """Work a scheme out and show its league table, or say why not."""
        form, who = await request.form(), who_asks(request)
        asked: Document = {"scheme": scheme}
        if period := read_text(form.get("period")):
            asked["periods"] = [period]
        if known_at := read_text(form.get("known_at")):
            asked["known_at"] = known_at
        try:
            found = await run_in_threadpool(verbs.make, who, asked)
        except SHOWN_ERRORS as error:
            return await run_in_threadpool(_refused, request, verbs, scheme, error)
        return RedirectResponse(_address(scheme, run=found["run"]), 303)


def _add_league(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get(f"{ASSESS}/{{scheme}}")
    def show_league(request: Request, scheme: Word) -> Response:
        """Who stands where, how sure it is, and what was known when."""
        return page(request, "assess_league.html", _league(request, verbs, scheme))


def _refused(
    request: Request, verbs: IndexVerbs, scheme: str, error: EntrepotError
) -> Response:  # fmt: skip
    told = _league(request, verbs, scheme) | {"problems": error.problems}
    return page(request, "assess_league.html", told, status_of(error))


def _league(request: Request, verbs: IndexVerbs, scheme: str) -> Document:
    """What the page of a scheme shows: the run asked for, else the newest."""
    who = who_asks(request)
    versions = find_versions(verbs, who, scheme)
    runs = verbs.runs(who, scheme)["runs"]
    told: Document = {
        "scheme": versions[0], "versions": versions, "runs": runs, "found": None, "classes": [],
        "problems": (), "may_keep": _may_keep(request), "years": [], "time": None,
    }  # fmt: skip
    name = _run_of(request, runs)
    if name is None:
        return told
    found = verbs.show(who, name)
    if found["scheme"] != scheme:
        raise MissingError(_unknown(name))
    years = index_view.years(found)
    time = _time(request, years)
    return told | {
        "found": found, "classes": index_view.league(found, time, verbs.places()),
        "years": years, "time": time,
    }  # fmt: skip


def _add_unit(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get(f"{ASSESS}/{{scheme}}/{{unit}}")
    def show_unit(request: Request, scheme: Word, unit: Word) -> Response:
        """What lifts or lowers a unit, and the records beneath."""
        who = who_asks(request)
        name = _chosen(request, verbs, who, scheme)
        found = verbs.unit(who, name, unit, _time(request, []))
        told = {
            "found": found, "unit": found["unit"] | index_view.named(found["unit"], verbs.places()),
            "fall": index_view.waterfall(found), "query": urlencode({"run": name}),
            "scheme": {name: found[name] for name in ("scheme", "name", "name_zh")},
            "indicators": {one["indicator"]: one for one in found["parts"]},
        }  # fmt: skip
        return page(request, "assess_unit.html", told)

    @router.get(f"{ASSESS}/{{scheme}}/{{unit}}/{{what}}")
    def show_records(request: Request, scheme: Word, unit: Word, what: Word) -> Response:
        """Every value ever known of an indicator of a unit, who added it, and from where."""
        who = who_asks(request)
        version = find_versions(verbs, who, scheme)[0]
        found = verbs.history(who, what, unit)
        name = index_view.named({"unit": unit}, verbs.places())
        told = {"scheme": version, "unit": {"unit": unit} | name, "found": found,
                "run": read_text(request.query_params.get("run"))}  # fmt: skip
        return page(request, "assess_records.html", told)


def _add_lab(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get(f"{ASSESS}/{{scheme}}/lab")
    def show_lab(request: Request, scheme: Word) -> Response:
        """Other weights tried, what ranks hang on, and whether the index hangs together."""
        who = who_asks(request)
        name = _chosen(request, verbs, who, scheme)
        found = verbs.show(who, name)
        fields = {key.removeprefix("w."): text for key, value in request.query_params.items()
                  if key.startswith("w.") and (text := read_text(value))}  # fmt: skip
        told: Document = {"found": found, "fields": fields, "shares": index_view.shares(found),
                          "problems": (), "shift": None, "names": verbs.places()}  # fmt: skip
        weights = [f"{node}={text}" for node, text in fields.items()]
        try:
            told["shift"] = verbs.weigh(who, name, weights)
        except SHOWN_ERRORS as error:
            told["problems"] = error.problems
            return page(request, "assess_lab.html", told, status_of(error))
        return page(request, "assess_lab.html", told)


def find_versions(verbs: IndexVerbs, who: str, scheme: str) -> list[Document]:
    """The versions of a scheme, newest first.

    Raises:
        MissingError: There is no such scheme.
    """
    found = [one for one in verbs.schemes(who)["schemes"] if one["scheme"] == scheme]
    if not found:
        raise MissingError(
            Problem("index.scheme_unknown", scheme, "there is no such scheme.",
                    "See the schemes that are published.", message_zh="没有这样的已发布方案。")
        )  # fmt: skip
    return found


def _chosen(request: Request, verbs: IndexVerbs, who: str, scheme: str) -> str:
    """The run that is asked for, else the newest of a scheme.

    Raises:
        MissingError: There is none.
    """
    name = _run_of(request, verbs.runs(who, scheme)["runs"])
    if name is None:
        raise MissingError(_unknown(scheme))
    return name


def _run_of(request: Request, runs: list[Document]) -> str | None:
    asked = read_text(request.query_params.get("run"))
    return asked or (str(runs[0]["run"]) if runs else None)


def _time(request: Request, years: list[float]) -> float | None:
    """The year that is asked for, else the newest.

    Raises:
        InputError: It is none.
    """
    text = read_text(request.query_params.get("time"))
    if not text:
        return years[0] if years else None
    if not text.removesuffix(".0").isdecimal():
        raise InputError(
            Problem("index.time", "time", f"{text!r} is no year.", "Write it as 2024.",
                    message_zh="不是年份。")
        )  # fmt: skip
    return float(text)


def _unknown(name: str) -> Problem:
    return Problem("index.run_unknown", name, "there is no such run.", "See the list of runs.",
                   message_zh="没有这次计算。")  # fmt: skip


def _address(scheme: str, **more: str) -> str:
    return f"{ASSESS}/{quote(scheme)}?{urlencode(more)}"


def _may_keep(request: Request) -> bool:
    return bool(visitor_of(request).actor.roles & set(KEEPERS))
