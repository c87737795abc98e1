"""Home and foreign markets of a region's products, and a shock that comes through one of them.

Output is sold abroad or at home. Where buyers abroad take less, part of it may be sold at home
instead; the rest of the output falls, and with it what its makers buy from each other:

dx = (I - A)^-1 df,   A[i, j] the share of j's output that is bought from i within the region

It is a first answer: prices, stocks and other suppliers stay as they are.

Source: Leontief (1936); Miller and Blair (2009), Input-Output Analysis, 2.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """What a shock does to one product [money].

    Attributes:
        product: Its code.
        output, exports: Before.
        lost: Exports that are not bought any more, below zero.
        redirected: What of them is sold at home instead.
        direct: Change of output by what is lost and not redirected.
        total: Change of output with what makers buy from each other.
    """

    product: str
    output: float
    exports: float
    lost: float
    redirected: float
    direct: float
    total: float

    @property
    def export_share(self) -> float | None:
        """Share of the output that is sold abroad; None where nothing is made."""
        return self.exports / self.output if self.output else None

    @property
    def indirect(self) -> float:
        """Change by what makers buy from each other."""
        return self.total - self.direct


def shock(
    output: Mapping[str, float], exports: Mapping[tuple[str, str], float],
    falls: Mapping[tuple[str, str], float], bought: Mapping[tuple[str, str], float],
    redirect: float = 0.0,
) -> list[Change]:  # fmt: skip
    """The change of each product after buyers abroad take less or more.

    Args:
        output: By product.
        exports: By product and partner.
        falls: Relative change by product and partner; -0.2 is a fifth less.
        bought: Share of a user's output that is bought from a maker, by maker and user.
        redirect: Share of what is lost abroad that is sold at home instead, 0 to 1.

    Raises:
        ModelError: Makers buy as much from each other as they make: there is no finite answer.
    """
    products = sorted(output)
    sold = {
        one: sum(v for (product, _), v in exports.items() if product == one) for one in products
    }
    lost = {
        one: sum(exports[key] * change for key, change in falls.items() if key[0] == one)
        for one in products
    }
    turned = {one: -redirect * change if change < 0 else 0.0 for one, change in lost.items()}
    direct = np.array([lost[one] + turned[one] for one in products])
    total = spread(direct, _matrix(products, bought))
    return [
        Change(one, output[one], sold[one], lost[one], turned[one], float(first), float(whole))
        for one, first, whole in zip(products, direct, total, strict=True)
    ]


def _matrix(products: Sequence[str], bought: Mapping[tuple[str, str], float]) -> Numbers:
    place = {one: n for n, one in enumerate(products)}
    matrix = np.zeros((len(products), len(products)))
    for (maker, user), share in bought.items():
        matrix[place[maker], place[user]] = share
    return matrix


def spread(direct: Numbers, matrix: Numbers) -> Numbers:
    """A change of final sales as a change of output (n_products,).

    Raises:
        ModelError: The matrix has no Leontief inverse that is not negative.
    """
    if matrix.size and max(abs(np.linalg.eigvals(matrix))) >= 1:
        raise ModelError(
            Problem("circulation.links", "links", "Makers buy all they make from each other.",
                    "The shares of a user's purchases are below 1 together.",
                    message_zh="投入系数过大，无有限解。")
        )  # fmt: skip
    return np.asarray(np.linalg.solve(np.eye(len(direct)) - matrix, direct))
