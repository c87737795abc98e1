"""The API of second persons, auditors and the public: rules, replay, approvals, evidence."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import JsonValue
from starlette.responses import Response

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.answers import BEARER, LOOK, Ref, faults, gives, told
from entrepot.web.officer_bodies import PLAIN, ReasonedBody
from entrepot.web.officer_page import ADay
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.oversight_pages import decide_numbered
from entrepot.web.public_pages import times_csv
from entrepot.web.sessions import visitor_of, who_asks

Rule = Annotated[str, Path(pattern="^[A-Za-z0-9_.-]{1,40}$", description="Id of the rule.")]
N = Annotated[int, Path(ge=1, le=99_999, description="Version.")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the proposal.")]
State = Literal["open", "approved", "refused"]
Flow = Literal["", "import", "export"]
Group = Literal["flow", "channel", "month"]
Payload = Annotated[
    str, Query(max_length=4000, pattern=PLAIN, description="Text of the QR code, or number.")
]
Since = Annotated[ADay | None, Query(alias="from", description="First day of release.")]
Until = Annotated[ADay | None, Query(alias="to", description="First day outside.")]
CHANGE = (401, 403, 404, 409, 413, 422, 503)
WATCH = (422, 503)
CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The cases.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


def oversight_api(verbs: OfficerVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(prefix="/api/v1", dependencies=[BEARER], tags=["oversight"])
    _rules(router, verbs)
    _screenings(router, verbs)
    _approvals(router, verbs)
    _evidence(router, verbs)
    return router


def public_api(verbs: OfficerVerbs) -> APIRouter:
    """The routes that anybody may ask."""
    router = APIRouter(prefix="/api/v1", tags=["public"])

    @router.get("/trs", responses={**gives("Clearance times by group."), **faults(*WATCH)})
    def study(
        flow: Flow = "", since: Since = None, until: Until = None, group: Group = "flow"
    ) -> Response:
        """Times from arrival to release (TFA 7.6); groups of fewer than five cases are hidden."""
        return told(verbs.study(flow=flow, since=since, until=until, group=group))

    @router.get("/trs.csv", responses={**CSV, **faults(*WATCH)})
    def times(flow: Flow = "", since: Since = None, until: Until = None) -> Response:
        """The cases behind the times, without names; months of few cases are left out."""
        rows = verbs.times(flow=flow, since=since, until=until)["rows"]
        return Response(times_csv(rows), media_type="text/csv; charset=utf-8")

    @router.get("/release/verify", responses={**gives("The verdict."), **faults(*WATCH)})
    def verify_note(payload: Payload) -> Response:
        """Say whether a release is genuine and stands, with the reason in both languages."""
        return told(verbs.check_note(payload))

    @router.get("/risk/commitments", responses={**gives("Days."), **faults(*WATCH)})
    def list_commitments() -> Response:
        """Fingerprints of the keys that draw by chance, and the keys of days that are over."""
        return told(verbs.draws())

    @router.get("/risk/draws", responses={**gives("The draw."), **faults(404, *WATCH)})
    def work_out(
        day: Annotated[ADay, Query(description="Day of acceptance.")],
        number: Annotated[
            str, Query(min_length=1, max_length=40, pattern=PLAIN, description="Customs number.")
        ],
    ) -> Response:
        """Work out the draw of a number on a day that is over."""
        return told(verbs.draw(day, number))

    return router


def _rules(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/risk/rules", responses={**gives("The rules."), **faults(*LOOK)})
    def list_rules(request: Request) -> Response:
        """Every rule with its versions, who proposed and who approved each."""
        return told(verbs.list_rules(who_asks(request)))

    @router.post(
        "/risk/rules", status_code=201,
        responses={**gives("The proposal.", 201), **faults(*CHANGE)},
    )  # fmt: skip
    def propose(
        request: Request,
        definition: Annotated[
            dict[str, JsonValue],
            Body(description="Definition: id, labels, expression, flows, points, vectors, ..."),
        ],
    ) -> Response:
        """Propose a rule, or the next version of one; its test vectors must pass (TFA 7.4)."""
        return told(verbs.propose_rule(who_asks(request), definition), 201)

    @router.post(
        "/risk/rules/{rule}/{version}/approve",
        responses={**gives("The rule in force."), **faults(*CHANGE)},
    )
    def approve(request: Request, rule: Rule, version: N) -> Response:
        """Let a proposed rule take force; not who proposed it."""
        return told(verbs.approve_rule(who_asks(request), rule, version))

    @router.post(
        "/risk/rules/{rule}/{version}/retire",
        responses={**gives("The rule out of force."), **faults(*CHANGE)},
    )
    def retire(request: Request, rule: Rule, version: N, body: ReasonedBody) -> Response:
        """Take the version in force out of force; screenings under it can still be run again."""
        who = who_asks(request)
        rows = verbs.list_rules(who)["rows"]
        active = {(row["id"], row["version"]) for row in rows if row["state"] == "active"}
        if (rule, version) not in active:
            raise MissingError(
                Problem("risk.unknown", f"{rule}/{version}", "is no version in force.",
                        "See the list of rules.", message_zh="该版本未在生效。")
            )  # fmt: skip
        return told(verbs.retire_rule(who, rule, reason=body.reason))

    @router.get("/risk/hit-rates", responses={**gives("The rates."), **faults(*LOOK)})
    def hit_rates(request: Request) -> Response:
        """How often each rule was right, against those drawn by chance."""
        return told(verbs.hit_rates(who_asks(request)))


def _screenings(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/declarations/{ref}/explanations", responses={**gives("Why."), **faults(*LOOK)})
    def explain(request: Request, ref: Ref) -> Response:
        """Why it got its channel, as far as who asks may know; a trader sees the channel alone."""
        return told(verbs.explain(who_asks(request), ref))

    @router.post(
        "/declarations/{ref}/replay",
        responses={**gives("identical, and the differences."), **faults(*CHANGE)},
    )
    def replay(request: Request, ref: Ref) -> Response:
        """Run every screening again from its record."""
        return told(verbs.replay(who_asks(request), ref))


def _approvals(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/approvals", responses={**gives("Proposals."), **faults(*LOOK)})
    def list_approvals(request: Request, state: State = "open") -> Response:
        """What waits for a second person, or was decided."""
        return told(verbs.list_approvals(who_asks(request), state=state))

    _add_decision(router, verbs, "approve", is_approved=True)
    _add_decision(router, verbs, "refuse", is_approved=False)


def _add_decision(
    router: APIRouter, verbs: OfficerVerbs, name: str, *, is_approved: bool
) -> Callable[..., Response]:
    def decide(request: Request, number: Number, body: ReasonedBody) -> Response:
        actor = visitor_of(request).actor
        found: Document = decide_numbered(
            verbs, who_asks(request), actor.roles, number, is_approved, body.reason
        )
        return told(found)

    words = {"approve": "Approve", "refuse": "Refuse"}[name]
    decide.__name__ = f"{name}_proposal"
    decide.__doc__ = f"{words} what another one proposed; one's own is refused in words."
    responses = {**gives("What came of it."), **faults(*CHANGE)}
    return router.post(f"/approvals/{{number}}/{name}", responses=responses)(decide)


def _evidence(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/audit/events", responses={**gives("Events."), **faults(*LOOK)})
    def list_events(
        request: Request,
        reference: Annotated[
            str, Query(min_length=1, max_length=60, pattern=PLAIN, description="A declaration.")
        ],
    ) -> Response:
        """The chain of a declaration with its hashes, and whether each fits the one before."""
        return told(verbs.events(who_asks(request), reference))

    @router.post("/audit/verify", responses={**gives("The findings."), **faults(*CHANGE)})
    def verify(request: Request) -> Response:
        """Recompute every event's hash and hold all chains against the seals."""
        who_asks(request)
        return told(verbs.verify())
