"""The API of what changed between two kept runs, and of a fund shared by one."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from entrepot.web import index_sheet
from entrepot.web.answers import BEARER, LOOK, faults, gives, told
from entrepot.web.index_bodies import FundQuery
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

_HEX = "^[0-9a-f]{32}$"
Id = Annotated[str, Path(pattern=_HEX, description="Id of the run.")]
Run = Annotated[str, Query(pattern=_HEX)]
Units = Annotated[list[str] | None, Query(max_length=200, description="Only these; repeat.")]
_LOOK = faults(*LOOK)


def index_change_api(verbs: IndexVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/assess", tags=["assessment"])
    _add_changes(router, verbs)
    _add_tilt(router, verbs)
    return router


def _add_changes(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get("/changes", dependencies=[BEARER],
                responses={**gives("Moves by cause; parts add up."), **_LOOK})  # fmt: skip
    def explain(request: Request, before: Run, after: Run, unit: Units = None) -> Response:
        """Each move between two kept runs split into own data, weights, method and peers."""
        return told(verbs.explain(who_asks(request), before, after, unit or ()))

    @router.get("/changes.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def explain_file(
        request: Request, form: Ending, before: Run, after: Run, unit: Units = None
    ) -> Response:
        """The same as a file."""
        found = verbs.explain(who_asks(request), before, after, unit or ())
        return table_file(form, "changes", *index_sheet.of_change(found))


def _add_tilt(router: APIRouter, verbs: IndexVerbs) -> None:
    @router.get("/runs/{run}/tilt", dependencies=[BEARER],
                responses={**gives("What each unit is paid."), **_LOOK})  # fmt: skip
    def tilt(request: Request, run: Id, asked: Annotated[FundQuery, Query()]) -> Response:
        """A fund shared by rank, by rank as far as it is sure, and what method alone moves."""
        return told(verbs.tilt(who_asks(request), run, asked.model_dump()))

    @router.get("/runs/{run}/tilt.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def tilt_file(
        request: Request, run: Id, form: Ending, asked: Annotated[FundQuery, Query()]
    ) -> Response:
        """The same as a file."""
        found = verbs.tilt(who_asks(request), run, asked.model_dump())
        return table_file(form, "fund", *index_sheet.of_tilt(found))
