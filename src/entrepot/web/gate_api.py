"""The API of sites, gates and banks: arrivals, GO or STOP, moves, payments."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from entrepot.web.answers import BEARER, LOOK, faults, gives, told, told_declaration
from entrepot.web.board_pages import read_start
from entrepot.web.gate_pages import read_container
from entrepot.web.officer_bodies import ArrivalBody, GateBody, PaymentBody
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.web.sessions import who_asks

Place = Annotated[str, Path(pattern="^[A-Za-z0-9_]{1,60}$", description="Office, place, LOCODE.")]
Container = Annotated[str, Path(pattern="^[A-Za-z0-9]{1,20}$", description="ISO 6346.")]
CHANGE = (401, 403, 404, 409, 413, 422, 503)
_ANSWER = gives("decision (GO or STOP), reason, reason_zh, declaration, release_no.")


def gate_api(verbs: OfficerVerbs) -> APIRouter:
    """The routes over the service's verbs."""
    router = APIRouter(prefix="/api/v1", dependencies=[BEARER], tags=["gates"])

    @router.post(
        "/arrivals", status_code=201,
        responses={**gives("The notice, and what it released.", 201), **faults(*CHANGE)},
    )  # fmt: skip
    def tell_arrival(request: Request, body: ArrivalBody) -> Response:
        """Tell that a container is at a site, before or after it is declared (TFA 7.1)."""
        document = verbs.arrive(
            who_asks(request), read_container(body.container), body.site,
            arrived_at=_instant(body.at),
        )  # fmt: skip
        return told(document, 201)

    @router.post("/gates/check", responses={**_ANSWER, **faults(*CHANGE)})
    def check(request: Request, body: GateBody) -> Response:
        """Say GO or STOP for a container at a gate, and why."""
        box = read_container(body.container)
        return told(verbs.check_gate(who_asks(request), box, body.place))

    @router.get("/gates/{place}/{container}", responses={**_ANSWER, **faults(*LOOK)})
    def look(request: Request, place: Place, container: Container) -> Response:
        """Say GO or STOP for a container at a gate, and why."""
        return told(verbs.check_gate(who_asks(request), read_container(container), place))

    @router.post(
        "/gates/{place}/{container}/moves",
        responses={**gives("The declaration as it stands now.", tag=True), **faults(*CHANGE)},
    )
    def move_out(request: Request, place: Place, container: Container) -> Response:
        """Let a released container out; the last one completes the declaration."""
        return told_declaration(verbs.move_out(who_asks(request), read_container(container), place))

    @router.post(
        "/payments/callbacks",
        responses={**gives("The declaration as it stands now.", tag=True), **faults(*CHANGE)},
    )
    def tell_payment(request: Request, body: PaymentBody) -> Response:
        """Take in a bank's notice of a payment; told thrice it is one payment (TFA 7.2)."""
        document = verbs.pay(who_asks(request), body.reference, body.amount, body.bank_ref)
        replayed = {"idempotent-replayed": "true"} if document.get("replayed") else {}
        return told_declaration(document, 200, replayed)

    return router


def _instant(text: str) -> datetime | None:
    return read_start(text) if text else None
