"""Own measurements as observations: figures of a period, kept once, walked back to their cases."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from entrepot.assess.measured import Figure, figures_of
from entrepot.assess.observations import COLUMNS, WITHDRAWN, Span, parse_span
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.observations import (
    AUDITOR,
    INDICATOR_COLUMNS,
    KEEPERS,
    Wanted,
    add_observations,
    csv_of,
    define_indicators,
    list_indicators,
    list_known,
    need_keeper,
    need_seer,
)
from entrepot.service.own_records import Named, own_indicators, own_records
from entrepot.service.window import Window
from entrepot.store.observations import acting_known

Document = dict[str, Any]
SOURCE = "records of this window, measured by the program"
CASE_SEERS = (*KEEPERS, AUDITOR)
_HEADS = (*INDICATOR_COLUMNS, "name_zh", "direction", "kind", "revision_policy")
_POLICY = "measured anew from the records; a correction is known from then on"


def measure(window: Window, period: str = "", *, by: str, at: datetime) -> Document:
    """What the records of a period come to now; nothing is kept.

    Args:
        window: The window.
        period: 2026, 2026-H1, 2026-Q1 or 2026-03; the last whole month by default.
        by: Account.
        at: Now.

    Returns:
        `figures`, those without a record unknown with the reason, beside what is `known`.

    Raises:
        InputError: The period is none, or has not begun.
        RoleError: Who acts may not read observations.
    """
    span = _span(window, period, at)
    with acting_known(window.database, by, at) as (_, who):
        need_seer(who)
    told = _told(window, span)
    known = list_known(window, at, Wanted(tuple(own_indicators(window)), (), (span.text,)),
                       by=by, at=at)["observations"]  # fmt: skip
    values = {(one["what"], one["where"]): one for one in known}
    for one in told:
        one["known"] = values.pop((one["what"], one["where"]), None)
    return {"period": span.text, "is_over": span.end <= _today(window, at), "figures": told,
            "known_only": list(values.values())}  # fmt: skip


def keep_measurements(window: Window, period: str = "", *, by: str, at: datetime) -> Document:
    """Measure a period and keep what came out; the same again is kept once.

    What differs from what is known corrects it from now on; what has no record any longer is
    withdrawn.

    Args:
        window: The window.
        period: As `measure` takes it.
        by: A statistics analyst; empty is the machine itself.
        at: Now.

    Raises:
        InputError: The period is none, or has not begun.
        RoleError: Who acts is no analyst.
    """
    with acting_known(window.database, by, at) as (_, who):
        need_keeper(who)
    found = measure(window, period, by=by, at=at)
    rows = [*_rows(found), *_withdrawn(found)]
    kept: Document = {"added": 0, "corrected": 0, "unchanged": 0, "withdrawn": 0}
    if rows:
        _define(window, {str(row["what"]) for row in rows}, by, at)
        file = f"own measurements {found['period']}"
        done = add_observations(window, csv_of(rows, (*COLUMNS, "note")), file, by=by, at=at)
        kept = {name: done[name] for name in kept}
    return {**kept, **measure(window, found["period"], by=by, at=at)}


def show_cases(
    window: Window, what: str, period: str, where: str = "", *, by: str, at: datetime
) -> Document:
    """The cases behind a figure, the longest first; only analysts and auditors see them.

    Args:
        window: The window.
        what: Indicator of our own.
        period: As `measure` takes it.
        where: Place; the region by default.
        by: Account.
        at: Now.

    Raises:
        InputError: The period is none.
        MissingError: There is no such indicator.
        RoleError: Who acts may not see cases.
    """
    span, named = _span(window, period, at), own_indicators(window).get(what)
    with acting_known(window.database, by, at) as (_, who):
        if AUDITOR not in who.roles:
            need_keeper(who)
    if named is None:
        raise MissingError(
            Problem("measurement.unknown", what, "is none of our own indicators.",
                    "See the list of measurements.", message_zh="不是自有测度指标。")
        )  # fmt: skip
    where = where or _region(window)
    figures = _figures(window, span)
    found = next((one for one in figures if (one.what, one.where) == (what, where)), None)
    records = sorted(found.records if found else (), key=lambda one: (-one.amount, one.reference))
    return {
        **_document(named, where, found), "period": span.text,
        "records": [{"reference": one.reference, "value": float(one.amount),
                     "status": "synthetic" if one.is_invented else "derived"} for one in records],
    }  # fmt: skip


def _told(window: Window, span: Span) -> list[Document]:
    """A row for each figure, and one for each indicator that has none for the region."""
    figures = {(one.what, one.where): one for one in _figures(window, span)}
    found: list[Document] = []
    for what, named in own_indicators(window).items():
        places = [where for one, where in figures if one == what]
        wanted = places or ([] if named.is_step else [_region(window)])
        found += [_document(named, where, figures.get((what, where))) for where in wanted]
    return found


def _figures(window: Window, span: Span) -> Sequence[Figure]:
    return figures_of(own_records(window, span), _region(window))


def _document(named: Named, where: str, figure: Figure | None) -> Document:
    told = {"what": named.what, "where": where, "name": named.name, "name_zh": named.name_zh,
            "unit": named.unit, "of": named.kind}  # fmt: skip
    if figure is None:
        return {**told, "value": None, "cases": 0, "status": None, "source": SOURCE, "note": "",
                "reason": named.reason, "reason_zh": named.reason_zh}  # fmt: skip
    return {**told, "value": float(figure.value), "cases": len(figure.records),
            "status": figure.status, "source": SOURCE, "note": _note(figure),
            "reason": None, "reason_zh": None}  # fmt: skip


def _note(figure: Figure) -> str:
    """How many cases, and which: the same cases have the same fingerprint."""
    told = "\n".join(f"{one.reference} {one.amount}" for one in figure.records)
    return f"{len(figure.records)} cases, {hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _rows(found: Document) -> list[Mapping[str, object]]:
    return [one | {"when": found["period"]} for one in found["figures"] if one["value"] is not None]


def _withdrawn(found: Document) -> list[Mapping[str, object]]:
    """What is known and has no record any longer."""
    lost = [one["known"] for one in found["figures"] if one["value"] is None and one["known"]]
    gone = [one for one in (*lost, *found["known_only"]) if one["value"] is not None]
    return [one | {"value": WITHDRAWN, "note": "no record any longer"} for one in gone]


def _define(window: Window, codes: set[str], by: str, at: datetime) -> None:
    """Tell the names of indicators that nobody told of yet; what somebody told stays."""
    told = {one["code"] for one in list_indicators(window, by=by, at=at)["indicators"]}
    named = own_indicators(window)
    fresh = [
        {"code": what, "name": named[what].name, "unit": named[what].unit,
         "name_zh": named[what].name_zh, "direction": -1, "kind": "level",
         "revision_policy": _POLICY}
        for what in sorted(codes - told)
    ]  # fmt: skip
    if fresh:
        define_indicators(window, csv_of(fresh, _HEADS), "own indicators", by=by, at=at)


def _span(window: Window, text: str, at: datetime) -> Span:
    today = _today(window, at)
    month = today.replace(day=1) - timedelta(days=1)
    span = parse_span(text or f"{month:%Y-%m}")
    if span is None or span.first > today:
        told = "has not begun." if span else "is no period."
        raise InputError(
            Problem("measurement.period", f"period {text}", told,
                    "Write 2026, 2026-H1, 2026-Q1 or 2026-03.",
                    message_zh="尚未开始。" if span else "不是时期。")
        )  # fmt: skip
    return span


def _today(window: Window, at: datetime) -> date:
    return at.astimezone(window.reference.zone).date()


def _region(window: Window) -> str:
    return str(window.reference.settings.id)
