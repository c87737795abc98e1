"""How likely a target is to be met: what, where, when, and how that was found."""

from dataclasses import dataclass

from entrepot.kernel.source import Status


@dataclass(frozen=True, slots=True)
class Outlook:
    """The probability of one target, which plans and pages take as it is.

    Attributes:
        what: Stable name of what is forecast, such as `trade.total`.
        where: Place.
        when: Calendar year of the target.
        target: The value to be reached.
        probability: Share of simulated futures that meet it, 0 to 1.
        median: Middle of the simulated values of that year.
        p05, p95: Ends of their 90 % band.
        unit: Unit of target, median and band.
        method: Model that was chosen, and how.
        source: Where the series comes from.
        status: modelled.
        operator: Comparator of the target, such as `>=`.
    """

    what: str
    where: str
    when: int
    target: float
    probability: float
    median: float
    p05: float
    p95: float
    unit: str
    method: str
    source: str
    status: Status = "modelled"
    operator: str = ">="
