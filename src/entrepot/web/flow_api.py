"""The API of flows on limited capacity and of market access."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.web.answers import told
from entrepot.web.api import PROBLEMS
from entrepot.web.flow_bodies import AccessQuery, AssignmentBody, FlowsQuery
from entrepot.web.flow_verbs import FlowVerbs

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="Id of an assignment.")]
_OBJECT = {"application/json": {"schema": {"type": "object"}}}
_FLOWS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Flows, bottlenecks and what is not assigned.", "content": _OBJECT}
}
_ACCESS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The market access of each place.", "content": _OBJECT}
}
_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is none, or the pack does not tell what the region trades.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}


def flow_api(verbs: FlowVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1")
    _add_assignments(router, verbs)
    _add_access(router, verbs)
    return router


def _add_assignments(router: APIRouter, verbs: FlowVerbs) -> None:
    @router.post("/assignments", responses={**_FLOWS, **PROBLEMS, **_ABSENT})
    def make_assignment(body: AssignmentBody) -> Response:
        """Assign the region's flows of a year, or a demand of one's own to links of one's own."""
        fields = body.fields()
        if fields.pop("flows", None):
            _only(fields, ("year", "level", "avoid", "gap"), "flows region")
            return told(verbs.assign_flows(fields))
        _only(fields, ("links", "demand", "method", "gap"), "links and demand")
        return told(verbs.assign_tables(fields))

    @router.get("/assignments.csv", responses={**PROBLEMS, **_ABSENT})
    def get_bottlenecks_csv(asked: Annotated[FlowsQuery, Query()]) -> Response:
        """The bottlenecks of the region's flows as a table."""
        document = verbs.assign_flows(asked.fields())
        return _csv(verbs.bottlenecks_csv(document), "bottlenecks")

    @router.get("/assignments", responses={**_FLOWS, **PROBLEMS, **_ABSENT})
    def get_flows(asked: Annotated[FlowsQuery, Query()]) -> Response:
        """The region's flows of a year by an address that can be shared."""
        return told(verbs.assign_flows(asked.fields()))

    @router.get("/assignments/{id_}", responses={**_FLOWS, **_ABSENT})
    def get_assignment(id_: Id) -> Response:
        """An assignment made before, for as long as it is kept."""
        return told(verbs.find_assignment(id_))


def _add_access(router: APIRouter, verbs: FlowVerbs) -> None:
    @router.get("/access.csv", responses=PROBLEMS)
    def get_access_csv(asked: Annotated[AccessQuery, Query()]) -> Response:
        """The market access of each place as a table."""
        return _csv(verbs.access_csv(verbs.reach_markets(asked.fields())), "access")

    @router.get("/access", responses={**_ACCESS, **PROBLEMS})
    def get_access(asked: Annotated[AccessQuery, Query()]) -> Response:
        """The market access of each place: sizes of markets over the cost to reach them."""
        return told(verbs.reach_markets(asked.fields()))


def _only(fields: Mapping[str, object], names: tuple[str, ...], what: str) -> None:
    hint = "Leave it out, or ask for the other kind."
    problems = [
        Problem("assignment.option", name, f"does not go with {what}.", hint)
        for name in fields
        if name not in names
    ]
    if problems:
        raise InputError(problems)


def _csv(content: bytes, name: str) -> Response:
    disposition = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=disposition)
