"""The page of opportunities: products by markets, and what holds each back."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.trade_load import STATISTICIAN
from entrepot.web import trade_view
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.opportunity_bodies import OpportunityQuery
from entrepot.web.opportunity_sheet import status_of_data
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_holds
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

OPPORTUNITIES, _TEMPLATE = "/trade/opportunities", "trade_opportunities.html"
_FIELDS = tuple(OpportunityQuery.model_fields)


def opportunity_pages(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(OPPORTUNITIES)
    def show_opportunities(request: Request) -> Response:
        """The region's opportunities, for analysts."""
        query = request.query_params
        fields = {name: text for name in _FIELDS if (text := read_text(query.get(name)))}
        values: Document = {"found": None, "choices": None, "problems": (), "fields": fields,
                            "may_see": True}  # fmt: skip
        who = who_holds(request, STATISTICIAN)
        if who is None:
            return page(request, _TEMPLATE, values | {"may_see": False})
        try:
            found = verbs.show(who, fields)
        except (SignInError, RoleError):
            raise
        except SHOWN_ERRORS as error:
            told = values | {"problems": error.problems}
            return page(request, _TEMPLATE, told, status_of(error))
        return page(request, _TEMPLATE, values | _shown(language_of(request), verbs, found))

    return router


def _shown(language: Language, verbs: OpportunityVerbs, found: Document) -> Document:
    codes = {row["product"] for row in found["rows"]} | set(found["matrix"]["products"])
    goods = verbs.goods(sorted(codes))
    return {
        "found": found, "choices": found["choices"], "status": status_of_data(found),
        "query": trade_view.query_of({name: str(one) for name, one in _given(found).items()}),
        "chart": _chart(language, found, goods),
        "rows": [
            {**row, "label": trade_view.label(language, "hs6", row["product"], goods)}
            for row in found["rows"]
        ],
    }  # fmt: skip


def _given(found: Document) -> Mapping[str, Any]:
    """The filters with the year they came to, so that a file holds the same rows."""
    asked = {**found["asked"], "year": found["year"]}
    return {name: one for name, one in asked.items() if one}


def _chart(language: Language, found: Document, goods: Mapping[str, Document]) -> Document:
    """The matrix with names, for the drawing."""
    matrix = found["matrix"]
    return {
        "currency": found["currency"], "cells": matrix["cells"],
        "markets": [language.country(code) for code in matrix["markets"]],
        "codes": matrix["markets"], "products": matrix["products"],
        "names": [trade_view.label(language, "hs6", one, goods) for one in matrix["products"]],
    }  # fmt: skip
