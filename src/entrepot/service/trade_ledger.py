"""The ledger of partners and of groups of partners, from the lines that are loaded."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.trade_cells import Asked, Counted, count_cells
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
from entrepot.trade import indices
from entrepot.trade.figures import total
from entrepot.trade.ledger import Account, Traded, by_group, by_partner, ranks, union
from entrepot.trade.records import Booked, book

_BY = ("partner", "month")


def ledger(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """Exports, imports, balance, growth and place of each partner and of groups of partners.

    Args:
        window: The window.
        raw: from, to, currency, revision, reporter (the region itself), fields that must be so,
            `group`: groups to be told, all that are known by default, and `records`: figures
            of services, projects and investment, which stand beside goods.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        partners, groups, `union` of the groups, total, missing months, sources, status. What the
        region published of a partner stands beside it with its source.

    Raises:
        InputError: With every fault of what is asked.
        RoleError: Who acts is no statistics analyst.
    """
    asked, _ = parse_asked({**raw, "by": ",".join(_BY)})
    groups = _groups(window, raw.get("group") or "")
    now = count_cells(window, asked, by=by, at=at)
    before = count_cells(window, year_before(asked), by=by, at=at)
    booked = book(raw.get("records") or (), asked.first, asked.last)
    return _document(window, asked, groups, now, before, booked)


def _document(
    window: Window, asked: Asked, groups: Sequence[str], now: Counted, before: Counted,
    booked: Mapping[str, Sequence[Booked]],
) -> Document:  # fmt: skip
    belongs = _Groups(window)
    traded, earlier = _traded(now), _traded(before)
    telling = _Telling(asked, missing_months(asked, now),
                       missing_months(year_before(asked), before))  # fmt: skip
    partners, old = by_partner(traded), by_partner(earlier)
    partners |= {name: Account() for name in sorted(booked) if name not in partners}
    places, whole = ranks(partners), _whole(partners)
    tagged, old_tagged = (by_group(one, groups, belongs) for one in (traded, earlier))
    rows = [
        {"partner": name, "rank": None if telling.missing else places[name],
         **telling.account(one, old.get(name, Account()), whole),
         "groups": [group for group in groups if name in tagged[group].partners],
         "records": [_record(figure) for figure in booked.get(name, ())],
         "published": _published(window, name)}
        for name, one in partners.items()
    ]  # fmt: skip
    return {
        "revision": now.revision, "from": asked.first, "to": asked.last,
        "currency": asked.currency, "missing": telling.missing,
        "partners": sorted(rows, key=lambda row: (row["rank"] or len(rows) + 1, row["partner"])),
        "groups": [
            {"group": name, **telling.account(one, old_tagged[name], whole),
             "partners": sorted(one.partners)}
            for name, one in tagged.items()
        ],
        "union": telling.account(
            union(traded, groups, belongs), union(earlier, groups, belongs), whole
        ),
        "total": telling.account(_whole(partners), _whole(old), whole),
        "hhi": telling.herfindahl(partners),
        "sources": list(now.sources), "status": weakest(cell.status for cell in now.cells),
    }  # fmt: skip


def _record(one: Booked) -> Document:
    return {
        "kind": one.kind, "direction": one.direction, "value": format(one.value, "f"),
        "currency": one.currency, "count": one.count, "sources": list(one.sources),
        "status": one.status,
    }  # fmt: skip


class _Telling:
    """Figures as text; unknown where a month is missing.

    Args:
        asked: What was asked.
        missing: Months that are not loaded.
        missing_before: Months of the year before that are not.
    """

    def __init__(
        self, asked: Asked, missing: Sequence[int], missing_before: Sequence[int]
    ) -> None:  # fmt: skip
        self.asked, self.missing, self.missing_before = asked, list(missing), missing_before

    def account(self, one: Account, before: Account, whole: Account) -> Document:
        """An account with its growth and its share of the whole."""
        figures = {"exports": one.exports, "imports": one.imports, "balance": one.balance,
                   "turnover": one.turnover}  # fmt: skip
        turnover = None if self.missing else one.turnover
        earlier = None if self.missing_before else before.turnover
        share = indices.growth(whole.turnover, turnover)
        return {
            **{name: None if self.missing else amount(value, self.asked.currency)
               for name, value in figures.items()},
            "turnover_before": amount(earlier, self.asked.currency),
            "growth_pct": percent(indices.growth(earlier, turnover)),
            "share_pct": None if share is None else percent(1 + share),
        }  # fmt: skip

    def herfindahl(self, partners: Mapping[str, Account]) -> float | None:
        """Concentration of the turnover on partners."""
        values = {name: one.turnover for name, one in partners.items()}
        known = {name: value for name, value in values.items() if value is not None}
        if self.missing or len(known) < len(values):
            return None
        return number(indices.herfindahl(known))


def _traded(counted: Counted) -> list[Traded]:
    return [Traded(cell.key[0], cell.month, cell.flow, cell.value_minor)
            for cell in counted.cells]  # fmt: skip


def _whole(partners: Mapping[str, Account]) -> Account:
    return Account(
        total(one.exports for one in partners.values()),
        total(one.imports for one in partners.values()), frozenset(partners),
    )  # fmt: skip


class _Groups:
    """Groups of countries as the pack dates them."""

    def __init__(self, window: Window) -> None:
        self._rows = {
            (row.group, row.country): row for row in window.reference.table("memberships")
        }

    def __call__(self, group: str, partner: str, on: date) -> bool:
        row = self._rows.get((group, partner))
        return row is not None and on in row.valid


def _groups(window: Window, told: str) -> list[str]:
    """The groups that are asked for, or all that have a name of countries."""
    known = sorted({row.group for row in window.reference.table("memberships")})
    wanted = [one.strip() for one in told.split(",") if one.strip()]
    if unknown := [one for one in wanted if one not in known]:
        raise InputError([
            Problem("trade.group", one, "is no group of the pack.", f"Groups: {', '.join(known)}.",
                    message_zh="没有该国家组。")
            for one in unknown
        ])  # fmt: skip
    return wanted or known


def _published(window: Window, partner: str) -> list[Document]:
    """What the region published of a partner, newest first."""
    rows: Iterable[Any] = window.reference.table("partners")
    found = [row for row in rows if row.countries == (partner,)]
    return [
        {"year": row.year, "period": row.period, "rank": row.rank, "share_pct": row.share_pct,
         "value": row.value, "unit": row.unit, "growth_pct": row.growth_pct,
         "source": row.source, "status": row.status}
        for row in sorted(found, key=lambda row: -(row.year or 0))
    ]  # fmt: skip
