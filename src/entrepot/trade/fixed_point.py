"""Fixed points of maps on vectors, by Anderson's acceleration with a safeguard."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem

Vector = NDArray[np.float64]
Step = Callable[[Vector], tuple[Vector, float]]

TARGET = 1e-12  # residual at which to stop
ACCEPTED = 1e-10  # residual above which there is no result
_MEMORY = 8
_WORSE = 10.0  # a residual so many times the best one sends us back
_PATIENCE = 8  # steps without a better residual, once it is accepted
_TOLD = 12  # residuals of the trace that are told


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Where a map leads back to itself.

    Attributes:
        point: The point (n,).
        iterations: Evaluations of the map.
        residual: What the map told as residual at the point.
        trace: Residual of each evaluation.
    """

    point: Vector
    iterations: int
    residual: float
    trace: tuple[float, ...]


def find_fixed_point(
    step: Step,
    start: Vector,
    *,
    target: float = TARGET,
    accepted: float = ACCEPTED,
    most: int = 1000,
) -> FixedPoint:
    """Iterate a map until its residual is at the target.

    Args:
        step: A point to the next one and the residual at the point; NaN says it may not be.
        start: First point (n,).
        target: Residual at which to stop.
        accepted: Residual that will do where rounding forbids the target.
        most: Evaluations after which to give up.

    Raises:
        ModelError: The residual stays above what is accepted; `extra["trace"]` has it.

    Source:
        Anderson 1965, Iterative Procedures for Nonlinear Integral Equations; Walker and Ni
        2011, Anderson Acceleration for Fixed-Point Iterations.
    """
    path = _Path(start)
    while len(path.trace) < most:
        image, residual = step(path.point)
        path.trace.append(residual)
        if not path.keep(image, residual):
            continue
        if residual <= target or (path.best_residual <= accepted and path.idle >= _PATIENCE):
            break
    if not path.best_residual <= accepted:
        raise no_convergence(path.trace, accepted)
    return FixedPoint(path.best, len(path.trace), path.best_residual, tuple(path.trace))


def no_convergence(trace: list[float], accepted: float) -> ModelError:
    """The error of an iteration that leads nowhere, with its trace."""
    shown = ", ".join(f"{one:.1e}" for one in trace[-_TOLD:])
    error = ModelError(
        Problem(
            "trade.no_convergence", "equilibrium",
            f"the residual is above {accepted:g} after {len(trace)} iterations; the last are "
            f"{shown}.",
            "A smaller shock, another closure or balanced flows may have an answer.",
        )
    )  # fmt: skip
    error.extra["trace"] = [one if np.isfinite(one) else None for one in trace]
    return error


class _Path:
    """The points visited, with the differences that acceleration needs."""

    def __init__(self, start: Vector) -> None:
        self.point = self.best = self.best_image = start
        self.best_residual, self.pace, self.idle = np.inf, 1.0, 0
        self.trace: list[float] = []
        self.images: list[Vector] = []
        self.defects: list[Vector] = []

    def keep(self, image: Vector, residual: float) -> bool:
        """Take what a step told and choose the next point; False where it was no use."""
        lost = not (np.isfinite(residual) and np.isfinite(image).all())
        if lost or residual > _WORSE * self.best_residual:
            self._return()
            return False
        self.idle += 1
        if residual < self.best_residual:
            self.best, self.best_image, self.best_residual = self.point, image, residual
            self.idle = 0
        self.images = [*self.images[-_MEMORY:], image]
        self.defects = [*self.defects[-_MEMORY:], image - self.point]
        self.point = self.point + self.pace * (self._accelerated() - self.point)
        self.pace = min(1.0, 1.5 * self.pace)
        return True

    def _return(self) -> None:
        """Go back to the best point and on from there by a shorter, plain step."""
        self.images, self.defects = [], []
        self.idle += 1
        self.pace /= 4
        self.point = self.best + self.pace * (self.best_image - self.best)

    def _accelerated(self) -> Vector:
        if len(self.images) == 1:
            return self.images[0]
        defects = np.diff(np.array(self.defects), axis=0).T
        images = np.diff(np.array(self.images), axis=0).T
        if not np.isfinite(defects).all():
            return self.images[-1]
        try:
            weights, *_ = np.linalg.lstsq(defects, self.defects[-1], rcond=1e-12)
        except np.linalg.LinAlgError:  # differences too wild to combine
            return self.images[-1]
        found: Vector = self.images[-1] - images @ weights
        return found
