"""The ledger of each partner, and of groups of partners: what goes out and what comes in.

A partner belongs to a group on days. A month's trade is the group's where the partner belonged to
it on the first day of the month. In a union of groups a partner counts once, however many it is in.

Source: UN IMTS 2010 on partner attribution; UNCTAD Handbook of Statistics on country groups.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from entrepot.trade.figures import plus

OUT, IN = ("export", "re-export"), ("import", "re-import")
Belongs = Callable[[str, str, date], bool]  # group, partner and day


@dataclass(frozen=True, slots=True)
class Traded:
    """What was traded with a partner in a month.

    Attributes:
        partner: Country, ISO 3166-1 alpha-2.
        month: Month [yyyymm]; 00 is the whole year.
        flow: export, import, re-export or re-import.
        value: Value [minor units]; None where a part is unknown.
    """

    partner: str
    month: int
    flow: str
    value: int | None

    @property
    def first_day(self) -> date:
        """The day on which groups are asked."""
        return date(self.month // 100, max(self.month % 100, 1), 1)


@dataclass(frozen=True, slots=True)
class Account:
    """Exports and imports with a partner or a group [minor units]; None where unknown."""

    exports: int | None = 0
    imports: int | None = 0
    partners: frozenset[str] = frozenset()

    @property
    def turnover(self) -> int | None:
        """Exports and imports together."""
        return plus(self.exports, self.imports)

    @property
    def balance(self) -> int | None:
        """Exports less imports."""
        if self.exports is None or self.imports is None:
            return None
        return self.exports - self.imports

    def with_one(self, one: Traded) -> "Account":
        """The account with one month's trade more."""
        partners = self.partners | {one.partner}
        if one.flow in OUT:
            return replace(self, exports=plus(self.exports, one.value), partners=partners)
        return replace(self, imports=plus(self.imports, one.value), partners=partners)


def account_of(traded: Iterable[Traded]) -> Account:
    """All of some trade in one account."""
    account = Account()
    for one in traded:
        account = account.with_one(one)
    return account


def by_partner(traded: Iterable[Traded]) -> dict[str, Account]:
    """An account each partner."""
    found: dict[str, Account] = {}
    for one in traded:
        found[one.partner] = found.get(one.partner, Account()).with_one(one)
    return found


def by_group(
    traded: Iterable[Traded], groups: Iterable[str], belongs: Belongs
) -> dict[str, Account]:
    """An account each group, of the months in which a partner belonged to it."""
    told = list(traded)
    return {
        group: account_of(one for one in told if belongs(group, one.partner, one.first_day))
        for group in groups
    }


def union(traded: Iterable[Traded], groups: Iterable[str], belongs: Belongs) -> Account:
    """One account of several groups, in which each partner's month counts once."""
    names = tuple(groups)
    return account_of(
        one for one in traded
        if any(belongs(group, one.partner, one.first_day) for group in names)
    )  # fmt: skip


def ranks(accounts: Mapping[str, Account]) -> dict[str, int | None]:
    """Place of each by turnover, 1 the largest; equals share the better; unknown has none."""
    known = sorted((one.turnover for one in accounts.values() if one.turnover is not None),
                   reverse=True)  # fmt: skip
    return {
        name: None if one.turnover is None else known.index(one.turnover) + 1
        for name, one in accounts.items()
    }
