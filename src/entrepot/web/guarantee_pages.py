"""The pages of guarantees: the list, the account of one, and what may be done with it."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.finance.guarantee import MOVES
from entrepot.kernel.errors import Problem
from entrepot.web.finance_page import finance_page
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.port_page import act_and_show, sheet
from entrepot.web.sessions import who_asks
from entrepot.web.verbs import Document

_PATH = "/guarantees"
_FIELDS = ("kind", "issuer", "limit", "from", "to", "firm", "office")
ACCOUNTS = ("available", "limit", "reserved", "used", "claimed")


def guarantee_pages(verbs: FinanceVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_list(request: Request) -> Response:
        """The instruments that are for these eyes, and the form to open one."""
        return _list(request, verbs, {})

    @router.get(_PATH + ".csv")
    def get_list(request: Request) -> Response:
        """The list as a file."""
        return sheet("guarantees", [_row(one) for one in _guarantees(request, verbs)])

    @router.post(_PATH)
    async def post_guarantee(request: Request) -> Response:
        """Register an instrument."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update({name: fields[name] for name in _FIELDS if fields[name]})
            made = verbs.open_guarantee(who_asks(request), given)
            return f"{_PATH}/{made['guarantee']}"

        return await act_and_show(
            request, act, lambda problems, status: _list(request, verbs, given, problems, status)
        )

    @router.get(_PATH + "/{reference}.csv")
    def get_moves(request: Request, reference: str) -> Response:
        """The moves as a file."""
        found = verbs.guarantee(who_asks(request), reference)
        return sheet(reference, found["moves"])

    @router.get(_PATH + "/{reference}")
    def show_guarantee(request: Request, reference: str) -> Response:
        """The account of an instrument."""
        return _one(request, verbs, reference)

    @router.post(_PATH + "/{reference}")
    async def act_on(request: Request, reference: str) -> Response:
        """Activate it, move an amount, or tell that a claim was paid."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update(fields)
            return f"{_PATH}/{reference}?done={_act(request, verbs, reference, fields)}"

        return await act_and_show(
            request, act,
            lambda problems, status: _one(request, verbs, reference, given, problems, status),
        )  # fmt: skip

    return router


def _act(request: Request, verbs: FinanceVerbs, reference: str, fields: Mapping[str, str]) -> str:
    who, name = who_asks(request), fields["do"]
    if name == "activate":
        verbs.activate(who, reference)
        return "guarantee_activated"
    if name == "paid":
        verbs.pay_claim(who, int(fields["claim"]) if fields["claim"].isdigit() else 0)
        return "claim_paid"
    raw = {one: fields[one] for one in ("amount", "ref") if fields[one]}
    verbs.move_guarantee(who, reference, name, raw)
    return "guarantee_moved"


def _list(
    request: Request, verbs: FinanceVerbs, given: Mapping[str, str],
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    found = verbs.guarantees(who_asks(request))
    values = {**found, "fields": given, "accounts": ACCOUNTS, "offices": verbs.offices()}
    return finance_page(request, verbs, "guarantees.html", values, problems, status)


def _one(
    request: Request, verbs: FinanceVerbs, reference: str, given: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    who = who_asks(request)
    found = verbs.guarantee(who, reference)
    values = {
        "found": found, "accounts": ACCOUNTS, "kinds": MOVES, "fields": given or {},
        "recount": verbs.verify(who, reference), "offices": verbs.offices(),
    }  # fmt: skip
    return finance_page(request, verbs, "guarantee.html", values, problems, status)


def _guarantees(request: Request, verbs: FinanceVerbs) -> list[Document]:
    rows: list[Document] = verbs.guarantees(who_asks(request))["guarantees"]
    return rows


def _row(one: Document) -> Document:
    balance = one["balance"]
    return {
        **{name: one[name] for name in ("guarantee", "kind", "issuer", "name", "state")},
        "office": one["office"], "from": one["from"], "to": one["to"],
        "currency": balance["limit"]["currency"],
        **{name: balance[name]["amount"] for name in ACCOUNTS},
    }  # fmt: skip
