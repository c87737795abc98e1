"""The pages of second persons and auditors: approvals, risk rules, replay."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.service.files import read_body
from entrepot.web.officer_bodies import PLAIN
from entrepot.web.officer_page import carry_out, officer_page, read_fields, with_query
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.problems import status_of
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.work_pages import approves

Word = Annotated[str, Query(max_length=60, pattern=PLAIN)]
RuleId = Annotated[str, Path(pattern="^[A-Za-z0-9_.-]{1,40}$")]
State = Annotated[str, Query(pattern="^(open|approved|refused)$")]


def oversight_pages(verbs: OfficerVerbs) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _approvals(router, verbs)
    _rules(router, verbs)
    _audit(router, verbs)
    return router


# Approvals


def _approvals(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/approvals")
    def show_approvals(request: Request, state: State = "open") -> Response:
        """What waits for a second person, or was decided."""
        return _show_approvals(request, verbs, state)

    @router.post("/approvals")
    async def decide(request: Request) -> Response:
        """Approve or refuse one of them."""
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        roles = visitor_of(request).actor.roles
        return await carry_out(
            lambda: decide_one(verbs, who, roles, fields),
            with_query("/approvals", done="decided"),
            partial(_show_approvals, request, verbs, "open"),
        )


def decide_one(
    verbs: OfficerVerbs, who: str, roles: frozenset[str], fields: dict[str, str]
) -> object:
    """Decide what a form names: a numbered proposal, or an amendment, cancellation or rule.

    Args:
        verbs: The service.
        who: Who decides.
        roles: Roles he holds.
        fields: `kind`, `decision`, `reason`, and `id`, `reference` or `version`.

    Raises:
        HTTPException: There is no such kind.
    """
    yes, reason = approves(fields), fields["reason"]
    match fields["kind"]:
        case "amendment":
            return verbs.decide_amendment(who, fields["reference"], approve=yes, reason=reason)
        case "cancellation":
            return verbs.decide_cancellation(who, fields["reference"], grant=yes, reason=reason)
        case "rule" if yes:
            return verbs.approve_rule(who, fields["reference"], number_of(fields["version"]))
        case "seizure" | "role" | "suspension":
            return decide_numbered(verbs, who, roles, number_of(fields["id"]), yes, reason)
    raise HTTPException(404)


def decide_numbered(
    verbs: OfficerVerbs, who: str, roles: frozenset[str], number: int, yes: bool, reason: str
) -> Document:
    """Decide a proposal by its number: administrators those of theirs, supervisors the others."""
    if "administrator" in roles:
        decide = verbs.administration["decide_proposal"]
        return decide(who, number, is_approved=yes, reason=reason)
    return verbs.decide(who, number, approve=yes, reason=reason)


def number_of(text: str) -> int:
    """A number of a form; one that nothing has for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _show_approvals(
    request: Request,
    verbs: OfficerVerbs,
    state: str,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    who, actor = who_asks(request), visitor_of(request).actor
    rows = verbs.list_approvals(who, state=state)["rows"]
    if "administrator" in actor.roles:
        listed = verbs.administration["list_proposals"](who, state=state)["rows"]
        known = {row["id"] for row in listed}
        rows = [*listed, *(row for row in rows if row["id"] not in known)]
    if state == "open":
        rows = [*rows, *_proposed_rules(verbs, who)]
    values = {
        "rows": [
            {"reference": None, "version": "", **row, "is_own": is_own(row, actor.account)}
            for row in rows
        ],
        "state": state,
        "may": may_decide(actor.roles),
    }
    return officer_page(request, verbs, "approvals.html", values, problems, status)


def is_own(row: Document, account: str) -> bool:
    """Whether somebody proposed it, or it is about him: then another one decides."""
    payload = row["payload"] if isinstance(row["payload"], dict) else {}
    return account in (row["proposed_by"], payload.get("account"))


def may_decide(roles: frozenset[str]) -> frozenset[str]:
    """Kinds of proposals that somebody may decide."""
    kinds: set[str] = set()
    if "supervisor" in roles:
        kinds |= {"amendment", "cancellation", "seizure", "rule"}
    if "administrator" in roles:
        kinds |= {"role", "suspension", "rule"}
    return frozenset(kinds)


def _proposed_rules(verbs: OfficerVerbs, who: str) -> list[Document]:
    return [
        {
            "id": None, "kind": "rule", "subject": row["id"], "reference": row["id"],
            "version": row["version"], "payload": row["definition"], "state": "open",
            "proposed_by": row["proposed_by"], "proposed_at": row["proposed_at"], "reason": "",
            "decided_by": None, "decided_at": None,
        }
        for row in verbs.list_rules(who)["rows"]
        if row["state"] == "proposed"
    ]  # fmt: skip


# Rules


def _rules(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/rules")
    def show_rules(request: Request, rule: Word = "") -> Response:
        """The rules, how often each was right, and a form for the next version of one."""
        return _show_rules(request, verbs, rule, "")

    @router.post("/rules")
    async def propose(request: Request) -> Response:
        """Propose a rule, or the next version of one; its tests must pass."""
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        return await carry_out(
            lambda: verbs.propose_rule(
                who, read_body(fields["definition"].encode(), "application/json")
            ),
            with_query("/rules", done="proposed"),
            partial(_show_rules, request, verbs, "", fields["definition"]),
        )

    @router.post("/rules/{rule}/{act}")
    async def change(request: Request, rule: RuleId, act: str) -> Response:
        """Let a proposed version take force, or take the rule out of force."""
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        acts = {
            "approve": lambda: verbs.approve_rule(who, rule, number_of(fields["version"])),
            "retire": lambda: verbs.retire_rule(who, rule, reason=fields["reason"]),
        }
        if act not in acts:
            raise HTTPException(404)
        return await carry_out(
            acts[act], with_query("/rules", done=act), partial(_show_rules, request, verbs, "", "")
        )


def _show_rules(
    request: Request,
    verbs: OfficerVerbs,
    rule: str,
    typed: str,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    who, actor = who_asks(request), visitor_of(request).actor
    rows = verbs.list_rules(who)["rows"]
    values = {
        "rules": rows,
        "typed": typed or _next_version(rows, rule),
        "chosen": rule,
        "rates": {one["rule"]: one for one in verbs.hit_rates(who)["rows"]},
        "account": actor.account,
        "may_rule": bool(actor.roles & {"supervisor", "administrator"}),
    }
    return officer_page(request, verbs, "rules.html", values, problems, status)


def _next_version(rows: Sequence[Document], rule: str) -> str:
    """The newest version of a rule, as JSON to be changed."""
    newest: dict[str, Any] = {}
    for row in rows:
        if row["id"] == rule:
            newest = {key: value for key, value in row["definition"].items() if key != "version"}
    return json.dumps(newest, ensure_ascii=False, indent=2) if newest else ""


# Audit


def _audit(router: APIRouter, verbs: OfficerVerbs) -> None:
    @router.get("/audit")
    def show_audit(request: Request, reference: Word = "") -> Response:
        """The events of a declaration with their hashes, and its screenings run again."""
        return _show_audit(request, verbs, reference.strip())

    @router.post("/audit/verify")
    async def verify(request: Request) -> Response:
        """Hold every chain against the seals."""
        found = await run_in_threadpool(verbs.verify)
        return await run_in_threadpool(partial(_show_audit, request, verbs, "", verified=found))


def _show_audit(
    request: Request, verbs: OfficerVerbs, reference: str, *, verified: Document | None = None
) -> HTMLResponse:
    who = who_asks(request)
    values: dict[str, Any] = {
        "reference": reference, "chain": None, "replayed": None, "why_not": (), "case": None,
        "verified": verified,
    }  # fmt: skip
    problems: Sequence[Problem] = ()
    status = 200
    if reference:
        try:
            values |= {
                "case": verbs.details(who, reference), "chain": verbs.events(who, reference)
            }  # fmt: skip
            values |= _replayed(verbs, who, reference)
        except MissingError as error:
            problems, status = error.problems, status_of(error)
    return officer_page(request, verbs, "audit.html", values, problems, status)


def _replayed(verbs: OfficerVerbs, who: str, reference: str) -> dict[str, Any]:
    try:
        return {"replayed": verbs.replay(who, reference)}
    except RefusedError as error:
        return {"why_not": error.problems}
