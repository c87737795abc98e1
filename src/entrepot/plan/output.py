"""What a final demand asks for of each sector, their suppliers counted: input and output.

With a_ij what a unit of output of j needs of i, and r_i the share of it that is bought within the
region, output x that meets a final demand f on the region's own makers solves

    x = r A x + f           x = (I - r A)^-1 f

Source:
    Leontief 1936, Quantitative Input and Output Relations; Miller and Blair 2009, Input-Output
    Analysis, chapters 2 and 3 (regional shares).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OutputTable:
    """Who sells how much to whom in a year.

    Attributes:
        flows: Sales of each sector to each, seller by buyer (n, n) [money].
        output: Output of each sector, above 0 (n,) [money].
    """

    flows: Matrix
    output: Vector

    @property
    def coefficients(self) -> Matrix:
        """What a unit of output of each sector needs of each, seller by buyer (n, n)."""
        needs: Matrix = self.flows / self.output
        return needs


def output_for(table: OutputTable, demand: Vector, local: Vector | float = 1.0) -> Vector:
    """Output that a final demand asks for (n,).

    Args:
        table: The table.
        demand: Final demand of each sector's goods (n,) [money].
        local: Share of each sector's goods that users buy within the region, 0 to 1 (n,).

    Raises:
        ModelError: A unit of output asks for a unit or more of output (`plan.not_productive`).

    Example:
        >>> table = OutputTable(np.array([[150.0, 500], [200, 100]]), np.array([1000.0, 2000]))
        >>> output_for(table, np.array([600.0, 1500])).round(4).tolist()
        [1247.5248, 1841.5842]
    """
    needs = np.broadcast_to(local, table.output.shape)[:, None] * table.coefficients
    if not np.abs(np.linalg.eigvals(needs)).max() < 1:
        message = "a unit of output asks for a unit or more of output."
        hint = "Check flows, which are sellers by buyers, against output."
        raise ModelError(Problem("plan.not_productive", "flows", message, hint))
    return np.linalg.solve(np.eye(len(demand)) - needs, demand).astype(np.float64)
