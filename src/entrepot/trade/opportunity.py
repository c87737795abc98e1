"""Markets and products worth pursuing: what could be sold beside what is.

A potential is what the exporter supplies of a product, times the share of the market in the world's
demand for it, times how easily the two trade with each other at all:

    EPI_ijk = v_ik (v_jk / v_k) E_ij            E_ij = v_ij / sum_k (v_ik v_jk / v_k)

so that the potentials of a pair add up to what it trades, and say where else it could lie. Further
terms (growth, tariff, distance) multiply in supply and demand before the ease is worked out.

Source:
    Decreux and Spies (2016), Export Potential Assessments, International Trade Centre.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Term = Literal["growth", "tariff", "distance"]
TERMS: tuple[Term, ...] = ("growth", "tariff", "distance")
PARTS = ("supply", "demand", "ease")
ALL = -1  # a factor holds for all of them


@dataclass(frozen=True, slots=True)
class Flows:
    """Trade by exporter, importer and product; each triple once (n,).

    Attributes:
        exporter, importer, product: Codes from 0.
        value: Value of each [any money].
        shape: How many exporters, importers and products there are.
    """

    exporter: Codes
    importer: Codes
    product: Codes
    value: Numbers
    shape: tuple[int, int, int]

    def by(self, one: str, other: str) -> Numbers:
        """Sums by two of exporter, importer and product."""
        sizes = dict(zip(("exporter", "importer", "product"), self.shape, strict=True))
        found = np.zeros((sizes[one], sizes[other]))
        np.add.at(found, (getattr(self, one), getattr(self, other)), self.value)
        return found


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that multiplies in potentials.

    Attributes:
        term: growth, tariff or distance.
        exporter, importer, product: To which codes it applies; `ALL` is every one.
        factor: By how much.
    """

    term: Term
    exporter: int
    importer: int
    product: int
    factor: float


@dataclass(frozen=True, slots=True)
class Potential:
    """Triples of one exporter: what it sells somewhere and the market buys (n,).

    Attributes:
        exporter: Its code.
        importer, product: Codes.
        actual: What is traded.
        potential: What could be.
        supply: What the exporter sells of the product to everybody.
        demand: Share of the market in the world's purchases of the product, with the terms.
        ease: Trade of the pair beside what supply and demand alone would give.
    """

    exporter: int
    importer: Codes
    product: Codes
    actual: Numbers
    potential: Numbers
    supply: Numbers
    demand: Numbers
    ease: Numbers

    @property
    def unrealised(self) -> Numbers:
        """What could be sold and is not; 0 where more is sold."""
        return np.maximum(self.potential - self.actual, 0.0)

    def binding(self) -> tuple[str, ...]:
        """The part that holds each potential back most: lowest beside the exporter's median."""
        logs = [np.log(part) - np.median(np.log(part)) for part in self._parts()]
        return tuple(PARTS[n] for n in np.argmin(logs, axis=0)) if len(self.actual) else ()

    def _parts(self) -> tuple[Numbers, Numbers, Numbers]:
        return self.supply, self.demand, self.ease

    def take(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> "Potential":
        """The triples at some places."""
        names = ("importer", "product", "actual", "potential", *PARTS)
        return Potential(self.exporter, *(getattr(self, name)[places] for name in names))


def potentials(
    flows: Flows, exporters: Sequence[int], factors: Sequence[Factor] = ()
) -> Iterator[Potential]:
    """Potentials of exporters, one after another.

    Args:
        flows: All trade of the world that is known.
        exporters: Codes of those that are asked for.
        factors: Further terms.
    """
    supply, demand = flows.by("exporter", "product"), flows.by("importer", "product")
    pairs, world = flows.by("exporter", "importer"), demand.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(demand / world)
    actual = _sparse(flows)
    for one in exporters:
        weighed = share * _terms(factors, one, share.shape)
        base = supply[one] * weighed  # v_ik v_jk / v_k, importers by products
        whole = base.sum(axis=1)
        ease = np.divide(pairs[one], whole, out=np.zeros_like(whole), where=whole > 0)
        found = base * ease[:, None]
        importer, product = np.nonzero(found)
        yield Potential(
            one, importer, product, actual(one, importer, product), found[importer, product],
            supply[one, product], weighed[importer, product], ease[importer],
        )  # fmt: skip


def _sparse(flows: Flows) -> "_Lookup":
    _, n_importers, n_products = flows.shape
    key = (flows.exporter * n_importers + flows.importer) * n_products + flows.product
    order = np.argsort(key, kind="stable")
    return _Lookup(key[order], flows.value[order], n_importers, n_products)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Values by triple, in the order of their keys."""

    key: Codes
    value: Numbers
    n_importers: int
    n_products: int

    def __call__(self, exporter: int, importer: Codes, product: Codes) -> Numbers:
        wanted = (exporter * self.n_importers + importer) * self.n_products + product
        place = np.minimum(np.searchsorted(self.key, wanted), max(len(self.key) - 1, 0))
        return np.where(self.key[place] == wanted, self.value[place], 0.0)


def _terms(factors: Sequence[Factor], exporter: int, shape: tuple[int, ...]) -> Numbers:
    """What the terms multiply to for one exporter (n_importers, n_products)."""
    found = np.ones(shape)
    for one in factors:
        if one.exporter in (ALL, exporter):
            rows = slice(None) if one.importer == ALL else one.importer
            columns = slice(None) if one.product == ALL else one.product
            found[rows, columns] *= one.factor
    return found


# Does it foretell


@dataclass(frozen=True, slots=True)
class Foretold:
    """How well a ranking foretold what grew.

    Attributes:
        auc: Chance that one that grew stood above one that did not; None where all were alike.
        rank_correlation: Spearman's, of the ranking with the growth; None for fewer than three.
    """

    auc: float | None
    rank_correlation: float | None


def backtest(score: Numbers, growth: Numbers) -> Foretold:
    """Compare a ranking with what happened after.

    Args:
        score: The higher, the more was to be expected (n,).
        growth: What was added afterwards beyond the growth of everything (n,).

    Source:
        Hanley and McNeil (1982) for the area under the curve; Spearman (1904).
    """
    grew = growth > 0
    rank = ranks(score)
    n_up, n_down = int(grew.sum()), int((~grew).sum())
    auc = None
    if n_up and n_down:
        auc = float((rank[grew].sum() - n_up * (n_up + 1) / 2) / (n_up * n_down))
    if len(score) < 3 or not np.ptp(score) or not np.ptp(growth):
        return Foretold(auc, None)
    return Foretold(auc, float(np.corrcoef(rank, ranks(growth))[0, 1]))


def ranks(values: Numbers) -> Numbers:
    """Ranks from 1; equal ones share the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place], dtype=np.float64)
