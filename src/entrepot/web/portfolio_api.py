"""The API of portfolios: a case sent, its search looked at and stopped, its tables as files."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.answers import BEARER, JSON, faults, gives, takes, told
from entrepot.web.portfolio_sheet import FIRST, TABLES, Table, sheet_of
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Question = Literal["plan", "frontier", "regret"]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the run.")]
_RUN = gives("The run: its state, best value, bound and gap so far, and what came out.")
_ONE = faults(401, 403, 404, 422, 503)


def portfolio_api(verbs: PortfolioVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/portfolio", tags=["plan"])

    @router.post(
        "", status_code=202, dependencies=[BEARER],
        responses={**gives("The run; where it lies is in Location.", 202),
                   **faults(401, 403, 409, 413, 422, 429, 503)},
        openapi_extra=takes(JSON, description="A case, as `entrepot portfolio` takes it."),
    )  # fmt: skip
    async def start_portfolio(
        request: Request,
        ask: Annotated[Question, Query(description="What is asked.")] = "plan",
        against: Annotated[
            str, Query(max_length=200, description="spend, tail or a resource with a total.")
        ] = "spend",
    ) -> Response:
        """Ask for the best portfolio of a case, its frontier or the plan least regretted.

        The same question is searched once.
        """
        content = await request.body()
        return await run_in_threadpool(_start, request, verbs, content, ask, against)

    @router.get("", dependencies=[BEARER],
                responses={**gives("The newest runs."), **faults(401, 403, 503)})  # fmt: skip
    def list_portfolios(request: Request) -> Response:
        """The newest runs without their results, newest first."""
        return told({"runs": verbs.list(who_asks(request))})

    @router.get("/{id}.{form}", dependencies=[BEARER], responses={**FILE, **_ONE})
    def get_portfolio_file(
        request: Request, id: Id, form: Ending,
        table: Annotated[Table | None, Query(description="Which rows of a plan.")] = None,
    ) -> Response:  # fmt: skip
        """What starts when, money by period, or the rejected projects; points; regrets."""
        run = verbs.show(who_asks(request), id)
        asked = table or FIRST[run["ask"]]
        if run["result"] is None or asked not in TABLES[run["ask"]]:
            message = "has no such rows, or is not done."
            raise MissingError(
                Problem("plan.no_rows", "id", message, message_zh="没有这些行，或尚未完成。")
            )
        return table_file(form, f"portfolio-{asked}", *sheet_of(run["result"], asked))

    @router.get("/{id}", dependencies=[BEARER], responses={**_RUN, **_ONE})
    def get_portfolio(request: Request, id: Id) -> Response:
        """How far a search is, and what came out."""
        return told(verbs.show(who_asks(request), id))

    @router.delete("/{id}", dependencies=[BEARER], responses={**_RUN, **_ONE})
    def stop_portfolio(
        request: Request, id: Id,
        keep: Annotated[bool, Query(description="With the best plan found, or with none.")] = True,
    ) -> Response:  # fmt: skip
        """End a search; one that has ended stays as it is."""
        end = verbs.stop if keep else verbs.cancel
        return told(end(who_asks(request), id))

    return router


def _start(
    request: Request, verbs: PortfolioVerbs, content: bytes, ask: Question, against: str
) -> Response:
    told_against = against if ask == "frontier" else ""
    run = verbs.start(who_asks(request), content, "", ask, told_against)
    return told(run, 202, {"location": f"/api/v1/portfolio/{run['id']}"})
