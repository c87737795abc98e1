"""The bias of three-way estimates: the formulas written out, and what simulation says."""

import numpy as np
import pytest
from tests.gravity_panels import panel

from entrepot.trade.bias import correct, lay_out
from entrepot.trade.gravity import fit_ppml


def fitted(columns):
    exporter, importer, year = (columns[name] for name in ("exporter", "importer", "year"))
    effects = [exporter * 100 + year, importer * 100 + year, columns["pair"]]
    terms = np.column_stack([columns["rta"], columns["tariff"]])
    fit = fit_ppml(columns["trade"], terms, effects)
    kept = fit.separation.kept
    miss = columns["trade"][kept] - fit.fitted
    pair = np.unique(columns["pair"][kept], return_inverse=True)[1]
    laid = lay_out(fit.fitted, miss, fit.left, exporter[kept], importer[kept], year[kept], pair)
    return fit, laid


def written_out(laid):
    """The bias with every derivative of the profiled likelihood as an array of its own."""
    terms, _, years = laid.left.shape
    information = np.einsum("kpt,pt,lpt->kl", laid.left, laid.fitted, laid.left)
    total = np.zeros(terms)
    unit = np.eye(years)
    for side in (laid.exporter, laid.importer):
        countries = np.unique(side)
        for country in countries:
            curve, cross = np.zeros((years, years)), np.zeros((years, years))
            mixed, third = np.zeros((2, terms, years, years))
            for p in np.flatnonzero(side == country):
                size = laid.fitted[p].sum()
                theta, score = laid.fitted[p] / size, laid.miss[p]
                h = size * (np.diag(theta) - np.outer(theta, theta))
                slope = np.diag(theta) - np.outer(theta, theta)  # of theta, by index
                g = -size * (
                    np.einsum("ts,tr->tsr", unit, slope)
                    - np.einsum("tr,s->tsr", slope, theta) - np.einsum("t,sr->tsr", theta, slope)
                )  # fmt: skip
                curve, cross = curve + h, cross + np.outer(score, score)
                for k in range(terms):
                    x = laid.left[k, p]
                    mixed[k] += np.outer(h @ x, score)
                    third[k] += g @ x
            inverse = np.linalg.pinv(curve, rcond=1e-10)
            scale = len(countries) / (len(countries) - 1)
            for k in range(terms):
                second = np.trace(third[k] @ inverse @ cross @ inverse) / 2
                total[k] += scale * (second - np.trace(inverse @ mixed[k]))
    return np.linalg.solve(information, total)


def test_the_bias_is_that_of_the_formulas_written_out():
    _, laid = fitted(panel(years=3))

    np.testing.assert_allclose(correct(laid).bias, written_out(laid), rtol=1e-6)


def leverage_written_out(laid):
    """The covariance with every effect as a column of its own, and pseudo-inverses."""
    terms, pairs, years = laid.left.shape
    countries = int(max(laid.exporter.max(), laid.importer.max())) + 1
    unit = np.eye(years)
    dummies = np.zeros((pairs, years, 2 * countries * years))
    curves = np.zeros((pairs, years, years))
    for p in range(pairs):
        for side, code in enumerate((laid.exporter[p], laid.importer[p])):
            at = (side * countries + code) * years
            dummies[p][:, at : at + years] = unit
        fitted = laid.fitted[p]
        curves[p] = np.diag(fitted) - np.outer(fitted, fitted) / fitted.sum()
    spread = np.linalg.pinv(
        np.einsum("ptf,pts,psg->fg", dummies, curves, dummies), rcond=1e-11, hermitian=True
    )
    bread = np.linalg.inv(np.einsum("kpt,pt,lpt->kl", laid.left, laid.fitted, laid.left))
    filling = np.zeros((terms, terms))
    for p in range(pairs):
        x, score = laid.left[:, p], laid.miss[p]
        moved = x.T @ bread @ x + dummies[p] @ spread @ dummies[p].T
        raised = np.linalg.solve(unit - curves[p] @ moved, score)
        filling += np.outer(x @ raised, x @ score)
    found = bread @ filling @ bread
    return (found + found.T) / 2


def test_the_error_with_leverage_is_that_of_all_effects_as_columns():
    columns = panel(countries=6, years=3)
    columns["trade"] = columns["trade"] + 1.0
    _, laid = fitted(columns)

    np.testing.assert_allclose(correct(laid).covariance, leverage_written_out(laid), rtol=1e-6)


def test_the_error_with_leverage_is_larger_than_without():
    _, laid = fitted(panel(countries=8, years=3))
    information = np.einsum("kpt,pt,lpt->kl", laid.left, laid.fitted, laid.left)
    scores = np.einsum("kpt,pt->kp", laid.left, laid.miss)
    bread = np.linalg.inv(information)
    plain = bread @ scores @ scores.T @ bread

    assert (np.diag(correct(laid).covariance) > np.diag(plain)).all()


def draw_panel(draw, countries=14, years=5):
    """Design I of the paper's simulations: a term that moves with the effects, errors that
    hold on from year to year and whose variance is the same whatever the mean is.
    """
    exporter, importer, year = (one.ravel() for one in np.indices((countries, countries, years)))
    pair = draw.normal(0, 0.25, (countries, countries, 1))
    effects = (
        draw.normal(0, 0.25, (countries, 1, years)) + draw.normal(0, 0.25, (1, countries, years))
        + pair
    )  # fmt: skip
    term, shock = np.zeros((2, *effects.shape))
    x, z = pair[:, :, 0] + draw.normal(0, 0.5, pair.shape[:2]), draw.normal(size=pair.shape[:2])
    for t in range(years):
        x = x / 2 + effects[:, :, t] + draw.normal(0, 0.5, x.shape)
        z = 0.3 * z + draw.normal(0, np.sqrt(1 - 0.3**2), z.shape)
        term[:, :, t], shock[:, :, t] = x, z
    mean = np.exp(term + effects)
    spread = np.log1p(mean**-2)
    trade = mean * np.exp(np.sqrt(spread) * shock - spread / 2)
    columns = {"exporter": exporter, "importer": importer, "year": year, "rta": term.ravel(),
               "pair": exporter * countries + importer, "trade": trade.ravel()}  # fmt: skip
    return columns | {"tariff": draw.normal(size=len(year))}


@pytest.fixture(scope="module")
def simulated():
    draw = np.random.default_rng(20211)
    found = []
    for _ in range(120):
        fit, laid = fitted(draw_panel(draw))
        scores = np.einsum("kpt,pt->kp", laid.left, laid.miss)
        bread = np.linalg.inv(np.einsum("kpt,pt,lpt->kl", laid.left, laid.fitted, laid.left))
        made = correct(laid)
        plain = np.sqrt((bread @ scores @ scores.T @ bread)[0, 0])
        found.append((fit.beta[0], made.bias[0], plain, np.sqrt(made.covariance[0, 0])))
    return np.array(found).T


def test_the_correction_takes_most_of_the_bias_away(simulated):
    beta, bias, _, _ = simulated

    before, after = beta.mean() - 1, (beta - bias).mean() - 1

    assert abs(before) > 4 * beta.std() / np.sqrt(len(beta))  # there is a bias to be seen
    assert abs(after) < 0.6 * abs(before)


def test_the_corrected_error_is_nearer_to_how_estimates_scatter(simulated):
    beta, bias, plain, raised = simulated
    scatter = (beta - bias).std()

    assert abs(raised.mean() - scatter) < abs(plain.mean() - scatter)
