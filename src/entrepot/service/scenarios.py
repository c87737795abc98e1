"""Scenarios: pairs of places before and after some differences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from entrepot.corridors.closure import Avoid, only_modes
from entrepot.corridors.planning import Plan, plan_routes
from entrepot.corridors.route import Query
from entrepot.corridors.track import list_changes
from entrepot.corridors.variant import check_scenario
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.cells import nearest
from entrepot.region.scenario import Scenario
from entrepot.region.scenario_reading import EditReader
from entrepot.service.amounts import Document
from entrepot.service.desk import Desk
from entrepot.service.route_request import (
    Ground,
    RouteRequest,
    hash_of,
    parse_route,
    variant_of,
)
from entrepot.service.routes import BEST, with_points

FIELDS = (
    "origin", "destination", "teu", "tonnes", "hs", "value_usd", "modes", "avoid", "depart",
    "year", "inventory",
)  # fmt: skip
MOST_PAIRS, MOST_SCENARIOS = 1000, 100
MOST_AT_ONCE = 60  # pairs times scenarios that a server works on for one request
Table = Mapping[str, object]
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Study:
    """Scenarios to run, with the pairs of places to run them on.

    Attributes:
        pairs: Raw fields of each pair.
        scenarios: What differs.
    """

    pairs: tuple[Table, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One pair before and after one scenario.

    Attributes:
        request: The question on the base.
        base, after: The plans; equal where nothing differs.
    """

    request: RouteRequest
    base: Plan
    after: Plan


def run_scenarios(
    ground: Ground, raw: Table, *, today: date, jobs: int = 1, most: int | None = None
) -> Document:
    """Run every scenario on every pair of places.

    Args:
        ground: The region and its networks.
        raw: Tables `od` and `scenario`, as a file of scenarios holds them.
        today: Day of departure where a pair gives none.
        jobs: Threads to search with; the answer is the same for any number.
        most: Pairs times scenarios taken at most; None for all.

    Raises:
        InputError: With every fault of every pair and every edit.
    """
    study = parse_study(ground, raw, today=today, most=most)
    cases = run_study(ground, study, today=today, jobs=jobs)
    return {
        "scenarios": [
            {
                "name": scenario.name,
                "hash": hash_of(ground, scenario),
                "od": [case_document(case) for case in found],
            }
            for scenario, found in zip(study.scenarios, cases, strict=True)
        ]
    }


def run_at(desk: Desk, raw: Table, *, today: date, jobs: int = 1) -> Document:
    """The same at a desk, one study at a time.

    Raises:
        InputError: With every fault of every pair and every edit.
    """
    with desk.turn:
        return run_scenarios(desk, raw, today=today, jobs=jobs, most=MOST_AT_ONCE)


def parse_study(ground: Ground, raw: Table, *, today: date, most: int | None = None) -> Study:
    """Check every pair and every edit.

    Raises:
        InputError: With every fault of every pair and every edit.
    """
    problems = [
        Problem("scenario.extra", str(key), "is not known.", nearest(str(key), ["od", "scenario"]))
        for key in raw
        if key not in ("od", "scenario")
    ]
    tables = _tables(raw, "od", MOST_PAIRS, problems)
    if many := _too_many(raw, most):
        raise InputError(many)
    pairs = [dict(one) for one in tables if isinstance(one, Mapping)]
    for number, one in enumerate(tables, start=1):
        problems += _pair_faults(ground, one, f"od[{number}]", today)
    scenarios = _scenarios(ground, raw, today, problems)
    if problems:
        raise InputError(problems)
    return Study(tuple(pairs), scenarios)


def run_study(ground: Ground, study: Study, *, today: date, jobs: int = 1) -> list[list[Case]]:
    """Plan every pair before and after every scenario, in the order of the study.

    A thread takes a scenario with all its pairs, so that a network is varied once and kept no
    longer than it is used; of a single scenario it takes one pair.
    """
    planner = _Planner(ground, today)
    if len(study.scenarios) > 1:
        found = _each(lambda one: [planner.case(pair, one) for pair in study.pairs],
                      study.scenarios, jobs)  # fmt: skip
        return list(found)
    (scenario,) = study.scenarios
    first = planner.case(study.pairs[0], scenario)
    rest = _each(lambda pair: planner.case(pair, scenario), study.pairs[1:], jobs)
    return [[first, *rest]]


def case_document(case: Case) -> Document:
    """One pair with its best values before and after; a pair out of reach says why."""
    base, after = _told(case.base), _told(case.after)
    lost = case.base.unreachable or case.after.unreachable
    return {
        "origin": case.request.origin,
        "destination": case.request.destination,
        "base": base,
        "after": after,
        "diff": _diff(case.base, case.after) if base and after else None,
        "reason": f"corridors.{lost.code}" if lost else None,
    }


@dataclass
class _Planner:
    """Plans pairs before and after; what is planned on the base is planned once."""

    ground: Ground
    today: date
    _bases: dict[str, tuple[RouteRequest, Plan]] = field(default_factory=dict)
    _building: Lock = field(default_factory=Lock)

    def case(self, pair: Table, scenario: Scenario) -> Case:
        """A pair before and after a scenario, in the year that the scenario speaks of."""
        raw = dict(pair)
        if scenario.year is not None and not str(raw.get("year") or ""):
            raw["year"] = scenario.year
        request, base = self._base(raw)
        with self._building:
            plain = self.ground.network(request.network_day)
            variant = variant_of(plain, scenario, request.network_day.year)
        if variant.network is plain and not variant.avoid:
            return Case(request, base, base)
        network = request.network
        if variant.network is not plain:
            network = with_points(request, variant.network)
        query = _query(request, variant.avoid)
        return Case(request, base, plan_routes(network, query, "time"))

    def _base(self, raw: Table) -> tuple[RouteRequest, Plan]:
        key = repr(sorted(raw.items()))
        if key not in self._bases:
            with self._building:
                request = parse_route(raw, self.ground, today=self.today)
            self._bases[key] = request, plan_routes(request.network, _query(request), "time")
        return self._bases[key]


def _query(request: RouteRequest, shut: Sequence[Avoid] = ()) -> Query:
    avoid = dict.fromkeys((*request.avoid, *only_modes(request.modes), *shut))
    return Query(
        request.origin, request.destination, request.load, tuple(avoid),
        inventory_pct_per_day=request.inventory_pct,
    )  # fmt: skip


def _each(solve: Callable[[Given], Made], items: Sequence[Given], jobs: int) -> Iterator[Made]:
    if jobs <= 1:
        yield from map(solve, items)
        return
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(solve, items)


def _told(plan: Plan) -> Document | None:
    """Best values over all ways, and the changes of gauge of the fastest."""
    if plan.unreachable is not None:
        return None
    best = dict(zip(BEST, plan.best, strict=True))
    return {"best": best, "gauge_changes": len(list_changes(plan.routes[0].legs))}


def _diff(base: Plan, after: Plan) -> Document:
    """After minus base; best values have at most three digits."""
    pairs = zip(BEST, base.best, after.best, strict=True)
    return {name: round(new - old, 3) for name, old, new in pairs}


def _too_many(raw: Table, most: int | None) -> list[Problem]:
    """More to do than a server takes on for one request."""
    counts = [len(one) for name in ("od", "scenario") if isinstance(one := raw.get(name), list)]
    if most is None or len(counts) < 2 or counts[0] * counts[1] <= most:
        return []
    message = f"pairs times scenarios are {counts[0] * counts[1]:,}; at most {most} are taken."
    hint = "Split the request, or use entrepot scenario run."
    return [Problem("scenario.too_many", "od", message, hint)]


def _pair_faults(ground: Ground, one: object, where: str, today: date) -> list[Problem]:
    if not isinstance(one, Mapping):
        return [Problem("scenario.table", where, "is not a table.", "Write [[od]].")]
    found = [
        Problem("scenario.extra", f"{where}.{key}", "is not known.", nearest(str(key), [*FIELDS]))
        for key in one
        if key not in FIELDS
    ]
    try:
        parse_route({key: one[key] for key in one if key in FIELDS}, ground, today=today)
    except InputError as error:
        found += [replace(p, where=f"{where}.{p.where}") for p in error.problems]
    return found


def _scenarios(
    ground: Ground, raw: Table, today: date, problems: list[Problem]
) -> tuple[Scenario, ...]:
    reader = EditReader(ground.region, ground.gazetteer)
    found = []
    for number, one in enumerate(_tables(raw, "scenario", MOST_SCENARIOS, problems), start=1):
        where = f"scenario[{number}]"
        scenario = reader.scenario(one, where, f"scenario {number}")
        problems += check_scenario(ground.network(today), scenario, where)
        found.append(scenario)
    problems += reader.problems
    return tuple(found)


def _tables(raw: Table, name: str, most: int, problems: list[Problem]) -> Sequence[Any]:
    """A list of tables; a missing or empty one leaves nothing to do."""
    given = raw.get(name)
    if given is None or given == []:
        message = "is missing: there is nothing to do."
        problems.append(Problem("scenario.missing", name, message, f"Write [[{name}]]."))
        return []
    if not isinstance(given, Sequence) or isinstance(given, str):
        problems.append(Problem("scenario.table", name, "is not a list.", f"Write [[{name}]]."))
        return []
    if len(given) > most:
        message = f"has more than {most:,} entries."
        problems.append(Problem("scenario.too_many", name, message, "Split the file."))
        return []
    return given
