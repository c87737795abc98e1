"""Questions of those who promote and serve firms, each with an invented case to begin with."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from entrepot.service.case_parts import Document
from entrepot.service.factor_case import serve_factors
from entrepot.service.land_case import review_land
from entrepot.service.measure_case import match_measures
from entrepot.service.place_case import match_places
from entrepot.service.readiness_case import score_readiness, watch_threshold
from entrepot.service.recruit_case import recruit_list

Case = Mapping[str, object]


QUESTIONS: Mapping[str, Callable[[Case, date], Document]] = {
    "measures": lambda raw, today: match_measures(raw, today=today),
    "factors": lambda raw, _: serve_factors(raw),
    "recruit": lambda raw, today: recruit_list(raw, today=today),
    "places": lambda raw, _: match_places(raw),
    "readiness": lambda raw, _: score_readiness(raw),
    "watch": lambda raw, today: watch_threshold(raw, today=today),
    "land": lambda raw, today: review_land(raw, today=today),
}


def answer_question(name: str, raw: Case, *, today: date) -> Document:
    """The answer to a case.

    Args:
        name: measures, factors, recruit, places, readiness, watch or land.
        raw: The case.
        today: The day where a case names none.

    Raises:
        InputError: With every fault of the case.
        ModelError: It has no answer.
    """
    return QUESTIONS[name](raw, today)


def example_of(name: str) -> Document:
    """An invented case of a question, to begin with."""
    return dict(_examples()[name])


@cache
def _examples() -> dict[str, Any]:
    text = files(__package__).joinpath("promotion_examples.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
