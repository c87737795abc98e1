"""Laws of scenarios: closures, openings, factors; and a base that nothing touches."""

from hashlib import sha256

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_routes import CLOSURES, NET, PLACES, loads, pairs

from entrepot.corridors.closure import shut
from entrepot.corridors.route import Query, prepare
from entrepot.corridors.variant import vary
from entrepot.region.edits import Addition, Close, Conversion, Opening, Scaling
from entrepot.region.scenario import Scenario

closes = st.sampled_from(CLOSURES).map(lambda pair: Close(*pair))
targets = st.sampled_from(
    [("tariff", mode) for mode in ("rail", "road", "sea", "air")]
    + [("border", "all"), ("border", "post_a-post_b")]
    + [("service", name) for name in ("train", "ship", "flight", "train-return")]
)
additions = st.builds(
    Addition,
    from_place=st.sampled_from(PLACES[: len(PLACES) // 2]),
    to_place=st.sampled_from(PLACES[len(PLACES) // 2 :]),
    mode=st.sampled_from(["rail", "road"]),
    km=st.floats(10, 3000),
    traffic=st.sampled_from(["freight", "mixed", "passenger"]),
)
openings = st.one_of(additions, st.just(Opening("new", 2026)))


def fingerprint(network) -> str:
    """Hash of every array and arc of a network."""
    digest = sha256()
    columns = network.columns
    for array in (network.indptr, network.tails, network.heads, network.r_indptr, network.r_arcs,
                  network.opens, columns.price, columns.mean_h, columns.var_h2,
                  columns.kg_co2e_per_t, *network.tags.values()):  # fmt: skip
        digest.update(np.ascontiguousarray(array).tobytes())
    digest.update(repr((network.arcs, tuple(network.nodes), tuple(network.tags))).encode())
    return digest.hexdigest()


def best(edits, pair, load):
    found = vary(NET, Scenario("law", tuple(edits)))
    query = Query(*pair, load, found.avoid)
    return prepare(found.network, shut(found.network, found.avoid), query).best()


@given(pair=pairs, load=loads, edits=st.lists(closes, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_closures_never_improve_a_best_value(pair, load, edits):
    assert (best(edits, pair, load) >= best((), pair, load)).all()


@given(pair=pairs, load=loads, edits=st.lists(openings, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_openings_never_worsen_a_best_value(pair, load, edits):
    assert (best(edits, pair, load) <= best((), pair, load)).all()


@given(pair=pairs, load=loads, target=targets, factor=st.floats(1, 10), time=st.floats(1, 10))
@settings(max_examples=100, deadline=None)
def test_dearer_and_slower_never_improve_a_best_value(pair, load, target, factor, time):
    edit = Scaling(*target, cost=factor, time=1.0 if target[0] == "tariff" else time)

    assert (best([edit], pair, load) >= best((), pair, load)).all()


@given(pair=pairs, load=loads, target=targets, factor=st.floats(0.01, 1), time=st.floats(0.01, 1))
@settings(max_examples=100, deadline=None)
def test_cheaper_and_faster_never_worsen_a_best_value(pair, load, target, factor, time):
    edit = Scaling(*target, cost=factor, time=1.0 if target[0] == "tariff" else time)

    assert (best([edit], pair, load) <= best((), pair, load)).all()


@given(pair=pairs, load=loads, name=st.sampled_from(["train", "ship", "flight"]),
       factor=st.floats(1, 20))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_more_departures_never_worsen_a_best_value(pair, load, name, factor):
    edit = Scaling("service", name, frequency=factor)

    assert (best([edit], pair, load) <= best((), pair, load)).all()


@given(pair=pairs, load=loads, targets=st.lists(targets, max_size=3),
       country=st.sampled_from(["AA", "BB"]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_factors_of_one_and_a_gauge_to_itself_change_nothing(pair, load, targets, country):
    edits = [*(Scaling(*target) for target in targets), Conversion(country, 1435, 1435)]

    assert (best(edits, pair, load) == best((), pair, load)).all()


@given(edits=st.lists(
    st.one_of(closes, openings, targets.map(lambda t: Scaling(*t, cost=3.0)),
              st.just(Conversion("BB", 1520, 1435))), max_size=5))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_scenario_touches_the_base(edits):
    before = fingerprint(NET)
    vary(NET, Scenario("any", tuple(edits)))

    assert fingerprint(NET) == before
