"""Templates made into pages: one Jinja environment a language."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from entrepot.web.access import PERMISSIONS, PUBLIC
from entrepot.web.industry_menu import groups_for, tab_at
from entrepot.web.language import COOKIE, LANGUAGES, Language, choose_language
from entrepot.web.navigation import (
    CORRIDOR_TABS,
    FINANCE_TABS,
    LIST_TABS,
    PLAN_TABS,
    TARIFF_TABS,
    TRADE_TABS,
    entries_for,
    tabs_for,
)
from entrepot.web.rooms import entry_at
from entrepot.web.sentences import tell, tell_missing
from entrepot.web.sessions import visitor_shown
from entrepot.web.words import levied, script_words, told, word

HERE = Path(__file__).parent
YEAR_S = 365 * 24 * 3600
REFUSED = 400  # and above, an answer is a refusal


def language_of(request: Request) -> Language:
    """The language this request is answered in."""
    asked = request.query_params.get("lang")
    kept = request.cookies.get(COOKIE)
    code = choose_language(asked, kept, request.headers.get("accept-language", ""))
    own: Language = request.app.state.languages[code]
    return own


def page(
    request: Request, template: str, values: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """Render a template in the request's language; a language asked for is kept in a cookie."""
    own = language_of(request)
    visitor = visitor_shown(request)
    roles = visitor.actor.roles if visitor else None
    paths = request.app.state.paths
    entries = entries_for(roles, paths)
    html = (
        environment(own)
        .get_template(template)
        .render(
            **values,
            request_path=request.url.path,
            retyped=_retyped(request, status),
            visitor=visitor,
            entries=entries,
            entry_here=entry_at(request.url.path, entries),
            corridor_tabs=tabs_for(CORRIDOR_TABS, roles, paths),
            tariff_tabs=tabs_for(TARIFF_TABS, roles, paths),
            list_tabs=tabs_for(LIST_TABS, roles, paths),
            finance_tabs=tabs_for(FINANCE_TABS, roles, paths),
            trade_tabs=tabs_for(TRADE_TABS, roles, paths),
            industry_groups=groups_for(roles, paths),
            plan_tabs=tabs_for(PLAN_TABS, roles, paths),
            may_sign_in=request.app.state.window is not None,
            languages=[
                (code, name, _in_language(request, code)) for code, name in LANGUAGES.items()
            ],
        )
    )
    answer = HTMLResponse(html, status, headers={"vary": "cookie, accept-language"})
    answer.headers["content-language"] = own.locale.language
    if visitor is not None:
        answer.headers["cache-control"] = "no-store"  # nothing of it is left for who comes next
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie(COOKIE, own.code, max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


def _retyped(request: Request, status: int) -> Mapping[str, str]:
    """What was typed into a form that was refused; any field is empty where there is none."""
    nothing: Mapping[str, str] = defaultdict(str)
    return getattr(request.state, "typed", nothing) if status >= REFUSED else nothing


def _in_language(request: Request, code: str) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    route = getattr(request.scope.get("route"), "path", "")
    shown = request.method == "GET" or f"GET {route}" in PUBLIC | PERMISSIONS.keys()
    path = request.url.path if shown else "/"
    return f"{path}?{urlencode([*kept, ('lang', code)])}"


@cache
def environment(own: Language) -> Environment:
    """Templates that speak a language."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(own.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        number=own.number,
        plain=own.plain,
        compact=own.compact,
        money=own.money,
        day=own.day,
        country=own.country,
        moment=own.moment,
        clock=own.clock,
        name=own.name,
        tab_at=tab_at,
        word=lambda text, group: word(own, text, group),
        told=lambda working: told(own, working),
        levied=lambda working: levied(own, working),
        tell=lambda text: tell(own, text),
        missing=lambda text: tell_missing(own, text),
    )
    made.globals.update(
        lang=own.code, colon={"zh": "："}.get(own.code, ": "),
        html_lang={"zh": "zh-Hans"}.get(own.code, own.code), words=script_words(own),
        asset=_asset,
    )  # fmt: skip
    return made


@cache
def _asset(path: str) -> str:
    """Address of a file of ours with its digest, so that a browser may keep it for long."""
    file = HERE / path
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "none"
    return f"/{path}?{digest}"
