"""The page that sets routes side by side."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.web import comparison_form, comparison_view, corridor_form
from entrepot.web.corridor_view import Addresses, Names
from entrepot.web.language import Language
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document, Verbs

_PATH = "/corridors/compare"


def comparison_pages(verbs: Verbs) -> APIRouter:
    """The routes of the comparison over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def compare(request: Request) -> Response:
        """Routes side by side, or the form to choose them."""
        fields = _read(verbs, request.query_params)
        choices = verbs.choices()
        names = Names(choices, language_of(request))
        columns = columns_of(verbs, fields, names)
        presets = comparison_form.presets(fields, verbs.directions())
        asked = comparison_form.pairs_of(fields, fields["columns"])
        values = {
            "fields": fields,
            "columns": columns,
            "choices": choices,
            "names": names,
            "faults": {},
            "matches": {},
            "rows": comparison_view.rows_of(columns),
            "costs": comparison_view.parts_of(columns, "cost", "USD", 2),
            "hours": comparison_view.parts_of(columns, "hours", "h", 1),
            "hows": comparison_form.HOWS,
            "presets": {name: corridor_form.address_of(_PATH, it) for name, it in presets.items()},
            "csv": corridor_form.address_of(f"{_PATH}.csv", asked),
        }
        return page(request, "compare.html", values)

    @router.get(f"{_PATH}.csv")
    def compare_csv(request: Request) -> Response:
        """The same as a table to take along."""
        language = language_of(request)
        fields = _read(verbs, request.query_params)
        columns = columns_of(verbs, fields, Names(verbs.choices(), language))
        return Response(
            comparison_view.comparison_csv(columns, language),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="comparison.csv"'},
        )

    return router


def _read(verbs: Verbs, query: QueryParams) -> dict[str, Any]:
    """The comparison of an address; a search of the map becomes its first routes."""
    fields = comparison_form.read_comparison(query)
    search = corridor_form.read_search(query)
    if fields["columns"] or not corridor_form.is_asked(search):
        return fields
    how = _how(search.get("modes", []))
    ends = {"from": search["origin"], "to": search["destination"], "how": how, "by": ""}
    try:
        listed = verbs.draw_routes(search)["routes"]
    except (InputError, MissingError, RefusedError):
        listed = [{"id": ""}]
    fields["columns"] = [ends | {"pick": one["id"]} for one in listed[: comparison_form.MOST]]
    return fields


def _how(modes: list[str]) -> str:
    """The word for modes, `any` where there is none for just these."""
    known = {frozenset(those): how for how, those in comparison_form.HOWS.items()}
    return known.get(frozenset(modes), "any")


def columns_of(verbs: Verbs, fields: dict[str, Any], names: Names) -> list[Document]:
    """Each column with its route, or the reason why there is none."""
    found: dict[str, Document | None] = {}
    columns = []
    for row, search in zip(fields["columns"], comparison_form.searches(fields), strict=True):
        key = corridor_form.address_of("", search)
        title = f"{names.place(row['from'])} → {names.place(row['to'])}"
        reason = ""
        if key not in found:
            found[key], reason = _ask(verbs, search, names.language)
        document = found[key]
        told = comparison_view.column_of(document, row["pick"], names) if document else {}
        address = Addresses(search).page("/corridors", route=told.get("id"))
        columns.append({**row, "title": title, "href": address, "reason": reason, **told})
    return columns


def _ask(verbs: Verbs, search: Document, language: Language) -> tuple[Document | None, str]:
    try:
        return verbs.draw_routes(search), ""
    except MissingError as error:
        misses = error.extra.get("misses", [])
        told = [one["message_zh"] if language.code == "zh" else one["message"] for one in misses]
        return None, " ".join(filter(None, told[:1])) or language.say("There is no way")
    except (InputError, RefusedError) as error:
        problem = error.problems[0]
        return None, _told(problem, language)


def _told(problem: Any, language: Language) -> str:
    from entrepot.web.sentences import tell

    if language.code == "zh" and problem.message_zh:
        return str(problem.message_zh)
    return f"{problem.where}: {tell(language, problem.message)} {tell(language, problem.hint)}"
