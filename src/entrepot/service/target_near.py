"""What stands beside a goal on record: figures of another definition, and what was not found."""

from collections.abc import Iterable, Mapping
from typing import Any

from entrepot.assess.goals import Goal
from entrepot.service.target_goals import SAME, Goals
from entrepot.service.target_record import Figure, Line, alike
from entrepot.service.target_words import NEAR, words_of

Document = dict[str, Any]


def near_of(goals: Goals, goal: Goal) -> list[Document]:
    """Rows of the pack that are no figure of a goal, or only by a person's word, each with why.

    Returns:
        Rows with `use`: same (by a person's word), other (of another definition), conflict
        (contradicts another row of its year), not_found (was looked for).
    """
    lines = goals.record.lines
    said = [_document(lines[row.figure], row.use, row.reason, row.reason_zh)
            for row in goals.matches.get(goal.id, ()) if row.figure in lines]  # fmt: skip
    key = goal.place, alike(goal.indicator)
    return [
        *said,
        *_worded("conflict", goals.record.conflicts(*key, goal.unit)),
        *_worded("not_found", goals.record.looked_for(*key)),
    ]


def why_no_actual(
    goal: Goal, figures: Mapping[int, Figure], near: Iterable[Document]
) -> str:  # fmt: skip
    """Code of why nothing later than the base is known of a goal; empty where something is."""
    if goal.mark.value is None:
        return "in_words_only"
    if any(year > (goal.base.year or 0) for year in figures):
        return ""
    uses = [one["use"] for one in near if one["use"] != SAME]
    for use, code in (("conflict", "figures_conflict"), ("other", "other_definition"),
                      ("not_found", "looked_for")):  # fmt: skip
        if use in uses:
            return code
    return "only_base" if figures else "not_on_record"


def _worded(use: str, lines: Iterable[Line]) -> Iterable[Document]:
    told = words_of(NEAR, use)
    return (_document(one, use, told["text"], told["text_zh"]) for one in lines)


def _document(line: Line, use: str, reason: str, reason_zh: str) -> Document:
    return {
        "id": line.id, "use": use, "indicator": line.words[0], "indicator_zh": line.words[1],
        "geography": line.place, "year": line.year, "period": line.period, "value": line.value,
        "unit": line.unit, "growth_pct": line.growth_pct, "text": reason, "text_zh": reason_zh,
        "source": line.source, "status": line.status,
    }  # fmt: skip
