"""The rehearsal of programmes: invented tasks of a programme, one late, one reported, one done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from entrepot.service.alerts import check_alerts
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
from entrepot.service.demo_trade import PARTIES
from entrepot.service.examples import example_offices
from entrepot.service.programme_items import act_on_item, add_item
from entrepot.service.programmes import list_items, open_register
from entrepot.service.window import Window
from entrepot.store.accounts import Accounts

PLANNER, REVIEWER, OWNER = "planner", "reviewer", "taskowner"
USERS = (
    *ANALYST_AND_PLANNER,
    User(REVIEWER, "sandbox_commerce", "planner", "Second planner (synthetic)",
         "复核规划员（虚构）"),
    User(OWNER, "sandbox_commerce", "carrier", "Owner of tasks (synthetic)",
         "任务责任人（虚构）"),
)  # fmt: skip
_SOURCE = "Synthetic decision, invented for the rehearsal"
_TASKS = (
    ("Agree on the budget", "商定预算", 20, True, True),
    ("Order the sleepers", "订购枕木", 35, True, False),
    ("Clear the ground", "平整场地", 50, False, False),
    ("Open the branch", "开通支线", 200, False, False),
)
"""English, Chinese, days after the plan was made, whether reported, whether closed."""
_MADE = timedelta(days=60)


def rehearse_plans(window: Window, *, at: datetime) -> dict[str, Any]:
    """Make the rehearsal of the window, planners, an owner, and tasks; repeat at will.

    Args:
        window: The window.
        at: Now; the tasks were planned two months before.

    Returns:
        What `demo_window` tells, the new users among its own, and the alerts that were raised.
    """
    told = demo_window(window.database, window.reference, at=at)
    with window.database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo plans")
        check_invented(book, USERS)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(window.reference)))
    register, _ = open_register(window, by=PLANNER, at=at)
    if not any(one["is_recorded"] for one in list_items(register)["items"]):
        _plan(window, next(iter(register.programmes)), at - _MADE)
    found = check_alerts(window, {}, by=PLANNER, at=at)
    users = users_document(USERS, (*WINDOW_PARTIES, *PARTIES))
    return {**told, "users": {**told["users"], **users},
            "alerts": [one["reference"] for one in found["raised"]]}  # fmt: skip


def _plan(window: Window, programme: str, at: datetime) -> None:
    """A measure with its tasks."""
    measure = {
        "programme": programme, "kind": "measure", "title": "Build the branch",
        "title_zh": "建设支线", "owner": OWNER, "due_on": _day(at, 200), "decision": _SOURCE,
    }  # fmt: skip
    parent = add_item(window, measure, by=PLANNER, at=at)["reference"]
    for title, title_zh, days, is_reported, is_closed in _TASKS:
        task = {**measure, "kind": "task", "title": title, "title_zh": title_zh, "parent": parent,
                "due_on": _day(at, days)}  # fmt: skip
        reference = add_item(window, task, by=PLANNER, at=at)["reference"]
        if is_reported:
            _do(window, reference, OWNER, at + timedelta(days=days),
                move="report", what=f"{title}: signed paper", source=_SOURCE)  # fmt: skip
        if is_closed:
            _do(window, reference, REVIEWER, at + timedelta(days=days + 1), move="close")


def _do(window: Window, reference: str, by: str, at: datetime, **raw: str) -> Mapping[str, Any]:
    return act_on_item(window, reference, raw, by=by, at=at)


def _day(at: datetime, days: int) -> str:
    return (at + timedelta(days=days)).date().isoformat()
