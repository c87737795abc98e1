"""From projects, their costs and effects to a case of planning; what is not known is left out.

A benefit is counted once, when a project is finished: what it brings in each year after that,
brought back to the day it is finished.

    benefit = sum over t of size x min(1, t / ramp) x (1 + rate)^-t        t = 1 .. lasts
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from entrepot.region.projects import ProjectCost, ProjectEffect, ProjectNeed, RegionProject

OPEN_STAGES = ("lead", "contacted", "visited", "negotiating", "signed", "land_permit")
BUILDING = "construction"
FINISHED = ("trial", "operation", "expanded")
AGGREGATE = "aggregate"
FUND, BUDGET = "fund:", "budget"
SIZES = ("low", "middle", "high")
_SCALES = {"thousand": Decimal(1000), "million": Decimal(10) ** 6, "bn": Decimal(10) ** 9}
_CURRENCIES = {"RMB": "CNY"}
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a case is made for.

    Attributes:
        first_year: Year of the first period.
        budget: Public money of each period [scale x currency].
        caps: Of each resource beside money, and of a source of money as `fund:NAME`.
        benefit: Which effect is maximised.
        spread: Probability of the low, and of the high, sizes of all effects.
    """

    first_year: int
    budget: tuple[Decimal, ...]
    currency: str
    scale: Decimal
    rule: str = "yearly"
    discount_rate: Decimal = Decimal(0)
    caps: Mapping[str, Decimal] = field(default_factory=dict)
    benefit: str = "value_added"
    spread: Decimal = Decimal(0)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """Projects with what is known of each."""

    projects: tuple[RegionProject, ...]
    costs: tuple[ProjectCost, ...] = ()
    effects: tuple[ProjectEffect, ...] = ()
    needs: tuple[ProjectNeed, ...] = ()

    def costs_of(self, project: str) -> list[ProjectCost]:
        """Its costs."""
        return [one for one in self.costs if one.project == project]

    def effects_of(self, project: str) -> list[ProjectEffect]:
        """Its effects."""
        return [one for one in self.effects if one.project == project]

    def needs_of(self, project: str) -> list[ProjectNeed]:
        """What it takes beside money."""
        return [one for one in self.needs if one.project == project]


def amount_in(amount: Decimal, unit: str, currency: str, scale: Decimal) -> Decimal | None:
    """An amount such as 3 `bn RMB` in a currency's scale; None where the unit is another.

    Example:
        >>> amount_in(Decimal(3), "bn RMB", "CNY", Decimal(10) ** 6)
        Decimal('3000')
    """
    words = unit.split()
    money = _CURRENCIES.get(words[-1], words[-1]) if words else ""
    factor = _SCALES.get(words[0]) if len(words) == 2 else Decimal(1) if len(words) == 1 else None
    return None if factor is None or money != currency else amount * (factor / scale)


def benefit_of(size: Decimal, ramp_years: int, lasts_years: int, rate: Decimal) -> Decimal:
    """What an effect is worth on the day a project is finished.

    Example:
        >>> benefit_of(Decimal(10), 2, 3, Decimal(0))
        Decimal('25')
    """
    shares = (min(Decimal(1), Decimal(t) / ramp_years) if ramp_years else Decimal(1)
              for t in range(1, lasts_years + 1))  # fmt: skip
    return sum((size * share * (1 + rate) ** -t for t, share in enumerate(shares, 1)), Decimal(0))


def case_of(book: Book, ask: Ask) -> tuple[Raw, list[Raw]]:
    """The case that a portfolio is chosen from, and every project left out with its reasons."""
    left = {one.id: list(_reasons(book, one, ask)) for one in book.projects}
    done = {one.id for one in book.projects if one.stage in FINISHED}
    _drop_dependent(book.projects, left, done)
    chosen = [one for one in book.projects if not left[one.id]]
    told = [_project(book, one, ask) for one in chosen]
    case = {
        "code": ask.code, "currency": ask.currency, "scale": float(ask.scale),
        "periods": len(ask.budget), "discount_rate": float(ask.discount_rate),
        "budget": {"per_period": [_plain(one) for one in ask.budget], "rule": ask.rule},
        "resources": [{"name": name, "total": _plain(cap)} for name, cap in ask.caps.items()],
        "projects": told, "relations": list(_relations(chosen, done)),
        "scenarios": list(_scenarios(book, chosen, ask)),
    }  # fmt: skip
    out = [{"project": one.id, "name": one.name, "name_zh": one.name_zh, "stage": one.stage,
            "reasons": left[one.id]} for one in book.projects if left[one.id]]  # fmt: skip
    return case, out


def window_of(project: RegionProject, ask: Ask) -> tuple[int, int | None]:
    """First and last period in which a project may start."""
    earliest = max((project.earliest or ask.first_year) - ask.first_year, 0)
    return earliest, None if project.latest is None else project.latest - ask.first_year


def _reasons(book: Book, one: RegionProject, ask: Ask) -> Iterator[str]:
    """Why a project cannot be planned: what is not known of it, or where it stands."""
    if one.kind == AGGREGATE:
        yield "aggregate"
    if one.stage not in (*OPEN_STAGES, BUILDING):
        yield "stage"
    if one.duration_years is None:
        yield "duration_unknown"
    elif not _fits(one, ask):
        yield "window"
    yield from _money_reasons(book, one, ask)
    needed = {need.what for need in book.needs_of(one.id)}
    if not needed and any(not name.startswith(FUND) for name in ask.caps):
        yield "needs_unknown"


def _fits(one: RegionProject, ask: Ask) -> bool:
    earliest, latest = window_of(one, ask)
    end = len(ask.budget) - (one.duration_years or 1)
    return earliest <= min(end, end if latest is None else latest)


def _money_reasons(book: Book, one: RegionProject, ask: Ask) -> Iterator[str]:
    costs = book.costs_of(one.id)
    benefits = [each for each in book.effects_of(one.id) if each.what == ask.benefit]
    if not costs:
        yield "cost_unknown"
    if not benefits:
        yield "benefit_unknown"
    units = [*(each.unit for each in costs), *(each.unit for each in benefits)]
    if any(amount_in(Decimal(1), unit, ask.currency, ask.scale) is None for unit in units):
        yield "unit"
    if one.duration_years and any(each.year > one.duration_years for each in costs):
        yield "cost_after_end"


def _drop_dependent(
    projects: Sequence[RegionProject], left: Mapping[str, list[str]], done: set[str]
) -> None:
    """Leave out what requires something that is left out and not finished, to the end."""
    changed = True
    while changed:
        changed = False
        for one in projects:
            lost = any(left[name] and name not in done for name in one.requires)
            if lost and not left[one.id]:
                left[one.id].append("requires_left_out")
                changed = True


def _project(book: Book, one: RegionProject, ask: Ask) -> Raw:
    earliest, latest = window_of(one, ask)
    return {
        "id": one.id, "name": one.name, "name_zh": one.name_zh, "region": one.place,
        "type": one.kind, "duration": one.duration_years,
        "cost": [_plain(each) for each in cost_profile(book, one, ask)],
        "benefit": float(_benefit(book, one.id, ask, "middle")), "earliest": earliest,
        **({} if latest is None else {"latest": latest}), "must": one.stage == BUILDING,
        "uses": {name: _plain(amount) for name, amount in _uses(book, one.id, ask).items()},
        "source": one.source, "status": one.status,
    }  # fmt: skip


def cost_profile(book: Book, one: RegionProject, ask: Ask) -> list[Decimal]:
    """What the budget pays in each year of a project; other money does not come from it."""
    profile = [Decimal(0)] * (one.duration_years or 0)
    for each in book.costs_of(one.id):
        if each.fund == BUDGET:
            profile[each.year - 1] += _in(each.amount, each.unit, ask)
    return profile


def uncapped(book: Book, projects: Iterable[str], ask: Ask) -> list[str]:
    """Sources of money beside the budget of which nobody said how much there is."""
    funds = {each.fund for name in projects for each in book.costs_of(name)}
    return sorted(one for one in funds - {BUDGET} if FUND + one not in ask.caps)


def _uses(book: Book, project: str, ask: Ask) -> dict[str, Decimal]:
    found = {need.what: need.amount for need in book.needs_of(project) if need.what in ask.caps}
    for each in book.costs_of(project):
        name = FUND + each.fund
        if name in ask.caps:
            found[name] = found.get(name, Decimal(0)) + _in(each.amount, each.unit, ask)
    return found


def _benefit(book: Book, project: str, ask: Ask, size: str) -> Decimal:
    return sum(
        (benefit_of(_in(getattr(one, size), one.unit, ask), one.ramp_years, one.lasts_years,
                    ask.discount_rate)
         for one in book.effects_of(project) if one.what == ask.benefit), Decimal(0))  # fmt: skip


def _relations(chosen: Sequence[RegionProject], done: set[str]) -> Iterator[Raw]:
    ids, told = {one.id for one in chosen}, set[frozenset[str]]()
    for one in chosen:
        for name in one.requires:
            if name not in done:
                yield {"kind": "requires", "project": one.id, "needs": name}
        for name in one.excludes:
            pair = frozenset((one.id, name))
            if name in ids and pair not in told:
                told.add(pair)
                yield {"kind": "excludes", "projects": [one.id, name]}


def _scenarios(book: Book, chosen: Sequence[RegionProject], ask: Ask) -> Iterator[Raw]:
    for size in ("low", "high") if ask.spread else ():
        worth = {one.id: float(_benefit(book, one.id, ask, size)) for one in chosen}
        yield {"name": size, "probability": float(ask.spread), "benefit": worth}


def _in(amount: Decimal, unit: str, ask: Ask) -> Decimal:
    found = amount_in(amount, unit, ask.currency, ask.scale)
    return Decimal(0) if found is None else found  # units were looked at before


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
