"""The API of benchmarks: editions kept, scored, set side by side, and reforms tried."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from entrepot.web import benchmark_sheet
from entrepot.web.answers import BEARER, LOOK, PLAIN, faults, gives, takes, told
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

_CODE = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
Code = Annotated[str, Path(max_length=60, pattern=_CODE)]
Word = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Editions = Annotated[list[str] | None, Query(max_length=100, description="To be joined; repeat.")]
Reforms = Annotated[
    list[str], Query(max_length=1000, description="TOPIC/ITEM=POINTS, or =max; repeat.")
]
_LOOK, _KEEP = faults(*LOOK), faults(401, 403, 409, 413, 422, 429, 503)
_FORMS = "A tree, a checklist, a table or a survey, as `entrepot benchmark score` takes it."


class EditionQuery(BaseModel):
    """What is told of an edition beside its file."""

    model_config = ConfigDict(extra="forbid")

    benchmark: Word = Field(description="Code of the benchmark.")
    edition: Word = Field(description="Code of the edition.")
    source: Word = Field(description="Who said so, and where.")
    status: Word = Field(description="How sure it is.")
    method: Word = Field("", description="That of the file by default.")
    name: Word = ""
    name_zh: Word = ""
    file: Word = Field("benchmark.csv", description="What the file is called.")


def benchmark_api(verbs: BenchmarkVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/benchmarks", tags=["assessment"])
    _add_editions(router, verbs)
    _add_edition(router, verbs)
    return router


def _add_editions(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get("", dependencies=[BEARER], responses={**gives("Editions."), **_LOOK})
    def list_editions(request: Request) -> Response:
        """The newest revision of every edition that is kept."""
        return told(verbs.list(who_asks(request)))

    @router.post(
        "", status_code=201, dependencies=[BEARER],
        openapi_extra=takes("text/csv", description=_FORMS),
        responses={**gives("What was kept.", 201), **_KEEP},
    )  # fmt: skip
    async def keep_edition(request: Request, asked: Annotated[EditionQuery, Query()]) -> Response:
        """Keep an edition; what differs from the one before is another revision."""
        data, who = await request.body(), who_asks(request)
        fields = {name: value for name, value in asked.model_dump().items() if name != "file"}
        return told(await run_in_threadpool(verbs.keep, who, fields, data, asked.file), 201)

    @router.get("/{benchmark}", dependencies=[BEARER],
                responses={**gives("Figures by edition."), **_LOOK, **faults(409)})  # fmt: skip
    def compare(request: Request, benchmark: Code, edition: Editions = None) -> Response:
        """Editions side by side, each method apart; those that are named must be of one."""
        return told(verbs.compare(who_asks(request), benchmark, edition or ()))


def _add_edition(router: APIRouter, verbs: BenchmarkVerbs) -> None:
    @router.get("/{benchmark}/{edition}", dependencies=[BEARER],
                responses={**gives("Scores, gaps, rows."), **_LOOK})  # fmt: skip
    def show(request: Request, benchmark: Code, edition: Code) -> Response:
        """An edition: scores, what it lacks to the frontier, every row."""
        return told(verbs.show(who_asks(request), benchmark, edition))

    @router.get("/{benchmark}/{edition}/rows.{form}", dependencies=[BEARER],
                responses={**FILE, **_LOOK})  # fmt: skip
    def show_file(request: Request, benchmark: Code, edition: Code, form: Ending) -> Response:
        """Its rows as a file."""
        found = verbs.show(who_asks(request), benchmark, edition)
        return table_file(form, f"{benchmark}-{edition}", *benchmark_sheet.of_rows(found))

    @router.get("/{benchmark}/{edition}/simulation", dependencies=[BEARER],
                responses={**gives("What each adds."), **_LOOK})  # fmt: skip
    def simulate(request: Request, benchmark: Code, edition: Code, reform: Reforms) -> Response:
        """What reforms would add to a tree, each its own and together; nothing is kept."""
        return told(verbs.simulate(who_asks(request), benchmark, edition, reform))

    @router.get("/{benchmark}/{edition}/simulation.{form}", dependencies=[BEARER],
                responses={**FILE, **_LOOK})  # fmt: skip
    def simulate_file(
        request: Request, benchmark: Code, edition: Code, form: Ending, reform: Reforms
    ) -> Response:
        """The same as a file."""
        found = verbs.simulate(who_asks(request), benchmark, edition, reform)
        return table_file(form, "reforms", *benchmark_sheet.of_gains(found))
