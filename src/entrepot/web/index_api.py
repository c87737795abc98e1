"""The API of observations, published schemes and the runs that are kept."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web import index_sheet
from entrepot.web.answers import BEARER, LOOK, PLAIN, faults, gives, takes, told
from entrepot.web.index_bodies import IndexRunBody, KnownQuery
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the run.")]
Word = Annotated[str, Path(max_length=200, pattern=PLAIN)]
Time = Annotated[float | None, Query(description="Year of a panel; the newest by default.")]
_COLUMNS = "what, where, when, value, unit, source, status."
_LOOK = faults(*LOOK)
_KEEP = faults(401, 403, 404, 413, 422, 429, 503)


def index_api(verbs: IndexVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/assess", tags=["assessment"])
    _add_schemes(router, verbs)
    _add_runs(router, verbs)
    _add_units(router, verbs)
    _add_observations(router, verbs)
    return router


def _add_schemes(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get("/schemes", dependencies=[BEARER],
                responses={**gives("Versions, newest first."), **_LOOK})  # fmt: skip
    def list_schemes(request: Request) -> Response:
        """Every published scheme with its versions."""
        return told(verbs.schemes(who_asks(request)))

    @router.get("/indicators", dependencies=[BEARER],
                responses={**gives("Names, unit, direction, kind."), **_LOOK})  # fmt: skip
    def list_indicators(request: Request) -> Response:
        """What is observed."""
        return told(verbs.indicators(who_asks(request)))


def _add_runs(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get("/runs", dependencies=[BEARER],
                responses={**gives("Newest first."), **_LOOK})  # fmt: skip
    def list_runs(
        request: Request, scheme: Annotated[str, Query(max_length=60, pattern=PLAIN)] = ""
    ) -> Response:
        """The runs that are kept, without what came out."""
        return told(verbs.runs(who_asks(request), scheme))

    @router.post("/runs", status_code=201, dependencies=[BEARER],
                 responses={**gives("The run.", 201), **_KEEP})  # fmt: skip
    def make_run(request: Request, body: Annotated[IndexRunBody, Body()]) -> Response:
        """Work a published scheme out over what was known, and keep it; once for all."""
        document = verbs.make(who_asks(request), body.fields())
        return told(document, 201, {"location": f"/api/v1/assess/runs/{document['run']}"})

    @router.get("/runs/{run}.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_run_file(request: Request, run: Id, form: Ending) -> Response:
        """The league table as a file."""
        found = verbs.show(who_asks(request), run)
        return table_file(form, f"{found['scheme']}-league", *index_sheet.of_league(found))

    @router.get("/runs/{run}", dependencies=[BEARER],
                responses={**gives("Ranks, scores, flags, stages."), **_LOOK})  # fmt: skip
    def get_run(request: Request, run: Id) -> Response:
        """A run with everything that came out."""
        return told(verbs.show(who_asks(request), run))

    @router.get("/runs/{run}/weights", dependencies=[BEARER],
                responses={**gives("Ranks before and after."), **_LOOK})  # fmt: skip
    def weigh_anew(
        request: Request, run: Id,
        weight: Annotated[list[str], Query(max_length=200, description="NODE=2; repeat.")],
    ) -> Response:  # fmt: skip
        """Which ranks move when weights change; nothing is kept."""
        return told(verbs.weigh(who_asks(request), run, weight))


def _add_units(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get("/runs/{run}/units/{unit}.{form}", dependencies=[BEARER],
                responses={**FILE, **_LOOK})  # fmt: skip
    def get_unit_file(
        request: Request, run: Id, unit: Word, form: Ending, time: Time = None
    ) -> Response:
        """What lifts or lowers a unit, as a file."""
        found = verbs.unit(who_asks(request), run, unit, time)
        return table_file(form, f"{found['scheme']}-unit", *index_sheet.of_unit(found))

    @router.get("/runs/{run}/units/{unit}", dependencies=[BEARER],
                responses={**gives("Parts, flags, observations."), **_LOOK})  # fmt: skip
    def get_unit(request: Request, run: Id, unit: Word, time: Time = None) -> Response:
        """A unit of a run, down to the observations beneath it."""
        return told(verbs.unit(who_asks(request), run, unit, time))


def _add_observations(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get("/observations", dependencies=[BEARER],
                responses={**gives("Values as known then."), **_LOOK})  # fmt: skip
    def list_observations(request: Request, asked: Annotated[KnownQuery, Query()]) -> Response:
        """Observations as they were known at an instant."""
        return told(verbs.known(who_asks(request), asked.fields()))

    @router.get("/observations.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_observations_file(
        request: Request, form: Ending, asked: Annotated[KnownQuery, Query()]
    ) -> Response:
        """The same as a file."""
        found = verbs.known(who_asks(request), asked.fields())
        return table_file(form, "observations", *index_sheet.of_known(found))

    @router.post(
        "/observations", status_code=201, dependencies=[BEARER],
        openapi_extra=takes("text/csv", description=_COLUMNS),
        responses={**gives("What was added and corrected.", 201), **_KEEP, **faults(409)},
    )  # fmt: skip
    async def add_observations(
        request: Request,
        name: Annotated[str, Query(max_length=100, pattern=PLAIN)] = "observations.csv",
    ) -> Response:
        """Add values; what differs from what is known corrects it from now on."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.add, who, data, name), 201)

    @router.get("/observations/{what}/{where}", dependencies=[BEARER],
                responses={**gives("Every value ever known."), **_LOOK})  # fmt: skip
    def get_history(request: Request, what: Word, where: Word) -> Response:
        """All that was ever known of an indicator and a place."""
        return told(verbs.history(who_asks(request), what, where))
