"""A brief about a place: its score, goals, alerts, growth, plan and every source, from the pack.

Nothing in it depends on the clock, so the same input gives the same document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from entrepot.assess.decisions import UNDECIDED, Decisions
from entrepot.kernel.errors import EntrepotError
from entrepot.service.index import index_of
from entrepot.service.portfolio import portfolio_of
from entrepot.service.targets import targets_of
from entrepot.service.trade_review import review_growth
from entrepot.store.reference import WindowReference

Document = dict[str, Any]
_UNEASY = ("insufficient", "moving_away")


def brief_of(
    reference: WindowReference, geography: str, *, scheme: Path | None = None,
    data: Path | None = None, portfolio: str = "", decisions: Decisions = UNDECIDED,
) -> Document:  # fmt: skip
    """Gather what is known of a place.

    Args:
        reference: The pack.
        geography: Place id or name.
        scheme: TOML of an index, with its data; without them there is no assessment.
        data: CSV, a row a unit.
        portfolio: JSON of a case; without it there is no portfolio.
        decisions: What people decided on its targets.

    Returns:
        targets, checks, alerts, growth, assessment, portfolio (None where it was not asked for),
        sources with status and how often each is used.

    Raises:
        InputError: A file cannot be used, or no place is named.
        MissingError: There is no such place.
        ModelError: The numbers of an index or a case have no honest answer.
    """
    goals = targets_of(reference, geography, parts=True, decisions=decisions)
    found = {
        "region": reference.settings.id,
        "geography": goals["geography"], "name": goals["name"], "name_zh": goals["name_zh"],
        "assessment": _assessment(scheme, data, goals["geography"]),
        "targets": goals["targets"], "checks": goals["checks"], "alerts": list(_alerts(goals)),
        "growth": _growth(reference, goals),
        "portfolio": portfolio_of(portfolio) if portfolio else None,
    }  # fmt: skip
    return {**found, "sources": _sources(found)}


def _assessment(scheme: Path | None, data: Path | None, place: str) -> Document | None:
    if scheme is None or data is None:
        return None
    found = index_of(scheme, data)
    own = next((one for one in found["units"] if one["unit"].casefold() == place.casefold()), None)
    return {**{name: found[name] for name in ("scheme", "hash", "units", "warnings")}, "own": own}


def _growth(reference: WindowReference, goals: Mapping[str, Any]) -> Document | None:
    """The review of growth, where figures of the place were published."""
    here = {goals["name"], goals["name_zh"], goals["geography"]}
    rows = reference.table("trade_series")
    named = next((row.geography for row in rows if {row.geography, row.geography_zh} & here), None)
    if named is None and goals["geography"] != reference.settings.id:
        return None
    try:
        return review_growth(reference, geography=named or "")
    except EntrepotError:
        return None  # it tells no whole year


def _alerts(goals: Mapping[str, Any]) -> Iterator[Document]:
    """What asks for attention: odd goals, goals out of reach, and checks that do not hold."""
    for one in goals["targets"]:
        for words in one["flag_words"]:
            yield {"ids": [one["id"]], **words}
        if one["status"] in _UNEASY:
            yield {"ids": [one["id"]], "code": f"target.{one['status']}", "text": "", "text_zh": ""}
    for check in goals["checks"]:
        if check.get("holds") is False or check.get("readings"):
            yield {"ids": check["ids"], **check["words"]}


def _sources(found: Mapping[str, Any]) -> list[Document]:
    """Every source beneath the brief, the most used first."""
    uses: dict[tuple[str, str], int] = defaultdict(int)
    for source, status in _cited(found):
        uses[source, status] += 1
    ranked = sorted(uses.items(), key=lambda one: (-one[1], one[0]))
    return [{"source": source, "status": status, "uses": count}
            for (source, status), count in ranked]  # fmt: skip


def _cited(found: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for one in found["targets"]:
        yield one["source"], one["source_status"]
    for series in (found["growth"] or {"series": ()})["series"]:
        for step in series["steps"]:
            yield from ((row["source"], row["status"]) for row in step["figures"])
