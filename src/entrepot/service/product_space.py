"""The product space of the world with the region laid over it, as pages and the API show it."""

from datetime import datetime
from typing import Any

import numpy as np

from entrepot.kernel.errors import ModelError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.opportunities import Matrix
from entrepot.service.region_opportunities import world_matrix
from entrepot.service.window import Window
from entrepot.store.trade import acting_trade
from entrepot.trade import complexity
from entrepot.trade.complexity import Numbers, Projected, Space
from entrepot.trade.opportunity import potentials
from entrepot.trade.product_space import Links, links_of, worth_drawing

Document = dict[str, Any]
MOST_DRAWN = 800  # products of the drawing; all are told
MOST_LINKS = 1500  # beside the tree, so that a drawing can be read
RINGED = 12  # products that are ringed


def product_space(
    window: Window, region: str, *, year: int | None, by: str, at: datetime
) -> Document:
    """The network of products, and where the region stands in it.

    Args:
        window: The window.
        region: The region, an exporter of its own.
        year: Year of the trade; None is the last one that is loaded.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        year, products (rca, made, density, pci, gain, unrealised, is_opportunity), links among
        those that are drawn, dropped products, warnings. A product is an opportunity if the region
        does not make it with advantage and the amount it could sell and does not is among the
        largest.

    Raises:
        MissingError: No exports of the region are loaded.
        ModelError: The world that is loaded is too small for a product space.
        RoleError: Who acts is no statistics analyst.
    """
    matrix, year = world_matrix(window, region, year, by=by, at=at)
    exports = matrix.flows.by("exporter", "product")
    space, own = _world(matrix, exports, region, window.reference.settings.country)
    projected = complexity.project(space, own[None, space.kept_products])
    with acting_trade(window.database, by, at) as (book, _):
        statuses = [one["status"] for one in book.list_batches()]
    products = _products(matrix, space, projected, region, own)
    marked = np.array([one["made"] or one["is_opportunity"] for one in products])
    drawn = worth_drawing(marked, space.world, MOST_DRAWN)
    names = np.array(matrix.products)
    links = links_of(space.proximity[np.ix_(drawn, drawn)], most=MOST_LINKS)
    return {
        "year": year, "currency": "USD", "n_locations": len(space.eci), "eci": _eci(projected),
        "products": products, "links": _links(links, names[space.kept_products][drawn].tolist()),
        "dropped": names[~space.kept_products].tolist(), "status": "modelled",
        "data_status": weakest(statuses), "warnings": list(matrix.warnings),
    }  # fmt: skip


def _world(
    matrix: Matrix, exports: Numbers, region: str, country: str
) -> tuple[Space, Numbers]:  # fmt: skip
    """The space of countries, the region counted in its own, and the region's exports.

    Raises:
        ModelError: There are too few countries.
    """
    at = matrix.exporters.index(region)
    own, world = exports[at], np.delete(exports, at, axis=0)
    names = [name for name in matrix.exporters if name != region]
    if country in names:
        world[names.index(country)] += own
    if len(world) < 2:
        raise ModelError(
            Problem("complexity.too_few", "the world", f"has {len(world)} exporters.",
                    "Load the exports of other countries, such as BACI.")
        )  # fmt: skip
    return complexity.space_of(world), own


def _products(
    matrix: Matrix, space: Space, projected: Projected, region: str, own: Numbers
) -> list[Document]:
    unrealised = _unrealised(matrix, region)[space.kept_products]
    made = projected.made[0]
    ranks = np.argsort(-np.where(made, -1.0, unrealised), kind="stable")[:RINGED]
    ringed = {n for n in ranks.tolist() if not made[n] and unrealised[n] > 0}
    codes = np.array(matrix.products)[space.kept_products].tolist()
    return [
        {
            "product": code, "rca": float(projected.rca[0, n]), "made": bool(made[n]),
            "density": float(projected.density[0, n]), "pci": float(space.pci[n]),
            "gain": float(projected.gain[0, n]), "exports": float(own[space.kept_products][n]),
            "world": float(space.world[n]), "unrealised": float(unrealised[n]),
            "is_opportunity": n in ringed,
        }
        for n, code in enumerate(codes)
    ]  # fmt: skip


def _unrealised(matrix: Matrix, region: str) -> Numbers:
    """What the region could sell of each product and does not (n_products,)."""
    (found,) = potentials(matrix.flows, [matrix.exporters.index(region)])
    return np.asarray(
        np.bincount(
            found.product, weights=np.maximum(found.unrealised, 0), minlength=len(matrix.products)
        ),
        dtype=np.float64,
    )


def _links(links: Links, names: list[str]) -> list[Document]:
    rows = zip(links.tail.tolist(), links.head.tolist(), links.proximity.tolist(),
               links.in_tree.tolist(), strict=True)  # fmt: skip
    return [
        {"a": names[a], "b": names[b], "proximity": round(near, 6), "in_tree": in_tree}
        for a, b, near, in_tree in rows
    ]


def _eci(projected: Projected) -> float | None:
    found = float(projected.eci[0])
    return None if np.isnan(found) else found
