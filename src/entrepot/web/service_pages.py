"""The page of services: what leaves when, what is still free, and one's own bookings."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.web import forms
from entrepot.web.booking_access import BOOKERS
from entrepot.web.booking_verbs import BookingVerbs, Document
from entrepot.web.corridor_form import address_of
from entrepot.web.officer_page import plain_text
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.service_view import bookings_view, calendar_view, chosen_view, found_view
from entrepot.web.sessions import current_actor, who_asks
from entrepot.web.verbs import Verbs

PATH = "/corridors/services"
SEARCH = ("from", "to", "on", "days")
DAYS, CALENDAR_DAYS = "7", "14"
SHOWN = 30  # bookings of the page; the API lists them all
MOST_BOOKED = 4
_NAMED = re.compile(r".*\(([^()\s]+)\)")
_FIELDS = ("departures", "teu", "reference")


def service_pages(verbs: BookingVerbs, places: Verbs) -> APIRouter:
    """The routes of the page over the service's verbs.

    Args:
        verbs: What is asked of departures and bookings.
        places: Where names of places are looked up.
    """
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_services(request: Request) -> Response:
        """The calendar of directions, or the departures that the address asks for."""
        query = request.query_params
        booking = {
            "departures": " ".join(query.getlist("book")[:MOST_BOOKED]),
            "teu": forms.read_text(query.get("teu")),
            "reference": forms.read_text(query.get("reference")),
        }
        return _page(request, verbs, places, read_search(query), booking)

    @router.post(f"{PATH}/bookings")
    async def post_booking(request: Request) -> Response:
        """Book, and lead to one's own bookings; or say beside the form why not."""
        form = await request.form(max_files=0, max_fields=50)
        return await run_in_threadpool(_book, request, verbs, places, form)

    @router.post(f"{PATH}/bookings/{{reference}}/cancel")
    async def post_cancel(request: Request, reference: str) -> Response:
        """Cancel a booking, and lead back with a way to book it again."""
        form = await request.form(max_files=0, max_fields=50)
        return await run_in_threadpool(_cancel, request, verbs, places, form, reference)

    return router


def read_search(query: QueryParams | FormData) -> dict[str, str]:
    """What is searched, as it was typed; empty fields are left out."""
    fields = {}
    for name in SEARCH:
        text = forms.read_text(query.get(f"{name}_choice")) or forms.read_text(query.get(name))
        if text:
            fields[name] = text
    return fields


def _book(request: Request, verbs: BookingVerbs, places: Verbs, form: FormData) -> Response:
    search = read_search(form)
    booking = {name: plain_text(str(form.get(name, ""))) for name in _FIELDS}
    try:
        made = verbs.book(who_asks(request), {k: v for k, v in booking.items() if v})
    except (InputError, RefusedError) as error:
        return _page(request, verbs, places, search, booking, error.problems, status_of(error))
    told = address_of(PATH, search, done=made["state"], ref=made["reference"])
    return RedirectResponse(f"{told}#mine", status_code=303)


def _cancel(
    request: Request, verbs: BookingVerbs, places: Verbs, form: FormData, reference: str
) -> Response:
    search = read_search(form)
    try:
        verbs.cancel(who_asks(request), reference)
    except RefusedError as error:
        return _page(request, verbs, places, search, {}, error.problems, status_of(error))
    told = address_of(PATH, search, done="cancelled", ref=reference)
    return RedirectResponse(f"{told}#mine", status_code=303)


def _page(
    request: Request,
    verbs: BookingVerbs,
    places: Verbs,
    search: dict[str, str],
    booking: Mapping[str, str],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    names = booking.get("departures", "").split()[:MOST_BOOKED]
    chosen = chosen_view(verbs.show_departures(names)) if names else None
    actor = current_actor(request)
    is_booker = bool(actor and actor.roles & BOOKERS)
    mine = (
        bookings_view(verbs.list_bookings(who_asks(request), most=SHOWN)["rows"])
        if is_booker
        else []
    )
    beside = _by_field(problems) if chosen and chosen["legs"] else {}
    values: dict[str, Any] = {
        "found": None, "calendar": None, "faults": {}, "matches": {}, "search": search,
        "problems": [p for p in problems if p.where not in beside],
        "refused": beside, "booking": booking, "chosen": chosen, "is_booker": is_booker,
        "mine": mine,
        "done": "" if problems else request.query_params.get("done", ""),
        "again": _again(mine, request.query_params.get("ref", ""), search),
        "address": lambda **changed: address_of(PATH, search, **changed),
        "choices": places.choices(),
        "here": address_of(PATH, search, **({"book": names} if names else {})),
    }  # fmt: skip
    answered = _look(verbs, places, search, values)
    values["fields"] = {"days": DAYS if values["found"] else CALENDAR_DAYS, **search}
    return page(request, "services.html", values, status if problems else answered)


def _look(
    verbs: BookingVerbs, places: Verbs, search: Mapping[str, str], values: dict[str, Any]
) -> int:
    """Put what leaves, or the faults of the search, among the values; the status of the page."""
    asked = {name: _NAMED.sub(r"\1", text) for name, text in search.items()}
    try:
        if "from" in asked or "to" in asked:
            values["found"] = found_view(verbs.list_departures({"days": DAYS, **asked}))
        else:
            values["calendar"] = calendar_view(verbs.compare_directions(asked))
    except InputError as error:
        values["faults"] = forms.by_field(error.problems, (), SEARCH)
        values["matches"] = {
            name: places.search_places(search[name])[: forms.MOST_CHOICES]
            for name in ("from", "to")
            if name in values["faults"] and name in search
        }
        return error.http_status
    return 200


def _by_field(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    return {name: found for name in _FIELDS if (found := [p for p in problems if p.where == name])}


def _again(mine: Sequence[Document], reference: str, search: Mapping[str, str]) -> str:
    """Address that fills the form with a booking that was cancelled."""
    for row in mine:
        if row["reference"] == reference and row["state"] == "cancelled":
            names = [leg["id"] for leg in row["legs"]]
            told = address_of(PATH, search, book=names, teu=f"{row['teu']:g}", done=None, ref=None)
            return f"{told}#book"
    return ""
