"""Cases of a target and of a decomposition in files, as documents."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from entrepot.assess.decomposition import lmdi
from entrepot.assess.forecast import DISTRIBUTIONS, Distribution, Walk, estimate
from entrepot.assess.targets import WAYS, Aim, Chance, Mark, Pace, Way, chance_of, pace_of
from entrepot.kernel.errors import ModelError, Problem
from entrepot.service.model_case import ModelCase, read_case
from entrepot.service.target_words import reason_documents
from entrepot.trade.targets import HOLDS

Document = dict[str, Any]
_KEYS = ("base", "target", "path", "actual", "history", "model")
_MODEL = ("kind", "distribution", "drift", "sd", "observations")
_YEARS = (1000, 3000)


def target_path_file(path: Path) -> Document:
    """The path to the target of the case in a file.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: A value is out of the range of numbers.
    """
    return target_path(read_case(path))


def target_path(raw: Mapping[str, Any]) -> Document:
    """The growth a target needs, how actual growth compares, and how likely it is.

    Args:
        raw: base, target with its comparator, path, actual, history, model.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: A value is out of the range of numbers.
    """
    case = ModelCase(raw, None)
    case.only(_KEYS)
    base, actual = _mark(case, "base"), _mark(case, "actual")
    aim, history = _aim(case), _history(case)
    walk, reason = _walk(case, history)
    case.raise_problems()
    marks = [base, *(Mark(*one) for one in history.items()), actual]
    try:
        pace = pace_of(base, aim, actual)
        chance = chance_of(aim, marks, walk, {} if reason else history)
    except OverflowError:
        raise ModelError(Problem("target.range", "model", "leads out of the range of numbers.",
                                 "Check drift, spread and years.")) from None  # fmt: skip
    if reason and chance.reason == "history_short":
        chance = replace(chance, reason=reason)
    return _document(pace, chance, walk)


def lmdi_file(path: Path) -> Document:
    """The decomposition of the case in a file.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: A value is below 0.
    """
    return lmdi_case(read_case(path))


def lmdi_case(raw: Mapping[str, Any]) -> Document:
    """Split a change of a sum of products by factor.

    Args:
        raw: factors, and start and end with the factors' values by sector.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: A value is below 0.
    """
    case = ModelCase(raw, None)
    case.only(("factors", "start", "end"))
    factors = raw.get("factors")
    if not _is_list_of(factors, str) or not factors or len({*factors}) < len(factors):
        case.fault("lmdi.factors", "factors", "is no list of different names.", 'Write ["a", "b"].')
    start, end = (_sectors(case, name) for name in ("start", "end"))
    case.raise_problems()
    found = lmdi([str(one) for one in factors or ()], start, end)
    return {**asdict(found), "method": "LMDI-I, additive", "status": "derived"}


def _sectors(case: ModelCase, name: str) -> dict[str, list[float]]:
    inner = case.inner(name)
    if inner is None:
        case.fault("case.missing", name, "is missing.", "Give the factors' values by sector.")
        return {}
    for sector, values in inner.raw.items():
        if not _is_list_of(values, int, float):
            inner.fault("case.number", sector, "is no list of numbers.", "Write [10, 2.5].")
    return {one: [float(x) for x in values] for one, values in inner.raw.items()
            if _is_list_of(values, int, float)}  # fmt: skip


def _is_list_of(value: object, *kinds: type) -> bool:
    """Whether a value is a list of these; true and false are no numbers, nor is infinity."""
    return isinstance(value, list) and all(
        isinstance(one, kinds) and not isinstance(one, bool) and one not in _ENDLESS
        and one == one
        for one in value
    )  # fmt: skip


_ENDLESS = (float("inf"), float("-inf"))


def _mark(case: ModelCase, name: str) -> Mark:
    inner = case.inner(name)
    if inner is None:
        return Mark()
    inner.only(("year", "value", "comparator") if name == "target" else ("year", "value"))
    year = inner.whole("year", *_YEARS) if inner.raw.get("year") is not None else None
    return Mark(year, _number(inner, "value"))


def _number(case: ModelCase, name: str, *, above: float = float("-inf")) -> float | None:
    return case.number(name, above=above) if case.raw.get(name) is not None else None


def _aim(case: ModelCase) -> Aim:
    inner = case.inner("target") or ModelCase({}, None)
    comparator = inner.word("comparator", tuple(HOLDS), ">=")
    way: Way = "linear" if case.word("path", WAYS, "geometric") == "linear" else "geometric"
    return Aim(_mark(case, "target"), comparator, way)


def _history(case: ModelCase) -> dict[int, float]:
    """Values by year, in order of years."""
    rows = case.raw.get("history") or []
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        case.fault("case.rows", "history", "is no list of objects.",
                   'Write [{"year": 2020, "value": 1.5}].')  # fmt: skip
        return {}
    found: dict[int, float] = {}
    for place, row in enumerate(rows):
        inner = ModelCase(row, None, f"history[{place}].", case.problems)
        inner.only(("year", "value"))
        year, value = inner.whole("year", *_YEARS), inner.number("value")
        if year in found and not case.problems:
            inner.fault("target.twice", "year", f"{year} is there twice.", "Keep one.")
        found[year] = value
    return dict(sorted(found.items()))


def _walk(case: ModelCase, history: Mapping[int, float]) -> tuple[Walk | None, str]:
    """The walk of a case, or the code of why there is none."""
    inner = case.inner("model") or ModelCase({}, None)
    inner.only(_MODEL)
    inner.word("kind", ("log_walk",), "log_walk")
    kind: Distribution = "t" if inner.word("distribution", DISTRIBUTIONS, "t") == "t" else "normal"
    drift, sd = _number(inner, "drift"), _spread(inner)
    least = 2 if kind == "t" else 1
    is_given = inner.raw.get("observations") is not None
    count = inner.whole("observations", least, 10_000) if is_given else None
    if case.problems:
        return None, ""
    is_known = drift is not None and sd is not None
    usable = all(value > 0 for value in history.values())
    found = estimate(history, kind) if usable else None
    if found is None and not is_known:
        return None, "history_short" if usable else "history_not_positive"
    if "observations" not in inner.raw and found:
        count = found.observations
    drift = drift if drift is not None or found is None else found.drift
    sd = sd if sd is not None or found is None else found.sd
    return Walk(drift or 0.0, sd or 0.0, count, kind), ""


def _spread(case: ModelCase) -> float | None:
    sd = _number(case, "sd")
    if sd is not None and sd < 0:
        case.fault("case.number", "sd", f"{sd:g} is below 0.")
    return sd


def _document(pace: Pace, chance: Chance, walk: Walk | None) -> Document:
    codes = dict(pace.reasons)
    if chance.reason:
        codes["probability"] = chance.reason
    return {
        **pace_document(pace), **chance_document(chance, walk),
        "reasons": reason_documents(codes), "figures_status": "modelled" if walk else "derived",
    }  # fmt: skip


def pace_document(pace: Pace) -> Document:
    """Growth needed and growth there is, as JSON tells them."""
    return {
        "required_cagr_pct": pace.required_pct,
        "path": [{"year": year, "value": value} for year, value in pace.path.items()],
        "actual_cagr_pct": pace.actual_pct, "pace_ratio": pace.ratio, "status": pace.standing,
    }  # fmt: skip


def chance_document(chance: Chance, walk: Walk | None) -> Document:
    """How likely a target is, as JSON tells it."""
    held = chance.coverage
    return {
        "probability": chance.probability,
        "drift": walk and walk.drift, "sd": walk and walk.sd,
        "observations": walk and walk.observations, "horizon_years": chance.years,
        "start": {"year": chance.start.year, "value": chance.start.value},
        "median": chance.median,
        "interval_80": list(chance.interval_80) if chance.interval_80 else None,
        "fan": [{"year": year, "p10": low, "median": median, "p90": high}
                for year, (low, median, high) in chance.fan.items()],
        "backtest": asdict(held) if held else None,
    }  # fmt: skip
