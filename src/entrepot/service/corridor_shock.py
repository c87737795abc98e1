"""What a scenario of the corridors changes in the cost of trade between the region and others."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np

from entrepot.corridors.carriage import Carried, Haulage, Pair, carry
from entrepot.corridors.memory import Memory
from entrepot.corridors.overlay import Arc
from entrepot.corridors.trade_flows import pulls_abroad, shares_of_units, shares_within
from entrepot.kernel.source import Source
from entrepot.region.parameters import Parameter
from entrepot.region.units import units_at
from entrepot.service.amounts import Document
from entrepot.service.corridor_ask import DENSITY, CorridorAsk, ask_corridors, at_middle, triangle
from entrepot.service.model_case import ModelCase
from entrepot.service.route_request import Ground, hash_of, variant_of
from entrepot.trade.baseline import Matrix, Vector
from entrepot.trade.chain import Carriage, CostChange, cost_change
from entrepot.trade.draws import Both

_DECAY = "gravity_distance"
_NAMED = 12  # partners a warning names
_CARRIED = 2  # questions whose carriage before is kept: all values of a day, and the middle
OpenGround = Callable[[], Ground]


@dataclass(frozen=True, slots=True)
class Lane:
    """Goods between the region and a partner, one way.

    Attributes:
        partner: Code of the partner.
        flow: export or import, as the region sees it.
        pairs: Pairs of places with the share of the flow each stands for.
    """

    partner: str
    flow: str
    pairs: Mapping[Pair, float]


@dataclass(frozen=True, slots=True)
class CorridorShock:
    """A change of the cost of trade, lane by lane, as a value of time has it.

    Attributes:
        lanes: Lanes with a way before and after (m,).
        before: Carriage before.
        after: Carriage after.
        drawn: Value of a day in transit as a share of the goods, and of the goods [USD/TEU].
        day_usd: What a day is worth at the middle of both [USD/day].
        ends: Places of seller and buyer of each lane among the economies (m,), (m,).
        size: How many economies there are.
        duty: Duty after as a share (n, n).
        ways: The ways of the heaviest pair of each lane, before and after.
        told: What it rests on, as JSON tells it.
    """

    lanes: tuple[Lane, ...]
    before: Carriage
    after: Carriage
    drawn: Both
    day_usd: float
    ends: tuple[Sequence[int], Sequence[int]]
    size: int
    duty: Matrix
    ways: tuple[tuple[Haulage, Haulage], ...]
    told: Document

    @property
    def middle(self) -> int:
        """Place of the middle value of a day among those that ways were looked for at."""
        return int(np.searchsorted(self.before.day_values, self.day_usd))

    def change(self, drawn: Sequence[float] | None = None) -> CostChange:
        """The change of costs at a value of time and one of goods, by default the middle (m,)."""
        day_share, value = drawn or (self.drawn.one.mid, self.drawn.other.mid)
        return cost_change(self.before, self.after, day_share, value)

    def log_cost(self, _theta: float = 0.0, drawn: Sequence[float] | None = None) -> Matrix:
        """Log of tau_hat at a value of time and one of goods (n, n)."""
        logs = np.zeros((self.size, self.size))
        logs[self.ends] = np.log(self.change(drawn).tau_hat)
        return logs

    def of_lanes(self, cells: Matrix) -> Vector:
        """The cells of the lanes (m,)."""
        found: Vector = cells[self.ends]
        return found


def corridor_shock(
    case: ModelCase, codes: Sequence[str], duty: Matrix, ground: OpenGround, *, today: date,
    drawn: bool = True,
) -> CorridorShock:  # fmt: skip
    """The change that a case asks for: a scenario of the corridors, faster clearance, or both.

    Args:
        case: The case; what is wrong is kept in it.
        codes: Economies of the flows (n,).
        duty: Duty after as a share (n, n).
        ground: Opens the region and its networks.
        today: Its year is taken where neither the case nor an edit gives one.
        drawn: Whether values of time and of goods are drawn; else the likeliest are enough.

    Raises:
        InputError: With everything that is wrong in the case.
    """
    asked = ask_corridors(case, codes, ground(), today=today)
    case.raise_problems()
    asked = asked if drawn else at_middle(asked)
    shock = _Shock(asked, codes)
    for code, message in shock.warnings():
        case.warn(code, "corridors", message)
    return shock.made(duty)


class _Shock:
    """The lanes of a question with their carriage before and after."""

    def __init__(self, asked: CorridorAsk, codes: Sequence[str]) -> None:
        self.asked, self.codes = asked, codes
        self.lanes = list(_lanes(asked))
        self.rates = [usd / 24 for usd in asked.grid]
        self.before, self.after = self._carried()
        self.reached = {
            id(lane): [pair for pair in lane.pairs if self.before[pair] and self.after[pair]]
            for lane in self.lanes
        }

    def _carried(self) -> tuple[Carried, Carried]:
        """What carriage costs before and after; several questions have the same before."""
        asked = self.asked
        pairs = tuple(pair for lane in self.lanes for pair in lane.pairs)
        kept = asked.network.kept.get("carried", lambda: Memory(_CARRIED))
        before = cast(Memory[Hashable, Carried], kept).get(
            (pairs, tuple(self.rates)), lambda: carry(asked.network, pairs, usd_per_h=self.rates)
        )
        if asked.scenario is None or not asked.scenario.edits:
            return before, before
        variant = variant_of(asked.network, asked.scenario, asked.year)
        return before, carry(variant.network, pairs, usd_per_h=self.rates, avoid=variant.avoid)

    def made(self, duty: Matrix) -> CorridorShock:
        kept = [lane for lane in self.lanes if self.reached[id(lane)]]
        at = {code: place for place, code in enumerate(self.codes)}
        own = at[self.asked.region]
        sellers = [own if lane.flow == "export" else at[lane.partner] for lane in kept]
        buyers = [at[lane.partner] if lane.flow == "export" else own for lane in kept]
        drawn = Both(self.asked.shares, self.asked.value)
        return CorridorShock(
            tuple(kept), self._carriage(kept, self.before, 1.0),
            self._carriage(kept, self.after, self.asked.factor), drawn, self.asked.middle,
            (sellers, buyers), len(self.codes), duty, tuple(map(self._ways, kept)),
            self._told(kept),
        )  # fmt: skip

    def _carriage(self, lanes: Sequence[Lane], carried: Carried, factor: float) -> Carriage:
        """Money and hours of the lanes at each value of time, clearance added."""
        money, hours = np.zeros((2, len(self.rates), len(lanes)))
        for place, lane in enumerate(lanes):
            pairs = self.reached[id(lane)]
            whole = sum(lane.pairs[pair] for pair in pairs)
            hours[:, place] = factor * self.asked.clearance.get((lane.partner, lane.flow), 0.0)
            for pair in pairs:
                for number, way in enumerate(carried[pair] or ()):
                    money[number, place] += lane.pairs[pair] / whole * way.usd
                    hours[number, place] += lane.pairs[pair] / whole * way.hours
        grid = np.array(self.asked.grid)
        return Carriage(grid, money, hours)

    def _ways(self, lane: Lane) -> tuple[Haulage, Haulage]:
        """The ways of the heaviest pair at the middle value of time."""
        pair = max(self.reached[id(lane)], key=lambda one: lane.pairs[one])
        before, after = self.before[pair], self.after[pair]
        assert before
        assert after
        middle = self.asked.grid.index(self.asked.middle)
        return before[middle], after[middle]

    def left_out(self) -> list[tuple[str, list[str]]]:
        """Partners whose costs stay as they are, by reason."""
        placed = {lane.partner for lane in self.lanes}
        found = [
            ("corridors.no_place", [one for one in self.asked.partners if one not in placed]),
            ("corridors.no_way", self._lost(lambda a, b: not a and not b)),
            ("corridors.opened", self._lost(lambda a, b: bool(b) and not a)),
            ("corridors.cut_off", self._lost(lambda a, b: bool(a) and not b)),
            ("corridors.no_hours", self._unmeasured()),
        ]
        return [(code, partners) for code, partners in found if partners]

    def warnings(self) -> list[tuple[str, str]]:
        """What a reader must know: who is left out, and whose costs move at all."""
        told = [(code, f"{_WHY[code]}: {_named(partners)}.") for code, partners in self.left_out()]
        return [*told, ("corridors.own_pairs", _OWN_PAIRS)]

    def _lost(self, is_so: Callable[[bool, bool], bool]) -> list[str]:
        """Partners of lanes of which no pair is reached, for a reason."""
        lost = (lane for lane in self.lanes if not self.reached[id(lane)])
        return list(dict.fromkeys(
            lane.partner for lane in lost
            if is_so(any(self.before[one] for one in lane.pairs),
                     any(self.after[one] for one in lane.pairs))
        ))  # fmt: skip

    def _unmeasured(self) -> list[str]:
        """Partners of which a lane has no measured hours, where clearance is asked about."""
        known = self.asked.clearance
        lacking = (one.partner for one in self.lanes if (one.partner, one.flow) not in known)
        return list(dict.fromkeys(lacking)) if known else []

    def _told(self, lanes: Sequence[Lane]) -> Document:
        asked = self.asked
        scenario = asked.scenario
        ways = [way for lane in lanes for both in [self._ways(lane)] for way in both]
        runs = [arc.run for way in ways for arc in way.arcs]
        rows = [asked.day, *map(asked.own.parameter, (DENSITY, _DECAY))]
        rests_on = [row.cited for row in rows]
        rests_on += [Source(run.source, run.status) for run in runs if run.source]
        return {
            "region": asked.region,
            "scenario": scenario and {
                "name": scenario.name, "hash": hash_of(asked.ground, scenario),
                "edit": [one.document() for one in scenario.edits],
            },
            "network_year": asked.year, "level": asked.level,
            "clearance_factor": asked.factor if asked.clearance else None,
            "value_of_time": _parameter(asked.day),
            "value_usd_per_teu": _value(asked),
            "left_out": [
                {"code": code, "partners": partners} for code, partners in self.left_out()
            ],
            "places": self._places(arc for way in ways for arc in way.arcs),
            "sources": [
                {"source": one.text, "status": one.status} for one in dict.fromkeys(rests_on)
            ],
        }  # fmt: skip

    def _places(self, arcs: Iterable[Arc]) -> Document:
        """Names of the places of some steps, by id."""
        known = self.asked.own.places
        ids = dict.fromkeys(place for arc in arcs for place in (arc.from_place, arc.to_place))
        return {
            one: {"name": known[one].name, "name_zh": known[one].name_zh}
            for one in ids if one in known
        }  # fmt: skip


_WHY = {
    "corridors.no_place": "The pack knows no place with residents there, so their costs stay",
    "corridors.no_way": "No way leads there, before or after, so their costs stay",
    "corridors.opened": (
        "A way leads there only with the scenario, so that no ratio of costs is known. Give flows "
        "with baseline fitted and a tau_hat of your own"
    ),
    "corridors.no_hours": (
        "Hours of clearance are not known of each of their lanes; where they are not, those stay"
    ),
    "corridors.cut_off": "No way leads there any more; what that costs is not counted",
}
_OWN_PAIRS = (
    "Only what the region itself sells and buys becomes cheaper or dearer; others who use the same "
    "corridor, its own country among them, keep their costs."
)


def _lanes(asked: CorridorAsk) -> list[Lane]:
    """Lanes of each partner with a place, the flow split as the corridors split it."""
    own = asked.own
    homes = shares_of_units(units_at(own, asked.level))
    pulls = pulls_abroad(own, own.parameter(_DECAY).mid)
    found = []
    for partner in asked.partners:
        places = shares_within(pulls, {partner}, own)
        both = {(home, place): a * b for home, a in homes.items() for place, b in places.items()}
        if both:
            found.append(Lane(partner, "export", both))
            found.append(Lane(partner, "import", {pair[::-1]: w for pair, w in both.items()}))
    return found


def _named(codes: Sequence[str]) -> str:
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more


def _value(asked: CorridorAsk) -> dict[str, Any]:
    """What a TEU is worth: the parameter of the pack, or the number of the case."""
    row, value = asked.own.parameter(DENSITY), asked.value
    told = _parameter(row)
    if value == triangle(row):
        return told
    given = {"source": "given in the case", "status": "unverified", "note": ""}
    return told | given | {"value": value.mid, "low": value.low, "high": value.high}


def _parameter(row: Parameter) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "value": row.mid, "low": row.low, "high": row.high,
        "unit": row.unit, "note": row.note, "source": row.source, "status": row.status,
    }  # fmt: skip
