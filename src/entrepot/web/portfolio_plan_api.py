"""The API of plans: versions kept of searches, told, compared, given as files."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.answers import BEARER, faults, gives, told
from entrepot.web.portfolio_sheet import (
    FIRST,
    TABLES,
    Different,
    Table,
    sheet_of,
    sheet_of_difference,
)
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Plan = Annotated[
    str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,59}$", description="Code of the plan.")
]  # fmt: skip
Number = Annotated[int, Path(ge=1, le=10**6, description="Number of the version.")]
One = Annotated[int, Query(alias="from", ge=1, le=10**6, description="The one version.")]
Other = Annotated[int, Query(alias="to", ge=1, le=10**6, description="The other version.")]
_SEEN = faults(401, 403, 404, 422, 503)


class KeepBody(BaseModel):
    """What is kept as a version."""

    model_config = ConfigDict(extra="forbid")
    run: str = Field(pattern="^[0-9a-f]{32}$", description="Id of a search that is done.")
    note: str = Field("", max_length=1000, description="Why.")


def portfolio_plan_api(verbs: PortfolioVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/plans", tags=["plan"])

    @router.get("", dependencies=[BEARER],
                responses={**gives("The plans."), **faults(401, 403, 503)})  # fmt: skip
    def list_plans(request: Request) -> Response:
        """Plans with the newest version of each."""
        return told(verbs.plans(who_asks(request)))

    @router.get("/{plan}", dependencies=[BEARER],
                responses={**gives("The versions, newest first."), **_SEEN})  # fmt: skip
    def list_versions(request: Request, plan: Plan) -> Response:
        """Versions of a plan without their results."""
        return told(verbs.versions(who_asks(request), plan))

    @router.post(
        "/{plan}", status_code=201, dependencies=[BEARER],
        responses={**gives("The version; where it lies is in Location.", 201),
                   **faults(401, 403, 404, 409, 413, 422, 429, 503)},
    )  # fmt: skip
    def keep_version(request: Request, plan: Plan, body: Annotated[KeepBody, Body()]) -> Response:
        """Keep what came out of a search as the next version; the same again is the same one."""
        found = verbs.keep(who_asks(request), body.run, plan, body.note)
        return told(found, 201, {"location": f"/api/v1/plans/{plan}/{found['number']}"})

    @router.get("/{plan}/compare.{form}", dependencies=[BEARER], responses={**FILE, **_SEEN})
    def get_difference_file(
        request: Request, plan: Plan, form: Ending, one: One, other: Other,
        table: Annotated[Different, Query(description="Projects or spending.")] = "steps",
    ) -> Response:  # fmt: skip
        """What differs between two versions: projects in, out and moved, or spending."""
        found = verbs.compare(who_asks(request), plan, one, other)
        return table_file(form, f"{plan}-{one}-{other}-{table}", *sheet_of_difference(found, table))

    @router.get("/{plan}/compare", dependencies=[BEARER],
                responses={**gives("What differs."), **_SEEN})  # fmt: skip
    def compare_versions(request: Request, plan: Plan, one: One, other: Other) -> Response:
        """What differs between two versions: projects, worth, spending by period."""
        return told(verbs.compare(who_asks(request), plan, one, other))

    @router.get("/{plan}/{number}.{form}", dependencies=[BEARER], responses={**FILE, **_SEEN})
    def get_version_file(
        request: Request, plan: Plan, number: Number, form: Ending,
        table: Annotated[Table | None, Query(description="Which rows of the plan.")] = None,
    ) -> Response:  # fmt: skip
        """What starts when, money by period, rejected projects, or regrets of a version."""
        found = verbs.version(who_asks(request), plan, number)
        asked = table or FIRST[found["ask"]]
        if asked not in TABLES[found["ask"]]:
            raise MissingError(Problem("plan.no_rows", "table", "has no such rows.",
                                       message_zh="没有这些行。"))  # fmt: skip
        return table_file(form, f"{plan}-{number}-{asked}", *sheet_of(found["result"], asked))

    @router.get("/{plan}/{number}", dependencies=[BEARER],
                responses={**gives("The version with its case and result."), **_SEEN})  # fmt: skip
    def get_version(request: Request, plan: Plan, number: Number) -> Response:
        """A version of a plan: its case, its result, who kept it, when and why."""
        return told(verbs.version(who_asks(request), plan, number))

    return router
