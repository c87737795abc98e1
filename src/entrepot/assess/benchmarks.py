"""Benchmarks: a tree of scored items, what reforms would add, and the weights behind a survey."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
KINDS = ("de jure", "de facto")
_WHOLE, _PRINTED = 100, Fraction(1, 2)  # maxima are printed to two decimals


@dataclass(frozen=True, slots=True)
class Item:
    """One scored question of a benchmark.

    Attributes:
        maximum: Points that can be had.
        obtained: Points that are had; None where that is not known.
        kind: de jure or de facto; empty where it is not told.
    """

    topic: str
    pillar: str
    code: str
    name: str
    maximum: Fraction
    obtained: Fraction | None
    kind: str = ""

    @property
    def key(self) -> str:
        """What names it in the whole tree."""
        return f"{self.topic}/{self.code}"


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one topic under one pillar.

    Attributes:
        score: Of a hundred; None where an item is not known.
        bounds: What it can be at least and at most, whatever is not known.
    """

    topic: str
    pillar: str
    items: int
    score: Fraction | None
    bounds: tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Scores:
    """A scored tree; every mean is plain.

    Attributes:
        parts: Topic by pillar.
        pillars: Mean over topics, None where one is not known.
        topics: Mean over pillars.
        overall: Mean over pillars.
    """

    parts: tuple[Part, ...]
    pillars: Mapping[str, Fraction | None]
    topics: Mapping[str, Fraction | None]
    overall: Fraction | None


@dataclass(frozen=True, slots=True)
class Gain:
    """What one reform adds, by itself: gains of several add up."""

    item: Item
    after: Fraction
    pillar: Fraction
    overall: Fraction


def is_of_hundred(items: Sequence[Item]) -> bool:
    """Whether the maxima of every topic under a pillar add up to a hundred, as printed."""
    wholes = (sum((one.maximum for one in part), Fraction(0)) for part in _parts(items).values())
    return all(abs(whole - _WHOLE) <= _PRINTED for whole in wholes)


def score(items: Sequence[Item]) -> Scores:
    """Score a tree: points of a hundred where its maxima say so, else the share that is had."""
    is_plain = is_of_hundred(items)
    parts = tuple(
        _part(topic, pillar, some, is_plain) for (topic, pillar), some in _parts(items).items()
    )
    pillars = _means((one.pillar, one.score) for one in parts)
    topics = _means((one.topic, one.score) for one in parts)
    return Scores(parts, pillars, topics, _mean(pillars.values()))


def gains(items: Sequence[Item], reforms: Mapping[str, Fraction]) -> Iterator[Gain]:
    """What each reform adds to its pillar and to the whole.

    Args:
        items: The tree; those that are reformed have known points.
        reforms: New points by key of an item.
    """
    is_plain, parts = is_of_hundred(items), _parts(items)
    pillars = {pillar for _, pillar in parts}
    for item in items:
        if item.key not in reforms:
            continue
        held = item.obtained or Fraction(0)
        whole = sum((one.maximum for one in parts[item.topic, item.pillar]), Fraction(0))
        more = (reforms[item.key] - held) * (1 if is_plain else _WHOLE / whole)
        pillar = more / sum(1 for _, one in parts if one == item.pillar)
        yield Gain(item, reforms[item.key], pillar, pillar / len(pillars))


def reformed(items: Sequence[Item], reforms: Mapping[str, Fraction]) -> tuple[Item, ...]:
    """The tree after reforms."""
    return tuple(replace(one, obtained=reforms.get(one.key, one.obtained)) for one in items)


def shortfalls(items: Sequence[Item]) -> list[Gain]:
    """What each item would add were it had in full, the most first."""
    full = {
        one.key: one.maximum
        for one in items
        if one.obtained is not None and one.maximum > one.obtained
    }
    return sorted(gains(items, full), key=lambda one: (-one.overall, one.item.key))


def by_kind(items: Sequence[Item]) -> Mapping[str, tuple[Fraction | None, Fraction]]:
    """Points that are had and that can be had, of the law and of practice."""
    found: dict[str, tuple[Fraction | None, Fraction]] = {}
    for kind in dict.fromkeys(one.kind for one in items):
        some = [one for one in items if one.kind == kind]
        had = [one.obtained for one in some]
        whole = sum((one.maximum for one in some), Fraction(0))
        found[kind] = _sum(had), whole
    return found


def checklist_means(
    values: Sequence[tuple[str, int | None]],
) -> Mapping[str, Fraction | None]:
    """Mean of each indicator's variables, coded 0, 1 or 2; None where one is not known."""
    told = ((name, None if value is None else Fraction(value)) for name, value in values)
    return _means(told)


def survey_weights(parts: Floats, scores: Floats) -> tuple[Floats, float]:
    """Weights of the parts of a survey that tell its scores best, and the largest miss.

    Args:
        parts: Scores of the parts (n_economies, n_parts).
        scores: Published scores (n_economies,).

    Returns:
        Least squares weights without a constant, and the largest |miss|.
    """
    weights = np.linalg.lstsq(parts, scores, rcond=None)[0]
    return np.asarray(weights), float(np.abs(parts @ weights - scores).max())


def _parts(items: Sequence[Item]) -> Mapping[tuple[str, str], list[Item]]:
    found: dict[tuple[str, str], list[Item]] = {}
    for one in items:
        found.setdefault((one.topic, one.pillar), []).append(one)
    return found


def _part(topic: str, pillar: str, items: Sequence[Item], is_plain: bool) -> Part:
    whole = sum((one.maximum for one in items), Fraction(0))
    scale = Fraction(1) if is_plain else _WHOLE / whole
    least = sum((one.obtained or Fraction(0) for one in items), Fraction(0)) * scale
    unknown = [one.maximum for one in items if one.obtained is None]
    bounds = least, least + sum(unknown, Fraction(0)) * scale
    return Part(topic, pillar, len(items), None if unknown else least, bounds)


def _means(told: Iterable[tuple[str, Fraction | None]]) -> Mapping[str, Fraction | None]:
    found: dict[str, list[Fraction | None]] = {}
    for name, value in told:
        found.setdefault(name, []).append(value)
    return {name: _mean(values) for name, values in found.items()}


def _mean(values: Iterable[Fraction | None]) -> Fraction | None:
    every = list(values)
    whole = _sum(every)
    return None if whole is None or not every else whole / len(every)


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    """A sum that is unknown as soon as one is."""
    whole = Fraction(0)
    for value in values:
        if value is None:
            return None
        whole += value
    return whole
