"""Editions of the Harmonized System joined by a weighted concordance, never silently.

A code of one edition goes to one or more codes of another, each with a weight; the weights of a
code add up to 1. Amounts are whole minor units and stay so: what a split leaves over goes to the
largest remainders, so that no total changes.

Source: UN Statistics Division, correlation tables between HS editions; weights are a choice and
are told with their source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from entrepot.kernel.errors import InputError, Problem

Shares = Mapping[str, Fraction]  # by code of the other edition


@dataclass(frozen=True, slots=True)
class Link:
    """A code of one edition beside one of another.

    Attributes:
        code: In the edition that is left.
        to: In the edition that is reached.
        weight: Share of the code's trade that goes there, above 0.
        where: Where it stands, for a problem.
    """

    code: str
    to: str
    weight: Fraction
    where: str = ""


@dataclass(frozen=True, slots=True)
class Concordance:
    """From one edition to another.

    Attributes:
        before, after: The editions, such as HS2017 and HS2022.
        shares: By code of the edition before.
        source: Citation of the weights.
    """

    before: str
    after: str
    shares: Mapping[str, Shares]
    source: str = ""

    @property
    def split(self) -> dict[str, Shares]:
        """Codes that go to more than one code."""
        return {code: to for code, to in self.shares.items() if len(to) > 1}


def concordance_of(before: str, after: str, links: Iterable[Link], source: str) -> Concordance:
    """A concordance from its links.

    Raises:
        InputError: `trade.concordance`, with each code whose weights do not add up to 1, each
            link told twice and each weight that is none.
    """
    shares: dict[str, dict[str, Fraction]] = {}
    problems: list[Problem] = []
    for link in links:
        if link.to in shares.setdefault(link.code, {}) or not 0 < link.weight <= 1:
            problems.append(_bad_link(link))
        shares[link.code][link.to] = link.weight
    problems += [
        _no_whole(code, sum(to.values())) for code, to in shares.items()
        if sum(to.values()) != 1
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return Concordance(before, after, shares, source)


def need_codes(found: Concordance, codes: Iterable[str]) -> None:
    """See that every code has a place to go.

    Raises:
        InputError: `trade.concordance_missing`, with each code that has none.
    """
    if lacking := sorted({*codes} - {*found.shares}):
        raise InputError([_no_link(found, code) for code in lacking])


def convert(amounts: Mapping[str, int], found: Concordance) -> dict[str, int]:
    """Amounts by code of the edition before, as amounts by code of the one after.

    Args:
        amounts: Whole minor units by code; every code has its place.
        found: The concordance.

    Returns:
        Whole minor units; they add up to what they added up to before.
    """
    after: dict[str, int] = {}
    for code in sorted(amounts):
        for to, part in apportion(amounts[code], found.shares[code]).items():
            after[to] = after.get(to, 0) + part
    return dict(sorted(after.items()))


def apportion(amount: int, shares: Shares) -> dict[str, int]:
    """A whole amount in whole parts, by largest remainder; of equal ones, the first code.

    Example:
        >>> apportion(10, {"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)})
        {'a': 4, 'b': 3, 'c': 3}
    """
    exact = {code: amount * share for code, share in shares.items()}
    parts = {code: value.__floor__() for code, value in exact.items()}
    left = amount - sum(parts.values())
    for code in sorted(exact, key=lambda one: (parts[one] - exact[one], one))[:left]:
        parts[code] += 1
    return parts


def _bad_link(link: Link) -> Problem:
    return Problem(
        "trade.concordance", link.where or link.code,
        f"{link.code} to {link.to} stands there twice, or its weight is not above 0 up to 1.",
        "Tell each pair of codes once, with its share.",
        message_zh=f"{link.code}→{link.to}重复，或权重不在0至1之间。",
    )  # fmt: skip


def _no_whole(code: str, whole: Fraction | int) -> Problem:
    return Problem(
        "trade.concordance", code, f"its weights add up to {float(whole):g}, not to 1.",
        "Mend the weights, as fractions (1/3) where decimals do not add up.",
        message_zh=f"{code}的权重之和为{float(whole):g}，应为1。",
    )  # fmt: skip


def _no_link(found: Concordance, code: str) -> Problem:
    return Problem(
        "trade.concordance_missing", code,
        f"has no place in the concordance from {found.before} to {found.after}.",
        "Add the code to the concordance.",
        message_zh=f"{found.before}至{found.after}对照表中没有该编码。",
    )  # fmt: skip
