"""Laws of matrices: a cell tells what a question for its pair tells, whatever is shut."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_routes import LATER, NET, avoids, loads
from tests.unit.corridors.small import region

from entrepot.corridors.causes import Causes
from entrepot.corridors.draws import spread
from entrepot.corridors.explain import explain
from entrepot.corridors.goals import set_goals
from entrepot.corridors.lateness import Lateness
from entrepot.corridors.matrix import EPSILON, SAME, Matrix, Row, find_reasons, rows_of
from entrepot.corridors.planning import plan_routes
from entrepot.corridors.points import add_points
from entrepot.corridors.route import Query

PLACES = sorted(region().places)

sides = st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True).map(sorted)
networks = st.sampled_from([NET, LATER])


def matrix_of(network, kind, origins, destinations, load, avoid):
    goals = set_goals(network, load, origins, destinations, avoid=avoid)
    return Matrix(kind, goals, find_reasons(goals, Causes(network, avoid)))


def cells(matrix):
    lateness = Lateness(matrix.goals)
    return [row for o in range(len(matrix.goals.origins)) for row in rows_of(matrix, o, lateness)]


def queried(network, kind, origin, destination, load, avoid):
    """The rows of a cell by the way of a single question."""
    if origin == destination:
        return [Row(origin, destination, *6 * [None], SAME)]
    plan = plan_routes(network, Query(origin, destination, load, avoid, epsilon=EPSILON))
    if plan.unreachable is not None:
        return [Row(origin, destination, *6 * [None], f"corridors.{plan.unreachable.code}")]
    if kind == "scalar":
        cost, mean, co2e, variance = plan.best
        return [Row(origin, destination, "best", cost, mean, None, co2e, variance, None)]
    return [
        Row(
            origin, destination, f"r{number}", one.cost_usd, one.hours_mean,
            spread(one.legs).p90_h, one.co2e_kg, one.hours_var, None,
        )
        for number, one in enumerate(plan.routes, start=1)
    ]  # fmt: skip


@given(network=networks, origins=sides, destinations=sides, load=loads, avoid=avoids)
@settings(max_examples=60, deadline=None)
def test_a_cell_of_a_front_is_the_answer_to_its_question(
    network, origins, destinations, load, avoid
):
    found = cells(matrix_of(network, "pareto", origins, destinations, load, avoid))

    assert found == [
        row
        for origin in origins
        for destination in destinations
        for row in queried(network, "pareto", origin, destination, load, avoid)
    ]


@given(network=networks, origins=sides, destinations=sides, load=loads, avoid=avoids)
@settings(max_examples=100, deadline=None)
def test_a_scalar_cell_holds_the_exact_best_values(network, origins, destinations, load, avoid):
    found = cells(matrix_of(network, "scalar", origins, destinations, load, avoid))

    assert [row._replace(time_p90_h=None) for row in found] == [
        queried(network, "scalar", origin, destination, load, avoid)[0]
        for origin in origins
        for destination in destinations
    ]
    assert all(row.time_p90_h >= row.time_mean_h for row in found if row.reason is None)


@given(origin=st.sampled_from(PLACES), destination=st.sampled_from(PLACES), avoid=avoids)
@settings(max_examples=100, deadline=None)
def test_the_code_of_a_reason_is_that_of_its_sentence(origin, destination, avoid):
    # Asked of pairs with a way too: both then tell by the same order of looking.
    expected = explain(NET, origin, destination, avoid).code

    assert Causes(NET, avoid).code(origin, destination) == expected


@given(load=loads, avoid=avoids)
@settings(max_examples=20, deadline=None)
def test_the_variance_told_with_a_scalar_cell_is_that_of_the_fastest_way(load, avoid):
    places = [place for place in PLACES if place != "lonely"]
    goals = set_goals(NET, load, places, places, avoid=avoid)
    for o in range(len(places)):
        for d in range(len(places)):
            ways = goals.task(o, d).best_ways()
            starts = goals.starts_of(o, d)
            if ways and o != d:
                way = goals.task(o, d).candidate(ways[1])
                at = way.way[0] - goals.task(o, d).sizes[1] - goals.task(o, d).sizes[2]
                along = goals.variance_along[d, starts.nodes[at]]

                assert starts.all[3, at] + along == way.total[3]


def test_points_do_not_see_each_other():
    here, there = (0.1, 0.1), (0.11, 0.11)
    alone, together = add_points(NET, [there]), add_points(NET, [here, there])

    assert alone.region.places["0.11,0.11"] == together.region.places["0.11,0.11"]
    assert add_points(NET, []) is NET
