"""The pages of goods under bond: lists with a form, a book down to its movements, a thing."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web.bonded_access import FIRMS, THINGS
from entrepot.web.bonded_forms import ADD, STEPS, document_of
from entrepot.web.bonded_sheet import list_csv, movements_csv, settlement_csv
from entrepot.web.bonded_verbs import BondedThing, BondedVerbs
from entrepot.web.officer_page import read_fields, with_query
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.trader_access import ROLES as DECLARATIONS
from entrepot.web.verbs import Document

_PATH = "/bonded"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "books": ("reference", "name", "firm", "zone", "items", "waiting", "state"),
    "handbooks": ("reference", "name", "firm", "valid_to", "items", "waiting", "state"),
    "lists": ("reference", "own_reference", "kind", "book", "firm", "gross_mass_kg", "declaration",
              "state"),
    "gate-passes": ("reference", "direction", "vehicle", "lists", "firm", "declared_kg",
                    "weighed_kg", "state"),
    "transfers": ("reference", "firm", "from_item", "quantity", "receiver", "to_item", "state"),
    "repairs": ("reference", "kind", "book", "in_item", "out_item", "quantity", "return_by",
                "days_left", "state"),
    "projects": ("reference", "name", "firm", "zone", "role", "area_ha", "year", "tax", "trade",
                 "state"),
    "leases": ("reference", "asset", "firm", "instalments", "paid", "next_due", "owed", "state"),
}  # fmt: skip
FACTS: Mapping[str, tuple[str, ...]] = {
    "lists": ("own_reference", "kind", "book", "zone", "firm", "declaration", "gross_mass_kg",
              "pieces", "reason", "made_by", "made_at", "decided_by", "decided_at"),
    "gate-passes": ("direction", "vehicle", "lists", "firm", "tare_kg", "declared_kg",
                    "weighed_kg", "difference_pct", "tolerance_pct", "made_at", "passed_at"),
    "transfers": ("from_reference", "from_item", "firm", "to_reference", "to_item", "receiver",
                  "quantity", "own_reference", "made_at", "decided_at"),
    "repairs": ("kind", "book", "in_item", "out_item", "quantity", "return_by", "firm",
                "made_at", "returned_at", "declaration"),
    "projects": ("name", "zone", "role", "firm", "area_ha", "reason", "made_by", "made_at",
                 "decided_by", "decided_at"),
    "leases": ("asset", "hs", "lessee", "zone", "firm", "duty_pct", "vat_pct", "end_kind",
               "total", "made_at"),
}  # fmt: skip


def bonded_pages(verbs: BondedVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_books(request: Request) -> Response:
        """The account books that are for these eyes."""
        return _list(request, verbs, "books")

    @router.get(_PATH + "/{thing}.csv")
    def get_sheet(request: Request, thing: str) -> Response:
        """The table as CSV."""
        rows = _rows(_thing(verbs, thing).list(who_asks(request)))
        return _csv(list_csv(rows, COLUMNS[thing], language_of(request)), thing)

    @router.get(_PATH + "/books/{reference}/movements.csv")
    def get_movements(request: Request, reference: str) -> Response:
        """The movements of a book, or of one item, as CSV."""
        item = request.query_params.get("item", "")[:40]
        book = verbs.book(who_asks(request), reference, item, 0)
        return _csv(movements_csv(book, language_of(request)), book["reference"])

    @router.get(_PATH + "/books/{reference}/settlement.csv")
    def get_settlement(request: Request, reference: str) -> Response:
        """The statement of a handbook as CSV."""
        book = verbs.book(who_asks(request), reference, "", 0)
        return _csv(settlement_csv(book, language_of(request)), f"{book['reference']}-settlement")

    @router.get(_PATH + "/{thing}")
    def show_list(request: Request, thing: str) -> Response:
        """The things of a kind that are for these eyes, with the form to add one."""
        return _list(request, verbs, thing)

    @router.post(_PATH + "/{thing}")
    async def post_thing(request: Request, thing: str) -> Response:
        """Add one."""
        typed = dict(await read_fields(request))
        return await run_in_threadpool(_add, request, verbs, thing, typed)

    @router.get(_PATH + "/{thing}/{reference}")
    def show_thing(request: Request, thing: str, reference: str) -> Response:
        """One of them, with what may be done."""
        return _one(request, verbs, thing, reference)

    @router.post(_PATH + "/{thing}/{reference}")
    async def post_step(request: Request, thing: str, reference: str) -> Response:
        """Take a step."""
        typed = dict(await read_fields(request))
        return await run_in_threadpool(_act, request, verbs, thing, reference, typed)

    return router


def _thing(verbs: BondedVerbs, name: str) -> BondedThing:
    if name not in THINGS:
        raise MissingError(
            Problem("http.404", name[:40], "There is no such page.", message_zh="没有该页面。")
        )
    return verbs.things[name]


def _rows(listed: Document) -> list[Document]:
    """The rows of a list, whatever its name is."""
    rows: list[Document] = next(iter(listed.values()))
    return rows


def _list(
    request: Request, verbs: BondedVerbs, thing: str, typed: Mapping[str, str] | None = None,
    error: EntrepotError | None = None,
) -> Response:  # fmt: skip
    listed = _thing(verbs, thing).list(who_asks(request))
    rows = _rows(listed)
    told = {"book": request.query_params.get("book", "")[:20]}
    values = {
        "thing": thing, "rows": rows, "zones": listed.get("zones", ()),
        "columns": COLUMNS[thing], "fields": ADD[thing],
        "may_add": bool(visitor_of(request).actor.roles & FIRMS), "typed": typed or told,
        "choices": verbs.choices(), **_shared(request, error),
    }  # fmt: skip
    return page(request, "bonded.html", values, status_of(error) if error else 200)


def _one(
    request: Request, verbs: BondedVerbs, thing: str, reference: str,
    typed: Mapping[str, str] | None = None, error: EntrepotError | None = None,
    answer: Document | None = None,
) -> Response:  # fmt: skip
    who, asked = who_asks(request), request.query_params
    shared = {
        "thing": thing, "typed": typed or {}, "steps_fields": STEPS, "choices": verbs.choices(),
        "answer": answer or {}, "done": "" if error else asked.get("done", ""),
        **_shared(request, error),
    }  # fmt: skip
    status = status_of(error) if error else 200
    if thing in ("books", "handbooks"):
        before = asked.get("before", "")
        book = verbs.book(
            who, reference, asked.get("item", "")[:40], int(before) if before.isdecimal() else 0
        )
        proof = verbs.verify(who, reference) if "proof" in asked else None
        return page(request, "bonded_book.html", {**shared, "book": book, "proof": proof}, status)
    found = _thing(verbs, thing).show(who, reference)
    values = {**shared, "found": found, "facts": FACTS[thing]}
    return page(request, "bonded_thing.html", values, status)


def _add(request: Request, verbs: BondedVerbs, thing: str, typed: Mapping[str, str]) -> Response:
    raw = document_of(ADD[_known(verbs, thing)], typed, verbs.choices()["currency"])
    try:
        made = verbs.things[thing].add(who_asks(request), raw)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError, MissingError) as error:
        return _list(request, verbs, thing, typed, error)
    return RedirectResponse(f"{_PATH}/{thing}/{made['reference']}", 303)


def _known(verbs: BondedVerbs, thing: str) -> str:
    _thing(verbs, thing)
    return thing


def _act(
    request: Request, verbs: BondedVerbs, thing: str, reference: str, typed: Mapping[str, str]
) -> Response:
    move = typed.get("do", "")
    asked = document_of(STEPS.get(move, ()), typed, verbs.choices()["currency"])
    raw: dict[str, Any] = {**asked, "move": move}
    again = partial(_one, request, verbs, thing, reference, typed)
    try:
        made = _thing(verbs, thing).act(who_asks(request), reference, raw)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError, EntrepotError) as error:
        if status_of(error) in (403, 404) and not isinstance(error, MissingError):
            raise
        return again(error)
    if move in ("sell", "count", "consume"):
        return again(None, made)
    onward = with_query(f"{_PATH}/{thing}/{made['reference']}", done=move)
    return RedirectResponse(onward, 303)


def _shared(request: Request, error: EntrepotError | None) -> Document:
    """What was refused, and whether declarations are for these eyes."""
    roles = visitor_of(request).actor.roles
    return {
        "problems": error.problems if error else (),
        "sees_declarations": bool(roles & DECLARATIONS["see declarations"]),
    }


def _csv(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(content, 200, headers, "text/csv; charset=utf-8")
