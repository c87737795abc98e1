"""Laws of input-output models and of chains."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.industry.chain import Chain, Link, Node, balance
from entrepot.industry.io import economy, ghosh_inverse, ghosh_losses, losses
from entrepot.industry.placing import WEIGHTS, parts_of, scores
from entrepot.industry.regional import regional

SHARES = st.floats(0, 0.9)
MONEY = st.floats(0.01, 1e6)


@st.composite
def economies(draw):
    size = draw(st.integers(1, 6))
    raw = np.array(draw(st.lists(st.lists(SHARES, min_size=size, max_size=size),
                                 min_size=size, max_size=size)))  # fmt: skip
    demand = np.array(draw(st.lists(MONEY, min_size=size, max_size=size)))
    return economy(raw / max(1.0, raw.sum(axis=0).max() / 0.9), demand)


@st.composite
def chains(draw):
    size = draw(st.integers(2, 7))
    maybe = st.none() | MONEY
    nodes = []
    for at in range(size):
        own, supply = draw(maybe), draw(maybe)
        national = None if own is None else own * draw(st.floats(1, 50))
        nodes.append(Node(f"n{at}", own, national, supply))
    pairs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)),
                          unique=True, max_size=12))  # fmt: skip
    links = [Link(f"n{a}", f"n{b}", draw(st.floats(0.001, 0.9 / size))) for a, b in pairs if a != b]
    return Chain(nodes, links)


@given(economies())
def test_what_is_made_is_used(found) -> None:
    assert found.residual <= 1e-9 * max(1.0, found.output.max())
    assert (found.output >= found.final_demand * (1 - 1e-12)).all()


@given(economies())
def test_losses_are_those_of_one_solve_each(found) -> None:
    lost = losses(found.inverse, found.output)
    size = len(lost)
    for out in range(size):
        kept = [one for one in range(size) if one != out]
        rest = np.eye(size - 1) - found.coefficients[np.ix_(kept, kept)]
        made = np.linalg.solve(rest, found.final_demand[kept])

        assert lost[out] == pytest.approx((found.output[kept] - made).sum(),
                                          abs=1e-9 * found.output.sum())  # fmt: skip


@given(economies())
def test_losses_of_ghosh_are_those_of_one_solve_each(found) -> None:
    made, size = found.output, len(found.output)
    allocation = found.coefficients * made / made[:, None]
    primary = made @ (np.eye(size) - allocation)
    lost = ghosh_losses(found.inverse, made)
    for out in range(size):
        kept = [one for one in range(size) if one != out]
        rest = np.eye(size - 1) - allocation[np.ix_(kept, kept)]

        assert lost[out] == pytest.approx(
            (made[kept] - np.linalg.solve(rest.T, primary[kept])).sum(), abs=1e-9 * made.sum()
        )


@given(economies())
def test_the_ghosh_inverse_is_that_of_allocations(found) -> None:
    allocation = found.coefficients * found.output / found.output[:, None]
    again = np.linalg.inv(np.eye(len(allocation)) - allocation)

    assert ghosh_inverse(found.inverse, found.output) == pytest.approx(again, rel=1e-6, abs=1e-9)


@given(st.lists(st.tuples(MONEY, st.floats(1, 100)), min_size=1, max_size=8), st.floats(0, 1))
def test_local_shares_are_shares(rows, delta) -> None:
    own = np.array([one for one, _ in rows])
    found = regional(own, own * np.array([by for _, by in rows]), delta)

    assert ((found.local_share > 0) & (found.local_share <= 1)).all()
    assert 0 < found.scale <= 1


@settings(max_examples=60)
@given(chains(), st.sampled_from([2.0**-10, 0.5, 2.0**13]))
def test_scaling_the_currency_changes_no_score(chain, by) -> None:
    def scaled(one):
        return None if one is None else one * by

    other = Chain([Node(one.id, scaled(one.output), scaled(one.national_output),
                        scaled(one.local_supply)) for one in chain.nodes], chain.links)  # fmt: skip
    first, second = balance(chain), balance(other)

    assert second.gap == pytest.approx(first.gap * by, nan_ok=True)
    assert scores(parts_of(other, second), WEIGHTS) == pytest.approx(
        scores(parts_of(chain, first), WEIGHTS), nan_ok=True
    )


@settings(max_examples=60)
@given(chains())
def test_a_gap_is_part_of_the_need(chain) -> None:
    found = balance(chain)
    known = ~np.isnan(found.gap)

    assert (found.gap[known] >= -1e-9 * (1 + found.need[known])).all()
    assert (found.gap[known] <= found.need[known] * (1 + 1e-9)).all()
    assert all((basis is None) == bool(np.isnan(share))
               for basis, share in zip(found.basis, found.local_share, strict=True))  # fmt: skip
