"""The circle of friends: a map by instrument and day, the partners, and each one's timeline."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError
from entrepot.partners.agreements import KINDS
from entrepot.service.partners import read_as_of
from entrepot.web.circle_eyes import keeper, may_write
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document
from entrepot.web.words import word

PARTNERS = "/partners"
_NOTHING: Document = {"found": None, "homes": (), "problems": (), "may_write": False}


def circle_pages(verbs: CircleVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PARTNERS)
    def show_partners(request: Request) -> Response:
        """All partners of a place on a day."""
        asked, homes = _asked(request), verbs.homes()
        if not homes:
            return page(request, "partners.html", _NOTHING)
        found, error = _try(lambda: _find(verbs, asked, "", keeper(request)))
        values = {
            "found": found, "asked": asked, "homes": homes, "kinds": KINDS,
            "places": verbs.places(), "problems": error.problems if error else (),
            "rows": _of_kind(found, asked["kind"]) if found else [],
            "map": _map(found, verbs, language_of(request), asked["kind"]) if found else None,
            "query": _query(asked), "may_write": may_write(request),
        }  # fmt: skip
        return page(request, "partners.html", values, status_of(error) if error else 200)

    @router.get(PARTNERS + "/{partner}")
    def show_partner(request: Request, partner: str) -> Response:
        """A partner's instruments, timeline and promises."""
        asked = _asked(request)
        found, error = _try(lambda: _find(verbs, asked, partner, keeper(request)))
        rows = found["partners"] if found else []
        values = {
            "found": found, "asked": asked, "one": rows[0] if rows else None,
            "problems": error.problems if error else (), "query": _query(asked),
            "kinds": KINDS, "is_kept": bool(keeper(request)),
        }  # fmt: skip
        return page(request, "partner.html", values, status_of(error) if error else 200)

    return router


def _asked(request: Request) -> dict[str, str]:
    query = request.query_params
    return {name: read_text(query.get(name)) for name in ("home", "as_of", "kind")}


def _query(asked: dict[str, str]) -> str:
    return urlencode({name: asked[name] for name in ("home", "as_of") if asked[name]})


def _find(verbs: CircleVerbs, asked: dict[str, str], partner: str, who: str) -> Document:
    day: date = read_as_of(asked["as_of"]) if asked["as_of"] else verbs.today()
    return verbs.circle(asked["home"], day, partner, who)


def _try(ask: Callable[[], Document]) -> tuple[Document | None, EntrepotError | None]:
    """An answer, or why there is none."""
    try:
        return ask(), None
    except EntrepotError as error:
        return None, error


def _of_kind(found: Document, kind: str) -> list[Document]:
    """Partners with an instrument of a kind in force; all of them without a kind."""
    return [one for one in found["partners"] if not kind or kind in _in_force(one)]


def _in_force(one: Document) -> list[str]:
    return [paper["kind"] for paper in one["instruments"] if paper["state"] == "in_force"]


def _map(found: Document, verbs: CircleVerbs, language: Language, kind: str) -> Document:
    """Lines from home to each partner that is somewhere, by the strongest tie in force."""
    places = verbs.places()
    home = places[found["home"]]
    return {
        "home": {**home, "name": language.name(home)},
        "partners": [
            {**places[one["partner"]], "name": language.name(one), "kind": _strongest(one),
             "text": _named(language, one)}
            for one in _of_kind(found, kind) if one["partner"] in places
        ],
    }  # fmt: skip


def _strongest(one: Document) -> str:
    """The tie in force that binds most; empty where there is only contact."""
    order = ("sister_city", "friendship", "cooperation_agreement", "memorandum",
             "letter_of_intent", "membership")  # fmt: skip
    return next((kind for kind in order if kind in _in_force(one)), "")


def _named(language: Language, one: Document) -> str:
    kind = _strongest(one)
    return word(language, kind, "instrument") if kind else ""
