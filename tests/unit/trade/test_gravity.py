"""The gravity estimate: what it solves, what it leaves out, when it refuses."""

import numpy as np
import pytest
from tests.gravity_panels import panel

from entrepot.kernel.errors import InputError, ModelError
from entrepot.trade.effects import level_codes, normalise, recover_effects
from entrepot.trade.gravity import fit_ppml, log_likelihood
from entrepot.trade.variance import estimate_covariance, tell_coefficients


def three_way(columns):
    exporter, importer, year = (columns[name] for name in ("exporter", "importer", "year"))
    return [exporter * 100 + year, importer * 100 + year, columns["pair"]]


def fitted(columns, names=("rta", "tariff")):
    terms = np.column_stack([columns[name] for name in names])
    return fit_ppml(columns["trade"], terms, three_way(columns))


def test_fitted_sums_of_every_group_are_those_observed():
    columns = panel()
    fit = fitted(columns)
    trade = columns["trade"][fit.separation.kept]

    for row in fit.groups.groups:
        np.testing.assert_allclose(
            np.bincount(row, fit.fitted), np.bincount(row, trade), rtol=1e-7, atol=1e-12
        )
    np.testing.assert_allclose(fit.left @ (trade - fit.fitted), 0, atol=1e-6)


def test_a_term_that_effects_or_terms_before_explain_is_left_out():
    columns = panel()
    columns |= {"again": 3 * columns["rta"] - columns["tariff"]}

    fit = fitted(columns, ("distance", "rta", "tariff", "again"))

    assert fit.dropped == (0, 3)
    np.testing.assert_allclose(fit.beta, fitted(columns).beta, rtol=1e-9)


def test_a_group_of_one_row_stays():
    columns = panel()
    alone = [*three_way(columns), np.where(np.arange(400) == 11, 1, 0)]
    terms = columns["rta"][:, None]

    fit = fit_ppml(np.maximum(columns["trade"], 0.1), terms, alone)

    assert fit.separation.kept.all()
    assert fit.fitted[11] == pytest.approx(max(columns["trade"][11], 0.1), rel=1e-7)


def test_nothing_left_is_an_answer_of_its_own():
    with pytest.raises(ModelError) as caught:
        fit_ppml(np.zeros(4), np.ones((4, 1)), [])

    assert [one.code for one in caught.value.problems] == ["gravity.nothing_left"]


def test_steps_that_do_not_settle_end_with_their_trace_and_no_result(monkeypatch):
    monkeypatch.setattr("entrepot.trade.gravity._MOST_STEPS", 3)

    with pytest.raises(ModelError, match=r"did not settle in 3 steps; deviance by step: \d"):
        fitted(panel())


def test_no_term_at_all_gives_the_effects_alone():
    columns = panel()

    fit = fit_ppml(columns["trade"], np.zeros((400, 0)), [columns["exporter"]])

    means = np.bincount(columns["exporter"], columns["trade"]) / 40
    np.testing.assert_allclose(fit.fitted, means[columns["exporter"]], rtol=1e-9)


def test_effects_add_up_to_the_index_and_their_references_are_zero():
    columns = panel(years=3)
    columns["trade"] = columns["trade"] + 0.5
    fit = fitted(columns)
    index = np.log(fit.fitted) - np.column_stack([columns["rta"], columns["tariff"]]) @ fit.beta
    found = recover_effects(index, fit.fitted, fit.groups)
    codes = [level_codes(fit.groups, k) for k in range(3)]
    marks = [
        codes[0] // 100 == 4,
        codes[1] // 100 == 4,
        (codes[2] // 10 == 4) | (codes[2] % 10 == 4),
    ]

    told = normalise(found, fit.groups, marks)

    total = sum(
        values[np.searchsorted(code, of_row)]
        for values, code, of_row in zip(told, codes, three_way(columns), strict=True)
    )
    np.testing.assert_allclose(total, index, atol=1e-7)
    np.testing.assert_allclose(told[1][marks[1]], 0, atol=1e-12)


def test_log_likelihood_is_that_of_poisson():
    assert log_likelihood(np.array([0.0, 2.0]), np.array([1.0, 3.0])) == pytest.approx(
        -1 + 2 * np.log(3) - 3 - np.log(2)
    )


def test_two_way_clusters_add_and_take_away():
    draw = np.random.default_rng(3)
    left, miss = draw.normal(size=(2, 60)), draw.normal(size=60)
    one, two = np.repeat(np.arange(6), 10), np.tile(np.arange(10), 6)
    information = left @ left.T

    def of(*clusters):
        found = estimate_covariance(left, miss, information, kind="cluster", clusters=clusters)
        return found.matrix

    alone = estimate_covariance(left, miss, information, kind="robust").matrix
    np.testing.assert_allclose(of(one, two), of(one) + of(two) - alone, rtol=1e-10)


def test_small_samples_of_stata_count_clusters_or_rows():
    draw = np.random.default_rng(3)
    left, miss = draw.normal(size=(1, 60)), draw.normal(size=60)
    codes = np.repeat(np.arange(6), 10)

    def of(kind, small, *clusters):
        found = estimate_covariance(
            left, miss, left @ left.T, kind=kind, clusters=clusters, small=small
        )
        return found.matrix[0, 0]

    assert of("cluster", "stata", codes) / of("cluster", "none", codes) == pytest.approx(6 / 5)
    assert of("robust", "stata") / of("robust", "none") == pytest.approx(60 / 59)
    assert of("iid", "stata") == of("iid", "none")


def test_more_than_two_groupings_and_a_single_cluster_are_refused():
    left, codes = np.ones((1, 4)), np.zeros(4, np.int64)

    with pytest.raises(InputError):
        estimate_covariance(
            left, left[0], left @ left.T, kind="cluster", clusters=[np.arange(4)] * 3
        )
    with pytest.raises(ModelError):
        estimate_covariance(left, left[0], left @ left.T, kind="cluster", clusters=[codes])


def test_a_coefficient_without_variance_has_no_error():
    (found,) = tell_coefficients(np.array([1.0]), np.array([[0.0]]))

    assert (found.std_error, found.z, found.p_value, found.ci_low) == (None,) * 4
