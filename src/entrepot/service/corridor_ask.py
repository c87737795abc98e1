"""What a case of an equilibrium asks of the corridors: the scenario, the partners, the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from entrepot.corridors.network import Network
from entrepot.corridors.variant import check_scenario
from entrepot.region.model import Region
from entrepot.region.parameters import Parameter
from entrepot.region.scenario import Scenario
from entrepot.region.scenario_reading import EditReader
from entrepot.region.units import singular
from entrepot.service.model_case import ModelCase, ModelTable
from entrepot.service.regional_flows import FIRST_YEAR, LAST_YEAR
from entrepot.service.route_request import Ground
from entrepot.trade.draws import Triangular

KEYS = (
    "corridors", "scenario", "partners", "region", "year", "level", "value_of_time",
    "value_usd_per_teu", "clearance",
)  # fmt: skip
VALUE_OF_TIME = "inv_hs_low"
VALUE, DENSITY = "value_usd_per_teu", "trade_usd_per_teu"
_STEPS = 3  # parts into which each side of the middle value of a day is cut


@dataclass(frozen=True, slots=True)
class CorridorAsk:
    """A checked question.

    Attributes:
        ground: The region and its networks.
        network: The network of the year.
        year: The year.
        scenario: What differs; None for nothing.
        region: Code of the region among the economies.
        partners: Codes of the partners whose costs change.
        level: Level of the region's units.
        day: Parameter of what a day in transit is worth.
        value: What a TEU of the goods is worth [USD].
        clearance: Hours from lodging to release by partner and flow.
        factor: What these are multiplied by.
    """

    ground: Ground
    network: Network
    year: int
    scenario: Scenario | None
    region: str
    partners: tuple[str, ...]
    level: str
    day: Parameter
    value: Triangular
    clearance: Mapping[tuple[str, str], float]
    factor: float

    @property
    def own(self) -> Region:
        """The region as its pack has it."""
        return self.ground.region

    @property
    def middle(self) -> float:
        """What a day of a TEU is most likely worth [USD/day]."""
        return self.shares.mid * self.value.mid

    @property
    def grid(self) -> tuple[float, ...]:
        """What a day of a TEU may be worth, from least to most: where ways are looked for."""
        least, most = (self.shares.low * self.value.low, self.shares.high * self.value.high)
        ends = [(least, self.middle), (self.middle, most)]
        steps = [low * (high / low) ** (k / _STEPS) for low, high in ends for k in range(1, _STEPS)]
        return tuple(sorted({least, self.middle, most, *steps}))

    @property
    def shares(self) -> Triangular:
        """What a day is worth as a share of the value of the goods."""
        one = triangle(self.day)
        return Triangular(one.low / 100, one.mid / 100, one.high / 100)


def at_middle(asked: CorridorAsk) -> CorridorAsk:
    """The same question with the likeliest value of time and of goods alone."""
    day = replace(asked.day, low=None, high=None)
    return replace(asked, day=day, value=Triangular(*[asked.value.mid] * 3))


def triangle(row: Parameter) -> Triangular:
    """A parameter as a distribution; without low or high it is a number."""
    low, high = (row.mid if one is None else one for one in (row.low, row.high))
    return Triangular(low, row.mid, high)


def ask_corridors(
    case: ModelCase, codes: Sequence[str], ground: Ground, *, today: date
) -> CorridorAsk:
    """Read what a case asks of the corridors; what is wrong is kept in the case.

    Args:
        case: The case.
        codes: Economies of the flows.
        ground: The region and its networks.
        today: Its year is taken where neither the case nor an edit gives one.
    """
    own = ground.region
    region = case.text("region") or own.id
    if region not in codes:
        hint = 'Name its code among the flows: "region": "CODE".'
        case.fault("corridors.region", "region", f"'{region}' is no economy of the flows.", hint)
    scenario = _scenario(case, ground)
    year = _year(case, scenario, today)
    network = ground.network(date(year, 7, 1))
    if scenario is not None:
        case.problems += check_scenario(network, scenario, "scenario")
    clearance, factor = _clearance(case)
    if scenario is None and not clearance:
        message = "Neither a scenario nor a clearance differs: every change is 1."
        case.warn("trade.no_shock", "scenario", message)
    partners = _partners(case, codes, (region, own.country))
    return CorridorAsk(
        ground, network, year, scenario, region, partners, _level(case, own),
        _value_of_time(case, own), _value(case, own), clearance, factor,
    )  # fmt: skip


def _scenario(case: ModelCase, ground: Ground) -> Scenario | None:
    raw = case.raw.get("scenario")
    if raw is None:
        return None
    reader = EditReader(ground.region, ground.gazetteer)
    found = reader.scenario(raw, "scenario", "scenario")
    case.problems += reader.problems
    return found


def _year(case: ModelCase, scenario: Scenario | None, today: date) -> int:
    if case.raw.get("year") is not None:
        return case.whole("year", FIRST_YEAR, LAST_YEAR)
    return (scenario and scenario.year) or today.year


def year_of(case: Mapping[str, Any], *, today: date) -> Any:
    """The year of the corridors of a case as it was sent: its own, the last of its edits, or now.

    What cannot be read is left to `ask_corridors`.
    """
    if case.get("year") is not None:
        return case["year"]
    scenario = case.get("scenario")
    edits = scenario.get("edit") if isinstance(scenario, dict) else None
    years = []
    for edit in edits if isinstance(edits, list) else []:
        told = edit if isinstance(edit, dict) else {}
        added = told["add"] if isinstance(told.get("add"), dict) else {}
        years += [year for year in (told.get("year"), added.get("year")) if isinstance(year, int)]
    return max(years, default=today.year)


def _partners(case: ModelCase, codes: Sequence[str], own: tuple[str, str]) -> tuple[str, ...]:
    """Partners asked for; all but the region and its country where none is named."""
    others = [code for code in codes if code not in own]
    given = case.raw.get("partners")
    if given is None:
        return tuple(others)
    if not isinstance(given, list) or not given:
        case.fault("case.text", "partners", "is no list of codes.", 'Write ["VN", "TH"].')
        return ()
    for code in given:
        if code not in others:
            case.fault("trade.key_unknown", "partners", f"{code!r} is no partner of the flows.")
    return tuple(dict.fromkeys(one for one in given if one in others))


def _level(case: ModelCase, own: Region) -> str:
    asked = case.text("level")
    word = singular(asked, own.levels) if asked else own.levels[min(1, len(own.levels) - 1)]
    if word is None:
        case.fault("level", "level", f"'{asked}' is none.", f"Levels: {', '.join(own.levels)}.")
    return word or own.levels[0]


def values_of_time(region: Region) -> list[Parameter]:
    """Parameters that tell what a day in transit costs of the value of the goods."""
    return [one for one in region.parameters if one.id.startswith("inv_") and one.unit == "%/day"]


def _value_of_time(case: ModelCase, own: Region) -> Parameter:
    known = {one.id: one for one in values_of_time(own)}
    name = case.text("value_of_time") or VALUE_OF_TIME
    if name not in known:
        hint = f"Write one of {', '.join(known)}."
        case.fault("corridors.value_of_time", "value_of_time", f"'{name}' is none.", hint)
        return own.parameter("inv_carry")
    return known[name]


def _value(case: ModelCase, own: Region) -> Triangular:
    """What a TEU of the goods is worth: a number of the case, or what the pack supposes [USD]."""
    if case.raw.get(VALUE) is None:
        return triangle(own.parameter(DENSITY))
    given = case.number(VALUE, above=0)
    return Triangular(given, given, given)


def _clearance(case: ModelCase) -> tuple[Mapping[tuple[str, str], float], float]:
    """Hours from lodging to release by partner and flow, and what they are multiplied by."""
    spec = case.inner("clearance")
    if spec is None:
        return {}, 1.0
    spec.only(("factor", "hours"))
    factor = spec.number("factor")
    if factor < 0:
        spec.fault("case.number", "factor", f"{factor:g} is below 0.")
    table: ModelTable | None = spec.table("hours", ("partner", "flow"), ("hours",))
    if table is None:
        return {}, factor
    keys = zip(*(table.keys[role].texts() for role in ("partner", "flow")), strict=True)
    rows = zip(keys, table.numbers["hours"].tolist(), strict=True)
    return {(str(partner), str(flow)): hours for (partner, flow), hours in rows}, factor
