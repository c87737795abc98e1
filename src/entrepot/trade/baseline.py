"""The base of a what-if: flows as observed, or a gravity prediction scaled to their totals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, ModelError, Problem

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
_TOLERANCE = 1e-13
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Baseline:
    """Trade of a year among all economies, what each sells at home included.

    Attributes:
        codes: Code of each economy (n,).
        flows: Value by origin and destination, as buyers pay it (n, n) [any one currency].
        duty: Duty by origin and destination as a share of the value before it (n, n).
    """

    codes: tuple[str, ...]
    flows: Matrix
    duty: Matrix

    @property
    def net(self) -> Matrix:
        """Flows without duty (n, n)."""
        return self.flows / (1 + self.duty)

    @property
    def output(self) -> Vector:
        """What each economy sells (n,)."""
        output: Vector = self.net.sum(axis=1)
        return output

    @property
    def expenditure(self) -> Vector:
        """What each economy buys, duty included (n,)."""
        spent: Vector = self.flows.sum(axis=0)
        return spent

    @property
    def revenue(self) -> Vector:
        """What duties bring to each economy (n,)."""
        revenue: Vector = (self.flows - self.net).sum(axis=0)
        return revenue


def make_baseline(
    codes: Sequence[str], flows: Matrix, *, duty: Matrix | None = None, with_duty: bool = False
) -> Baseline:
    """A base of flows.

    Args:
        codes: Code of each economy (n,).
        flows: Value by origin and destination (n, n).
        duty: Duty by origin and destination as a share of the value before it (n, n).
        with_duty: Whether the flows hold duty already.

    Raises:
        InputError: An economy sells nothing at home (`trade.domestic_missing`, naming it).
    """
    rates = np.zeros_like(flows) if duty is None else duty
    if problems := domestic_missing(codes, flows):
        raise InputError(problems)
    return Baseline(tuple(codes), flows if with_duty else flows * (1 + rates), rates)


def domestic_missing(codes: Sequence[str], flows: Matrix) -> list[Problem]:
    """A problem for each economy that sells nothing at home."""
    hint = "Give its sales to itself: gross output less exports."
    return [
        Problem("trade.domestic_missing", code, "has no domestic flow.", hint)
        for code, sold in zip(codes, np.diagonal(flows), strict=True)
        if not sold > 0
    ]


def scale_to_totals(
    prediction: Matrix, output: Vector, expenditure: Vector, *, most: int = _MOST
) -> Matrix:
    """Scale rows and columns of a prediction until they add up to what is observed.

    Args:
        prediction: Predicted value by origin and destination, above 0 (n, n).
        output: What each economy sells (n,).
        expenditure: What each economy buys, with the same sum (n,).
        most: Rounds after which to give up.

    Returns:
        Flows whose rows add up to `output` and columns to `expenditure` (n, n).

    Raises:
        ModelError: No scaling reaches the totals, as zeros of the prediction can cause.

    Source:
        Deming and Stephan 1940 (iterative proportional fitting); that multilateral resistance
        terms are these factors is in Anderson and van Wincoop 2003 and Fally 2015.
    """
    rows, columns = np.ones(len(output)), np.ones(len(expenditure))
    gap = np.inf
    for _ in range(most):
        columns = expenditure / (rows @ prediction)
        sold = prediction @ columns
        gap = float(np.max(np.abs(rows * sold / output - 1)))
        rows = output / sold
        if gap <= _TOLERANCE:
            break
    if not gap <= 1e3 * _TOLERANCE:
        message = f"cannot be scaled to the totals: rows are off by {gap:.1e} of their sum."
        hint = "A prediction above 0 for each pair can always be scaled."
        raise ModelError(Problem("trade.scaling", "fitted baseline", message, hint))
    scaled: Matrix = rows[:, None] * prediction * columns
    return scaled
