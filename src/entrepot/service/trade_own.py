"""A firm's own trade, from the lines that are loaded: for the firm, and for whom it allows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.accounts import RoleError
from entrepot.service.trade_cells import Asked, Counted, count_cells
from entrepot.service.trade_load import firm_key
from entrepot.service.trade_table import (
    Document,
    amount,
    missing_months,
    number,
    parse_asked,
    percent,
    year_before,
)
from entrepot.service.window import Window
from entrepot.store.trade import Trade, acting_trade
from entrepot.trade import firm as trade
from entrepot.trade.figures import total
from entrepot.trade.firm import FirmTrade, Good
from entrepot.trade.ledger import Account, Traded
from entrepot.window.actor import SYSTEM, Actor

_ASKED = ("from", "to", "currency", "revision", "edition")
_MANDATE = "statistics"  # a broker needs a mandate for all


def own_trade(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """The trade of a firm as a document; see `firm_trade`."""
    asked = _asked(raw)
    found, now, before = _measure(window, raw, by, at)
    return {
        "firm": found.firm, "revision": now.revision, "from": found.first, "to": found.last,
        "currency": found.currency, "missing": missing_months(asked, now),
        "missing_before": missing_months(year_before(asked), before),
        **_account(found.whole, found.currency),
        "turnover_before": amount(found.before.turnover, found.currency),
        "growth_pct": percent(found.growth), "share_pct": percent(found.share),
        "partner_hhi": number(found.partner_herfindahl),
        "product_hhi": number(found.product_herfindahl),
        "partners": _rows("partner", found.partners, found.currency),
        "products": _rows("hs2", found.products, found.currency),
        "sources": list(now.sources), "status": found.status,
    }  # fmt: skip


def firm_trade(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> FirmTrade:
    """Value, growth, partners, goods and share of a firm's trade, as other rooms read it.

    Args:
        window: The window.
        raw: from, to, currency, revision, edition, `firm`: credit code, one's own by default.
        by: Account; empty is the machine itself.
        at: Instant.

    Raises:
        InputError: With every fault of what is asked.
        MissingError: There is no such firm.
        RoleError: The firm is another, and gave no mandate for all.
    """
    return _measure(window, raw, by, at)[0]


def _asked(raw: Mapping[str, Any]) -> Asked:
    told = {name: raw[name] for name in _ASKED if raw.get(name)}
    return parse_asked({**told, "by": "partner,hs2", "own": "1"})[0]


def _measure(
    window: Window, raw: Mapping[str, Any], by: str, at: datetime
) -> tuple[FirmTrade, Counted, Counted]:
    asked = _asked(raw)
    uscc, key = _firm(window, str(raw.get("firm") or ""), by, at)
    own = replace(asked, where={**(asked.where or {}), "firm": key})
    now, before = (
        count_cells(window, one, by="", at=at) for one in (own, year_before(own))
    )  # fmt: skip
    missing, goods = missing_months(asked, now), _goods(now)
    old_missing = missing_months(year_before(asked), before)
    share = None if missing else trade.share_of(key, _by_firm(window, asked, at))
    found = FirmTrade(
        uscc, asked.first, asked.last, asked.currency,
        trade.UNKNOWN if missing else trade.whole_of(goods),
        trade.UNKNOWN if old_missing else trade.whole_of(_goods(before)),
        {} if missing else trade.partners_of(goods), {} if missing else trade.products_of(goods),
        share, weakest(cell.status for cell in now.cells),
    )  # fmt: skip
    return found, now, before


def _firm(window: Window, uscc: str, by: str, at: datetime) -> tuple[str, str]:
    """Credit code of the firm that is asked for, and its name in the lines."""
    with acting_trade(window.database, by, at) as (book, who):
        organisation, uscc = _organisation(book, who, uscc or who.uscc)
    return uscc, firm_key(window, organisation)


def _organisation(book: Trade, who: Actor, uscc: str) -> tuple[str, str]:
    with book.as_system():
        row = book.find_organisation(uscc=uscc)
    allowed = who == SYSTEM or "auditor" in who.roles
    if not allowed and (row is None or not _is_allowed(who, row["id"])):
        raise RoleError(
            Problem("trade.own", uscc or who.account, "is not yours to read the trade of.",
                    "Ask the firm for a mandate for all.", message_zh="无权查看该企业的贸易数据。")
        )  # fmt: skip
    if row is None:
        raise MissingError(
            Problem("trade.firm", uscc or "firm", "is no firm here.", "Give its credit code.",
                    message_zh="没有该企业。")
        )  # fmt: skip
    return row["id"], row["uscc"]


def _is_allowed(who: Actor, organisation: str) -> bool:
    return bool(who.roles & {"trader", "broker"}) and who.may_for(organisation, _MANDATE)


def _goods(counted: Counted) -> list[Good]:
    return [
        Good(cell.key[1], Traded(cell.key[0], cell.month, cell.flow, cell.value_minor))
        for cell in counted.cells
    ]


def _by_firm(window: Window, asked: Asked, at: datetime) -> dict[str, int | None]:
    """Turnover of every firm of the region, under names that tell nobody who it is."""
    cells = count_cells(window, replace(asked, by=("firm",)), by="", at=at).cells
    firms = {cell.key[0] for cell in cells}
    return {
        name: total(cell.value_minor for cell in cells if cell.key[0] == name) for name in firms
    }


def _account(one: Account, currency: str) -> Document:
    names = ("exports", "imports", "balance", "turnover")
    return {name: amount(getattr(one, name), currency) for name in names}


def _rows(name: str, accounts: Mapping[str, Account], currency: str) -> list[Document]:
    """The largest first; what is unknown last."""
    keys = sorted(accounts, key=lambda key: (-(accounts[key].turnover or 0), key))
    return [{name: key, **_account(accounts[key], currency)} for key in keys]
