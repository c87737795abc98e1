"""The page of a supposed pilot zone: what would change inside it against today."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.web.agreement_sheet import write_table
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.render import language_of, page
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.verbs import Document
from entrepot.web.words import word

ZONE = ("name", "places", "valid_from", "valid_to", "sections", "hs")
LINES = ("activities", "goods")
PLAN, GOOD = ("activity", "sector", "foreign_share_pct", "place"), ("hs", "destination", "place")
EFFECTS = ("opens", "eases", "condition", "tightens", "undetermined", "same", "none_read",
           "outside", "not_in_force")  # fmt: skip
MOST = 4_000  # characters of a list
COLUMNS = (
    "what", "code", "name", "where", "effect", "today", "outside", "inside", "why", "status",
    "source",
)  # fmt: skip


def pilot_zone_pages(verbs: TariffVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/pilot-zone")
    def show_scenario(request: Request) -> Response:
        """A form for a supposed zone, and what it would change."""
        fields = _read(request.query_params)
        found: Document | None = None
        problems: tuple[Problem, ...] = ()
        status = 200
        if "valid_from" in fields or "name" in fields:
            try:
                found = verbs.try_pilot_zone(_question(fields))
            except EntrepotError as error:
                problems, status = tuple(error.problems), error.http_status
        values: dict[str, Any] = {
            "fields": fields,
            "found": found,
            "activities": sorted(found["activities"], key=_changes_first) if found else [],
            "problems": problems,
            "faults": _faults(problems),
            "choices": verbs.zone_choices(),
            "asked": str(request.url.query),
            "matches": {},
        }
        return page(request, "pilot_zone.html", values, status)

    @router.get("/pilot-zone.csv")
    def scenario_file(request: Request) -> Response:
        """The same as a table."""
        found = verbs.try_pilot_zone(_question(_read(request.query_params)))
        content = scenario_csv(found, language_of(request))
        headers = {"content-disposition": 'attachment; filename="pilot-zone.csv"'}
        return Response(content, 200, headers, "text/csv; charset=utf-8")

    return router


def scenario_csv(found: Document, language: Language) -> bytes:
    """Activities and goods of a scenario, one row each."""
    activities = [_activity(one, language) for one in found["activities"]]
    goods = [row for one in found["goods"] for row in _good(one, language)]
    return write_table(COLUMNS, iter([*activities, *goods]))


def _activity(one: Document, language: Language) -> dict[str, Any]:
    inside, outside = one["within"], one["without"]
    return {
        "what": language.say("Activity"),
        "code": one["sector"] or "",
        "name": language.name(one, "activity"),
        "where": word(language, one["where"], "zone_where"),
        "effect": word(language, one["effect"], "zone_effect"),
        "today": word(language, one["today"]["verdict"], "admission"),
        "outside": word(language, outside["verdict"], "admission"),
        "inside": word(language, inside["verdict"], "admission") if inside else "",
        **{name: (inside or outside)[name] or "" for name in ("why", "status", "source")},
    }


def _good(one: Document, language: Language) -> list[dict[str, Any]]:
    same = {"code": one["hs"], "name": language.name(one),
            "where": word(language, one["where"], "zone_where")}  # fmt: skip
    rules = [
        {**same, "what": word(language, rule["subject"], "zone_subject"),
         "inside": language.name(rule, "rule"), "status": rule["status"], "source": rule["source"]}
        for rule in one["zone_rules"]
    ]  # fmt: skip
    unknown = {**same, "what": language.say("Goods"), "inside": language.say("not known")}
    controls = [
        {**same, "what": language.name(control, "item"),
         "today": word(language, control["today"], "control_state"),
         "outside": word(language, control["on"], "control_state"),
         "inside": language.say("not known"), "why": control["why"],
         "status": control["status"], "source": control["source"]}
        for control in one["controls"]
    ]  # fmt: skip
    return [*(rules or [unknown]), *controls]


def _changes_first(one: Document) -> int:
    """What a zone changes stands before what it leaves as it is, and what is not known last."""
    return EFFECTS.index(one["effect"])


def _read(query: QueryParams) -> dict[str, str]:
    """What the address asks for; empty fields are left out."""
    short = {name: read_text(query.get(name)) for name in (*ZONE, "on")}
    long = {name: str(query.get(name) or "").strip()[:MOST] for name in LINES}
    return {name: text for name, text in (short | long).items() if text}


def _question(fields: dict[str, str]) -> Document:
    """The fields as the service takes them."""
    zone = {name: fields[name] for name in ZONE if name in fields}
    lists = {name: _rows(fields[name], PLAN if name == "activities" else GOOD)
             for name in LINES if name in fields}  # fmt: skip
    return {"zone": zone, **({"on": fields["on"]} if "on" in fields else {}), **lists}


def _rows(text: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """A row a line, its parts between bars."""
    lines = (line.replace("｜", "|").split("|") for line in text.splitlines() if line.strip())
    pairs = (zip(names, map(str.strip, line), strict=False) for line in lines)
    return [{name: part for name, part in row if part} for row in pairs]


def _faults(problems: tuple[Problem, ...]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        head, _, last = problem.where.partition(".")
        name = last if head == "zone" else head.partition("[")[0]
        found.setdefault(name, []).append(problem)
    return found
