"""The page of scenarios side by side: what each does from its corridors to goals."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.corridor_chain import EFFECT_DEFAULTS
from entrepot.service.output_files import output_of
from entrepot.service.trade_load import STATISTICIAN
from entrepot.web.forms import read_text
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.scenario_compare_bodies import MOST
from entrepot.web.scenario_compare_view import comparison_shown, query_of
from entrepot.web.sessions import who_asks, who_holds
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

COMPARE, _TEMPLATE = "/scenarios/compare", "scenario_compare.html"
_FIELDS = ("base", "theta", "theta_sd", "value_of_time", "value_usd_per_teu", "domestic_pct",
           "closure", "year", "network_year", "draws", "seed")  # fmt: skip
_LONGEST = 60


def scenario_compare_pages(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(COMPARE)
    def show_comparison(request: Request) -> Response:
        """Scenarios that one keeps beside the region as it is, for analysts."""
        return _page(request, verbs, _given(request.query_params))

    @router.post(COMPARE)
    async def compare_with_table(request: Request) -> Response:
        """The same over a table of input and output that is sent along."""
        form = await request.form()
        file = form.get("output")
        table = None
        if isinstance(file, UploadFile) and file.filename:
            table = file.filename, await file.read()
        await request.close()
        return await run_in_threadpool(_page, request, verbs, _given(form), table)

    return router


def _page(
    request: Request, verbs: OpportunityVerbs, given: Document,
    table: tuple[str, bytes] | None = None,
) -> Response:  # fmt: skip
    who = who_holds(request, STATISTICIAN)
    values: Document = {
        "found": None, "problems": (), "fields": {**EFFECT_DEFAULTS, **given},
        "given": given, "may_see": who is not None, "most": MOST, "choices": None,
    }  # fmt: skip
    if who is None:
        return page(request, _TEMPLATE, values)
    values["choices"] = verbs.effect_choices(who_asks(request))
    if not given["scenario"]:
        return page(request, _TEMPLATE, values)
    return _answer(request, verbs, values, given, table)


def _answer(
    request: Request, verbs: OpportunityVerbs, values: Document, given: Document,
    table: tuple[str, bytes] | None,
) -> Response:  # fmt: skip
    try:
        output = {"output": output_of(table[1], table[0])} if table else {}
        found = verbs.compare(who_asks(request), _asked(given) | output)
    except (SignInError, RoleError):
        raise
    except SHOWN_ERRORS as error:
        told = values | {"problems": error.problems}
        return page(request, _TEMPLATE, told, status_of(error))
    shown = comparison_shown(language_of(request), found)
    return page(request, _TEMPLATE, values | shown | {"query": query_of(given)})


def _given(query: FormData | QueryParams) -> Document:
    """What was asked: the base, the scenarios in order, and how the world is closed."""
    told = [read_text(one)[:_LONGEST] for one in query.getlist("scenario")]
    scenarios = list(dict.fromkeys(one for one in told if one))
    return {"scenario": scenarios} | {
        name: text for name in _FIELDS if (text := read_text(query.get(name))[:_LONGEST])
    }


def _asked(given: Document) -> Document:
    """The fields as the service takes them.

    Raises:
        InputError: More scenarios are named than are worked out for one request.
    """
    if len(given["scenario"]) > MOST:
        hint = "Choose fewer, or use entrepot scenario compare."
        raise InputError(Problem("plan.too_many", "scenario", f"more than {MOST} are named.", hint,
                                 message_zh=f"一次至多比较{MOST}个方案。"))  # fmt: skip
    asked = {name: text for name, text in given.items() if name != "scenario"}
    return asked | {"scenarios": given["scenario"]}
