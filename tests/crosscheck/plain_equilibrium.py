"""Equilibria in levels, as a textbook writes them, solved by scipy's root finder.

Nothing here is in changes and nothing is shared with `entrepot.trade`: technologies and costs are
invented, the world is solved before and after, and the two are compared.
"""

import numpy as np
from scipy.optimize import root


def armington(tastes, cost, duty, labour, deficit, theta):
    """Wages, prices and flows of a world of one sector.

    Args:
        tastes: Weight of each origin with each buyer (n, n).
        cost: Iceberg cost (n, n).
        duty: Duty as a share (n, n).
        labour: Workers (n,).
        deficit: Spending above income, adding up to 0 (n,).
        theta: Elasticity.

    Returns:
        Wages and prices (n,), flows as buyers pay (n, n); world labour income is 1.
    """

    def world(logs):
        wage = np.exp(logs)
        wage = wage / (wage @ labour)
        pull = tastes * (wage[:, None] * cost * (1 + duty)) ** -theta
        share = pull / pull.sum(axis=0)
        back = (share * duty / (1 + duty)).sum(axis=0)
        spent = (wage * labour + deficit) / (1 - back)
        return wage, pull.sum(axis=0) ** (-1 / theta), share * spent

    def excess(logs):
        wage, _, flows = world(logs)
        return (flows / (1 + duty)).sum(axis=1) / (wage * labour) - 1

    found = root(excess, np.zeros(len(labour)), method="hybr", tol=1e-13)
    assert np.max(np.abs(excess(found.x))) < 1e-9
    return world(found.x)


def eaton_kortum(skill, cost, duty, labour, added, inputs, final, theta):
    """Wages, prices, imports and incomes of a world of sectors with inputs and no deficit.

    Args:
        skill: Technology of each sector and economy (j, n).
        cost: Iceberg cost by sector, buyer and seller (j, n, n).
        duty: Duty as a share (j, n, n).
        labour: Workers (n,).
        added: Share of labour in cost (j, n).
        inputs: Share of inputs in what users buy: economy, input, user (n, j, j).
        final: Shares of sectors in final demand (j, n).
        theta: Elasticity by sector (j,).

    Returns:
        Wage (n,), price index of final demand (n,), imports before duty (j, n, n), income (n,).
    """
    sectors, n = skill.shape
    power = theta[:, None]

    def prices(wage):
        level = np.zeros((sectors, n))
        for _ in range(300):
            unit = added * np.log(wage) + (1 - added) * np.einsum("nkj,kn->jn", inputs, level)
            pull = (
                skill[:, None, :]
                * (np.exp(unit)[:, None, :] * cost * (1 + duty)) ** -power[:, :, None]
            )
            level = -np.log(pull.sum(axis=2)) / power
        return level, pull / pull.sum(axis=2, keepdims=True)

    def world(logs):
        wage = np.exp(logs)
        wage = wage / (wage @ labour)
        level, share = prices(wage)
        net = share / (1 + duty)
        size = sectors * n
        matrix, right = np.eye(size), np.zeros(size)
        for j, at in np.ndindex(sectors, n):
            row = j * n + at
            right[row] = final[j, at] * wage[at] * labour[at]
            for k, buyer in np.ndindex(sectors, n):
                used = inputs[at, j, k] * (1 - added[k, at]) * net[k, buyer, at]
                matrix[row, k * n + buyer] -= used
                if buyer == at:
                    kept = (share[k, at] - net[k, at]).sum()
                    matrix[row, k * n + buyer] -= final[j, at] * kept
        spent = np.linalg.solve(matrix, right).reshape(sectors, n)
        flows = net * spent[:, :, None]
        income = wage * labour + ((share - net) * spent[:, :, None]).sum(axis=(0, 2))
        return wage, np.exp((final * level).sum(axis=0)), flows, income

    def excess(logs):
        wage, _, flows, _ = world(logs)
        return (added * flows.sum(axis=1)).sum(axis=0) / (wage * labour) - 1

    found = root(excess, np.zeros(n), method="hybr", tol=1e-13)
    assert np.max(np.abs(excess(found.x))) < 1e-9
    return world(found.x)
