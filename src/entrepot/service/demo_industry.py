"""The rehearsal of industry: synthetic firms and projects on their way from lead to landed."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from entrepot.industry.ladder import LADDER, LOST, RUNG, STALLED
from entrepot.industry.stage_rows import COLUMNS
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
from entrepot.service.demo_assess import USERS as ANALYST_AND_PLANNER
from entrepot.service.demo_cases import rehearse_cases
from entrepot.service.demo_registers import rehearse_rolls
from entrepot.service.demo_trade import PARTIES
from entrepot.service.examples import example_offices
from entrepot.service.observations import csv_of
from entrepot.service.pipelines import define_pipeline, list_pipelines, set_scope
from entrepot.service.stage_import import import_events
from entrepot.service.window import Window
from entrepot.store.accounts import Accounts
from entrepot.store.packs import open_region

SEED, PROJECTS, MONTHS = 2026, 60, 24
PIPELINE = "sandbox_invest"
PROMOTER, STEWARD, FOREIGN_AFFAIRS = "promoter", "steward", "foreign_affairs"
SOURCE = "synthetic project, drawn with a seed; only to try things with"
USERS = (
    *ANALYST_AND_PLANNER,
    User(PROMOTER, "sandbox_commerce", "promoter", "Promoter (synthetic)", "招商专员（虚构）"),
    User(STEWARD, "sandbox_commerce", "steward", "Steward (synthetic)", "企业管家（虚构）"),
    User(FOREIGN_AFFAIRS, "sandbox_commerce", "foreign_affairs", "Foreign affairs (synthetic)",
         "外事专员（虚构）"),
)  # fmt: skip
_WORDS = (
    ("线索", "lead", None), ("接洽", "contacted", 60), ("考察", "visited", 60),
    ("洽谈", "negotiating", 120), ("签约", "signed", 90), ("拿地", "land_permit", 120),
    ("开工", "construction", 365), ("试产", "trial", 120), ("投产", "operation", None),
    ("扩产", "expanded", None), ("停滞", STALLED, None), ("流失", LOST, None),
)  # fmt: skip
_CHAINS = ("sandbox_battery", "sandbox_aluminium", "sandbox_data", "sandbox_food")
_WHY_STALLED = ("Land not ready (synthetic)", "Power not ready (synthetic)",
                "Bank waits (synthetic)")  # fmt: skip
_WHY_LOST = ("Went elsewhere (synthetic)", "Firm gave up (synthetic)")


def rehearse_industry(window: Window, *, at: datetime) -> dict[str, Any]:
    """Make the rehearsal of the window, promoter, steward, foreign affairs; repeat at will.

    Args:
        window: The window.
        at: Now; the projects began two years before.

    Returns:
        What `demo_window` tells, the new users among its own, and what was imported.
    """
    told = demo_window(window.database, window.reference, at=at)
    with window.database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo industry")
        check_invented(book, USERS)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(window.reference)))
    set_scope(window, PROMOTER, (), (), by="", at=at)
    known = list_pipelines(window, by="", at=at)["pipelines"]
    found = {"read": 0, "added": 0, "already": 0, "projects_new": 0}
    if not any(one["pipeline"] == PIPELINE for one in known):
        define_pipeline(window, json.dumps(definition()).encode(), "sandbox.json",
                        by=PROMOTER, at=at)  # fmt: skip
        region = open_region(str(window.reference.folder))
        places = [one.id for one in units_at(region, region.levels[-1])]
        rows = list(events(places, at.date()))
        found = import_events(window, csv_of(rows, COLUMNS), "sandbox events.csv",
                              by=PROMOTER, at=at)  # fmt: skip
    users = users_document(USERS, (*WINDOW_PARTIES, *PARTIES))
    return {
        **told,
        "users": {**told["users"], **users},
        "pipeline": PIPELINE,
        "events": found,
        "cases": rehearse_cases(window, STEWARD, at=at),
        "rows": rehearse_rolls(window, at=at),
    }


def definition() -> dict[str, Any]:
    """The invented pipeline, its words and days after which the alarm is raised."""
    stages = [
        {"stage": word, "canonical": canonical, **({"limit_days": days} if days else {})}
        for word, canonical, days in _WORDS
    ]
    return {"pipeline": PIPELINE, "name": "招商项目（虚构）", "stages": stages}


def events(places: Sequence[str], on: date) -> Iterator[dict[str, str]]:
    """Invented events of projects over two years up to a day; the same for the same day."""
    draw = random.Random(SEED)
    words = {canonical: word for word, canonical, _ in _WORDS}
    for number in range(1, PROJECTS + 1):
        day = on - timedelta(draw.randrange(30, 30 * MONTHS))
        said = {
            "pipeline": PIPELINE, "project": f"S{number:03d}",
            "project_name": f"虚构项目{number:03d}", "place": draw.choice(places),
            "chain": draw.choice(_CHAINS), "enterprise": f"sandbox_firm_{number:03d}",
            "owner": STEWARD if number % 3 == 0 else PROMOTER,
            "promised": f"{draw.randrange(5, 400)}0000.00",
        }  # fmt: skip
        for nth, (stage, day_of, reason) in enumerate(_path(draw, day, on)):
            landed = RUNG.get(stage, 0) >= RUNG["construction"]
            paid = {"landed": said["promised"]} if stage == "operation" else {}
            row = {**said, **paid} if nth == 0 or landed else {
                "pipeline": PIPELINE, "project": said["project"]}  # fmt: skip
            yield {**row, "event": f"S{number:03d}-{nth:02d}", "on": day_of.isoformat(),
                   "stage": words[stage], "reason": reason, "source": SOURCE,
                   "status": "synthetic"}  # fmt: skip


def _path(draw: random.Random, day: date, end: date) -> Iterator[tuple[str, date, str]]:
    """Stages of a project with their days, up to a day; it may stall, skip a rung or be lost."""
    rung = 0
    while day <= end and rung < len(LADDER):
        yield LADDER[rung], day, ""
        day += timedelta(draw.randrange(10, 110))
        chance = draw.random()
        if chance < 0.08 and day <= end:
            yield LOST, day, draw.choice(_WHY_LOST)
            return
        if chance < 0.2 and day <= end:
            yield STALLED, day, draw.choice(_WHY_STALLED)
            day += timedelta(draw.randrange(20, 120))
        rung += 2 if chance > 0.9 else 1
