"""A doubling of trade split each month over firms, products or places, from the region's lines."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from entrepot.assess.doubling import Doubling, Part, split
from entrepot.assess.in_year import past_shares
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.money import minor_unit
from entrepot.kernel.source import weakest
from entrepot.service.fields import Fields
from entrepot.service.target_words import PACES, words_of
from entrepot.service.trade_cells import Counted, count_cells, list_batches
from entrepot.service.trade_load import need_statistician
from entrepot.service.trade_table import parse_asked
from entrepot.service.window import Window
from entrepot.store.trade import acting_trade

Document = dict[str, Any]
BY = {"firm": "firm", "product": "hs4", "place": "region"}
FLOWS = ("export", "import")
MOST = 500


def split_doubling(
    window: Window, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:  # fmt: skip
    """What each firm, product or place owes to a doubling by the last month loaded, and brought.

    Firms are named to who may read lines of trade, and to nobody else.

    Args:
        window: The window.
        raw: by (firm, product, place), base and until (years), and by choice factor (2), flow
            (both), currency (USD), through (month, the last that is loaded).
        by: A statistics analyst; empty is the machine itself.
        at: Now.

    Returns:
        whole and parts: base, at_end, owed, so_far, gap as exact text, pace; `unknown`
        names parts of which a value is unknown, which count in neither.

    Raises:
        InputError: A field cannot be used.
        RefusedError: The base year is not loaded as a whole.
        RoleError: Who acts may not read lines of trade.
    """
    with acting_trade(window.database, by, at) as (_, who):
        need_statistician(who)
    asked = _asked(raw)
    loaded = _loaded(window, by, at)
    through = asked["through"] or max(loaded, default=0)
    base_year, year = asked["base"], through // 100
    _need_whole(loaded, base_year)
    counted = _counted(window, asked, min(loaded), through, by, at)
    unknown = {one.key[0] for one in counted.cells if one.value_minor is None}
    base = _sums(counted, unknown, base_year, 12)
    so_far = _sums(counted, unknown, year, through % 100)
    months = {one: value for one in counted.months if (value := _month(counted, one)) is not None}
    shares = past_shares(months, year, through % 100)
    expected = sum(shares.values()) / len(shares) if shares else None
    doubling = Doubling(base_year, asked["until"], asked["factor"])
    parts = split(doubling, year, base, so_far, expected)
    whole = split(doubling, year, {"": sum(base.values())}, {"": sum(so_far.values())}, expected)
    return {
        "by": asked["by"], "base_year": base_year, "until": asked["until"],
        "factor": asked["factor"], "through": through, "currency": asked["currency"],
        "flow": asked["flow"], "expected_share": expected,
        "of_years": [{"year": one, "share": share} for one, share in shares.items()],
        "whole": _part(whole[0], asked["currency"]),
        "parts": [_part(one, asked["currency"]) for one in parts[:MOST]],
        "unknown": sorted(unknown), "left_out": max(0, len(parts) - MOST),
        "revision": counted.revision,
        "reason": None if expected is not None else words_of(PACES, "no_past_year"),
        "source": "; ".join(counted.sources),
        "status": weakest(["modelled", *(one.status for one in counted.cells)]),
    }  # fmt: skip


def _asked(raw: Mapping[str, object]) -> Document:
    fields = Fields(raw)
    base = fields.whole("base", low=1900, high=2100)
    until = fields.whole("until", low=1901, high=2100)
    found = {
        "by": fields.word("by", tuple(BY)) or "product",
        "base": base, "until": until,
        "factor": fields.whole("factor", low=2, high=100) or 2,
        "flow": fields.word("flow", FLOWS),
        "currency": (fields.text("currency") or "USD").upper(),
        "through": fields.whole("through", low=190001, high=210012),
    }  # fmt: skip
    fields.nothing_else()
    for name in ("base", "until"):
        if found[name] is None and not any(one.where == name for one in fields.problems):
            fields.fault("missing", name, "is empty.", "Give a year.")
    if base and until and base >= until:
        fields.fault("order", "until", "is not after base.", "Give a later year.")
    if fields.problems:
        raise InputError(fields.problems)
    return found


def _loaded(window: Window, by: str, at: datetime) -> list[int]:
    """Months that are loaded."""
    batches = list_batches(window, by=by, at=at)["rows"]
    return sorted({month for one in batches for month in one["months"] if month % 100})


def _need_whole(loaded: list[int], year: int) -> None:
    lacking = [month for month in range(year * 100 + 1, year * 100 + 13) if month not in loaded]
    if lacking:
        message = f"{len(lacking)} months of {year} are not loaded."
        raise RefusedError(Problem("target.base_months", "base", message,
                                   "Load them, or name a year that is whole.",
                                   message_zh=f"{year}年有{len(lacking)}个月未载入。"))  # fmt: skip


def _counted(
    window: Window, asked: Document, first: int, through: int, by: str, at: datetime
) -> Counted:  # fmt: skip
    wanted, _ = parse_asked({
        "from": str(first), "to": str(through), "by": BY[asked["by"]],
        "flow": asked["flow"] or ",".join(FLOWS), "currency": asked["currency"],
    })  # fmt: skip
    return count_cells(window, wanted, by=by, at=at)


def _sums(
    counted: Counted, unknown: Collection[str], year: int, months: int
) -> dict[str, int]:  # fmt: skip
    """Value of each known part in the first months of a year, in minor units."""
    found: dict[str, int] = {}
    for one in counted.cells:
        if year * 100 < one.month <= year * 100 + months and one.key[0] not in unknown:
            found[one.key[0]] = found.get(one.key[0], 0) + (one.value_minor or 0)
    return found


def _month(counted: Counted, month: int) -> float | None:
    """The value of a month; None where a part of it is unknown."""
    values = [one.value_minor for one in counted.cells if one.month == month]
    return None if None in values else float(sum(one or 0 for one in values))


def _part(one: Part, currency: str) -> Document:
    """A part, its amounts as text in the currency: they are exact."""
    unit = minor_unit(currency)
    return {name: f"{value * unit:f}" if isinstance(value, int) else value
            for name, value in asdict(one).items()}  # fmt: skip
