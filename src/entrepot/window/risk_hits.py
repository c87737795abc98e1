"""How well each risk rule aims: its hits among the inspected, beside inspection at random."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

FEWEST_TO_FLAG = 200  # inspections below which a poor aim may be chance
_Z = 1.959963984540054  # 97.5th percentile of the normal distribution


class Named(Protocol):
    """A rule that fired."""

    @property
    def rule(self) -> str: ...  # noqa: D102


class Screened(Protocol):
    """What is read of a result of screening."""

    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def is_random(self) -> bool: ...  # noqa: D102
    @property
    def fired(self) -> Iterable[Named]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class HitRate:
    """The aim of one rule.

    Attributes:
        rule: Its name.
        fired: Declarations it fired on.
        n: Those of them that were inspected to the end.
        hits: Those of them with a discrepancy.
        precision: Hits among the inspected, 0 to 1; None when none was inspected.
        low, high: Wilson's interval of 95 % around it.
        lift: Precision over that of inspection at random; None where that is none or nothing.
        is_flagged: Aims worse than chance, over enough inspections to say so.
    """

    rule: str
    fired: int
    n: int
    hits: int
    precision: float | None
    low: float | None
    high: float | None
    lift: float | None
    is_flagged: bool


def hit_rates(results: Iterable[Screened], findings: Mapping[str, bool]) -> tuple[HitRate, ...]:
    """The aim of every rule that fired.

    Lift is unbiased because the random stratum is drawn whatever the rules say.

    Args:
        results: Results of screening.
        findings: By number of declaration, whether its inspection found a discrepancy; those
            not inspected to the end are left out.

    Returns:
        Rules by name.
    """
    fired: dict[str, int] = {}
    found: dict[str, list[bool]] = {}
    at_random: list[bool] = []
    for result in results:
        finding = findings.get(result.number)
        if result.is_random and finding is not None:
            at_random.append(finding)
        for rule in {one.rule for one in result.fired}:
            fired[rule] = fired.get(rule, 0) + 1
            found.setdefault(rule, []).extend([] if finding is None else [finding])
    base = sum(at_random) / len(at_random) if at_random else None
    return tuple(_rate(rule, fired[rule], found[rule], base) for rule in sorted(fired))


def _rate(rule: str, fired: int, found: list[bool], base: float | None) -> HitRate:
    n, hits = len(found), sum(found)
    if not n:
        return HitRate(rule, fired, 0, 0, None, None, None, None, is_flagged=False)
    precision = hits / n
    low, high = wilson(hits, n)
    lift = precision / base if base else None
    is_flagged = lift is not None and lift < 1 and n >= FEWEST_TO_FLAG
    return HitRate(rule, fired, n, hits, precision, low, high, lift, is_flagged)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval of 95 % for a share.

    Args:
        hits: Successes.
        n: Trials, at least one.

    Source:
        E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.

    Example:
        >>> [round(end, 4) for end in wilson(10, 100)]
        [0.0552, 0.1744]
    """
    share, z2 = hits / n, _Z * _Z
    centre = share + z2 / (2 * n)
    reach = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)
