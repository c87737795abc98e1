"""Worked cases of planning by name, and an invented example of each."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.case_parts import Document
from entrepot.service.compensation_case import settle_compensation
from entrepot.service.power_case import price_power
from entrepot.service.reform_case import score_reforms
from entrepot.service.reserve_case import plan_reserve
from entrepot.service.zone_case import compare_zone
from entrepot.store.reference import WindowReference

Raw = Mapping[str, object]
Answer = Callable[[WindowReference, Raw, date], Document]
QUESTIONS: Mapping[str, Answer] = {
    "compensation": lambda reference, raw, on: settle_compensation(reference, raw, today=on),
    "reserve": lambda _, raw, __: plan_reserve(raw),
    "power": lambda _, raw, __: price_power(raw),
    "zone": lambda reference, raw, on: compare_zone(reference, raw, today=on),
    "reforms": lambda _, raw, __: score_reforms(raw),
}


def answer_question(reference: WindowReference, name: str, raw: Raw, *, today: date) -> Document:
    """The answer to a worked case.

    Raises:
        InputError: With every fault of the case.
        MissingError: There is no such question.
    """
    return _question(name)(reference, raw, today)


def example_of(name: str) -> Document:
    """An invented case of a question, to begin with.

    Raises:
        MissingError: There is no such question.
    """
    _question(name)
    return dict(_examples()[name])


def _question(name: str) -> Answer:
    if name not in QUESTIONS:
        raise MissingError(
            Problem("plan.question_unknown", name[:40], "is no worked case.",
                    f"One of {', '.join(QUESTIONS)}.", message_zh="没有这种算例。")
        )  # fmt: skip
    return QUESTIONS[name]


@cache
def _examples() -> dict[str, Any]:
    text = files("entrepot.service").joinpath("plan_examples.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
