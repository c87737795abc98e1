"""The API of officers: worklists, acts of control, inspections and the board."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.answers import (
    BEARER,
    CHANGE,
    LOOK,
    Ref,
    faults,
    gives,
    told,
    told_declaration,
)
from entrepot.web.board_pages import read_start
from entrepot.web.declaration_api import IfMatch
from entrepot.web.officer_bodies import (
    AppealBody,
    AuditBody,
    ChangesBody,
    ChannelBody,
    ContainersBody,
    DecisionBody,
    MoveBody,
    OutcomeBody,
    QueryBody,
    TaskBody,
    WhyBody,
)
from entrepot.web.officer_page import ADay
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.web.preconditions import expected_of
from entrepot.web.sessions import who_asks

Queue = Literal["all", "documents", "inspection"]
Order = Literal["deadline", "score"]
Cursor = Annotated[str, Query(max_length=80, description="Where the page before ended.")]
Agency = Annotated[str, Path(pattern="^[a-z_]{1,40}$", description="customs, quarantine, market.")]
Site = Annotated[str, Path(pattern="^[a-z0-9_]{1,60}$", description="Place of the site.")]
_CHANGED = {**gives("The declaration as it stands now.", tag=True), **faults(*CHANGE)}


def control_api(verbs: OfficerVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(prefix="/api/v1", dependencies=[BEARER], tags=["control"])
    _worklists(router, verbs)
    _control(router, verbs)
    _parts(router, verbs)
    _decisions(router, verbs)
    _inspections(router, verbs)
    return router


def _worklists(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/worklists/{queue}", responses={**gives("A page of tasks."), **faults(*LOOK)})
    def list_work(
        request: Request, queue: Queue, order: Order = "deadline", cursor: Cursor = ""
    ) -> Response:
        """Open tasks of one's office, by deadline or by score; `cursor` gives the next page."""
        return told(verbs.worklist(who_asks(request), queue=queue, order=order, cursor=cursor))


def _control(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.post("/declarations/{ref}/control/documents", responses=_CHANGED, openapi_extra=IfMatch)
    def decide_documents(request: Request, ref: Ref, body: OutcomeBody) -> Response:
        """Close the check of the documents."""
        expected = expected_of(request)
        return told_declaration(
            verbs.documents(who_asks(request), ref, body.outcome, note=body.note, expected=expected)
        )

    @router.post("/declarations/{ref}/control/claim", responses=_CHANGED, openapi_extra=IfMatch)
    def claim(request: Request, ref: Ref, body: TaskBody) -> Response:
        """Take a task, so that nobody else works on it."""
        expected = expected_of(request)
        return told_declaration(verbs.claim(who_asks(request), ref, body.task, expected=expected))

    @router.post("/declarations/{ref}/control/holds", responses=_CHANGED, openapi_extra=IfMatch)
    def place_hold(request: Request, ref: Ref, body: WhyBody) -> Response:
        """Hold the goods for one's own agency."""
        expected = expected_of(request)
        return told_declaration(
            verbs.hold(who_asks(request), ref, reason=body.reason, expected=expected)
        )

    @router.post("/declarations/{ref}/control/lifts", responses=_CHANGED, openapi_extra=IfMatch)
    def lift_hold(request: Request, ref: Ref) -> Response:
        """Lift the hold of one's own agency; what waited for it goes on."""
        expected = expected_of(request)
        return told_declaration(verbs.lift(who_asks(request), ref, expected=expected))

    @router.post("/declarations/{ref}/control/queries", responses=_CHANGED, openapi_extra=IfMatch)
    def ask_trader(request: Request, ref: Ref, body: QueryBody) -> Response:
        """Ask the trader for something; he is told at once."""
        expected = expected_of(request)
        return told_declaration(
            verbs.ask(who_asks(request), ref, body.code, text=body.text, expected=expected)
        )

    @router.post("/declarations/{ref}/control/seizure", responses=_CHANGED, openapi_extra=IfMatch)
    def propose_seizure(request: Request, ref: Ref, body: WhyBody) -> Response:
        """Propose to seize the goods; a supervisor other than the proposer decides."""
        expected = expected_of(request)
        return told_declaration(
            verbs.propose_seizure(who_asks(request), ref, reason=body.reason, expected=expected)
        )


def _parts(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.post("/declarations/{ref}/control/channel", responses=_CHANGED, openapi_extra=IfMatch)
    def raise_channel(request: Request, ref: Ref, body: ChannelBody) -> Response:
        """Put it into a higher channel by hand; never into a lower one."""
        expected = expected_of(request)
        return told_declaration(
            verbs.raise_channel(
                who_asks(request), ref, body.channel, reason=body.reason, expected=expected
            )
        )

    @router.post(
        "/declarations/{ref}/control/held-containers", responses=_CHANGED, openapi_extra=IfMatch
    )
    def narrow(request: Request, ref: Ref, body: ContainersBody) -> Response:
        """Narrow the hold of one's agency to these containers."""
        expected = expected_of(request)
        return told_declaration(
            verbs.narrow(who_asks(request), ref, body.containers, expected=expected)
        )

    @router.post(
        "/declarations/{ref}/control/released-containers", responses=_CHANGED,
        openapi_extra=IfMatch,
    )  # fmt: skip
    def release_part(request: Request, ref: Ref, body: ContainersBody) -> Response:
        """Let these containers go while others are held."""
        expected = expected_of(request)
        return told_declaration(
            verbs.release_part(who_asks(request), ref, body.containers, expected=expected)
        )


def _decisions(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.post(
        "/declarations/{ref}/control/amendment-proposals", responses=_CHANGED,
        openapi_extra=IfMatch,
    )  # fmt: skip
    def propose_amendment(request: Request, ref: Ref, body: ChangesBody) -> Response:
        """Propose to change what was declared; a second officer decides."""
        expected = expected_of(request)
        return told_declaration(
            verbs.propose_amendment(
                who_asks(request), ref, body.changes, reason=body.reason, expected=expected
            )
        )

    @router.post("/declarations/{ref}/control/amendment", responses=_CHANGED, openapi_extra=IfMatch)
    def decide_amendment(request: Request, ref: Ref, body: DecisionBody) -> Response:
        """Approve or refuse what the trader asked to change."""
        expected = expected_of(request)
        return told_declaration(
            verbs.decide_amendment(
                who_asks(request), ref, approve=body.decision == "approve", reason=body.reason,
                expected=expected,
            )
        )  # fmt: skip

    @router.post(
        "/declarations/{ref}/control/cancellation", responses=_CHANGED, openapi_extra=IfMatch
    )
    def decide_cancellation(request: Request, ref: Ref, body: DecisionBody) -> Response:
        """Grant or deny the cancellation the trader asked for."""
        expected = expected_of(request)
        return told_declaration(
            verbs.decide_cancellation(
                who_asks(request), ref, grant=body.decision == "approve", reason=body.reason,
                expected=expected,
            )
        )  # fmt: skip

    @router.post(
        "/declarations/{ref}/control/direct-release", responses=_CHANGED, openapi_extra=IfMatch
    )
    def decide_direct_release(request: Request, ref: Ref, body: DecisionBody) -> Response:
        """Approve or refuse a direct release; a refusal withdraws an approval."""
        expected = expected_of(request)
        return told_declaration(
            verbs.decide_direct_release(
                who_asks(request), ref, approve=body.decision == "approve", reason=body.reason,
                expected=expected,
            )
        )  # fmt: skip

    @router.post("/declarations/{ref}/control/appeal", responses=_CHANGED, openapi_extra=IfMatch)
    def decide_appeal(request: Request, ref: Ref, body: AppealBody) -> Response:
        """Decide an appeal (WTO TFA article 4); not who lodged it."""
        expected = expected_of(request)
        return told_declaration(
            verbs.decide_appeal(who_asks(request), ref, body.outcome, expected=expected)
        )

    @router.post("/declarations/{ref}/control/audit", responses=_CHANGED, openapi_extra=IfMatch)
    def audit(request: Request, ref: Ref, body: AuditBody) -> Response:
        """Open an audit after release, or close it with what was found (WTO TFA article 7.5)."""
        who, expected = who_asks(request), expected_of(request)
        if body.step == "open":
            return told_declaration(
                verbs.open_audit(who, ref, reason=body.reason, expected=expected)
            )
        return told_declaration(
            verbs.close_audit(
                who,
                ref,
                body.changes,
                reason=body.reason,
                at_fault=body.at_fault,
                expected=expected,
            )
        )


def _inspections(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/inspections/{ref}", responses={**gives("The inspection."), **faults(*LOOK)})
    def show_inspection(request: Request, ref: Ref) -> Response:
        """The one appointment, the orders of the agencies, and who holds the goods."""
        return told(verbs.inspection(who_asks(request), ref))

    @router.put("/inspections/{ref}/{agency}", responses=_CHANGED, openapi_extra=IfMatch)
    def record_result(request: Request, ref: Ref, agency: Agency, body: OutcomeBody) -> Response:
        """Give the result of one's agency; photos go before, as documents of kind `photo`.

        A clear result lifts the agency's hold, the last one releases.
        """
        expected = expected_of(request)
        return told_declaration(
            verbs.record_result(
                who_asks(request), ref, agency, body.outcome, note=body.note, expected=expected
            )
        )

    @router.post(
        "/inspections/{ref}/move", openapi_extra=IfMatch,
        responses={**gives("The inspection as it stands now."), **faults(*CHANGE)},
    )  # fmt: skip
    def move_visit(request: Request, ref: Ref, body: MoveBody) -> Response:
        """Move the visit to the first free bay at or after an instant; its history is kept."""
        expected = expected_of(request)
        start = read_start(body.start)
        return told(verbs.move_visit(who_asks(request), ref, start=start, expected=expected))

    @router.get("/sites/{site}/board", responses={**gives("The board."), **faults(*LOOK, 409)})
    def show_board(
        request: Request,
        site: Site,
        day: Annotated[ADay | None, Query(description="Day; today where left out.")] = None,
    ) -> Response:
        """The appointments of a day at one's own site, by slot and bay."""
        board = verbs.board(who_asks(request), day=day)
        if board["site"] != site:
            raise MissingError(
                Problem("site.unknown", site, "there is no such site of yours.",
                        "Name the site of your own office.", message_zh="没有您的该场所。")
            )  # fmt: skip
        return told(board)
