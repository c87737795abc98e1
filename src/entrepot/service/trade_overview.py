"""The trade of a region at a glance: by month, by partner, by product, at any revision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.corridors.memory import Memory
from entrepot.kernel.errors import InputError
from entrepot.service.trade_cells import Asked, lines_of
from entrepot.service.trade_load import need_statistician
from entrepot.service.trade_public import (
    CURRENCY,
    OVER_TIME,
    TABLES,
    is_year_safe,
    no_year,
    show_public,
)
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.store.trade import acting_trade

Document = dict[str, Any]
BY = ("hs6", "hs4", "hs2", "partner", "origin", "region", "regime", "mode", "office")
FLOWS = ("export", "import")
MEASURES = ("value", "share", "growth", "contribution", "hhi", "cr4")
_SET = ("from", "to", "by", "flow", "currency", "revision")
_KEPT = 60  # tables that are kept


@dataclass
class TradeTables:
    """Tables of trade, each counted once a revision: what a revision tells never changes.

    Attributes:
        window: The window.
    """

    window: Window
    _kept: Memory[Any, Any] = field(default_factory=lambda: Memory(_KEPT))

    def show(self, raw: Mapping[str, Any], *, by: str | None, at: datetime) -> Document:
        """A table as a statistics analyst sees it; for nobody in particular, the public one.

        Args:
            raw: As `trade_table.show` or `trade_public.show_public` take it.
            by: Account; empty is the machine itself, None is anybody.
            at: Instant.

        Raises:
            InputError: With every fault of what is asked.
            RefusedError: All trade of the year is that of too few firms.
            RoleError: Who acts is no statistics analyst.
        """
        key = tuple(sorted((name, str(value)) for name, value in raw.items() if value))
        if by is None:
            self._need_year(raw, at)
        make = (
            partial(show_public, self.window, raw, at=at, is_safe=partial(self._is_safe, at=at))
            if by is None
            else partial(show, self.window, raw, by=by, at=at)
        )
        found: Document = self._once(by, at, key, make)
        return found

    def _need_year(self, raw: Mapping[str, Any], at: datetime) -> None:
        """See that the public asks for a year that is loaded: others would be counted in vain."""
        years = self._once(None, at, "months", lambda: self._loaded(None, at))["years"]
        told = str(raw.get("from") or "")[:4]
        if told.isdigit() and int(told) not in years:
            raise InputError(no_year(int(told), years))

    def _is_safe(self, year: int, flow: str, *, at: datetime) -> bool:
        make = partial(is_year_safe, self.window, year, flow, at=at)
        return bool(self._once(None, at, ("safe", year, flow), make))

    def overview(self, raw: Mapping[str, Any], *, by: str | None, at: datetime) -> Document:
        """The trade of a span: series, partners and a table by what is asked for.

        Args:
            raw: from, to, by, flow, currency and revision; all may be left out. The public has
                whole years of a flow by partner or product.
            by: Account; None is anybody.
            at: Instant.

        Returns:
            asked, months, years, revisions (for an analyst), series, partners, table; without
            lines of the region the last three are None.

        Raises:
            InputError: With every fault of what is asked.
            RefusedError: All trade of the year is that of too few firms.
        """
        head = self.outline(raw, by=by, at=at)
        asked: Mapping[str, str] = head["asked"]
        if not (head["years"] if by is None else head["months"]):
            return head

        def table(keys: str, **more: str) -> Document:
            return self.show({**asked, "own": "1", "by": keys, **more}, by=by, at=at)

        measures = ",".join(MEASURES)
        return {
            **head,
            "series": table(OVER_TIME, flow=asked["flow"] if by is None else "", measure="value"),
            "partners": table("partner", measure=measures),
            "table": table(asked["by"], measure=measures),
        }

    def outline(self, raw: Mapping[str, Any], *, by: str | None, at: datetime) -> Document:
        """What is loaded and what is asked for, without the tables."""
        told = self._once(by, at, "months", lambda: self._loaded(by, at))
        if by is not None:
            asked = _asked(raw, told["months"], told["years"])
        else:
            asked = _of_a_year(raw, self._public_year(raw, told["years"], at))
        return {**told, "asked": asked, "is_public": by is None,
                "series": None, "partners": None, "table": None}  # fmt: skip

    def _public_year(self, raw: Mapping[str, Any], years: list[int], at: datetime) -> int:
        """The year that is asked for; else the last that can be shown."""
        if (told := str(raw.get("from") or "")[:4]).isdigit():
            return int(told)
        flow = str(raw.get("flow") or FLOWS[0])
        shown = (one for one in reversed(years) if self._is_safe(one, flow, at=at))
        return next(shown, years[-1] if years else 0)

    def kept(self, what: str, make: Callable[[], Any], *, by: str, at: datetime) -> Any:
        """Something else that a revision tells, made once, for an analyst."""
        return self._once(by, at, what, make)

    def _once(self, by: str | None, at: datetime, key: object, make: Callable[[], Any]) -> Any:
        """What was made before from the same lines; who asks must be allowed to each time."""
        with acting_trade(self.window.database, by or "", at) as (book, who):
            need_statistician(who)
            newest = book.last_revision()
        return self._kept.get((by is None, newest, key), make)

    def _loaded(self, by: str | None, at: datetime) -> Document:
        """Months in which the region itself reports, and the revisions."""
        whole = Asked(0, 999999, ("flow",), where={"reporter": ""}, public=by is None)
        with lines_of(self.window, whole, by=by or "", at=at) as lines:
            months = sorted(month for month in lines.months if month % 100)
        years = sorted({
            month // 100 for month in months
            if all(month // 100 * 100 + n in months for n in range(1, 13))
        })  # fmt: skip
        return {"months": months, "years": years, "revisions": self._revisions(by, at)}

    def _revisions(self, by: str | None, at: datetime) -> list[Document]:
        if by is None:
            return []
        with acting_trade(self.window.database, by, at) as (book, _):
            rows = list(book.list_batches())
        return [
            {"revision": one["revision"], "made_at": one["made_at"].isoformat(),
             "source": one["source"] or one["layout"], "status": one["status"],
             "lines": one["lines"]}
            for one in reversed(rows)
        ]  # fmt: skip


def _asked(raw: Mapping[str, Any], months: list[int], years: list[int]) -> dict[str, str]:
    """What is asked for, with what is left out filled in: the last whole year, or what there is."""
    told = {name: str(raw.get(name) or "") for name in _SET}
    if years:
        first, last = years[-1] * 100 + 1, years[-1] * 100 + 12
    else:
        first, last = (months[0], months[-1]) if months else (0, 0)
    told["from"] = told["from"] or str(first)
    told["to"] = told["to"] or str(last)
    return _filled(told)


def _of_a_year(raw: Mapping[str, Any], year: int) -> dict[str, str]:
    """What the public asks for: always a whole year."""
    told = {name: str(raw.get(name) or "") for name in _SET}
    return _filled(told | {"from": str(year * 100 + 1), "to": str(year * 100 + 12)})


def _filled(told: dict[str, str]) -> dict[str, str]:
    told["by"] = told["by"] or TABLES[1]
    told["flow"] = told["flow"] or FLOWS[0]
    told["currency"] = (told["currency"] or CURRENCY).upper()
    return told
