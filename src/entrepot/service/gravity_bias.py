"""Which estimates are three-way ones, whose bias can be told."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.trade.bias import MOST_EFFECTS, ThreeWay, lay_out
from entrepot.trade.design import Levels, combine
from entrepot.trade.formula import Formula
from entrepot.trade.gravity import Fit

_Codes = NDArray[np.int64]
_HINT = (
    "Write effects as 'exporter^year + importer^year + exporter^importer', errors clustered "
    "by the pair, one row for each pair and year."
)


def three_way(
    formula: Formula,
    levels: Mapping[str, Levels],
    fit: Fit,
    trade: NDArray[np.float64],
    clusters: Sequence[_Codes],
) -> ThreeWay:
    """The panel of a three-way estimate.

    Raises:
        InputError: It is none, is too large, or errors are not clustered by the pair.
    """
    kept = fit.separation.kept
    sides = [one for one in formula.effects if len(one) == 2]
    shared = [
        (exporter, importer, year)
        for first in sides for second in sides if first is not second
        for exporter, year in (first, first[::-1]) for importer, other in (second, second[::-1])
        if year == other and exporter != importer
    ]  # fmt: skip
    pairs = [one for one in formula.effects if len(formula.effects) == 3]
    for exporter, importer, year in shared:
        rest = [one for one in pairs if year not in one]
        if len(rest) == 1:
            codes = [levels[name].codes[kept] for name in (exporter, importer, year)]
            pair = combine([levels[name] for name in rest[0]]).codes[kept]
            return _panel(fit, trade, codes, pair, clusters)
    raise _refused("are no effects of exporter and year, importer and year, and pair.")


def _panel(
    fit: Fit,
    trade: NDArray[np.float64],
    codes: Sequence[_Codes],
    pair: _Codes,
    clusters: Sequence[_Codes],
) -> ThreeWay:
    exporter, importer, year = (_dense(one) for one in codes)
    pair = _dense(pair)
    if not _same(pair, exporter * (int(importer.max()) + 1) + importer):
        raise _refused("have a pair that is not one exporter and one importer.")
    if len(clusters) != 1 or not _same(pair, clusters[0]):
        raise _refused("are not clustered by the pair.", "cluster")
    if len(np.unique(pair * (int(year.max()) + 1) + year)) < len(pair):
        raise _refused("have more than one row for a pair and year.")
    count = (int(exporter.max()) + int(importer.max()) + 2) * (int(year.max()) + 1)
    if count > MOST_EFFECTS:
        message = f"are {count:,} of countries in years; at most {MOST_EFFECTS:,} are corrected."
        raise _refused(message)
    return lay_out(fit.fitted, trade - fit.fitted, fit.left, exporter, importer, year, pair)


def _dense(codes: _Codes) -> _Codes:
    return np.asarray(np.unique(codes, return_inverse=True)[1], np.int64)


def _same(first: _Codes, second: _Codes) -> bool:
    """Whether two codes part the rows alike."""
    first, second = _dense(first), _dense(second)
    both = len(np.unique(first * (int(second.max()) + 1) + second))
    return both == int(first.max()) + 1 == int(second.max()) + 1


def _refused(message: str, where: str = "effects") -> InputError:
    return InputError(Problem("gravity.bias_shape", where, message, _HINT))
