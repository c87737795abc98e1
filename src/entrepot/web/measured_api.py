"""The API of our own measurements: figures of a period, kept, and the cases behind them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from entrepot.web import benchmark_sheet
from entrepot.web.answers import BEARER, LOOK, PLAIN, faults, gives, told
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

What = Annotated[str, Path(max_length=80, pattern=r"^[\w-]+$")]
Period = Annotated[
    str, Query(max_length=10, pattern=PLAIN, description="2026-03; the last month by default.")
]
Where = Annotated[str, Query(max_length=80, pattern=PLAIN, description="The region by default.")]
_LOOK = faults(*LOOK)


def measured_api(verbs: BenchmarkVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/assess/measurements", tags=["assessment"])
    _add_figures(router, verbs)
    _add_cases(router, verbs)
    return router


def _add_figures(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get("", dependencies=[BEARER], responses={**gives("Figures."), **_LOOK})
    def measure(request: Request, period: Period = "") -> Response:
        """What our own records of a period come to now, beside what is kept."""
        return told(verbs.measure(who_asks(request), period))

    @router.post("", status_code=201, dependencies=[BEARER],
                 responses={**gives("What was kept.", 201), **_LOOK})  # fmt: skip
    def keep(request: Request, period: Period = "") -> Response:
        """Measure and keep: the same once, what differs from now on."""
        return told(verbs.keep_measured(who_asks(request), period), 201)

    @router.get(".{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def measure_file(request: Request, form: Ending, period: Period = "") -> Response:
        """The figures as a file."""
        found = verbs.measure(who_asks(request), period)
        return table_file(form, "measurements", *benchmark_sheet.of_figures(found))


def _add_cases(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get("/{what}", dependencies=[BEARER], responses={**gives("Cases."), **_LOOK})
    def show(request: Request, what: What, period: Period = "", where: Where = "") -> Response:
        """The declarations, refund cases or boxes behind a figure."""
        return told(verbs.cases(who_asks(request), what, period, where))

    @router.get("/{what}.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def show_file(
        request: Request, what: What, form: Ending, period: Period = "", where: Where = ""
    ) -> Response:
        """The same as a file."""
        found = verbs.cases(who_asks(request), what, period, where)
        return table_file(form, "cases", *benchmark_sheet.of_cases(found))
