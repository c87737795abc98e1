"""The pages of refunds: the queue, the form of a case, one case and its moves."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.finance.refund import CLASSES, KINDS, TERMS
from entrepot.finance.refund_case import TABLE
from entrepot.kernel.errors import Problem
from entrepot.web.finance_page import finance_page
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.port_page import act_and_show, sheet
from entrepot.web.sessions import who_asks
from entrepot.web.verbs import Document

_PATH = "/refunds"
LINES = 4  # lines of the form; a program files more by the API
SUMS = ("input_vat", "output_vat", "brought_forward", "bonded_material")
OF_LINE = {
    "trader": ("declaration", "hs", "levy_pct", "purchase_ex_vat", "invoice"),
    "manufacturer": (
        "declaration", "hs", "levy_pct", "terms", "value", "currency", "freight", "insurance",
        "fx",
    ),
}  # fmt: skip
_MONEY = ("value", "freight", "insurance", "purchase_ex_vat")
REASONED = frozenset(row.name for row in TABLE if row.needs_reason)


def refund_pages(verbs: FinanceVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_queue(request: Request) -> Response:
        """The cases that are for these eyes, with the working days left."""
        found = verbs.refunds(who_asks(request))
        return finance_page(request, verbs, "refunds.html", found)

    @router.get(_PATH + ".csv")
    def get_queue(request: Request) -> Response:
        """The queue as a file."""
        return sheet("refunds", [_row(one) for one in verbs.refunds(who_asks(request))["cases"]])

    @router.get(_PATH + "/new")
    def show_form(request: Request, kind: str = KINDS[0]) -> Response:
        """The form of a case."""
        return _form(request, verbs, {"kind": kind})

    @router.post(_PATH)
    async def post_case(request: Request) -> Response:
        """File a draft."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update(fields)
            made = verbs.file_refund(who_asks(request), case_of(given, verbs.currency()))
            return f"{_PATH}/{made['reference']}"

        return await act_and_show(
            request, act,
            lambda problems, status: _form(request, verbs, given, problems, status),
        )  # fmt: skip

    @router.get(_PATH + "/{reference}")
    def show_case(request: Request, reference: str) -> Response:
        """One case: its clock, its sums, what may be done, what was done."""
        return _one(request, verbs, reference)

    @router.post(_PATH + "/{reference}")
    async def move_case(request: Request, reference: str) -> Response:
        """Make a move of the table."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update(fields)
            raw = {"move": fields["do"], "reason": fields["reason"]}
            verbs.move_refund(who_asks(request), reference, raw)
            return f"{_PATH}/{reference}?done=refund_moved"

        return await act_and_show(
            request, act,
            lambda problems, status: _one(request, verbs, reference, given, problems, status),
        )  # fmt: skip

    return router


def case_of(given: Mapping[str, str], currency: str) -> Document:
    """The case that a form describes; rows without a declaration are passed over.

    Args:
        given: Texts by name; those of a line end with its number, such as `hs.1`.
        currency: The home money.
    """
    kind = given.get("kind", "")
    case: Document = {"kind": kind, "class": given.get("class", "")}
    if kind == "manufacturer":
        case |= {name: _money(given[name], currency) for name in SUMS if given.get(name)}
    if firm := given.get("firm", "").strip():
        case["firm"] = firm
    if receipts := [one.strip() for one in given.get("receipts", "").split(",") if one.strip()]:
        case["receipts"] = receipts
    rows = (_line(given, kind, number, currency) for number in range(1, LINES + 1))
    case["lines"] = [row for row in rows if row]
    return case


def _line(given: Mapping[str, str], kind: str, number: int, currency: str) -> Document:
    names = OF_LINE.get(kind, ())
    texts = {name: given.get(f"{name}.{number}", "") for name in names}
    if not texts.get("declaration"):
        return {}
    money = (texts.pop("currency", "") or currency).upper()
    return {
        name: _money(text, currency if name == "purchase_ex_vat" else money)
        if name in _MONEY
        else text
        for name, text in texts.items()
        if text
    }


def _money(text: str, currency: str) -> Document:
    return {"amount": text.replace(",", ""), "currency": currency}


def _form(
    request: Request, verbs: FinanceVerbs, given: Mapping[str, str],
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    kind = given.get("kind", "")
    known = kind if kind in KINDS else KINDS[0]
    values: dict[str, Any] = {
        "kind": known, "kinds": KINDS, "classes": CLASSES, "terms": TERMS, "sums": SUMS,
        "columns": OF_LINE[known], "numbers": range(1, LINES + 1), "fields": given,
        "currency": verbs.currency(),
    }  # fmt: skip
    return finance_page(request, verbs, "refund_form.html", values, problems, status)


def _one(
    request: Request, verbs: FinanceVerbs, reference: str, given: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    found = verbs.refund(who_asks(request), reference)
    acts = [name for name in found["moves"] if name != "edit"]
    values = {
        "found": found, "fields": given or {}, "acts": acts,
        "needs_reason": bool(REASONED & set(acts)), "today": verbs.today().isoformat(),
    }  # fmt: skip
    return finance_page(request, verbs, "refund_case.html", values, problems, status)


def _row(one: Document) -> Document:
    refund = one["refund"] or {"amount": "", "currency": ""}
    return {
        **{name: one[name] for name in ("reference", "firm", "kind", "class", "state", "due_on",
                                        "days_left")},
        "refund": refund["amount"], "currency": refund["currency"],
        "place": one["line"]["number"] if one["line"] else "",
        "why": one["line"]["why"] if one["line"] else "",
        "audit_sample": one["sample"]["on"] if one["sample"] else "",
    }  # fmt: skip
