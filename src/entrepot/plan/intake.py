"""A case as JSON tells it, read with every fault named at once."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.plan.case import (
    BASE,
    BOOSTS,
    CARRY_OVER,
    EXCLUDES,
    OVERLAPS,
    REQUIRES,
    YEARLY,
    Case,
    Floor,
    Options,
    Project,
    Relation,
    Resource,
    Risk,
    Scenario,
)

MOST_PERIODS, MOST_PROJECTS = 200, 5_000
_LARGEST = 1e15
_ABOUT = ("name", "name_zh", "note", "source", "status")  # for people; nothing here rests on them
_KEYS: Mapping[str, tuple[str, ...]] = {
    "case": ("code", "currency", "scale", "periods", "discount_rate", "budget", "resources",
             "projects", "relations", "floors", "scenarios", "risk", "options"),
    "budget": ("per_period", "rule"),
    "resource": ("name", "total", "per_period"),
    "project": ("id", "region", "type", "duration", "cost", "benefit", "earliest", "latest", "must",
                "uses"),
    REQUIRES: ("kind", "project", "needs"), EXCLUDES: ("kind", "projects"),
    BOOSTS: ("kind", "projects", "value"), OVERLAPS: ("kind", "projects", "value"),
    "floor": ("region", "type", "min_spend"),
    "scenario": ("name", "probability", "benefit"),
    "risk": ("level", "weight"), "options": ("gap", "time_limit_s", "explain"),
}  # fmt: skip
_FAULTS_ZH = {
    "key": "没有这个键名。", "missing": "缺失。", "type": "类型不对。", "range": "数值超出范围。",
    "length": "个数不对。", "choice": "不是可选值。", "twice": "重复。",
    "unknown": "案例中没有此名称。",
    "window": "最迟早于最早。", "resource": "须给出总量或每期数量之一。",
    "floor": "须给出地区或类型之一。", "projects": "项目个数超出范围。",
    "probability": "情景概率之和超过 1。",
}  # fmt: skip
Raw = Mapping[str, Any]


def read_case(raw: object) -> Case:
    """A case, checked.

    Raises:
        InputError: It cannot be used; everything wrong is named.
    """
    faults = _Faults()
    case = _case(faults, faults.table(raw, "", "case"))
    if faults.problems:
        raise InputError(faults.problems)
    return case


class _Faults:
    """Reads values, and keeps what is wrong with them; a wrong one is read as the least."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, code: str, where: str, message: str, hint: str = "") -> None:
        """Something is wrong."""
        place, told = where or "the case", _FAULTS_ZH[code]
        self.problems.append(Problem(f"plan.{code}", place, message, hint, message_zh=told))

    def table(self, raw: object, where: str, kind: str) -> Raw:
        """An object with no other keys than it may have."""
        if not isinstance(raw, Mapping):
            self.add("type", where, "is no object.", "Write {...}.")
            return {}
        for key in raw:
            if key not in _KEYS[kind] + _ABOUT:
                hint = f"Keys: {', '.join(_KEYS[kind])}."
                self.add("key", _at(where, str(key)), f"is no key of a {kind}.", hint)
        return raw

    def rows(self, raw: Raw, key: str, where: str = "") -> list[Any]:
        """A list; none where the key is missing."""
        value = raw.get(key, [])
        if isinstance(value, list):
            return value
        self.add("type", _at(where, key), "is no list.", "Write [...].")
        return []

    def text(self, raw: Raw, key: str, where: str, default: str | None = None) -> str:
        """A text that is not empty; the default where the key is missing."""
        value = raw.get(key, default)
        if isinstance(value, str) and (value.strip() or value == default):
            return value
        told = "is missing." if value is None else f"{value!r} is no text."
        self.add("missing" if value is None else "type", _at(where, key), told)
        return ""

    def number(
        self, raw: Raw, key: str, where: str, default: float | None = None,
        *, low: float = -_LARGEST, high: float = _LARGEST,
    ) -> Decimal:  # fmt: skip
        """A number within limits."""
        if key not in raw and default is not None:
            return Decimal(repr(default))
        return self.amount(raw.get(key), _at(where, key), low=low, high=high)

    def amount(
        self, value: object, where: str, *, low: float = -_LARGEST, high: float = _LARGEST
    ) -> Decimal:
        """A number within limits."""
        if value is None:
            self.add("missing", where, "is missing.", "Give a number.")
        elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            self.add("type", where, f"{value!r} is not a number.", "Write it without quotes.")
        elif not low <= value <= high:
            limits = f"at least {low:g}" if high == _LARGEST else f"from {low:g} to {high:g}"
            self.add("range", where, f"{value} is out of range.", f"Give a number {limits}.")
        else:
            return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return Decimal(0)

    def amounts(self, raw: Raw, key: str, where: str, count: int) -> tuple[Decimal, ...]:
        """So many numbers that are at least 0."""
        where = _at(where, key)
        cells = raw.get(key)
        if not isinstance(cells, list):
            told = "is missing." if cells is None else "is no list."
            self.add("missing" if cells is None else "type", where, told, "Write [...].")
            return ()
        if len(cells) != count:
            told = f"holds {len(cells)} numbers, not {count}."
            self.add("length", where, told, "Give one a period.")
        return tuple(self.amount(one, f"{where}[{at}]", low=0) for at, one in enumerate(cells))

    def table_of_amounts(
        self, raw: Raw, key: str, where: str, *, low: float = -_LARGEST
    ) -> dict[str, Decimal]:
        """Numbers by name; none where the key is missing."""
        value, where = raw.get(key, {}), _at(where, key)
        if isinstance(value, Mapping):
            return {k: self.amount(one, f"{where}.{k}", low=low) for k, one in value.items()}
        self.add("type", where, "is no object.", "Write {...}.")
        return {}

    def whole(
        self, raw: Raw, key: str, where: str, default: int | None = None, *, low: int = 0,
        high: float = _LARGEST,
    ) -> int:  # fmt: skip
        """A whole number within limits."""
        value = self.number(raw, key, where, default, low=low, high=high)
        if value != int(value):
            self.add("type", _at(where, key), f"{value} is not a whole number.")
        return int(value)

    def choice(self, raw: Raw, key: str, where: str, among: tuple[str, ...]) -> str:
        """One of some words."""
        value = raw.get(key)
        if value in among:
            return str(value)
        told = "is missing." if value is None else f"{value!r} is none of them."
        self.add("choice", _at(where, key), told, f"Choose from {', '.join(among)}.")
        return ""

    def yes(self, raw: Raw, key: str, where: str, *, default: bool) -> bool:
        """True or false."""
        value = raw.get(key, default)
        if isinstance(value, bool):
            return value
        self.add("type", _at(where, key), f"{value!r} is neither true nor false.")
        return default

    def once(self, names: list[str], where: str) -> None:
        """No name is given twice."""
        for at, name in enumerate(names):
            if name and name in names[:at]:
                self.add("twice", f"{where}[{at}]", f"{name} is given twice.")


def _at(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _case(faults: _Faults, raw: Raw) -> Case:
    periods = faults.whole(raw, "periods", "", low=1, high=MOST_PERIODS)
    budget = faults.table(raw.get("budget"), "budget", "budget")
    resources = tuple(_resources(faults, raw, periods))
    projects = tuple(_projects(faults, raw, {one.name for one in resources}))
    names = {one.id for one in projects}
    return Case(
        periods=periods,
        discount_rate=float(faults.number(raw, "discount_rate", "", low=-0.99, high=10)),
        budget=faults.amounts(budget, "per_period", "budget", periods),
        rule=faults.choice(budget, "rule", "budget", (YEARLY, CARRY_OVER)),
        projects=projects,
        resources=resources,
        relations=tuple(_relations(faults, raw, names)),
        floors=tuple(_floors(faults, raw)),
        scenarios=tuple(_scenarios(faults, raw, names)),
        risk=_risk(faults, raw),
        options=_options(faults, raw),
        code=faults.text(raw, "code", "", ""),
        currency=faults.text(raw, "currency", "", ""),
        scale=float(faults.number(raw, "scale", "", 1.0, low=1e-9)),
    )


def _resources(faults: _Faults, raw: Raw, periods: int) -> Iterator[Resource]:
    names = []
    for at, one in enumerate(faults.rows(raw, "resources")):
        where = f"resources[{at}]"
        row = faults.table(one, where, "resource")
        names.append(name := faults.text(row, "name", where))
        if ("total" in row) == ("per_period" in row):
            faults.add("resource", where, "needs a total or amounts per period, and not both.")
        elif "total" in row:
            yield Resource(name, faults.number(row, "total", where, low=0))
        elif isinstance(row["per_period"], list):
            yield Resource(name, None, faults.amounts(row, "per_period", where, periods))
        else:
            yield Resource(name, None, (faults.number(row, "per_period", where, low=0),) * periods)
    faults.once(names, "resources")


def _projects(faults: _Faults, raw: Raw, resources: set[str]) -> Iterator[Project]:
    rows, ids = faults.rows(raw, "projects"), []
    if not 0 < len(rows) <= MOST_PROJECTS:
        faults.add("projects", "projects", f"holds {len(rows)}.", f"Give 1 to {MOST_PROJECTS:,}.")
    for at, one in enumerate(rows):
        where = f"projects[{at}]"
        project = _project(faults, faults.table(one, where, "project"), where)
        ids.append(project.id)
        for name in project.uses:
            if name not in resources:
                faults.add("unknown", f"{where}.uses.{name}", "is no resource of the case.")
        yield project
    faults.once(ids, "projects")


def _project(faults: _Faults, row: Raw, where: str) -> Project:
    duration = faults.whole(row, "duration", where, low=1, high=MOST_PERIODS)
    earliest = faults.whole(row, "earliest", where, 0)
    latest = None if row.get("latest") is None else faults.whole(row, "latest", where)
    if latest is not None and latest < earliest:
        faults.add("window", f"{where}.latest", f"{latest} is before the earliest, {earliest}.")
    uses = faults.table_of_amounts(row, "uses", where, low=0)
    return Project(
        id=faults.text(row, "id", where), duration=duration,
        cost=faults.amounts(row, "cost", where, duration),
        benefit=float(faults.number(row, "benefit", where)),
        region=faults.text(row, "region", where, ""), type=faults.text(row, "type", where, ""),
        earliest=earliest, latest=latest, must=faults.yes(row, "must", where, default=False),
        uses=uses,
    )  # fmt: skip


def _relations(faults: _Faults, raw: Raw, ids: set[str]) -> Iterator[Relation]:
    for at, one in enumerate(faults.rows(raw, "relations")):
        where = f"relations[{at}]"
        kinds = (REQUIRES, EXCLUDES, BOOSTS, OVERLAPS)
        kind = faults.choice(one if isinstance(one, Mapping) else {}, "kind", where, kinds)
        if not kind:
            continue
        row = faults.table(one, where, kind)
        if kind == REQUIRES:
            names = [faults.text(row, key, where) for key in ("project", "needs")]
        else:
            names = [str(name) for name in faults.rows(row, "projects", where)]
        _check_names(faults, where, kind, names, ids)
        has_value = kind in (BOOSTS, OVERLAPS)
        value = float(faults.number(row, "value", where, low=0)) if has_value else 0.0
        yield Relation(kind, tuple(names), value)


def _check_names(faults: _Faults, where: str, kind: str, names: list[str], ids: set[str]) -> None:
    for name in names:
        if name and name not in ids:
            faults.add("unknown", where, f"{name!r} is no project of the case.")
    if len(set(names)) < len(names):
        faults.add("twice", where, "names a project twice.")
    if len(names) < 2 or (len(names) > 2 and kind != EXCLUDES):
        faults.add("length", where, f"names {len(names)} projects.", "Name two.")


def _floors(faults: _Faults, raw: Raw) -> Iterator[Floor]:
    for at, one in enumerate(faults.rows(raw, "floors")):
        where = f"floors[{at}]"
        row = faults.table(one, where, "floor")
        keys = [key for key in ("region", "type") if key in row]
        if len(keys) != 1:
            faults.add("floor", where, "needs a region or a type, and not both.")
            continue
        least = faults.number(row, "min_spend", where, low=0)
        yield Floor(keys[0], faults.text(row, keys[0], where), least)


def _scenarios(faults: _Faults, raw: Raw, ids: set[str]) -> Iterator[Scenario]:
    names, whole = [], Decimal(0)
    for at, one in enumerate(faults.rows(raw, "scenarios")):
        where = f"scenarios[{at}]"
        row = faults.table(one, where, "scenario")
        names.append(name := faults.text(row, "name", where))
        probability = faults.number(row, "probability", where, low=0, high=1)
        whole += probability
        benefit = faults.table_of_amounts(row, "benefit", where)
        for project in benefit:
            if project not in ids:
                told = "is no project of the case."
                faults.add("unknown", f"{where}.benefit.{project}", told)
        yield Scenario(name, float(probability), {k: float(v) for k, v in benefit.items()})
    faults.once(names, "scenarios")
    if BASE in names:
        faults.add("twice", "scenarios", f"{BASE} is the case itself.", "Name it otherwise.")
    if whole > 1:
        hint = "What is left of 1 is the base case."
        faults.add("probability", "scenarios", f"sum up to {whole}, more than 1.", hint)


def _risk(faults: _Faults, raw: Raw) -> Risk:
    row = faults.table(raw.get("risk", {}), "risk", "risk")
    level = faults.number(row, "level", "risk", 0.0, low=0, high=1)
    if level == 1:
        faults.add("range", "risk.level", "1 leaves no outcome.", "Give a number below 1.")
    return Risk(float(level), float(faults.number(row, "weight", "risk", 0.0, low=0, high=1)))


def _options(faults: _Faults, raw: Raw) -> Options:
    row, plain = faults.table(raw.get("options", {}), "options", "options"), Options()
    return Options(
        float(faults.number(row, "gap", "options", plain.gap, low=0, high=1)),
        float(
            faults.number(row, "time_limit_s", "options", plain.time_limit_s, low=0, high=86_400)
        ),
        faults.yes(row, "explain", "options", default=plain.explain),
    )
