"""Complexity of places and products: order, scale, what is dropped, and what a region changes."""

import json
from pathlib import Path

import numpy as np
import pytest

from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.complexity import Columns, complexity_of
from entrepot.trade import complexity

NESTED = np.tril(np.ones((6, 6)))  # the last location makes everything, the first one thing


def test_a_nested_world_orders_locations_by_diversity() -> None:
    space = complexity.space_of(NESTED, is_given=True)

    assert list(np.argsort(space.eci)) == list(np.argsort(space.diversity))
    assert abs(space.eci.mean()) < 1e-12
    assert abs(space.eci.std() - 1) < 1e-12


def test_a_location_is_the_mean_of_what_it_makes() -> None:
    space = complexity.space_of(NESTED, is_given=True)
    mean = (space.made * space.pci).sum(axis=1) / space.diversity

    assert np.abs(mean - space.eci).max() < 1e-12


def test_money_in_another_unit_and_rows_in_another_order_change_nothing() -> None:
    chance = np.random.default_rng(5)
    values = chance.pareto(1.2, (12, 20))
    order = chance.permutation(12)
    one, other = complexity.space_of(values), complexity.space_of(7.5 * values[order])

    assert np.abs(one.eci[order] - other.eci).max() < 1e-10
    assert np.abs(one.pci - other.pci).max() < 1e-10


def test_a_region_laid_over_the_world_changes_nothing_in_it() -> None:
    values = np.random.default_rng(5).pareto(1.2, (12, 20))
    space = complexity.space_of(values)
    before = space.pci.copy()
    found = complexity.project(space, values[3:4] * 0.1)

    assert (space.pci == before).all()
    assert np.abs(found.rca[0] - space.rca[3]).max() < 1e-12
    assert abs(found.eci[0] - space.eci[3]) < 1e-9


def test_worlds_that_share_no_product_have_no_complexity() -> None:
    parted = np.kron(np.eye(2), np.ones((3, 3)))
    with pytest.raises(ModelError, match="no second eigenvalue"):
        complexity.space_of(parted, is_given=True)


def written(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(["country,product,value", *rows]), encoding="utf-8")
    return path


def test_who_exports_too_little_is_dropped_and_named_with_goods_that_nobody_trades(
    tmp_path,
) -> None:
    rows = [f"c{n},p{m},{10 + n * m}" for n in range(5) for m in range(5) if n >= m]
    path = written(tmp_path / "x.csv", [*rows, "tiny,rare,0.5"])
    found = complexity_of(path, Columns(), least_exports=1.0)

    assert found["dropped"] == {"locations": ["tiny"], "products": ["rare"]}
    assert json.loads(json.dumps(found))["status"] == "modelled"


def test_every_row_below_zero_or_without_a_code_is_named(tmp_path) -> None:
    path = written(tmp_path / "x.csv", ["a,p,-1", "a,q,2", ",q,2", "b,p,nan"])
    with pytest.raises(InputError) as raised:
        complexity_of(path, Columns())

    assert [one.where for one in raised.value.problems] == [
        "x.csv row 1, value", "x.csv row 4, value", "x.csv row 3",
    ]  # fmt: skip


def test_a_pair_that_is_not_in_the_space_is_named(tmp_path) -> None:
    rows = [f"c{n},p{m},1" for n in range(5) for m in range(5) if n >= m]
    path = written(tmp_path / "x.csv", rows)
    with pytest.raises(InputError, match="p9"):
        complexity_of(path, Columns(), measure="given", pairs=[("p1", "p9")])
