"""Places side by side by what is on record of them; what nobody published stays unknown.

The open part of an economy is followed by its trade and what share of output that is; output a
head and that share are worked out from two figures of one year alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.target_goals import Goals, Pack
from entrepot.service.target_record import Figure, Line, alike
from entrepot.service.target_words import PLACES, words_of

Document = dict[str, Any]
_PEOPLE = ("population", "population (census)", "population (year-end, resident)")
_TOPICS: Mapping[str, re.Pattern[str]] = {
    "forms": re.compile(r"\b(private|state-owned|collective|foreign-funded|ownership)\b", re.I),
    "coverage": re.compile(r"\bcoverage\b|\b\d+-minute\b|\bwithin \d+ minutes\b", re.I),
    "services": re.compile(r"\b(income|hospital|school|beds|doctors|teachers)\b", re.I),
}


@dataclass(frozen=True, slots=True)
class _Ratio:
    """A figure worked out from two of one year.

    Attributes:
        name, name_zh, unit: What it is.
        over, of: Unit of the upper and the lower figure, and indicators they are found under.
        times: What the ratio is multiplied by.
    """

    name: str
    name_zh: str
    unit: str
    over: tuple[str, tuple[str, ...]]
    of: tuple[str, tuple[str, ...]]
    times: float


def compare_places(pack: Pack, geography: str) -> Document:
    """The parts of a place side by side; where it has none, those around it.

    Args:
        pack: Tables of the region.
        geography: Place id or name.

    Returns:
        places, indicators with a cell a place, topics that are asked for and where figures on
        them stand, each unknown with its reason.

    Raises:
        InputError: No place is named.
        MissingError: There is no such place.
    """
    goals = Goals(pack)
    here = _place(goals, geography.strip())
    below = goals.places.below(here) or goals.places.below(goals.places.parent(here))
    told = [here, *(one for one in below if one != here)]
    rows = [*_measured(goals, told), *_ratios(goals, told)]
    return {
        "geography": here, **_named(goals, here), "indicators": rows,
        "places": [{"geography": one, **_named(goals, one)} for one in told],
        "topics": [_topic(goals, code, told) for code in _TOPICS],
    }  # fmt: skip


def _place(goals: Goals, geography: str) -> str:
    if not geography:
        raise InputError(Problem("target.geography", "geography", "is empty.", "Name a place.",
                                 message_zh="未指明地点。"))  # fmt: skip
    found = goals.places.named(geography, geography).id
    if found in goals.places.rows:
        return found
    raise MissingError(Problem("target.geography", geography[:60], "is no place of the region.",
                               "Name one of places.csv.",
                               message_zh="不是本地区的地点。"))  # fmt: skip


def _named(goals: Goals, place: str) -> Document:
    row = goals.places.rows[place]
    return {"name": row.name, "name_zh": row.name_zh}


def _measured(goals: Goals, places: Sequence[str]) -> Iterator[Document]:
    """Each indicator that two places or more have a year of, in its usual unit."""
    units: dict[str, Counter[str]] = {}
    words: dict[str, tuple[str, str]] = {}
    for one in goals.record.lines.values():
        if one.place in places and one.rank >= 0 and one.year and one.value is not None:
            units.setdefault(one.indicator, Counter())[one.unit] += 1
            words[one.indicator] = max(words.get(one.indicator, ("", "")), one.words, key=_said)
    for indicator, found in units.items():
        (unit, _), *_ = found.most_common(1)
        cells = [_last(goals, place, indicator, unit) for place in places]
        if sum(one["value"] is not None for one in cells) > 1:
            yield _row(words[indicator], unit, cells)


def _said(words: tuple[str, str]) -> tuple[bool, int]:
    """Of two wordings the one in both languages, then the longer: foreign trade, not total."""
    return bool(words[1]), len(words[0])


def _last(goals: Goals, place: str, indicator: str, unit: str) -> Document:
    figures = goals.record.figures(place, indicator, unit)
    found = max(figures.values(), key=lambda one: one.year, default=None)
    looked = goals.record.looked_for(place, indicator)
    return _cell(place, found, looked[0] if looked else None)


def _cell(place: str, found: Figure | None, looked: Line | None = None) -> Document:
    told: Document = {"geography": place, "value": None, "year": None, "ids": [],
                      "source": "", "status": "unverified"}  # fmt: skip
    if found:
        return told | {"value": found.value, "year": found.year, "source": found.source,
                       "status": found.status, "ids": [found.id], "reason": None}  # fmt: skip
    code = "looked_for" if looked else "not_on_record"
    return told | {"reason": words_of(PLACES, code), "ids": [looked.id] if looked else []}


def _row(words: tuple[str, str], unit: str, cells: Sequence[Document]) -> Document:
    years = {one["year"] for one in cells if one["year"]}
    return {"indicator": words[0], "indicator_zh": words[1], "unit": unit, "cells": list(cells),
            "years_differ": len(years) > 1}  # fmt: skip


def _ratios(goals: Goals, places: Sequence[str]) -> Iterator[Document]:
    money = Counter(one.unit.split()[-1] for one in goals.record.lines.values()
                    if one.indicator == "gdp" and one.unit).most_common(1)  # fmt: skip
    if not money:
        return
    currency = money[0][0]
    gdp = (f"bn {currency}", (alike("GDP"),))
    for one in (
        _Ratio("GDP per head", "人均地区生产总值", currency, gdp, ("people", _PEOPLE), 1e9),
        _Ratio("trade as a share of GDP", "外贸依存度", "percent",
               (f"bn {currency}", ("total",)), gdp, 100.0),
    ):  # fmt: skip
        cells = [_ratio(goals, place, one) for place in places]
        yield _row((one.name, one.name_zh), one.unit, cells)


def _ratio(goals: Goals, place: str, one: _Ratio) -> Document:
    """A ratio of the last year that both figures are of."""
    over, of = (_first_known(goals, place, *side) for side in (one.over, one.of))
    years = [year for year in over if year in of and of[year].value > 0]
    if not years:
        return _cell(place, None) | {"reason": words_of(PLACES, "no_common_year")}
    year = max(years)
    top, bottom = over[year], of[year]
    return _cell(place, top) | {
        "value": one.times * top.value / bottom.value, "ids": [top.id, bottom.id],
        "source": "; ".join(dict.fromkeys((top.source, bottom.source))),
        "status": weakest(["derived", top.status, bottom.status]),
    }  # fmt: skip


def _first_known(
    goals: Goals, place: str, unit: str, indicators: Sequence[str]
) -> Mapping[int, Figure]:  # fmt: skip
    """Figures of a place under several names, the first name first."""
    found: dict[int, Figure] = {}
    for one in reversed(indicators):
        found |= goals.record.figures(place, one, unit)
    return found


def _topic(goals: Goals, code: str, places: Sequence[str]) -> Document:
    """Figures on a topic that are on record, and goals that ask for some; or why there is none."""
    pattern = _TOPICS[code]
    lines = [one for one in goals.record.lines.values()
             if one.place in places and one.value is not None and one.rank >= 0
             and pattern.search(one.words[0])]  # fmt: skip
    asked = [one.id for one in goals.all if one.place in places and pattern.search(one.indicator)]
    return {
        **words_of(PLACES, code), "goals": asked,
        "figures": [{"id": one.id, "geography": one.place, "indicator": one.words[0],
                     "indicator_zh": one.words[1], "year": one.year, "value": one.value,
                     "unit": one.unit, "source": one.source, "status": one.status}
                    for one in lines],
        "reason": None if lines else words_of(PLACES, "not_on_record"),
    }  # fmt: skip
