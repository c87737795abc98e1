"""What the page of scenarios side by side shows: rows by step, goals, a chart, shared parts."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import word

_DRAWN = ("cost_factor", "exports", "imports", "trade", "real_income", "output",
          "exporters_output", "value_added")  # fmt: skip


def comparison_shown(language: Language, found: Document) -> Document:
    """The answer with what the template needs beside it."""
    return {
        "found": found,
        "scenarios": [
            {**one, "rows": [_row(language, each) for each in one["effects"]],
             "left_out": _left_out(language, one["left_out"])}
            for one in found["scenarios"]
        ],
        "chart": _chart(language, found["scenarios"]),
        "sources": sorted({each["source"] for one in found["scenarios"]
                           for each in (*one["effects"], *one["targets"]) if each["source"]}),
        "has_table": found["output_table"] is not None,
    }  # fmt: skip


def query_of(given: Mapping[str, Any]) -> str:
    """What was asked as the query of an address."""
    return urlencode([(name, one) for name, told in given.items() if told
                      for one in ([told] if isinstance(told, str) else told)])  # fmt: skip


def _row(language: Language, one: Document) -> Document:
    return {**one, "label": _label(language, one), "digits": _digits(one),
            "change_pct": change_pct(one["before"], one["after"]),
            "change_80_pct": _changes_pct(one)}  # fmt: skip


def _label(language: Language, one: Document) -> str:
    if "sector" in one:
        name = one["sector_name_zh"] if language.code == "zh" else one["sector_name"]
        return f"{word(language, one['what'].partition(':')[0], 'effect_what')} · {name}"
    return word(language, one["what"], "effect_what")


def _digits(one: Document) -> int:
    """Decimals that tell a figure from its neighbour."""
    size = max(abs(one["before"] or 0), abs(one["after"] or 0))
    return 4 if size < 10 else 1 if size < 10_000 else 0


def change_pct(before: float | None, after: float | None) -> float | None:
    """A change in per cent of what was before; unknown stays unknown.

    Example:
        >>> change_pct(200.0, 210.0), change_pct(None, 1.0)
        (5.0, None)
    """
    return None if before in (None, 0) or after is None else 100 * (after - before) / before


def _changes_pct(one: Document) -> list[float] | None:
    """Ends of the 80 per cent interval of the change, in per cent of what was before."""
    told, before = one["change_interval_80"], one["before"]
    return [100 * end / before for end in told] if told and before else None


def _left_out(language: Language, told: Sequence[Document]) -> list[Document]:
    return [{"why": word(language, one["code"], "left_out"),
             "partners": [language.country(code) for code in one["partners"]]}
            for one in told]  # fmt: skip


def _chart(language: Language, scenarios: Sequence[Document]) -> Document:
    """Changes in per cent by step, a colour a scenario, each with its interval."""
    known = {each["what"] for one in scenarios for each in one["effects"]}
    figures = [one for one in _DRAWN if one in known]
    return {
        "figures": [word(language, one, "effect_what") for one in figures],
        "interval": language.say("Interval of 80 per cent"),
        "scenarios": [
            {"name": one["name"], "points": [_point(one["effects"], what) for what in figures]}
            for one in scenarios
        ],
    }  # fmt: skip


def _point(effects: Sequence[Document], what: str) -> list[float | None]:
    """Change, low and high end [%]."""
    one = next((each for each in effects if each["what"] == what), None)
    if one is None:
        return [None, None, None]
    return [change_pct(one["before"], one["after"]), *(_changes_pct(one) or (None, None))]
