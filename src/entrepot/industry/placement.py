"""Which firm goes to which park: hard conditions, a score, then what fits together best."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs  # the class above it prints its name where JSON goes
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem

MET, FAILED, UNKNOWN = "met", "failed", "unknown"
_HALF = 0.5
_SETTINGS = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0,
             "mip_abs_gap": 0.0, "time_limit": 20.0}  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that looks for a place.

    Attributes:
        needs: Amount by resource.
        traits: What a park may admit or not, by name: its industry, its discharge.
        wishes: Weight of each thing a park may offer.
    """

    id: str
    needs: Mapping[str, Decimal] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)
    wishes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Park:
    """A park with room.

    Attributes:
        free: Amount by resource; one that is not named is unknown, not nothing.
        admits: Values it admits by name of a trait; a trait that is not named is free.
        offers: How well it offers each thing, 0 to 1.
        slots: How many firms it takes; None is any number.
    """

    id: str
    free: Mapping[str, Decimal] = field(default_factory=dict)
    admits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    offers: Mapping[str, float] = field(default_factory=dict)
    slots: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A hard condition of a firm at a park.

    Attributes:
        kind: resource or trait.
        asked: Amount needed, or the firm's trait.
        held: Amount free, or the traits admitted; None where not known.
    """

    kind: str
    name: str
    state: str
    asked: Decimal | str | None
    held: Decimal | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Option:
    """A firm at a park: may it go there, and how well it would suit.

    Attributes:
        parts: How well each wish is met, 0 to 1; None where not known.
        score: Mean of the known parts by weight; 0 where none is known.
    """

    firm: Firm
    park: Park
    conditions: Sequence[Condition]
    parts: Mapping[str, float | None]
    score: float

    @property
    def is_possible(self) -> bool:
        """Whether every hard condition is met; an unknown one is not."""
        return all(one.state == MET for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Placement:
    """The best of all placements: as many firms as can be, then the highest scores.

    Attributes:
        options: Every firm at every park.
        placed: The options taken.
        left: What remains free, by park and resource.
    """

    options: Sequence[Option]
    placed: Sequence[Option]
    left: Mapping[str, Mapping[str, Decimal]]


def place(firms: Sequence[Firm], parks: Sequence[Park]) -> Placement:
    """Place firms in parks under what is free.

    Raises:
        ModelError: No best placement was found in time.
    """
    options = [option(firm, park) for firm in firms for park in parks]
    possible = [one for one in options if one.is_possible]
    placed = best(possible, firms, parks)
    left = {park.id: _left(park, [one.firm for one in placed if one.park.id == park.id])
            for park in parks}  # fmt: skip
    return Placement(options, placed, left)


def option(firm: Firm, park: Park) -> Option:
    """Hard conditions and score of a firm at a park."""
    conditions = [*(_resource(name, need, park) for name, need in firm.needs.items()),
                  *(_trait(name, park.admits[name], firm) for name in park.admits)]  # fmt: skip
    parts = {name: park.offers.get(name) for name in firm.wishes}
    known = [(firm.wishes[name], part) for name, part in parts.items() if part is not None]
    weight = sum(one for one, _ in known)
    score = sum(one * part for one, part in known) / weight if weight else 0.0
    return Option(firm, park, conditions, parts, score)


def _resource(name: str, need: Decimal, park: Park) -> Condition:
    free = park.free.get(name)
    state = UNKNOWN if free is None else MET if need <= free else FAILED
    return Condition("resource", name, state, need, free)


def _trait(name: str, admitted: frozenset[str], firm: Firm) -> Condition:
    own = firm.traits.get(name)
    state = UNKNOWN if own is None else MET if own in admitted else FAILED
    return Condition("trait", name, state, own, admitted)


@dataclass(frozen=True, slots=True)
class _Row:
    """Options by place, what each takes, and the most they take together."""

    places: Sequence[int]
    takes: Sequence[float]
    most: float


def best(possible: Sequence[Option], firms: Sequence[Firm], parks: Sequence[Park]) -> list[Option]:
    """The best placement under what is free and the slots: a mixed-integer programme.

    The solver allows a millionth too much; what is over in exact numbers is ruled out, and it is
    asked again.

    Raises:
        ModelError: It was not found in time.
    """
    rows = [*_once(possible, firms), *_within(possible, parks)]
    while possible:
        taken = _solve(possible, rows, len(firms))
        cuts = [cut for park in parks if (cut := _cut(possible, taken, park))]
        if not cuts:
            return [possible[place] for place in taken]
        rows += cuts
    return []


def _solve(possible: Sequence[Option], rows: Sequence[_Row], n_firms: int) -> list[int]:
    """Places of the options that are worth most together."""
    worth = np.array([_worth(one, n_firms) for one in possible])
    solver = _Highs()
    for name, value in _SETTINGS.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(worth, rows))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ModelError(Problem("place.time", "firms", "no best placement was found in time.",
                                 "Ask for fewer firms or parks at once."))  # fmt: skip
    values = np.array(solver.getSolution().col_value)
    return [int(place) for place in np.flatnonzero(values > _HALF)]


def _model(worth: Floats, rows: Sequence[_Row]) -> Any:
    """Each option taken or not, worth as much as can be under the rows."""
    model, count = highspy.HighsLp(), len(worth)
    model.num_col_, model.num_row_ = count, len(rows)
    model.col_cost_, model.sense_ = worth, highspy.ObjSense.kMaximize
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    model.row_upper_ = np.array([row.most for row in rows])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row.places) for row in rows)], dtype=np.int32)
    matrix.index_ = np.array([place for row in rows for place in row.places], dtype=np.int32)
    matrix.value_ = np.array([take for row in rows for take in row.takes])
    return model


def _worth(one: Option | None, n_firms: int) -> float:
    """A firm placed is worth more than the scores of all; nothing where it may not go."""
    return 0.0 if one is None else n_firms + 1 + one.score


def _once(possible: Sequence[Option], firms: Sequence[Firm]) -> Iterator[_Row]:
    for firm in firms:
        places = [at for at, one in enumerate(possible) if one.firm.id == firm.id]
        yield _Row(places, [1.0] * len(places), 1.0)


def _within(possible: Sequence[Option], parks: Sequence[Park]) -> Iterator[_Row]:
    """What is used of each resource of a park, as a share of what is free."""
    for park in parks:
        here = [(at, one.firm) for at, one in enumerate(possible) if one.park.id == park.id]
        places = [at for at, _ in here]
        if park.slots is not None:
            yield _Row(places, [1.0] * len(places), float(park.slots))
        for name, free in park.free.items():
            if free > 0:
                used = [float(firm.needs.get(name, Decimal(0)) / free) for _, firm in here]
                yield _Row(places, used, 1.0)


def _cut(possible: Sequence[Option], taken: Sequence[int], park: Park) -> _Row | None:
    """Rules out the firms placed in a park together, where they need more than is free."""
    here = [at for at in taken if possible[at].park.id == park.id]
    left = _left(park, [possible[at].firm for at in here])
    if all(rest >= 0 for rest in left.values()):
        return None
    return _Row(here, [1.0] * len(here), len(here) - 1.0)


def _left(park: Park, firms: Sequence[Firm]) -> dict[str, Decimal]:
    return {name: free - sum((firm.needs.get(name, Decimal(0)) for firm in firms), Decimal(0))
            for name, free in park.free.items()}  # fmt: skip
