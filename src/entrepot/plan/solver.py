"""A mixed-integer programme in sparse rows, and HiGHS, which solves it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs  # the class above it prints its name where JSON goes
from numpy.typing import NDArray

ENDLESS = float("inf")
OPTIMAL, FEASIBLE, INFEASIBLE, NOTHING_FOUND = "optimal", "feasible", "infeasible", "nothing_found"
_SETTINGS = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_abs_gap": 0.0}
_LARGEST = 1000.0  # coefficient of the objective as the solver sees it
_SAME = 1e-7  # of a bound and a value that the solver proved to be one, as a share
_SPARSE = highspy.MatrixFormat.kRowwise
_BETTER = highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
_STOPPED = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt)

Floats = NDArray[np.float64]
Terms = Mapping[int, float]
Watch = Callable[[float | None, float | None], bool]
Keep = Callable[[Floats], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What the solver came to.

    Attributes:
        status: optimal, feasible (out of time), infeasible, nothing_found (out of time).
        values: Of the columns; empty where no plan was found.
        bound: No plan is better than this.
    """

    status: str
    values: Floats
    bound: float
    seconds: float


@dataclass(slots=True)
class Programme:
    """Columns and rows; the objective is as large as can be."""

    worth: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, Terms]] = field(default_factory=list)

    def column(
        self, worth: float = 0.0, low: float = 0.0, high: float = 1.0, *, is_whole: bool = False
    ) -> int:
        """Add a column; its number."""
        self.worth.append(worth)
        self.lows.append(low)
        self.highs.append(high)
        self.is_whole.append(is_whole)
        return len(self.worth) - 1

    def row(self, terms: Terms, *, low: float = -ENDLESS, high: float = ENDLESS) -> None:
        """Add a row, scaled so that its largest coefficient is 1."""
        size = max((abs(one) for one in terms.values()), default=0.0) or 1.0
        self.rows.append((low / size, high / size, {at: c / size for at, c in terms.items()}))

    def solve(
        self, *, gap: float = 0.0, limit_s: float = ENDLESS, start: Terms | None = None,
        is_presolved: bool = True, watch: Watch | None = None, keep: Keep | None = None,
    ) -> Found:  # fmt: skip
        """Solve it.

        Args:
            gap: What may lie between value and bound, as a share of the value.
            limit_s: After so long the best plan found is taken [s].
            start: Whole columns of a plan to begin from; the solver works out the others.
            is_presolved: False for a second way to the same answer.
            watch: Is told now and then the best value and the bound so far, None where there is
                none yet; where it says True the search ends with what it has.
            keep: Is told the columns of each better plan as it is found.
        """
        solver = _Highs()
        for name, value in _SETTINGS.items():
            solver.setOptionValue(name, value)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("time_limit", limit_s)
        solver.setOptionValue("presolve", "choose" if is_presolved else "off")
        size = max((abs(one) for one in self.worth), default=0.0)
        scale = _LARGEST / size if size else 1.0
        solver.passModel(self._model(scale))
        if start is not None:
            at = np.array(list(start), dtype=np.int32)
            solver.setSolution(len(at), at, np.array(list(start.values())))
        if watch is not None or keep is not None:
            _let_watch(solver, watch or _go_on, keep, scale)
        solver.run()
        return self._read(solver, scale, size)

    def _model(self, scale: float) -> Any:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.worth), len(self.rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.array(self.worth) * scale
        model.col_lower_, model.col_upper_ = np.array(self.lows), np.array(self.highs)
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [kinds[is_whole] for is_whole in self.is_whole]
        model.row_lower_ = np.array([low for low, _, _ in self.rows])
        model.row_upper_ = np.array([high for _, high, _ in self.rows])
        self._lay(model.a_matrix_)
        return model

    def _lay(self, matrix: Any) -> None:
        terms = [own for _, _, own in self.rows]
        matrix.format_ = _SPARSE
        matrix.num_col_, matrix.num_row_ = len(self.worth), len(terms)
        matrix.start_ = np.cumsum([0, *map(len, terms)], dtype=np.int32)
        matrix.index_ = np.array([at for own in terms for at in own], dtype=np.int32)
        matrix.value_ = np.array([one for own in terms for one in own.values()])

    def _read(self, solver: Any, scale: float, size: float) -> Found:
        info, status = solver.getInfo(), solver.getModelStatus()
        seconds, bound = solver.getRunTime(), info.mip_dual_bound / scale
        values = np.array(solver.getSolution().col_value)
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found(INFEASIBLE, np.array([]), -ENDLESS, seconds)
        is_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if status != highspy.HighsModelStatus.kOptimal and status not in _STOPPED:
            raise ArithmeticError(f"the solver ended with {status}")
        if not is_found:
            return Found(NOTHING_FOUND, np.array([]), bound, seconds)
        worth = float(np.dot(self.worth, values))
        is_optimal = bound - worth <= _SAME * max(size, abs(worth))
        return Found(OPTIMAL if is_optimal else FEASIBLE, values, max(bound, worth), seconds)


def _let_watch(solver: Any, watch: Watch, keep: Keep | None, scale: float) -> None:
    def told(kind: object, _text: str, out: Any, answer: Any, _about: object) -> None:
        if keep is not None and kind == _BETTER:
            keep(np.array(out.mip_solution))
            return
        best, bound = out.mip_primal_bound / scale, out.mip_dual_bound / scale
        if watch(_known(best), _known(bound)):
            answer.user_interrupt = True

    solver.setCallback(told, None)
    solver.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
    if keep is not None:
        solver.startCallback(_BETTER)


def _go_on(_best: float | None, _bound: float | None) -> bool:
    return False


def _known(value: float) -> float | None:
    return None if abs(value) == ENDLESS else value


def whole_row(terms: Sequence[int], worth: float = 1.0) -> dict[int, float]:
    """Terms that all have one coefficient."""
    return dict.fromkeys(terms, worth)
