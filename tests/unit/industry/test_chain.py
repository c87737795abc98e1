"""Needs, gaps and classes of chains: what is unknown stays so, and each class has its reasons."""

import math

import numpy as np
import pytest

from entrepot.industry.chain import Chain, Firm, Link, Node, balance
from entrepot.industry.placing import WEIGHTS, parts_of, percentile, place, relatedness, scores
from entrepot.kernel.errors import ModelError


def test_an_output_that_is_not_known_leaves_the_need_of_it_unknown() -> None:
    chain = Chain([Node("ore", 100, 900), Node("acid"), Node("salt", 50, 300)],
                  [Link("ore", "acid", 0.2), Link("salt", "ore", 0.1)])  # fmt: skip
    found = balance(chain)

    assert math.isnan(found.need[0])
    assert math.isnan(found.gap[0])
    assert found.need[2] == pytest.approx(10)
    assert np.isnan(found.criticality).tolist() == [True, True, True]


def test_a_link_without_a_coefficient_is_not_a_link_of_nothing() -> None:
    chain = Chain([Node("ore", 100), Node("acid", 50), Node("tea", 30)], [Link("ore", "acid")])
    found = balance(chain)

    assert math.isnan(found.need[0])
    assert math.isnan(found.criticality[0])
    assert math.isnan(found.criticality[1])
    assert found.criticality[2] == 0


def test_local_supply_beats_the_quotient_and_meets_no_more_than_the_need() -> None:
    chain = Chain([Node("ore", 100, 900, local_supply=70), Node("acid", 50, 300)],
                  [Link("ore", "acid", 0.5)])  # fmt: skip
    found = balance(chain)

    assert found.basis == ["known", None]
    assert found.local_share[0] == 1
    assert found.gap[0] == 0


def test_without_a_local_supply_the_share_is_by_quotient() -> None:
    chain = Chain([Node("ore", 60, 400), Node("acid", 40, 600)], [Link("ore", "acid", 0.3)])
    found = balance(chain)
    plain = Chain([Node("ore", 60), Node("acid", 40)], [Link("ore", "acid", 0.3)])

    assert (found.basis[0], found.local_share[0]) == ("flq", 1.0)
    assert balance(plain).basis == [None, None]
    assert math.isnan(balance(plain).gap[0])


def test_a_specialised_node_in_one_hand_is_to_be_strengthened() -> None:
    chain = Chain([Node("ore", 60, 100, 60, peer_output=90), Node("tea", 40, 900)],
                  [Link("ore", "tea", 0.5)], [Firm("ore", 50), Firm("ore", 10)])  # fmt: skip
    found = place(chain, balance(chain))[0]

    assert found.kind == "strengthen"
    assert [one.code for one in found.reasons] == ["specialised", "below_peers", "one_firm"]


def test_what_leaves_unprocessed_is_to_be_extended() -> None:
    chain = Chain(
        [Node("ore", 100, 200), Node("acid", 1, 500, local_supply=1), Node("tea", 5, 900)],
        [Link("ore", "acid", 0.2), Link("acid", "tea", 0.02)],
    )
    found = place(chain, balance(chain))[1]

    assert found.kind == "extend"
    assert [(one.code, one.node) for one in found.reasons] == [("unprocessed", "ore"),
                                                                ("related", "")]  # fmt: skip


def test_relatedness_counts_neighbours_whose_place_is_known() -> None:
    chain = Chain([Node("ore", 60, 100), Node("acid", 40, 900), Node("salt", 3)],
                  [Link("ore", "acid", 0.2), Link("salt", "acid", 0.1)])  # fmt: skip

    assert relatedness(balance(chain)).tolist() == [0, 1, 0]


def test_percentiles_share_the_lower_place_and_leave_out_what_is_unknown() -> None:
    found = percentile(np.array([3.0, 1.0, 3.0, np.nan, 9.0]))

    assert found[:3].tolist() == pytest.approx([1 / 3, 0, 1 / 3])
    assert math.isnan(found[3])
    assert found[4] == 1


def test_a_node_of_which_nothing_is_known_has_no_score() -> None:
    chain = Chain([Node("ore"), Node("acid")], [Link("ore", "acid"), Link("acid", "ore")])

    assert np.isnan(scores(parts_of(chain, balance(chain)), WEIGHTS)).all()


def test_links_that_use_up_all_have_no_honest_answer() -> None:
    chain = Chain([Node("ore", 10, local_supply=99), Node("acid", 10, local_supply=99)],
                  [Link("ore", "acid", 1.0), Link("acid", "ore", 1.0)])  # fmt: skip

    with pytest.raises(ModelError, match="spectral radius of 1"):
        balance(chain)
