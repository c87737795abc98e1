"""What sectors need of each other: Leontief, Ghosh, and the economy without one of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem

Floats = NDArray[np.float64]
_ROUNDING, _LARGE = 1e-9, 1e9  # signs of an inverse beyond these are not trusted
_NEAR = 1e-12  # a radius so near to 1 is 1


@dataclass(frozen=True, slots=True)
class Economy:
    """Sectors at a final demand.

    Attributes:
        coefficients: Input of the row in one unit of the column's output (n, n).
        inverse: Output of the row behind one unit of final demand for the column (n, n).
        final_demand: What leaves each sector for good (n,).
        output: What each sector makes for it (n,).
        base: Output that the Ghosh model starts from (n,).
        spectral_radius: Largest eigenvalue of the coefficients by size.
    """

    coefficients: Floats
    inverse: Floats
    final_demand: Floats
    output: Floats
    base: Floats
    spectral_radius: float

    @property
    def residual(self) -> float:
        """Largest difference between what is made and what is used."""
        used = self.coefficients @ self.output + self.final_demand
        return float(np.abs(self.output - used).max())

    @property
    def backward(self) -> Floats:
        """Output behind one unit of final demand for each sector (n,)."""
        return np.asarray(self.inverse.sum(axis=0))

    @property
    def forward(self) -> Floats:
        """Output that one unit of primary input of each sector carries; NaN without output (n,)."""
        return np.asarray(ghosh_inverse(self.inverse, self.base).sum(axis=1))


def economy(coefficients: Floats, final_demand: Floats, base: Floats | None = None) -> Economy:
    """Sectors at a final demand.

    Raises:
        ModelError: The sectors use up all they make.

    Example:
        >>> found = economy(np.array([[0.2, 0.3], [0.4, 0.1]]), np.array([60.0, 30.0]))
        >>> found.output.round(6).tolist()
        [105.0, 80.0]

    Source:
        Miller and Blair, Input-Output Analysis, 2nd ed., ch. 2.
    """
    radius = spectral_radius(coefficients)
    inverse = leontief_inverse(coefficients, radius)
    output = inverse @ final_demand
    return Economy(coefficients, inverse, final_demand, output,
                   output if base is None else base, radius)  # fmt: skip


def coefficients_of(flows: Floats, output: Floats) -> Floats:
    """Input of the row in one unit of the column's output; none where nothing is made (n, n)."""
    return np.divide(flows, output, out=np.zeros_like(flows), where=output > 0)


def spectral_radius(coefficients: Floats) -> float:
    """Largest eigenvalue by size."""
    return float(np.abs(np.linalg.eigvals(coefficients)).max())


def leontief_inverse(coefficients: Floats, radius: float | None = None) -> Floats:
    """The inverse of one less the coefficients (n, n).

    Raises:
        ModelError: The largest eigenvalue is not below 1.
    """
    if radius is None:
        found = _nonnegative(coefficients)
        if found is not None:
            return found
        radius = spectral_radius(coefficients)
    if not radius < 1 - _NEAR:
        raise ModelError(
            Problem("io.radius", "coefficients", f"have a spectral radius of {radius:.6g}, not "
                    "below 1: the sectors use up all they make.", "Check units and columns whose "
                    "inputs add up to 1 or more.",
                    message_zh="谱半径不小于 1，各部门耗尽其全部产出。")
        )  # fmt: skip
    return np.asarray(np.linalg.inv(np.eye(len(coefficients)) - coefficients), dtype=np.float64)


def _nonnegative(coefficients: Floats) -> Floats | None:
    """The inverse, where its signs show that the radius is below 1; None leaves it open.

    Source:
        Hawkins and Simon, Econometrica 17 (1949), 245-248.
    """
    try:
        inverse = np.linalg.inv(np.eye(len(coefficients)) - coefficients)
    except np.linalg.LinAlgError:
        return None
    found = np.asarray(inverse, dtype=np.float64)
    return found if found.min() > -_ROUNDING and found.max() < _LARGE else None


def ghosh_inverse(inverse: Floats, output: Floats) -> Floats:
    """Output of the column that one unit of primary input of the row carries (n, n).

    It is like the Leontief inverse up to the outputs; the row of a sector without output is NaN.
    """
    made = np.where(output > 0, output, np.nan)
    return np.where(output > 0, inverse * output, 0.0) / made[:, None]


def losses(inverse: Floats, output: Floats) -> Floats:
    """Output of the others that is lost with each sector: its row, column and final demand (n,).

    Taking one sector out changes the inverse by a matrix of rank one, so that no system is solved
    anew: x_i - x'_i = l_ik x_k / l_kk.

    Source:
        Dietzenbacher and van der Linden, Journal of Regional Science 37 (1997), 235-257.
    """
    own = np.diag(inverse)
    return np.asarray((inverse.sum(axis=0) - own) * output / own)


def ghosh_losses(inverse: Floats, output: Floats) -> Floats:
    """Output of the others that is lost with each sector in the Ghosh model (n,)."""
    own = np.diag(inverse)
    return np.asarray((inverse @ output - own * output) / own)
