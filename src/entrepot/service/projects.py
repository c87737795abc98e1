"""Projects: listed, shown with site, effects, duties and scenario, and made a portfolio case."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, ModelError, Problem
from entrepot.kernel.source import weakest
from entrepot.plan.case import CARRY_OVER, YEARLY
from entrepot.plan.intake import read_case
from entrepot.plan.programmes import DONE, OPEN, TASK, Item
from entrepot.plan.projects import Ask, Book, case_of, uncapped
from entrepot.plan.site import in_force
from entrepot.region.projects import RegionProject
from entrepot.service.project_book import Files, open_book, project_of, site_document
from entrepot.service.tellings import plain
from entrepot.store.reference import WindowReference

Document = dict[str, Any]
_KEYS = ("first_year", "budget", "scale", "rule", "discount_rate", "caps", "limits_of",
         "benefit", "spread", "code")  # fmt: skip
_MOST_PERIODS = 50


def list_projects(
    reference: WindowReference, *, stage: str = "", kind: str = "", programme: str = ""
) -> Document:
    """Projects of the pack, each with its stage, programme and what is known of it.

    Returns:
        `projects`, `totals` by stage of single projects, `kinds` and `programmes` there are.
    """
    book = open_book(reference)
    told = _told(reference, book, book.projects)
    asked = {"stage": stage, "kind": kind, "programme": programme}
    kept = [one for one in told
            if all(not word or one[name] == word for name, word in asked.items())]  # fmt: skip
    single = [one["stage"] for one in kept if one["kind"] != "aggregate"]
    return {
        "region": reference.settings.id, "projects": kept,
        "totals": {name: single.count(name) for name in dict.fromkeys(single)},
        "kinds": sorted({one.kind for one in book.projects}),
        "stages": list(dict.fromkeys(one.stage for one in book.projects)),
    }  # fmt: skip


def show_project(reference: WindowReference, name: str, on: date) -> Document:
    """One project: its costs, effects, site, duties, and the scenario that opens its link.

    Raises:
        MissingError: The pack has none of this name.
    """
    book = open_book(reference)
    one = project_of(book, name)
    links = {row.id: row for row in reference.table("links")}
    row = {each.name: plain(getattr(one, each.name)) for each in fields(one)}
    return {
        **row, **_told(reference, book, [one])[0], "on": on.isoformat(),
        "costs": [_plain_row(each) for each in book.costs_of(name)],
        "effects": [_plain_row(each) for each in book.effects_of(name)],
        "needs": [_plain_row(each) for each in book.needs_of(name)],
        "site": site_document(reference, book, one, on),
        "duties": duties_of(reference, on, name),
        "scenario": scenario_of(one, links.get(one.link)),
    }  # fmt: skip


def scenario_of(one: RegionProject, link: Any) -> Document | None:
    """The scenario in which the link of a project is open; None where it opens none.

    A link without an opening day takes none in the scenario: it is open at once.
    """
    if link is None or link.state == "open":
        return None
    year = {} if link.valid_from is None else {"year": link.valid_from.year}
    return {"name": one.name, "edit": [{"open": f"link:{link.id}", **year}]}


def scenario_file(reference: WindowReference, names: list[str]) -> bytes:
    """A scenario for each project, as TOML; for all that open a link where none is named.

    Raises:
        MissingError: There is no such project, or it opens no link that is shut today.
    """
    book = open_book(reference)
    links = {row.id: row for row in reference.table("links")}
    chosen = [project_of(book, name) for name in names] or list(book.projects)
    told = {one.id: scenario_of(one, links.get(one.link)) for one in chosen}
    shut = [name for name in names if told[name] is None]
    if shut or not any(told.values()):
        raise MissingError([_no_link(name) for name in shut or ["projects"]])
    return "\n".join(_toml(one) for one in told.values() if one).encode()


def _no_link(name: str) -> Problem:
    return Problem("plan.no_link", name[:60], "opens no link that is not open today.",
                   "`entrepot project list --json` tells the link of each.",
                   message_zh="该项目没有待开通的线路。")  # fmt: skip


def _toml(found: Document) -> str:
    (edit,) = found["edit"]
    year = f"\nyear = {edit['year']}" if "year" in edit else "\n# no opening day is known: at once"
    name = json.dumps(found["name"], ensure_ascii=False)
    return f'[[scenario]]\nname = {name}\n\n[[scenario.edit]]\nopen = "{edit["open"]}"{year}\n'


def duties_of(reference: WindowReference, on: date, project: str = "") -> list[Document]:
    """What projects must do, the nearest day first, and whether it was shown."""
    rows = [one for one in reference.table("project_duties") if project in ("", one.project)]
    return [_duty(one, on) for one in sorted(rows, key=lambda one: one.due_on)]


def project_case(
    reference: WindowReference, raw: Mapping[str, Any], files: Files | None = None
) -> Document:
    """A case that a portfolio is chosen from, of the projects of the pack.

    Args:
        reference: The pack.
        raw: first_year, budget (a number each period), scale, rule, discount_rate, caps by name
            (land_ha; fund:NAME for a source of money), limits_of (a place whose known limits
            are caps too), benefit, spread and code.
        files: CSV or Excel of costs, effects and needs.

    Returns:
        `case` as `entrepot portfolio` takes it, `left_out` with reasons, `uncapped` sources of
        money, and the weakest status of what it rests on.

    Raises:
        InputError: The question or a file cannot be used.
        ModelError: Of no project is enough known.
    """
    caps = free_of(reference, str(raw.get("limits_of") or ""), _first_day(raw))
    ask = read_ask(raw, reference.settings.currency)
    ask = replace(ask, caps={**caps, **ask.caps})
    book = open_book(reference, files)
    case, left_out = case_of(book, ask)
    if not case["projects"]:
        raise ModelError(_nothing(left_out))
    read_case(case)
    names = [one["id"] for one in case["projects"]]
    costs = [each.status for name in names for each in book.costs_of(name)]
    effects = [each.status for name in names for each in book.effects_of(name)]
    return {"case": case, "left_out": left_out, "uncapped": uncapped(book, names, ask),
            "status": weakest([*costs, *effects])}  # fmt: skip


def free_of(reference: WindowReference, place: str, on: date) -> dict[str, Decimal]:
    """What a place has left of land, power, labour and housing on a day, where it is known."""
    limits = in_force(reference.table("site_limits"), on)
    return {
        one.what: one.amount - one.used for one in limits
        if one.place == place and one.amount is not None and one.used is not None
    }  # fmt: skip


def _first_day(raw: Mapping[str, Any]) -> date:
    try:
        return date(int(raw.get("first_year") or 1), 1, 1)
    except (TypeError, ValueError):
        return date.min  # the year is refused below


def _nothing(left_out: list[Document]) -> Problem:
    message = f"of none of {len(left_out)} projects are cost, benefit and duration known."
    return Problem("plan.nothing_known", "projects", message,
                   "Give files of costs, effects and needs; see docs/how-to/projects.md.",
                   message_zh="没有一个项目的成本、效益和工期齐备。")  # fmt: skip


def read_ask(raw: Mapping[str, Any], currency: str) -> Ask:
    """The question as it was written.

    Raises:
        InputError: It cannot be used; everything wrong is named.
    """
    problems: list[Problem] = []
    for name in raw:
        if name not in _KEYS:
            problems.append(_fault("plan.key", name, f"Keys: {', '.join(_KEYS)}."))
    amounts = [_number(one, "budget", problems) for one in _listing(raw.get("budget"))]
    if not 0 < len(amounts) <= _MOST_PERIODS:
        problems.append(_fault("plan.budget", "budget", "Give a number for each year: 6,7,7."))
    caps = raw.get("caps") or {}
    if not isinstance(caps, Mapping):
        problems.append(_fault("plan.type", "caps", "Write names with their amounts."))
        caps = {}
    rule = raw.get("rule") or YEARLY
    if rule not in (YEARLY, CARRY_OVER):
        problems.append(_fault("plan.choice", "rule", f"One of {YEARLY}, {CARRY_OVER}."))
    ask = Ask(
        int(_number(raw.get("first_year"), "first_year", problems)), tuple(amounts), currency,
        _number(raw.get("scale", 1_000_000), "scale", problems) or Decimal(1), rule,
        _number(raw.get("discount_rate", 0), "discount_rate", problems),
        {str(name): _number(cap, f"caps.{name}", problems) for name, cap in caps.items()},
        str(raw.get("benefit") or "value_added"),
        _number(raw.get("spread", 0), "spread", problems), str(raw.get("code") or "projects"),
    )  # fmt: skip
    if not problems and not (ask.spread <= Decimal("0.5") and 1900 <= ask.first_year <= 2200):
        problems.append(_fault("plan.range", "first_year, spread",
                               "A year of four digits; a spread of at most 0.5."))  # fmt: skip
    if problems:
        raise InputError(problems)
    return ask


def read_pairs(where: str, pairs: list[str]) -> dict[str, str]:
    """NAME=VALUE as it was written.

    Raises:
        InputError: One has no name or no value.
    """
    wrong = [one for one in pairs if not all(one.partition("=")[::2])]
    if wrong:
        raise InputError([
            Problem("plan.pair", where, f"{one[:40]!r} is no NAME=VALUE.", "Such as land_ha=30.",
                    message_zh="应写成“名称=值”。") for one in wrong
        ])  # fmt: skip
    return {name: value for name, _, value in (one.partition("=") for one in pairs)}


def read_files(paths: Mapping[str, Path | None]) -> dict[str, bytes]:
    """The bytes of files by name.

    Raises:
        InputError: One cannot be read.
    """
    found: dict[str, bytes] = {}
    for name, path in paths.items():
        if path is not None:
            try:
                found[name] = path.read_bytes()
            except OSError as error:
                raise InputError(
                    Problem("file.unreadable", str(path), f"cannot be read: {error.strerror}.",
                            "Give a CSV or Excel file.", message_zh="无法读取文件。")
                ) from error  # fmt: skip
    return found


def read_day(text: str | None, today: date) -> date:
    """A legal day as it was written.

    Raises:
        InputError: It is none.
    """
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise InputError(
            Problem("input.date", "on", f"{text!r} is no day.", "Write 2026-01-31.",
                    message_zh="日期无效。")
        ) from error  # fmt: skip


def _listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any, where: str, problems: list[Problem]) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite() or found < 0:
        problems.append(_fault("plan.type", where, "Give a number of 0 or more."))
        return Decimal(0)
    return found


def _fault(code: str, where: str, hint: str) -> Problem:
    return Problem(code, where[:60], "cannot be used.", hint, message_zh="无法使用。")


def _told(
    reference: WindowReference, book: Book, projects: Iterable[RegionProject]
) -> list[Document]:
    programmes = {row.id: row for row in reference.table("programmes")}
    places = {row.id: row for row in reference.table("places")}
    return [_listed(book, one, programmes, places) for one in projects]


def _listed(
    book: Book, one: RegionProject, programmes: Mapping[str, Any], places: Mapping[str, Any]
) -> Document:
    row, place = programmes.get(one.programme), places.get(one.place)
    effects = book.effects_of(one.id)
    return {
        "id": one.id, "name": one.name, "name_zh": one.name_zh, "place": one.place,
        "place_name": place.name if place else "", "place_name_zh": place.name_zh if place else "",
        "kind": one.kind, "part_of": one.part_of, "stage": one.stage,
        "promised": plain(one.promised), "landed": plain(one.landed),
        "amount_unit": one.amount_unit, "count": one.count, "sponsor": one.sponsor,
        "opened": one.opened or one.planned_finish, "link": one.link,
        "programme": one.programme, "programme_name": row.name if row else "",
        "programme_name_zh": row.name_zh if row else "",
        "has_costs": bool(book.costs_of(one.id)), "has_effects": bool(effects),
        "trade_effect": [_plain_row(each) for each in effects
                         if each.what in ("exports", "imports", "trade")],
        "note": one.note, "note_zh": one.note_zh, "source": one.source, "status": one.status,
    }  # fmt: skip


def _plain_row(row: Any) -> Document:
    return {each.name: plain(getattr(row, each.name)) for each in fields(row)}


def _duty(row: Any, on: date) -> Document:
    is_proved = bool(row.evidence)
    item = Item(row.project, TASK, row.owner, row.due_on, row.due_on, DONE if is_proved else OPEN,
                (row.evidence,) if is_proved else (), reached_on=row.proved_on)  # fmt: skip
    return {**_plain_row(row), "standing": item.standing(on), "drift_days": item.drift_days(on)}
