"""The review of growth: its page, its API and its file. What was published is for everybody."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.web import trade_sheets
from entrepot.web.answers import faults, gives, told
from entrepot.web.forms import read_text
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.statistics_bodies import ReviewQuery
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.trade_export import table_file
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document

REVIEW = "/trade/review"
_FIELDS = ("geography", "from", "to")


def review_pages(verbs: StatisticsVerbs) -> APIRouter:
    """The routes over the service's verb."""
    router = APIRouter()
    _add_page(router, verbs)
    looks = faults(404, 422)

    @router.get("/api/v1/trade/review", tags=["trade"],
                responses={**gives("Series, averages, parts, flags."), **looks})  # fmt: skip
    def get_review(asked: Annotated[ReviewQuery, Query()]) -> Response:
        """Growth over some years by published figures: what fits, and what is ambiguous."""
        return told(_ask(verbs, asked))

    @router.get("/api/v1/trade/review.{form}", tags=["trade"], responses={**FILE, **looks})
    def get_review_file(form: Ending, asked: Annotated[ReviewQuery, Query()]) -> Response:
        """The figures as a file, a year of a series each row."""
        return table_file(form, "review", *trade_sheets.of_review(_ask(verbs, asked)))

    return router


def _ask(verbs: StatisticsVerbs, asked: ReviewQuery) -> Document:
    return verbs.review(asked.geography, asked.first, asked.last)


def _add_page(router: APIRouter, verbs: StatisticsVerbs) -> None:
    @router.get(REVIEW, include_in_schema=False, response_class=HTMLResponse)
    def show_review(request: Request) -> Response:
        """The growth of a place, year by year."""
        query = request.query_params
        fields = {name: text for name in _FIELDS
                  if (text := read_text(query.get(name)))}  # fmt: skip
        values: Document = {"fields": fields, "found": None, "problems": ()}
        try:
            asked = _read(fields)
            found = _ask(verbs, asked)
        except SHOWN_ERRORS as error:
            return page(request, "trade_review.html", _refused(verbs, values, error),
                        status_of(error))  # fmt: skip
        told = {"found": found, "places": found["geographies"],
                "query": urlencode(fields)}  # fmt: skip
        return page(request, "trade_review.html", values | told)


def _refused(verbs: StatisticsVerbs, values: Document, error: EntrepotError) -> Document:
    """What the page tells where there is no answer: still the places to choose from."""
    try:
        places = verbs.review("", None, None)["geographies"]
    except SHOWN_ERRORS:
        places = []
    return {**values, "problems": error.problems, "places": places}


def _read(fields: dict[str, str]) -> ReviewQuery:
    """The fields of the form as the API takes them.

    Raises:
        InputError: A year is none.
    """
    try:
        return ReviewQuery.model_validate(fields)
    except ValidationError as error:
        raise InputError([
            Problem("trade.asked", str(one["loc"][-1]), "is not what is asked for.",
                    "Write a year as 2024.", message_zh="填写有误：年份应写作 2024。")
            for one in error.errors()
        ]) from error  # fmt: skip
