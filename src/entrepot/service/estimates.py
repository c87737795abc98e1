"""A dry run: everything that is wrong with a declaration, and what it would owe today."""

from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, ModelError, Problem
from entrepot.service.assessment import assess_cases
from entrepot.service.files import Filing, read_filing
from entrepot.service.window import Window
from entrepot.window.filed import Declaration

Document = dict[str, Any]


def check(
    window: Window, body: bytes, *, at: datetime, media_type: str = "application/json"
) -> Document:
    """Judge a declaration without storing anything.

    Args:
        window: The window.
        body: The declaration, JSON or XML.
        at: Instant; the law and the rates are those of its day at the office.
        media_type: Of the body.

    Returns:
        `is_valid`, `problems`, `on` (the legal day), `estimate` (the assessment as of that
        day, None where it cannot be worked out) and `estimate_problems`, which say why.

    Raises:
        InputError: It is no document of ours at all.
    """
    filing = read_filing(window, body, media_type, at)
    on = window.day_at(str(filing.raw.get("declarationOfficeId", "")), at)
    estimate, problems = _estimate(window, filing, on)
    return {
        "is_valid": not filing.faults,
        "problems": [problem.document() for problem in filing.faults],
        "on": on.isoformat(),
        "estimate": estimate,
        "estimate_problems": [problem.document() for problem in problems],
    }


def _estimate(
    window: Window, filing: Filing, on: date
) -> tuple[Document | None, tuple[Problem, ...]]:
    """What would be owed; nothing is guessed where a value is missing."""
    if filing.declaration is None or not _is_priced(filing.declaration):
        return None, ()
    try:
        return window.assess(filing.declaration, on), ()
    except (InputError, ModelError) as error:
        return None, error.problems


def _is_priced(declaration: Declaration) -> bool:
    return bool(declaration.items) and bool(declaration.currency) and all(
        item.hs_code and item.origin_country and "line_value" in item.values
        for item in declaration.items
    )  # fmt: skip


def calculate(window: Window, raw: object) -> Document | list[Document]:
    """Assess a case, or a list of cases, as `entrepot assess` does; nothing is stored.

    Raises:
        InputError: With every fault.
        ModelError: A rate is not known.
    """
    return assess_cases(window, raw)
