"""The page of matrices: ask for one, watch it, look at it as a heat map."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.web import forms, matrix_view
from entrepot.web.corridor_view import Names
from entrepot.web.matrix_verbs import MatrixVerbs
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Verbs

Id = Annotated[str, Query(pattern="^([0-9a-f]{32})?$")]
Part = Annotated[int, Query(alias="page", ge=1, le=100_000)]
_FIELDS = ("from", "to", "kind", "teu", "tonnes", "value_usd", "depart")
_PATH = "/corridors/matrix"


def matrix_pages(verbs: Verbs, matrices: MatrixVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_matrix(request: Request, id: Id = "", by: str = "cost", part: Part = 1) -> Response:
        """The form, the matrices there are, and one of them as a heat map."""
        values = _values(request, verbs, matrices)
        if id:
            run = matrices.show(id)
            values |= {"run": run, "fields": values["fields"] | _typed(run["asked"])}
            if run["state"] == "done":
                values["heat"] = matrix_view.heat_map(matrices.rows(id), run["asked"], by, part)
        return page(request, "matrix.html", values)

    @router.post(_PATH)
    async def ask_for_matrix(request: Request) -> Response:
        """Ask for a matrix and lead to it, or show what is wrong beside each field."""
        form = await request.form(max_files=0, max_fields=30)
        return await run_in_threadpool(_start, request, verbs, matrices, form)

    return router


def _start(request: Request, verbs: Verbs, matrices: MatrixVerbs, form: FormData) -> Response:
    fields = {name: text for name in _FIELDS if (text := forms.read_text(form.get(name)))}
    try:
        found = matrices.start({name: _side(name, text) for name, text in fields.items()})
    except (InputError, RefusedError) as error:
        values = _values(request, verbs, matrices)
        values |= {"fields": fields, "faults": _by_field(error.problems)}
        return page(request, "matrix.html", values, error.http_status)
    return RedirectResponse(f"{_PATH}?id={found['id']}", status_code=303)


def _side(name: str, text: str) -> Any:
    """Several places, parted by semicolons, as a list; one word as it is."""
    if name in ("from", "to") and ";" in text:
        return [part.strip() for part in text.split(";") if part.strip()]
    return text


def _typed(asked: dict[str, Any]) -> dict[str, str]:
    """What was asked as the form takes it."""
    return {
        name: "; ".join(value) if isinstance(value, list) else str(value)
        for name, value in asked.items()
        if name in _FIELDS
    }


def _values(request: Request, verbs: Verbs, matrices: MatrixVerbs) -> dict[str, Any]:
    choices = verbs.choices()
    levels = list(matrices.levels)
    return {
        "fields": {"from": levels[-1], "to": "world200", "teu": "1", "depart": choices["today"]},
        "faults": {},
        "matches": {},
        "choices": choices,
        "levels": matrices.levels,
        "names": Names(choices, language_of(request)),
        "runs": matrices.list()["matrices"],
        "run": None,
        "heat": None,
    }


def _by_field(problems: tuple[Problem, ...]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        field = problem.where.split(" ")[0]
        found.setdefault(field if field in _FIELDS else "", []).append(problem)
    return found
