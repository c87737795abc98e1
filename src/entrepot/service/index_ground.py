"""What a run of an index stands on: a published scheme, periods, what was known at an instant."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from entrepot import __version__
from entrepot.assess.observations import Span, parse_span
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Scheme
from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.index_files import IndexFiles, table_of
from entrepot.service.observations import iso, plain_text
from entrepot.service.schemes import Version, get_version
from entrepot.store.observations import Known, Row


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for.

    Attributes:
        scheme: Code of a published scheme.
        version: Its version; the one in force by default.
        periods: Which to score; the newest that is known by default, all years of a panel.
        known_at: Instant of knowledge; now by default.
    """

    scheme: str
    version: int | None = None
    periods: tuple[str, ...] = ()
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run stands on.

    Attributes:
        version: The published version.
        periods: Those that are scored.
        known_at: The last instant at which something was learnt.
        rows: Observations as known then.
        files: The same as the pipeline takes them.
        left_out: Units of which nothing is known.
    """

    version: Version
    periods: tuple[str, ...]
    known_at: datetime
    rows: Sequence[Row]
    files: IndexFiles
    left_out: tuple[str, ...]


def stand(book: Known, asked: Asked, at: datetime) -> Ground:
    """What a run stands on.

    Raises:
        InputError: A period is none, or a rule's column is not known of a unit.
        MissingError: There is no such scheme, or nothing is known of its indicators.
    """
    known_at = asked.known_at or at
    version, _ = get_version(book, asked.scheme, asked.version, at.date())
    plan = version.plan
    columns = _columns(plan)
    last = book.last_learnt(at=known_at, codes=columns)
    members = version.body["units"]
    places = [one["unit"] for one in members] if members is not None else None
    periods = _asked_periods(asked, plan)
    asked_for = {"codes": columns, "places": places, "periods": list(periods) or None}
    told = [] if last is None else book.list_known(at=last, **asked_for)
    found = [row for row in told if row["value"] is not None]
    if not found:
        raise MissingError(_nothing(asked, known_at))
    chosen = periods or _default_periods(plan, found)
    rows = [row for row in found if row["period"] in chosen]
    units = places if places is not None else sorted({row["geography"] for row in rows})
    seen = {row["geography"] for row in rows}
    files = _files(version, plan, columns, rows, [one for one in units if one in seen], chosen)
    return Ground(
        version, chosen, last, rows, files, tuple(one for one in units if one not in seen)
    )


def read_under(book: Known, plan: Ground, data: Ground) -> Table:
    """The data of one run as the scheme of another reads them.

    Args:
        book: The observations.
        plan: Whose scheme.
        data: Whose units, periods and knowledge.

    Raises:
        InputError: The units have no class or group that the scheme names, or a rule's column
            was not known of one.
    """
    columns, units = _columns(plan.version.plan), tuple(dict.fromkeys(data.files.table.units))
    told = book.list_known(at=data.known_at, codes=columns, places=list(units),
                           periods=list(data.periods))  # fmt: skip
    rows = [row for row in told if row["value"] is not None]
    version = replace(data.version, body={**plan.version.body, "units": data.version.body["units"]})
    return _files(version, plan.version.plan, columns, rows, units, data.periods).table


def _columns(plan: Scheme) -> list[str]:
    return [*(one.code for one in plan.indicators), *plan.denominators, *plan.rule_columns]


def _asked_periods(asked: Asked, plan: Scheme) -> tuple[str, ...]:
    spans = {text: parse_span(text) for text in asked.periods}
    problems = [
        _period(text, "is no period.", "Write 2024, 2024-H1, 2024-Q3 or 2024-05.", "不是时期。")
        for text, span in spans.items()
        if span is None
    ]
    told = [span for span in spans.values() if span]
    if len(told) > 1 and not plan.time:
        told_hint = 'Name one, or give the scheme time = "year".'
        problems.append(
            _period(asked.periods[1], "is one too many.", told_hint, "只能选一个时期。")
        )
    if plan.time and any(span.step != "year" for span in told):
        problems.append(_period(asked.periods[0], "is no year.", "A panel takes years.",
                                "面板数据只取年度。"))  # fmt: skip
    if problems:
        raise InputError(problems)
    return tuple(sorted({span.text for span in told}))


def _default_periods(plan: Scheme, rows: Sequence[Row]) -> tuple[str, ...]:
    """All years of a panel; else the newest period of which an indicator is known."""
    codes = {one.code for one in plan.indicators}
    spans = [span for row in rows if row["what"] in codes and (span := parse_span(row["period"]))]
    if plan.time:
        return tuple(sorted({span.text for span in spans if span.step == "year"}))
    return (max(spans, key=_newness).text,) if spans else ()


def _newness(span: Span) -> tuple[Any, ...]:
    """By its end; of two that end alike, the longer."""
    return span.end, -span.first.toordinal()


def _files(
    version: Version, plan: Scheme, columns: Sequence[str], rows: Sequence[Row],
    units: Sequence[str], periods: Sequence[str],
) -> IndexFiles:  # fmt: skip
    """Observations as the pipeline takes a file: a row a unit, and a year of a panel."""
    keys = ("geography", "period", "what")
    values = {tuple(row[key] for key in keys): plain_text(row["value"]) for row in rows}
    members = {one["unit"]: one for one in version.body["units"] or ()}
    told = [
        {
            **{column: values.get((unit, period, column), "") for column in columns},
            **{name: members[unit][name] for name in (*plan.groups, plan.unit_class)
               if name in members.get(unit, ())},
            **({plan.time: period} if plan.time else {}), plan.unit: unit,
        }
        for unit in units for period in periods
        if not plan.time or any((unit, period, column) in values for column in columns)
    ]  # fmt: skip
    data = [[*key, value] for key, value in sorted(values.items())]
    seal = {"scheme": version.hash, "periods": list(periods), "data": data, "program": __version__}
    digest = hashlib.sha256(canonical_json(seal)).hexdigest()
    header = list(told[0]) if told else [plan.unit, *columns]
    table = table_of(plan, header, told, "observations")
    return IndexFiles(version.body["scheme"], plan, table, f"sha256:{digest}", ())


def _nothing(asked: Asked, known_at: datetime) -> Problem:
    return Problem(
        "index.nothing_known", asked.scheme,
        f"nothing was known of its indicators at {iso(known_at)}.",
        "Add observations, or name another period or instant.",
        message_zh="当时没有该方案指标的观测值。",
    )  # fmt: skip


def _period(text: str, message: str, hint: str, zh: str) -> Problem:
    return Problem("index.period", f"period {text}", message, hint, message_zh=zh)
