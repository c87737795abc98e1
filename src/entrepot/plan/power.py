"""What a price of power does to an exporter's cost, price and sales abroad."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from entrepot.plan.effects import trade_after

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of power.

    Attributes:
        prices: Of each time of day, such as peak and valley [money/kWh].
        shares: Of use in each time of day; they add up to 1.
        carriage: Of the grid [money/kWh].
        levies: Of the state [money/kWh].
    """

    prices: Mapping[str, Decimal]
    shares: Mapping[str, Decimal]
    carriage: Decimal = ZERO
    levies: Decimal = ZERO

    @property
    def price(self) -> Decimal:
        """What a kWh costs in the mean [money/kWh]."""
        energy = sum((self.prices[name] * share for name, share in self.shares.items()), ZERO)
        return energy + self.carriage + self.levies


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes a good for abroad.

    Attributes:
        kwh: Power that a unit takes [kWh].
        other_cost: All else that a unit costs [money].
        price: What a unit is sold for [money].
        units: Sold abroad in a year; None is unknown.
        pass_through: Share of a change of cost that the price follows, 0 to 1.
        theta: Elasticity of sales abroad; None is unknown.
    """

    kwh: Decimal
    other_cost: Decimal
    price: Decimal
    units: Decimal | None = None
    pass_through: Decimal = Decimal(1)
    theta: float | None = None


@dataclass(frozen=True, slots=True)
class PowerEffect:
    """A unit under two contracts [money].

    Attributes:
        power_share_before: Power in the cost of a unit, 0 to 1.
        margin_before, margin_after: Price less cost.
        sales_ratio: Units after over before; None where the elasticity is unknown.
    """

    price_before: Decimal
    price_after: Decimal
    power_before: Decimal
    power_after: Decimal
    cost_before: Decimal
    cost_after: Decimal
    sold_before: Decimal
    sold_after: Decimal
    sales_ratio: float | None

    @property
    def cost_change_pct(self) -> Decimal:
        """Change of the cost of a unit [%]."""
        return 100 * (self.cost_after / self.cost_before - 1)

    @property
    def power_share_before(self) -> Decimal:
        """Power in the cost of a unit."""
        return self.power_before / self.cost_before

    @property
    def margin_before(self) -> Decimal:
        """Price less cost before."""
        return self.sold_before - self.cost_before

    @property
    def margin_after(self) -> Decimal:
        """Price less cost after."""
        return self.sold_after - self.cost_after


def power_effect(maker: Maker, before: Contract, after: Contract) -> PowerEffect:
    """A unit of an exporter's good under one contract and under another.

    The price follows cost by the share that is passed through, and sales the price:
    X' = X (p' / p)^-theta.
    """
    power = maker.kwh * before.price, maker.kwh * after.price
    change = power[1] - power[0]
    sold = maker.price + maker.pass_through * change
    known = maker.theta is not None and sold > 0
    ratio = trade_after(1.0, float(sold / maker.price), maker.theta or 0.0) if known else None
    return PowerEffect(
        before.price, after.price, *power, maker.other_cost + power[0],
        maker.other_cost + power[1], maker.price, sold, ratio,
    )  # fmt: skip
