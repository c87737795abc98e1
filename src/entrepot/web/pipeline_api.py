"""The API of pipelines, stage events and the three lists."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web import pipeline_sheet
from entrepot.web.answers import BEARER, PLAIN, faults, gives, takes, told
from entrepot.web.pipeline_verbs import PipelineVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file
from entrepot.web.verbs import Document

Text = Annotated[str, Query(max_length=80, pattern=PLAIN)]
Days = Annotated[list[str], Query(max_length=60, description="Days of the lists; today if absent.")]
Name = Annotated[str, Path(max_length=80, pattern=PLAIN, description="Which pipeline.")]
_DEFINITION = takes(
    "application/json",
    description="`pipeline`, `name`, `stages`: `stage`, `canonical`, and by choice `limit_days`.",
)
_EVENTS = takes(
    "text/csv",
    description="Columns event, pipeline, project, on, stage; by choice promised, landed,"
    " currency, reason, source, status, corrects, project_name, place, chain, enterprise, owner,"
    " campaign.",
)
_LOOK = faults(401, 403, 404, 422, 503)
_WRITES = faults(401, 403, 409, 413, 422, 429, 503)


def pipeline_api(verbs: PipelineVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["industry"])
    _add_lists(router, verbs)
    _add_pipelines(router, verbs)
    return router


def _add_lists(router: APIRouter, verbs: PipelineVerbs) -> None:
    def found(request: Request, days: list[str], **names: str) -> Document:
        return verbs.lists(who_asks(request), {"as_of": days, **names})

    @router.get("/lists", dependencies=[BEARER],
                responses={**gives("Lists, counts, changes, alarms."), **_LOOK})  # fmt: skip
    def list_projects(
        request: Request, as_of: Days = [], since: Text = "", known_at: Text = "",  # noqa: B006
        pipeline: Text = "", chain: Text = "", place: Text = "",
    ) -> Response:  # fmt: skip
        """Projects to recruit, negotiating and ongoing on a day, as known now or then."""
        return told(found(request, as_of, since=since, known_at=known_at, pipeline=pipeline,
                          chain=chain, place=place))  # fmt: skip

    @router.get("/lists.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_projects_file(
        request: Request, form: Ending, as_of: Text = "", known_at: Text = "",
        pipeline: Text = "", chain: Text = "", place: Text = "",
    ) -> Response:  # fmt: skip
        """The lists of one day as a file, a project each row."""
        listed = found(request, [as_of] if as_of else [], known_at=known_at, pipeline=pipeline,
                       chain=chain, place=place)  # fmt: skip
        return table_file(form, "lists", *pipeline_sheet.of_lists(listed))


def _add_pipelines(router: APIRouter, verbs: PipelineVerbs) -> None:
    @router.get("/pipelines", dependencies=[BEARER],
                responses={**gives("Pipelines and their words."), **_LOOK})  # fmt: skip
    def list_pipelines(request: Request) -> Response:
        """Pipelines and the stage that each word of theirs means."""
        return told(verbs.list(who_asks(request)))

    @router.post("/pipelines", dependencies=[BEARER], openapi_extra=_DEFINITION,
                 responses={**gives("The pipeline."), **_WRITES})  # fmt: skip
    async def define_pipeline(request: Request) -> Response:
        """Define a pipeline, or define it anew."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.define, who, data))

    @router.post("/pipelines/events", dependencies=[BEARER], openapi_extra=_EVENTS,
                 responses={**gives("Rows read, added, there already; new projects."),
                            **_WRITES})  # fmt: skip
    async def import_events(request: Request) -> Response:
        """Keep the stage events of a file, all or nothing."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.import_events, who, data))

    @router.get("/pipelines/{pipeline}/metrics", dependencies=[BEARER],
                responses={**gives("Reached, conversion, capital, days."), **_LOOK})  # fmt: skip
    def measure(request: Request, pipeline: Name, as_of: Text = "") -> Response:
        """What becomes of the projects of a pipeline up to a day."""
        return told(verbs.metrics(who_asks(request), pipeline, as_of))
