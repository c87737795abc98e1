"""The pages of benchmarks: editions, one of them with its tree, and reforms tried."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.kernel.source import STATUSES
from entrepot.service.observations import KEEPERS
from entrepot.web import benchmark_view
from entrepot.web.answers import PLAIN
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.officer_page import read_fields, read_files
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

BENCHMARKS = "/benchmarks"
MOST_REFORMS = 1000
Word = Annotated[str, Path(max_length=60, pattern=PLAIN)]
_TOLD = ("benchmark", "edition", "name", "name_zh", "method", "source", "status")


def benchmark_pages(verbs: BenchmarkVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _add_list(router, verbs)
    _add_comparison(router, verbs)
    _add_edition(router, verbs)
    return router


def _add_list(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get(BENCHMARKS)
    def list_benchmarks(request: Request) -> Response:
        """Editions that are kept, and a form to keep another."""
        return _list(request, verbs)

    @router.post(BENCHMARKS)
    async def keep_edition(request: Request) -> Response:
        """Keep an edition and lead to its page, or say why not."""
        fields, files = await read_fields(request), await read_files(request, "file")
        told = {name: fields[name] for name in _TOLD if fields[name]}
        return await run_in_threadpool(_keep, request, verbs, told, files)


def _keep(
    request: Request, verbs: BenchmarkVerbs, told: Document, files: Sequence[tuple[str, bytes]]
) -> Response:
    try:
        if not files:
            raise InputError(_no_file())
        found = verbs.keep(who_asks(request), told, files[0][1], files[0][0])
    except SHOWN_ERRORS as error:
        return _list(request, verbs, told, error)
    return RedirectResponse(_address(found["benchmark"], found["edition"]), 303)


def _list(
    request: Request, verbs: BenchmarkVerbs, fields: Document | None = None,
    error: EntrepotError | None = None,
) -> Response:  # fmt: skip
    told = {
        "editions": verbs.list(who_asks(request))["editions"], "fields": fields or {},
        "statuses": STATUSES, "problems": error.problems if error else (),
        "may_keep": bool(visitor_of(request).actor.roles & set(KEEPERS)),
    }  # fmt: skip
    return page(request, "benchmarks.html", told, status_of(error) if error else 200)


def _add_comparison(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get(f"{BENCHMARKS}/{{benchmark}}")
    def compare(request: Request, benchmark: Word) -> Response:
        """Editions side by side, each method apart; a join of several is refused."""
        who, chosen = who_asks(request), request.query_params.getlist("edition")[:100]
        told: Document = {"found": verbs.compare(who, benchmark, ()), "chosen": chosen,
                          "joined": None, "problems": ()}  # fmt: skip
        try:
            told["joined"] = verbs.compare(who, benchmark, chosen) if chosen else None
        except SHOWN_ERRORS as error:
            told["problems"] = error.problems
            return page(request, "benchmark.html", told, status_of(error))
        return page(request, "benchmark.html", told)


def _add_edition(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get(f"{BENCHMARKS}/{{benchmark}}/{{edition}}")
    def show(request: Request, benchmark: Word, edition: Word) -> Response:
        """An edition with its tree, and what reforms that are ticked would add."""
        who = who_asks(request)
        found = verbs.show(who, benchmark, edition)
        reforms = [f"{key}=max" for key in request.query_params.getlist("full")]
        reforms += _typed(request)
        told: Document = {
            "found": found, "drawn": benchmark_view.bars_of(found), "gain": None, "problems": (),
            "ticked": set(request.query_params.getlist("full")), "typed": dict(_points(request)),
            "tree": benchmark_view.tree_of(found) if found["form"] == "tree" else (),
            "query": urlencode([("reform", one) for one in reforms]),
        }  # fmt: skip
        try:
            told["gain"] = verbs.simulate(who, benchmark, edition, reforms) if reforms else None
        except SHOWN_ERRORS as error:
            told["problems"] = error.problems
            return page(request, "benchmark_edition.html", told, status_of(error))
        return page(request, "benchmark_edition.html", told)


def _typed(request: Request) -> list[str]:
    ticked = set(request.query_params.getlist("full"))
    return [f"{key}={text}" for key, text in _points(request) if key not in ticked]


def _points(request: Request) -> list[tuple[str, str]]:
    """Points that were typed, by the item."""
    return [
        (key.removeprefix("p."), value.strip())
        for key, value in request.query_params.items()
        if key.startswith("p.") and value.strip()
    ][:MOST_REFORMS]


def _no_file() -> Problem:
    return Problem("benchmark.file", "file", "was not chosen.", "Choose a CSV file.",
                   message_zh="未选择文件。")  # fmt: skip


def _address(benchmark: str, edition: str) -> str:
    return f"{BENCHMARKS}/{quote(benchmark)}/{quote(edition)}"
