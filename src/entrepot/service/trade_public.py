"""Tables of trade that everybody may see, chosen so that none gives away what another hides.

Each table hides what could be worked out from its own totals. Two tables that overlap could still
be taken one from the other: eleven months from a year, exports from all trade, a heading from its
chapter, one revision from the next. So the public has whole years, one flow, the newest revision,
one currency, and a few tables that share nothing but their total.

Source:
    Willenborg and de Waal (2001), Elements of Statistical Disclosure Control, ch. 6, on linked
    tables.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.trade_cells import Asked, Counted, count_cells
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.trade.disclosure import Risk

Document = dict[str, Any]
OVER_TIME = "month,flow"
TABLES = ("partner", "hs6", OVER_TIME)
FLOWS = ("import", "export")
CURRENCY = "USD"
MEASURES = ("value", "share", "growth", "contribution", "hhi", "cr4")
_AGAINST_A_YEAR_BEFORE = frozenset({"growth", "contribution"})
_KNOWN = ("from", "to", "by", "measure", "flow", "currency", "revision", "own", "public")


IsSafe = Callable[[int, str], bool]  # year and flow


def show_public(
    window: Window, raw: Mapping[str, Any], *, at: datetime, is_safe: IsSafe | None = None
) -> Document:
    """A table of the region's trade in a year as everybody may see it.

    Args:
        window: The window.
        raw: from and to (a whole year, 202401 and 202412), flow (import or export), by (partner,
            hs6 or month,flow), measure.
        at: Instant.
        is_safe: `is_year_safe`, where its answers are kept.

    Returns:
        As `show`; what is suppressed says so.

    Raises:
        InputError: It is none of the public tables.
        RefusedError: All trade of the year is that of too few firms.
    """
    if problems := list(_problems(raw)):
        raise InputError(problems)
    year, flow = int(str(raw["from"])[:4]), str(raw["flow"])
    is_safe = is_safe or partial(is_year_safe, window, at=at)
    if not is_safe(year, flow):
        raise RefusedError(_too_few(year))
    wanted = [one for one in _measures(raw) if one in MEASURES]
    if _AGAINST_A_YEAR_BEFORE & set(wanted) and not is_safe(year - 1, flow):
        wanted = [one for one in wanted if one not in _AGAINST_A_YEAR_BEFORE]
    chosen = {name: raw[name] for name in ("from", "to", "by") if name in raw}
    asked = {**chosen, "flow": flow, "measure": wanted, "currency": CURRENCY}
    return show(window, {**asked, "own": True, "public": True}, by="", at=at)


def _measures(raw: Mapping[str, Any]) -> list[str]:
    told = raw.get("measure") or "value"
    return [one.strip() for one in told.split(",")] if isinstance(told, str) else list(told)


def _problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    first, last = (str(raw.get(name) or "").replace("-", "") for name in ("from", "to"))
    if not (first.isascii() and first.isdigit() and first[4:] == "01" and last == first[:4] + "12"):
        yield _wrong("from", "is no whole year.", "Ask for one, as from 202401 to 202412.")
    by = str(raw.get("by") or "partner")
    if by not in TABLES:
        yield _wrong("by", f"{by!r} is no public table.", f"Public are: {'; '.join(TABLES)}.")
    if raw.get("flow") not in FLOWS:
        yield _wrong("flow", "is not public so.", "Ask for import or for export.")
    if str(raw.get("currency") or CURRENCY).upper() != CURRENCY:
        yield _wrong("currency", "is not public.", f"Ask for {CURRENCY}.")
    if raw.get("revision") not in (None, ""):
        yield _wrong("revision", "is not public.", "The newest is; leave it out.")
    for name in raw:
        if name not in _KNOWN and raw[name]:
            yield _wrong(name, "is not public.", "Ask for the whole table.")


def is_year_safe(window: Window, year: int, flow: str, *, at: datetime) -> bool:
    """Whether even the totals of a year tell of no firm; where nothing is, nothing is told."""
    first, own = year * 100 + 1, {"reporter": ""}
    asked = Asked(first, first + 11, ("flow",), (flow,), None, CURRENCY, own, public=True)
    found: Counted = count_cells(window, asked, by="", at=at)
    risks = [Risk(one.value_minor or 0, one.n_firms, one.top1_minor) for one in found.cells]
    return not any(one.is_unsafe for one in risks)


def no_year(year: int, years: list[int]) -> Problem:
    """That a year is not loaded as a whole."""
    told = ", ".join(map(str, years)) or "none"
    return _wrong("from", f"{year} is not loaded as a whole.", f"Whole years: {told}.")


def _too_few(year: int) -> Problem:
    return Problem(
        "trade.too_few_firms", str(year), "is the trade of too few firms to be public.",
        "Ask a statistics analyst.", message_zh="该年贸易涉及的企业过少，不予公开。",
    )  # fmt: skip


def _wrong(where: str, message: str, hint: str) -> Problem:
    return Problem(
        "trade.public", where, message, hint, message_zh="不是公开的表；请登录为统计分析员。"
    )
