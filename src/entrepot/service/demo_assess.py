"""The rehearsal of assessment: a synthetic score of the region's units, with a correction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from entrepot.assess.observations import COLUMNS
from entrepot.region.places import Place
from entrepot.region.units import units_at
from entrepot.service.demo import PARTIES as WINDOW_PARTIES
from entrepot.service.demo import (
    User,
    check_invented,
    demo_window,
    places_of,
    save_parties,
    save_users,
    users_document,
)
from entrepot.service.demo_benchmarks import rehearse_benchmarks
from entrepot.service.demo_trade import PARTIES
from entrepot.service.demo_trade import USERS as TRADE_USERS
from entrepot.service.examples import example_offices
from entrepot.service.index_ground import Asked
from entrepot.service.index_runs import make_run
from entrepot.service.observations import (
    INDICATOR_COLUMNS,
    Wanted,
    add_observations,
    csv_of,
    define_indicators,
    list_known,
)
from entrepot.service.schemes import Version, publish_version
from entrepot.service.window import Window
from entrepot.store.accounts import Accounts
from entrepot.store.packs import open_region

SEED = 2026
SCHEME = "sandbox_score"
PERIODS = ("2025-H1", "2025-H2")
LEARNT = timedelta(days=30)  # before now the first values were learnt
SOURCE = "synthetic observations, drawn with a seed; only to try things with"
ANALYST = "analyst"
USERS = (
    *TRADE_USERS,
    User("planner", "sandbox_commerce", "planner", "Planner (synthetic)", "规划员（虚构）"),
)
_FILE, _CORRECTION = "sandbox observations.csv", "sandbox correction.csv"
_LEAST_FOR_CLASSES = 6
_CLASSES = ("larger", "smaller")
_SETS, _SPREAD = 25, 0.25
# Code, pillar, name, Chinese name, unit, direction, kind, least, most: all invented.
INDICATORS = (
    ("exports_per_head", "trade", "Exports a head", "人均出口额", "USD/person", 1, "level",
     40, 900),
    ("export_growth", "trade", "Growth of exports", "出口增速", "%", 1, "growth", -8, 24),
    ("paid_in", "investment", "Investment paid in", "实际到位投资", "USD million", 1, "level",
     2, 180),
    ("started_share", "investment", "Signed projects started", "签约项目开工率", "%", 1, "share",
     25, 95),
    ("clearance_h", "service", "Hours to clear", "通关时间", "h", -1, "level", 3, 60),
    ("refund_days", "service", "Days to refund", "退税办理时间", "working day", -1, "level", 2, 15),
)  # fmt: skip
_PILLARS = (
    ("trade", "Foreign trade", "外贸", 2.0), ("investment", "Investment", "投资", 1.0),
    ("service", "Service", "服务", 1.0),
)  # fmt: skip
LATE = ("late_reports", "Late reports", "迟报次数", "reports")


def rehearse_assessment(window: Window, *, at: datetime) -> dict[str, Any]:
    """Make the rehearsal of the window, analyst and planner, and a score; repeat at will.

    Args:
        window: The window.
        at: Now.

    Returns:
        What `demo_window` tells, analyst and planner among its users, and the kept runs.
    """
    told = demo_window(window.database, window.reference, at=at)
    with window.database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo assess")
        check_invented(book, USERS)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(window.reference)))
    region = open_region(str(window.reference.folder))
    units = units_at(region, region.levels[-1])
    _observe(window, units, at)
    publish_version(window, version_of(units), by=ANALYST, at=at)
    rehearse_benchmarks(window, by=ANALYST, at=at)
    runs = [make_run(window, one, by=ANALYST, at=at) for one in _asked(_corrected(window, at), at)]
    users = users_document(USERS, (*WINDOW_PARTIES, *PARTIES))
    return {
        **told, "users": {**told["users"], **users}, "scheme": SCHEME,
        "runs": [{name: one[name] for name in ("run", "known_at", "hash")} for one in runs],
    }  # fmt: skip


def observations(units: Sequence[Place]) -> Iterator[dict[str, Any]]:
    """Invented values of both halves of a year; the same whenever they are asked for."""
    rng = np.random.default_rng(SEED)
    for when in PERIODS:
        for code, _, _, _, unit, _, _, least, most in INDICATORS:
            drawn = rng.uniform(least, most, len(units)).round(2)
            for at, place in enumerate(units):
                if (code, at, when) != ("started_share", 1, PERIODS[1]):  # one is not known
                    yield _row(code, place, when, drawn[at], unit)
        late = rng.poisson(0.6, len(units))
        for at, place in enumerate(units):
            yield _row(LATE[0], place, when, late[at], LATE[3])


def version_of(units: Sequence[Place]) -> Version:
    """The invented scheme for some units: arithmetic, classes apart where there are enough."""
    has_classes = len(units) >= _LEAST_FOR_CLASSES
    scheme = {
        "code": SCHEME, "unit": "unit", "version": 1, "name": "Score of units (synthetic)",
        "name_zh": "地区评分（虚构）", "legal": "invented for the rehearsal",
        **({"class": "size"} if has_classes else {}), "node": list(_nodes()),
        "deduction": [{"code": "late reports", "column": LATE[0], "points": 1.0, "most": 5.0,
                       "source": "invented for the rehearsal"}],
        "impute": {"method": "median"},
        "normalise": {"method": "minmax", "lower": 1.0, "upper": 100.0},
        "aggregate": {"method": "arithmetic"},
    }  # fmt: skip
    body = {"scheme": scheme, "units": _members(units, has_classes=has_classes),
            "assumptions": _assumptions()}  # fmt: skip
    return Version(SCHEME, 1, body, None)


def _observe(window: Window, units: Sequence[Place], at: datetime) -> None:
    """Values as first learnt, and one that is corrected now; repeated, nothing is added."""
    learnt = at - LEARNT
    known = list_known(window, at, Wanted(codes=(LATE[0],)), by=ANALYST, at=at)
    if known["observations"]:
        return
    heads = (*INDICATOR_COLUMNS, "name_zh", "direction", "kind")
    told = [dict(zip(heads, (code, name, unit, zh, direction, kind), strict=True))
            for code, _, name, zh, unit, direction, kind, _, _ in INDICATORS]  # fmt: skip
    told.append(dict(zip(heads, (*LATE[:2], LATE[3], LATE[2], -1, "level"), strict=True)))
    define_indicators(window, csv_of(told, heads), _FILE, by=ANALYST, at=learnt)
    rows = list(observations(units))
    add_observations(window, csv_of(rows, COLUMNS), _FILE, by=ANALYST, at=learnt)
    wrong = next(one for one in rows if one["what"] == "paid_in" and one["when"] == PERIODS[1])
    right = wrong | {"value": round(wrong["value"] / 2 + 1, 2), "note": "counted twice before"}
    add_observations(
        window, csv_of([right], (*COLUMNS, "note")), _CORRECTION, by=ANALYST, at=at
    )  # fmt: skip


def _corrected(window: Window, at: datetime) -> datetime:
    """When the correction was learnt."""
    wanted = Wanted(codes=("paid_in",), periods=PERIODS[1:])
    known = list_known(window, at, wanted, by=ANALYST, at=at)["observations"]
    return max(datetime.fromisoformat(one["known_from"]) for one in known)


def _asked(corrected: datetime, at: datetime) -> Iterator[Asked]:
    """The first half, and the second before and after its correction."""
    yield Asked(SCHEME, 1, PERIODS[:1], at)
    yield Asked(SCHEME, 1, PERIODS[1:], corrected - timedelta(seconds=1))
    yield Asked(SCHEME, 1, PERIODS[1:], at)


def _row(what: str, place: Place, when: str, value: Any, unit: str) -> dict[str, Any]:
    return {"what": what, "where": place.id, "when": when, "value": float(value), "unit": unit,
            "source": SOURCE, "status": "synthetic"}  # fmt: skip


def _nodes() -> Iterator[Mapping[str, Any]]:
    for code, pillar, name, zh, unit, direction, _, _, _ in INDICATORS:
        yield {"code": code, "level": 1, "parent": pillar, "name": name, "name_zh": zh,
               "unit": unit, "direction": direction, "weight": 1.0}  # fmt: skip
    for code, name, zh, weight in _PILLARS:
        yield {"code": code, "level": 2, "parent": "score", "name": name, "name_zh": zh,
               "weight": weight}  # fmt: skip
    yield {"code": "score", "level": 3, "name": "Score", "name_zh": "总分"}


def _members(units: Sequence[Place], *, has_classes: bool) -> list[Mapping[str, str]]:
    """Units with their names; those with more people than the median are the larger."""
    middle = float(np.median([one.population or 0 for one in units]))
    return [
        {"unit": one.id, "name": one.name, "name_zh": one.name_zh,
         **({"size": _CLASSES[(one.population or 0) <= middle]} if has_classes else {})}
        for one in units
    ]  # fmt: skip


def _assumptions() -> Mapping[str, Any]:
    """Another scale, another mean, and weights up to a quarter off."""
    rng = np.random.default_rng([SEED, 1])
    drawn = rng.uniform(1 - _SPREAD, 1 + _SPREAD, (_SETS, len(_PILLARS))).round(4)
    weights = [
        {code: round(weight * factor, 4)
         for (code, _, _, weight), factor in zip(_PILLARS, row, strict=True)}
        for row in drawn.tolist()
    ]  # fmt: skip
    ranks = {"normalise": {"method": "rank"}}
    options = [{"normalise": {"method": "minmax", "lower": 1.0, "upper": 100.0}}, ranks]
    means = [{"aggregate": {"method": one}} for one in ("arithmetic", "geometric")]
    return {
        "assumption": [
            {"name": "scale", "options": options}, {"name": "mean", "options": means},
            {"name": "weights", "weights": weights},
        ]
    }  # fmt: skip
