"""Complexity of places and products, and how near a product is to what a place makes.

The product space is that of the world; a region is laid over it and changes nothing in it.
Conventions are those of the Atlas and its Stata package: revealed comparative advantage of one or
more, standard deviations over all (ddof 0), proximity of a product to itself counted in density.

Source:
    Hidalgo and Hausmann (2009), The building blocks of economic complexity; Hidalgo, Klinger,
    Barabasi and Hausmann (2007), The product space conditions the development of nations;
    Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, technical box.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]
_LEAST = 1e-12  # an eigenvalue of nothing


@dataclass(frozen=True, slots=True)
class Space:
    """The world's product space.

    Attributes:
        kept_locations: Which locations stand in it (n_all_locations,).
        kept_products: Which products stand in it (n_all_products,).
        made: Who makes what with advantage (n_locations, n_products).
        rca: Revealed comparative advantage (n_locations, n_products); None where it was given.
        world: Exports of each product (n_products,).
        eci: Complexity of locations: mean 0, standard deviation 1 (n_locations,).
        pci: Complexity of products, in the same units (n_products,).
        raw_pci: The same before it is moved and scaled, for outlooks (n_products,).
        spread: Standard deviation of the raw complexity of locations.
        proximity: Least chance of making one product given the other (n_products, n_products).
    """

    kept_locations: Marks
    kept_products: Marks
    made: Marks
    rca: Numbers | None
    world: Numbers
    eci: Numbers
    pci: Numbers
    raw_pci: Numbers
    spread: float
    proximity: NDArray[np.float32]

    @property
    def diversity(self) -> NDArray[np.int64]:
        """Products that each location makes (n_locations,)."""
        return np.asarray(self.made.sum(axis=1))

    @property
    def ubiquity(self) -> NDArray[np.int64]:
        """Locations that make each product (n_products,)."""
        return np.asarray(self.made.sum(axis=0))


def advantage(values: Numbers) -> Numbers:
    """Revealed comparative advantage; 0 where a location or a product has no trade.

    Args:
        values: Exports (n_locations, n_products) [any money].

    Source:
        Balassa (1965).
    """
    places, goods, world = values.sum(axis=1), values.sum(axis=0), values.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (values / places[:, None]) / (goods / world)
    return np.asarray(np.nan_to_num(found, nan=0.0, posinf=0.0))


def space_of(values: Numbers, *, is_given: bool = False, least_exports: float = 0.0) -> Space:
    """The product space of a table of exports.

    Args:
        values: Exports (n_locations, n_products), or marks of 0 and 1.
        is_given: The values are marks of who makes what.
        least_exports: Locations that export less are left out, then products without trade.

    Raises:
        ModelError: Fewer than two locations or products are left, or they are of two worlds.
    """
    rich = np.asarray(values.sum(axis=1) >= max(least_exports, np.finfo(float).tiny))
    traded = np.asarray(values[rich].sum(axis=0) > 0)
    held = values[np.ix_(rich, traded)]
    rca = None if is_given else advantage(held)
    made: Marks = np.asarray(held != 0 if rca is None else rca >= 1)
    places, goods = np.asarray(made.any(axis=1)), np.asarray(made.any(axis=0))
    inner = np.ix_(places, goods)
    made = made[inner]
    if min(made.shape) < 2:
        raise ModelError(_too_few(made.shape))
    eci, raw = eigenpair(made)
    spread, mean = float(eci.std()), float(eci.mean())
    return Space(
        _within(rich, places), _within(traded, goods), made, None if rca is None else rca[inner],
        held[:, goods].sum(axis=0), (eci - mean) / spread, (raw - mean) / spread, raw, spread,
        proximity(made),
    )  # fmt: skip


def _within(outer: Marks, inner: Marks) -> Marks:
    found = outer.copy()
    found[outer] = inner
    return found


def _too_few(shape: tuple[int, ...]) -> Problem:
    return Problem(
        "complexity.too_few", "the table", f"leaves {shape[0]} locations and {shape[1]} products.",
        "Give more of both, or a lower --min-exports.",
    )  # fmt: skip


def eigenpair(made: Marks) -> tuple[Numbers, Numbers]:
    """Raw complexity of locations and of products.

    The second eigenvector of D^-1 M U^-1 M', by its symmetric likeness D^-1/2 M U^-1 M' D^-1/2;
    products are the mean of those that make them, over the eigenvalue, so that a location is the
    mean of what it makes. The sign is that of diversity.

    Raises:
        ModelError: Two parts of the world share nothing, so that no second eigenvector says more.
    """
    marks = made.astype(np.float64)
    diversity, ubiquity = marks.sum(axis=1), marks.sum(axis=0)
    root = 1 / np.sqrt(diversity)
    half = root[:, None] * marks / np.sqrt(ubiquity)
    values, vectors = np.linalg.eigh(half @ half.T)
    second = values[-2]
    if second < _LEAST or 1 - second < _LEAST:
        message = "has no second eigenvalue between 0 and 1."
        hint = "Parts of the table share no product, or all make the same: take one part."
        raise ModelError(Problem("complexity.parts", "the table", message, hint))
    eci = root * vectors[:, -2]
    if np.corrcoef(diversity, eci)[0, 1] < 0:
        eci = -eci
    return eci, (marks.T @ eci) / ubiquity / second


def proximity(made: Marks) -> NDArray[np.float32]:
    """Least of the two chances of making one product given the other (n_products, n_products)."""
    marks = made.astype(np.float32)
    both = marks.T @ marks
    ubiquity = marks.sum(axis=0)
    both /= np.maximum(ubiquity[:, None], ubiquity[None, :])
    return both


def density(made: Marks, near: NDArray[np.float32]) -> Numbers:
    """Share of what is near a product that a location makes (n_locations, n_products)."""
    found: Numbers = (made.astype(np.float32) @ near / near.sum(axis=1)).astype(np.float64)
    return found


def outlook(space: Space, made: Marks, close: Numbers) -> tuple[Numbers, Numbers]:
    """Complexity outlook of locations, not standardised, and what each product would add to it.

    Args:
        space: The product space.
        made: Who makes what (n_locations, n_products).
        close: Density (n_locations, n_products).

    Returns:
        Outlook (n_locations,); gain (n_locations, n_products), 0 for what is made already.
    """
    missing = ~made
    index = (close * missing * space.raw_pci).sum(axis=1)
    weights = (missing * (space.raw_pci / space.proximity.sum(axis=1))).astype(np.float32)
    gain = missing * (weights @ space.proximity) / space.spread
    return index, gain.astype(np.float64)


def standardised(values: Numbers) -> Numbers:
    """Mean 0 and standard deviation 1 (ddof 0); zeros where all are alike."""
    spread = values.std()
    return np.asarray((values - values.mean()) / spread if spread else values * 0.0)


@dataclass(frozen=True, slots=True)
class Projected:
    """Places laid over the world's product space.

    Attributes:
        rca: Advantage beside the world (n_places, n_products).
        made: Where it is one or more.
        eci: Mean complexity of what is made; nan where nothing is (n_places,).
        density: Nearness of each product (n_places, n_products).
        gain: What each product would add to the outlook (n_places, n_products).
    """

    rca: Numbers
    made: Marks
    eci: Numbers
    density: Numbers
    gain: Numbers


def project(space: Space, values: Numbers) -> Projected:
    """Lay places over the world's product space; the space stays as it is.

    Args:
        space: The product space of the world.
        values: Exports of the places in its products (n_places, n_products).
    """
    places = values.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        rca = np.nan_to_num((values / places) / (space.world / space.world.sum()), posinf=0.0)
        made = rca >= 1
        eci = (made * space.pci).sum(axis=1) / made.sum(axis=1)
    close = density(made, space.proximity)
    return Projected(rca, made, eci, close, outlook(space, made, close)[1])
