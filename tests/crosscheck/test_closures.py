"""Closures and openings on the real overlays: nothing closed ever helps."""

from datetime import date

import numpy as np
import pytest
from tests.crosscheck.packs import ask, real_network

NAMES = ("cost_usd", "hours_mean", "co2e_kg")


def used_by(answer):
    """Everything the options of an answer rest on, as words to avoid."""
    words = set()
    for leg in (leg for route in answer.options for leg in route.legs):
        words |= {f"passage:{p}" for p in leg.passages} | {f"link:{link}" for link in leg.links}
        words |= {f"border:{leg.border}"} if leg.border else set()
        words |= {f"service:{leg.service_id}"} if leg.service_id else set()
    return sorted(words)


def assert_no_better(one, other):
    assert other.options or not one.options
    for name in NAMES if one.options else ():
        best, least = (min(getattr(r, name) for r in a.options) for a in (one, other))
        assert best >= least, name


@pytest.mark.parametrize("pack", ["guizhou", "laos", "upland"])
def test_closing_what_the_best_ways_use_never_improves_a_best_value(pack):
    network, rng = real_network(pack), np.random.default_rng(11)
    ends = [row.place for row in network.region.destinations]
    homes = [p for p in network.region.places if network.trucking.hauls(p, "out")]
    for _ in range(25):
        pair = [str(rng.choice(homes)), str(rng.choice(ends))]
        if rng.random() < 0.3:
            pair.reverse()
        if pair[0] == pair[1]:
            continue
        answer, closed = ask(pack, *pair), []
        for word in rng.permutation(used_by(answer))[:3]:
            closed.append(str(word))
            then = ask(pack, *pair, *closed)
            assert_no_better(then, answer)
            answer = then


@pytest.mark.parametrize("pack", ["guizhou", "laos"])
def test_links_that_open_later_never_worsen_a_best_value(pack):
    network, rng = real_network(pack), np.random.default_rng(12)
    ends = [row.place for row in network.region.destinations]
    homes = [p for p in network.region.places if network.trucking.hauls(p, "out")]
    for _ in range(20):
        origin, destination = str(rng.choice(homes)), str(rng.choice(ends))
        if origin != destination:
            assert_no_better(
                ask(pack, origin, destination), ask(pack, origin, destination, on=date(2032, 1, 1))
            )


def test_every_destination_can_be_reached():
    network = real_network("guizhou")
    home = network.region.home
    for row in network.region.destinations:
        if row.place != home:
            answer = ask("guizhou", home, row.place)
            assert answer.options, f"{row.place}: {answer.unreachable}"
            assert not answer.is_cut
