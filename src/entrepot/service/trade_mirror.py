"""Mirror reports of a file or of the lines that are loaded, side by side and reconciled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import minor_unit
from entrepot.kernel.source import STATUSES
from entrepot.service.trade_cells import (
    Document,
    Lines,
    Whole,
    check_by,
    lines_of,
    month_rates,
    rates_table,
    unreadable,
)
from entrepot.service.trade_load import need_columns
from entrepot.service.trade_table import parse_asked, percent
from entrepot.service.window import Window
from entrepot.trade import tables
from entrepot.trade.lines import FLOWS, LineMap
from entrepot.trade.mirror import (
    EXPORT,
    IMPORT,
    Mirrored,
    Report,
    Step,
    mirror,
    reconcile,
    reliability,
)

PRODUCTS = ("hs2", "hs4", "hs6")
_KEYS = ("reporter", "partner", "flow", "basis")
_TOLERANCE = "20"


@dataclass(frozen=True, slots=True)
class Comparing:
    """How reports are compared.

    Attributes:
        product: hs2, hs4 or hs6; empty compares all goods together.
        step: From FOB to CIF; None where none was named.
        tolerance: Most that two reports that agree may differ.
        top: Rows that are told, the largest gaps first; 0 is all.
    """

    product: str
    step: Step | None
    tolerance: Fraction
    top: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Fields that reports are added up by."""
        return (*_KEYS, *([self.product] if self.product else []))


def parse_comparing(raw: Mapping[str, Any]) -> Comparing:
    """How reports are to be compared.

    Args:
        raw: product, cif_margin_pct, margin_source, margin_status, tolerance_pct, top.

    Raises:
        InputError: With every fault.
    """
    problems: list[Problem] = []
    margin = _percent(raw, "cif_margin_pct", problems, "")
    tolerance = _percent(raw, "tolerance_pct", problems, _TOLERANCE)
    product = str(raw.get("product") or "")
    if product and product not in PRODUCTS:
        problems.append(
            _wrong("product", f"{product!r} is none.", f"One of {', '.join(PRODUCTS)}.")
        )
    source = str(raw.get("margin_source") or "")
    status: Any = raw.get("margin_status") or "unverified"
    if margin is not None and not source:
        problems.append(_wrong("margin_source", "is not told.", "Say where the margin is from."))
    if status not in STATUSES:
        problems.append(_wrong("margin_status", f"{status!r} is none.",
                               f"One of {', '.join(STATUSES)}."))  # fmt: skip
    if problems:
        raise InputError(problems)
    step = None if margin is None else Step(margin, source, status)
    return Comparing(product, step, tolerance or Fraction(0), int(raw.get("top") or 0))


def mirror_file(path: Path, own: LineMap, raw: Mapping[str, Any]) -> Document:
    """Compare the reports of a file of lines, without a store.

    Args:
        path: CSV or Parquet, with both flows.
        own: Which column gives which field: reporter, partner, flow, value, basis, hs.
        raw: How they are compared, see `parse_comparing`.

    Raises:
        InputError: The file, its map or what is asked cannot be used.
    """
    from entrepot.store import analytics

    asked = parse_comparing(raw)
    keys = tuple(key for key in asked.keys if key != "basis" or own.gives("basis"))
    check_by([key for key in keys if key not in own.constants], own.columns)
    with analytics.open_backend("duckdb") as connection:
        source = analytics.open_file(connection, "duckdb", path)
        need_columns(source, own)
        rows, whole = tables.rows_of(source, own, keys), Whole()
        cells = [
            row for part in whole.counted(analytics.run(connection, tables.cube(rows, keys), keys))
            for row in part.to_pylist()
        ]  # fmt: skip
        if whole.n_wrong:
            wrong = analytics.run(connection, tables.faults(rows), ("fault", "told"))
            raise InputError([unreadable(one) for part in wrong for one in part.to_pylist()])
    return _document(asked, _reports(asked, cells), own.currency)


def mirror_lines(
    window: Window, raw: Mapping[str, Any], *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Compare the reports among the lines that are loaded.

    Args:
        window: The window.
        raw: from, to, currency, revision, fields that must be so, and how they are compared.
        by: Account; empty is the machine itself.
        at: Instant.

    Raises:
        InputError: With every fault of what is asked.
        RoleError: Who acts is no statistics analyst.
    """
    asked = parse_comparing(raw)
    table, _ = parse_asked({**raw, "by": "reporter,partner"})
    with lines_of(window, table, by=by, at=at) as lines:
        rows = _cells(lines, asked, table.currency)
        found = _document(asked, _reports(asked, rows), table.currency)
        return {"revision": lines.revision, "from": table.first, "to": table.last, **found,
                "sources": list(lines.sources)}  # fmt: skip


def _cells(lines: Lines, asked: Comparing, currency: str) -> list[dict[str, Any]]:
    named = lines.table.filter(lines.table.reporter != "")
    rates, _ = month_rates(lines.rows(named.select("currency", "month").distinct()), currency)
    money = tables.in_currency(named, rates_table(rates))
    fields = {name: tables.field_of(money, name) for name in asked.keys}
    rows = money.select(**fields, value_minor=money.value_minor)
    return lines.rows(
        rows.group_by(list(asked.keys)).aggregate(value_minor=tables.whole_sum(rows.value_minor))
    )


def _reports(asked: Comparing, cells: Iterable[Mapping[str, Any]]) -> list[Report]:
    """Reports of exports and imports; what is no flow of both sides is passed over."""
    found = []
    for row in cells:
        flow = _FLOW_OF.get(str(row["flow"] or "").lower())
        one, other = str(row["reporter"] or ""), str(row["partner"] or "")
        if flow and one and other and one != other:
            ends = (one, other) if flow == EXPORT else (other, one)
            product = str(row.get(asked.product) or "") if asked.product else ""
            found.append(
                Report(*ends, product, flow, str(row.get("basis") or ""), row["value_minor"])
            )
    return found


_FLOW_OF = {word: flow for flow in (EXPORT, IMPORT) for word in FLOWS[flow]}


# Telling


def _document(asked: Comparing, reports: Sequence[Report], currency: str) -> Document:
    flows = mirror(reports, asked.step)
    found = reliability(flows, asked.tolerance)
    rows = [_row(one, reconcile(one, found), currency) for one in flows]
    rows.sort(key=lambda row: -abs(Decimal(row["gap"])) if row["gap"] else Decimal(1))
    return {
        "currency": currency,
        "step": None if asked.step is None else {
            "cif_margin_pct": percent(asked.step.margin), "source": asked.step.source,
            "status": asked.step.status,
        },
        "tolerance_pct": percent(asked.tolerance),
        "flows": {side: sum(one.sides == side for one in flows)
                  for side in ("both", "exporter", "importer", "neither")},
        "agreeing": sum(bool(one.agrees(asked.tolerance)) for one in flows),
        "rows": rows[: asked.top or None],
        "reporters": [
            {"reporter": name, "as_exporter_pct": percent(one.as_exporter),
             "as_importer_pct": percent(one.as_importer)}
            for name, one in found.items()
        ],
        "status": "modelled" if asked.step else "derived",
    }  # fmt: skip


def _row(one: Mirrored, believed: Fraction | None, currency: str) -> Document:
    gap_share = one.gap / one.imported if one.gap is not None and one.imported else None
    figures = {
        "exported": one.exported, "imported_fob": one.imported, "gap": one.gap,
        "reconciled": believed,
    }  # fmt: skip
    return {
        "exporter": one.exporter, "importer": one.importer,
        **({"product": one.product} if one.product else {}),
        **{name: _amount(minor, currency) for name, minor in figures.items()},
        "gap_pct": percent(gap_share), "sides": one.sides,
    }  # fmt: skip


def _amount(minor: Fraction | None, currency: str) -> str | None:
    """An amount in major units, rounded half up to the minor unit."""
    if minor is None:
        return None
    whole = (2 * abs(minor) + 1) // 2
    return format(minor_unit(currency) * int(whole if minor >= 0 else -whole), "f")


# What is asked


def _percent(
    raw: Mapping[str, Any], name: str, problems: list[Problem], otherwise: str
) -> Fraction | None:
    text = str(raw.get(name) or otherwise)
    if not text:
        return None
    try:
        found = Fraction(Decimal(text)) / 100
    except (ArithmeticError, ValueError):
        found = Fraction(-1)
    if not 0 <= found <= 1:
        problems.append(_wrong(name, f"{text!r} is no share.", "Give percent, from 0 to 100."))
    return found


def _wrong(where: str, message: str, hint: str) -> Problem:
    return Problem("trade.asked", where, message, hint)
