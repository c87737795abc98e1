"""The page of scenarios: edits and pairs in, the differences as a table and on the map."""

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from entrepot.kernel.codes import MODES
from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.web import what_if_form, what_if_view
from entrepot.web.corridor_view import Names, routes_shown
from entrepot.web.render import language_of, page
from entrepot.web.scenario_verbs import ScenarioVerbs
from entrepot.web.sessions import visitor_shown, who_asks
from entrepot.web.verbs import Document, Verbs

_SCENARIO = "what if"
Typed = Annotated[str, Form(max_length=200)]
Question = Annotated[str, Form(max_length=20_000)]
_Way = tuple[str, list[Document], str | None]  # when, legs, key of the built networks


def what_if_pages(verbs: Verbs, kept: ScenarioVerbs | None = None) -> APIRouter:
    """The page over the service's verbs.

    Args:
        verbs: What can be asked by anybody.
        kept: What those can ask who keep scenarios; None keeps none.
    """
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/corridors/what-if")
    def show_what_if(request: Request) -> Response:
        """The form, and what its edits change for its pairs."""
        fields = what_if_form.read_form(request.query_params)
        if added := what_if_form.new_edits(request.query_params):
            edits = list(dict.fromkeys([*fields["edits"], *added]))
            return RedirectResponse(what_if_form.address(fields, edits=edits), 303)
        choices, named = verbs.scenario_choices(), verbs.choices()
        names = Names(named, language_of(request))
        names.learn({"lines": {"links": choices["lines"]}})
        values, status = _run(verbs, fields)
        ways = list(_drawn(verbs, fields, names)) if values["found"] else []
        drawn = [(when, legs) for when, legs, _ in ways]
        told = [(edit, what_if_view.edit_told(edit, names)) for edit in fields["edits"]]
        in_words = dict(told)
        values["faults"] = [(in_words.get(one, one), fault) for one, fault in values["faults"]]
        values |= {
            "fields": fields, "choices": named, "more": choices, "names": names, "modes": MODES,
            "told": [(edit, text, _without(fields, edit)) for edit, text in told],
            "rows": what_if_view.rows_of(values["found"], names),
            "drawn": [when for when, _ in drawn],
            "built": next((key for *_, key in ways), None),
            "map": what_if_view.map_document(drawn, choices, fields, names),
            "kept": _kept(request, kept, fields),
            "removed": request.query_params.get("removed", "")[:40],
            "question": what_if_form.address(fields).partition("?")[2],
            "defaults": {"origin": named["home"], "teu": "1"},
        }  # fmt: skip
        return page(request, "what_if.html", values, status)

    if kept is not None:
        _add_keeping(router, kept)
    return router


def _add_keeping(router: APIRouter, kept: ScenarioVerbs) -> None:
    @router.post("/corridors/what-if/kept")
    def keep(request: Request, name: Typed = "", question: Question = "") -> Response:
        """Keep the question of the page under a name."""
        fields = what_if_form.read_form(QueryParams(question))
        kept.keep(who_asks(request), what_if_form.tables(fields, name.strip()[:120]))
        return RedirectResponse(what_if_form.address(fields) + "#kept", 303)

    @router.post("/corridors/what-if/kept/{reference}/remove")
    def remove(request: Request, reference: str, question: Question = "") -> Response:
        """Take a scenario off one's list."""
        kept.remove(who_asks(request), reference)
        return RedirectResponse(_back(question, reference), 303)

    @router.post("/corridors/what-if/kept/{reference}/restore")
    def restore(request: Request, reference: str, question: Question = "") -> Response:
        """Put it back."""
        kept.restore(who_asks(request), reference)
        return RedirectResponse(_back(question), 303)


def _back(question: str, removed: str = "") -> str:
    address = what_if_form.address(what_if_form.read_form(QueryParams(question)))
    joined = "&" if "?" in address else "?"
    return address + (f"{joined}removed={quote(removed)}" if removed else "") + "#kept"


def _kept(request: Request, kept: ScenarioVerbs | None, fields: Document) -> list[Document] | None:
    """The scenarios of who looks, each with the address that asks it anew; None for strangers."""
    visitor = visitor_shown(request)
    if kept is None or visitor is None:
        return None
    rows = kept.list_all(visitor.who)["scenarios"]
    return [
        {**row, "address": what_if_form.address(
            fields, edits=[what_if_form.text_of(edit) for edit in row["edits"]])}
        for row in rows
    ]  # fmt: skip


def _without(fields: Document, edit: str) -> str:
    return what_if_form.address(fields, edits=[one for one in fields["edits"] if one != edit])


def _run(verbs: Verbs, fields: Document) -> tuple[dict[str, Any], int]:
    """The pairs before and after, or every fault; nothing where no pair is complete."""
    values: dict[str, Any] = {"found": [], "hash": "", "faults": []}
    if not fields["pairs"]:
        return values, 200
    try:
        found = verbs.run_scenarios(what_if_form.tables(fields, _SCENARIO))["scenarios"][0]
    except (InputError, RefusedError) as error:
        faults = what_if_form.place_faults(error.problems, fields["edits"])
        return {**values, "faults": faults}, error.http_status
    return {**values, "found": found["od"], "hash": found["hash"]}, 200


def _drawn(verbs: Verbs, fields: Document, names: Names) -> Iterator[_Way]:
    """The best way of the criterion chosen, before and after, pair by pair; lost ones left out."""
    study = what_if_form.tables(fields, _SCENARIO)
    for pair in study["od"]:
        for when, more in (("base", {}), ("after", {"scenario": study["scenario"][0]})):
            try:
                document = verbs.draw_routes({**_year(pair, study), **more, "by": fields["by"]})
            except (MissingError, RefusedError):
                continue
            for one in routes_shown(document, names):
                yield when, one["legs"], document["lines"]["networks"]


def _year(pair: Document, study: Document) -> Document:
    """A pair in the last year that the edits name, as the run takes it."""
    if "year" in pair:
        return pair
    edits = study["scenario"][0]["edit"]
    years = [str(one.get("year") or (one.get("add") or {}).get("year") or "") for one in edits]
    known = [int(year) for year in years if year.isascii() and year.isdigit()]
    return {**pair, "year": str(max(known))} if known else pair
