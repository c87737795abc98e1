"""A tariff cut in one market, partner by partner: creation, diversion, price, revenue, welfare.

Imports are measured at prices before duty, so that at the base a value is a quantity. With the
change of a partner's price to buyers d = (1 + t') / (1 + t) - 1, an elasticity of import demand
eta and one of export supply eps,

    creation           -eta M d / (1 + eta / eps)      more is bought from all
    export price       creation / (M eps)              no change where supply is unlimited
    diversion          as partners replace each other, what is bought in all held fixed
    welfare            (t + t') / 2 x creation         the triangle under demand

Source:
    Laird and Yeats 1986, The UNCTAD Trade Policy Simulation Model; the SMART model of WITS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, ModelError, Problem

Vector = NDArray[np.float64]


class Diversion(StrEnum):
    """How partners replace each other.

    Attributes:
        CES: Two nests, exactly: quantities go with prices to minus the elasticity.
        LINEAR: The first-order change of CES.
        LAIRD_YEATS: Ratios of quantities change by the elasticity times the change of price.
    """

    CES = "ces"
    LINEAR = "linear"
    LAIRD_YEATS = "laird-yeats"


@dataclass(frozen=True, slots=True)
class Cut:
    """What one partner sells and what duty it meets.

    Attributes:
        partner: Its code.
        value: Imports from it before duty [any one currency].
        before_pct: Duty before [%].
        after_pct: Duty after [%].
    """

    partner: str
    value: float
    before_pct: float
    after_pct: float


@dataclass(frozen=True, slots=True)
class Elasticities:
    """How strongly buyers and sellers answer to prices.

    Attributes:
        demand: Of imports to their price, without its sign.
        substitution: Among partners.
        supply: Of exports to their price; None is unlimited supply.
    """

    demand: float
    substitution: float
    supply: float | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What becomes of one partner.

    Attributes:
        partner: Its code.
        creation: What is bought more because it is cheaper.
        diversion: What is taken from others, or lost to them below 0.
        price_change_pct: Change of what buyers pay, duty included [%].
        export_price_change_pct: Change of what the partner gets [%].
        value_after: Imports from it before duty, after.
    """

    partner: str
    creation: float
    diversion: float
    price_change_pct: float
    export_price_change_pct: float
    value_after: float


@dataclass(frozen=True, slots=True)
class Screening:
    """What a tariff cut does to one market.

    Attributes:
        creation: Trade created.
        diversion: Trade that moves to partners that gain from others.
        revenue_before: Duty on imports from all partners, before.
        revenue_after: The same after.
        welfare: Gain of buyers beyond the duty that is lost.
        partners: What becomes of each partner.
    """

    creation: float
    diversion: float
    revenue_before: float
    revenue_after: float
    welfare: float
    partners: tuple[Moved, ...]


def screen_cut(
    cuts: Sequence[Cut], elasticities: Elasticities, diversion: Diversion = Diversion.CES
) -> Screening:
    """What tariffs of a market that change do to imports, duty and welfare.

    Args:
        cuts: Each partner with its duty before and after.
        elasticities: How strongly buyers and sellers answer.
        diversion: How partners replace each other.

    Raises:
        InputError: A number cannot be used, or a partner is there twice; all are told.
        ModelError: A rule that is not exact takes more from a partner than it sells.

    Example:
        >>> cuts = [Cut("A", 200, 20, 5), Cut("B", 100, 20, 20)]
        >>> found = screen_cut(cuts, Elasticities(demand=1.5, substitution=2))
        >>> round(found.creation, 6), round(found.diversion, 6), round(found.revenue_after, 6)
        (37.5, 16.949153, 29.332627)
    """
    if problems := [*_check_cuts(cuts), *_check_elasticities(elasticities)]:
        raise InputError(problems)
    with np.errstate(all="ignore"):  # numbers beyond reason are told below
        return _screen(cuts, elasticities, diversion)


def _screen(cuts: Sequence[Cut], elasticities: Elasticities, diversion: Diversion) -> Screening:
    value = np.array([one.value for one in cuts], dtype=float)
    before_pct = np.array([one.before_pct for one in cuts])
    after_pct = np.array([one.after_pct for one in cuts])
    before, after = before_pct / 100, after_pct / 100
    supply = np.inf if elasticities.supply is None else elasticities.supply
    duty = (after_pct - before_pct) / (100 + before_pct)
    grown = 0.0 - elasticities.demand * duty / (1 + elasticities.demand / supply)
    export = grown / supply
    price = (1 + duty) * (1 + export) - 1
    moved = _divert(cuts, value, price, elasticities.substitution, diversion)
    created = value * grown
    value_after = (value + created + moved) * (1 + export)
    told = [created * (before + after), moved, value * before, value_after * after, value_after]
    if not np.isfinite(told).all():
        message = "are too large to be worked with."
        raise ModelError(Problem("smart.too_large", "imports", message, "Look at the numbers."))
    return Screening(
        float(created.sum()), float(moved[moved > 0].sum()), float(value @ before),
        float(value_after @ after), float(created @ (before + after)) / 2,
        tuple(
            Moved(one.partner, *map(float, row))
            for one, row in zip(
                cuts,
                zip(created, moved, 100 * price, 100 * export, value_after, strict=True),
                strict=True,
            )
        ),
    )  # fmt: skip


def _divert(
    cuts: Sequence[Cut], value: Vector, price: Vector, substitution: float, diversion: Diversion
) -> Vector:
    """What each partner gains from the others at what is bought in all (n,)."""
    if not value.sum() > 0:
        return np.zeros_like(value)
    if diversion is Diversion.CES:
        wanted = value * (1 + price) ** -substitution
    elif diversion is Diversion.LAIRD_YEATS:
        wanted = value * (1 - substitution * price)
    else:
        mean = float(value @ price) / value.sum()
        wanted = value * (1 - substitution * (price - mean))
    if (wanted < 0).any():
        hint = "Take ces, which is exact for changes of any size."
        raise ModelError(
            [
                Problem("smart.more_than_all", one.partner, "would lose more than it sells.", hint)
                for one, left in zip(cuts, wanted, strict=True)
                if left < 0
            ]
        )
    moved: Vector = wanted * (value.sum() / wanted.sum()) - value
    return moved


def _check_cuts(cuts: Sequence[Cut]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for number, one in enumerate(cuts, start=1):
        where = f"imports[{number}]"
        if one.partner in seen:
            message = f"'{one.partner}' is there already."
            problems.append(Problem("smart.twice", where, message, "Keep one, or add them up."))
        seen.add(one.partner)
        for name in ("value", "before_pct", "after_pct"):
            number_ = getattr(one, name)
            if not 0 <= number_ < np.inf:
                message = f"{number_:g} is not 0 or above."
                problems.append(Problem("smart.number", f"{where}.{name}", message))
    return problems


def _check_elasticities(found: Elasticities) -> list[Problem]:
    named = {
        "import_demand_elasticity": (found.demand, found.demand >= 0),
        "substitution_elasticity": (found.substitution, found.substitution >= 0),
        "export_supply_elasticity": (found.supply, found.supply is None or found.supply > 0),
    }
    hint = "Give elasticities without sign; null is unlimited supply."
    return [
        Problem("smart.elasticity", name, f"{value:g} cannot be used.", hint)
        for name, (value, is_good) in named.items()
        if value is not None and not (is_good and np.isfinite(value))
    ]
