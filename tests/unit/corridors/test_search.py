"""The kernel on graphs small enough to try every way."""

import numpy as np
import pytest

from entrepot.corridors.labels import front, warm_up
from entrepot.corridors.route import unwind
from entrepot.corridors.search import CRITERIA, goal_trees, one_tree

EXACT = np.zeros(CRITERIA)


class Graph:
    """Arcs by tail, with reverse pointers, as the kernel wants them."""

    def __init__(self, n, arcs):
        arcs = sorted(arcs, key=lambda arc: arc[0])
        self.n, self.m = n, len(arcs)
        self.tails = np.array([a for a, _, _ in arcs], np.int64)
        self.heads = np.array([b for _, b, _ in arcs], np.int64)
        self.weights = np.array([w for _, _, w in arcs], float).reshape(-1, CRITERIA).T.copy()
        self.closed = np.zeros(self.m, np.bool_)
        self.indptr = self._pointers(self.tails)
        self.r_indptr, self.r_arcs = (
            self._pointers(self.heads),
            np.argsort(self.heads, kind="stable"),
        )

    def _pointers(self, nodes):
        counts = np.bincount(nodes, minlength=self.n)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def fronts(self, start, end, epsilon=EXACT, most=200_000):
        nothing = np.zeros((CRITERIA, 1))
        ends = np.array([end], np.int64)
        least, _step = goal_trees(
            self.r_indptr, self.r_arcs, self.tails, self.weights, self.closed, ends, nothing
        )
        end_of = np.full(self.n, -1, np.int64)
        end_of[end] = 0
        known = np.empty((0, CRITERIA))
        labels, totals, parent, by, is_cut = front(
            self.indptr, self.heads, self.weights, self.closed, least,
            np.array([start], np.int64), nothing, end_of, nothing, known, epsilon, most,
        )  # fmt: skip
        return totals, least, labels, parent, by, is_cut


DIAMOND = [
    (0, 1, (1, 9, 1, 1)), (1, 3, (1, 9, 1, 1)),
    (0, 2, (5, 2, 1, 1)), (2, 3, (5, 2, 1, 1)),
    (0, 3, (12, 20, 3, 3)),
]  # fmt: skip


def test_ways_that_no_other_beats_are_found_and_the_beaten_one_is_not():
    totals = Graph(4, DIAMOND).fronts(0, 3)[0]

    assert sorted(totals.tolist()) == [[2, 18, 2, 2], [10, 4, 2, 2]]


def test_bounds_are_the_least_weights_to_the_goal():
    least = Graph(4, DIAMOND).fronts(0, 3)[1]

    assert least[:, 0].tolist() == [2, 4, 2, 2]
    assert least[:, 4].tolist() == [0, 0, 0, 0]


def test_a_closed_arc_is_not_used():
    graph = Graph(4, DIAMOND)
    graph.closed[0] = True
    totals = graph.fronts(0, 3)[0]

    assert totals.tolist() == [[10, 4, 2, 2]]


def test_no_way_gives_an_empty_front():
    totals, least, *_ = Graph(4, DIAMOND[:1]).fronts(0, 3)

    assert totals.shape == (0, CRITERIA)
    assert np.isinf(least[0, 0])


def test_a_loop_of_no_weight_ends():
    loop = [(0, 1, (0, 0, 0, 0)), (1, 0, (0, 0, 0, 0)), (1, 2, (1, 1, 1, 1))]

    assert Graph(3, loop).fronts(0, 2)[0].tolist() == [[1, 1, 1, 1]]


def test_the_arcs_of_a_way_lead_from_start_to_goal():
    graph = Graph(4, DIAMOND)
    _, _, labels, parent, by, _ = graph.fronts(0, 3)
    label, way = int(labels[0]), []
    while label != -1:
        way.append(int(by[label]))
        label = int(parent[label])

    assert way[-1] == graph.m + 1, "the start arc comes first"
    assert way[0] == graph.m, "the end arc comes last"


def test_a_tolerated_share_leaves_out_ways_that_are_hardly_better():
    close = [(0, 1, (100, 100, 100, 100)), (0, 1, (101, 99, 100, 100))]
    graph = Graph(2, close)

    assert len(graph.fronts(0, 1)[0]) == 2
    assert len(graph.fronts(0, 1, np.full(CRITERIA, 0.05))[0]) == 1


def test_the_limit_of_labels_is_reported():
    assert Graph(4, DIAMOND).fronts(0, 3, most=2)[5]
    assert not Graph(4, DIAMOND).fronts(0, 3)[5]


def test_trees_are_mended_where_weights_differ_too_much_for_ranks():
    rng = np.random.default_rng(3)
    ends = rng.integers(0, 40, (900, 2))
    huge = [(0, 1, (1e15,) * 4)]  # all other weights fall into one rank
    arcs = [(int(a), int(b), tuple(rng.integers(1, 99, 4))) for a, b in ends]
    graph = Graph(40, [*huge, *arcs])
    least = graph.fronts(0, 39)[1]

    for c in range(CRITERIA):
        back, _ = one_tree(
            graph.r_indptr, graph.tails[graph.r_arcs], graph.weights[c][graph.r_arcs],
            graph.closed, 39,
        )  # fmt: skip
        assert least[c, :40].tolist() == back.tolist()


def test_where_choice_is_wide_every_way_found_weighs_what_its_arcs_weigh():
    rng = np.random.default_rng(5)
    steps = [(i, i + 1) for i in range(30) for _ in range(16)]
    graph = Graph(31, [(*step, tuple(rng.integers(100, 999, 4))) for step in steps])
    totals, _, labels, parent, by, is_cut = graph.fronts(0, 30, np.full(CRITERIA, 0.05))

    assert not is_cut
    assert len(parent) > 1_000, "more ways than are kept exactly"
    assert len(totals) > 1
    for label, total in zip(labels.tolist(), totals, strict=True):
        arcs = unwind(label, parent, by)[
            1:-1
        ]  # without the arc from the door and the one to the goal
        assert graph.heads[list(arcs)].tolist() == list(range(1, 31))
        assert graph.weights[:, list(arcs)].sum(axis=1).tolist() == total.tolist()


def test_one_tree_gives_weights_and_the_arcs_that_reach_each_node():
    graph = Graph(4, DIAMOND)
    least, by = one_tree(graph.indptr, graph.heads, graph.weights[0], graph.closed, 0)

    assert least.tolist() == [0, 1, 5, 2]
    assert graph.heads[by[3]] == 3
    assert by[0] == -1


def test_the_kernel_can_be_warmed_up():
    warm_up()


@pytest.mark.parametrize("c", range(CRITERIA))
def test_the_front_holds_the_least_weight_by_every_criterion(c):
    rng = np.random.default_rng(c)
    arcs = [
        (int(a), int(b), tuple(rng.integers(1, 50, 4))) for a, b in rng.integers(0, 12, (50, 2))
    ]
    totals, least, *_ = Graph(12, arcs).fronts(0, 11)
    best = least[c, 0]

    assert (totals[:, c].min() if len(totals) else np.inf) == best
