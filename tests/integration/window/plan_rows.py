"""Rows of programmes and alerts of two owners, and who should see which."""

from collections.abc import Mapping
from typing import Any

from tests.integration.window.house import House

Row = Mapping[str, Any]
PORTFOLIOS = {"portfolio_run", "plan", "plan_version"}
TABLES = {"plan_item", "plan_evidence", "alert", "goal_outlook", "target_decision", *PORTFOLIOS}
_OF_GOALS = ("goal_outlook", "target_decision")  # theirs alone who watch goals
_FILL = (
    """with i as (insert into plan_item (region, programme, kind, title, owner, planned_on, due_on,
        made_by, made_at) values ('upland', 'coast_road', 'task', 't', %(by)s, %(on)s, %(on)s,
        'planner', %(at)s) returning id)
    insert into plan_evidence (item_id, what, source, added_by, added_at)
    select id, 'w', 's', %(by)s, %(at)s from i""",
    """insert into alert (region, kind, subject, key, owner, due_on, facts, source, status,
        raised_by, raised_at) values ('upland', 'misses', 'ug01', 'misses:' || %(by)s, %(by)s,
        %(on)s, '{}', 's', 'synthetic', 'system', %(at)s)""",
    """insert into goal_outlook (region, target, known_until, digest, probability, source, status,
        seen_at) values ('upland', %(by)s, '2025', repeat('0', 64), 0.5, 's', 'synthetic',
        %(at)s)""",
    """insert into target_decision (region, target, kind, choice, applies_from, reason, decided_by,
        decided_at) values ('upland', %(by)s, 'status', 'met', %(on)s, 'r', %(by)s, %(at)s)""",
    """with r as (insert into portfolio_run (id, ask, name, version, case_hash, asked, choices,
        made_by, made_at) values (md5(%(by)s), 'plan', 'n', '1', 'sha256:' || repeat('0', 64),
        '{}', '{}', %(by)s, %(at)s) returning id),
    p as (insert into plan (region, code, made_by, made_at)
        values ('upland', %(by)s, %(by)s, %(at)s) returning id)
    insert into plan_version (plan_id, number, run_id, case_hash, asked, document, hash, made_by,
        made_at) select p.id, 1, r.id, 'sha256:' || repeat('0', 64), '{}', '{}',
        'sha256:' || repeat('0', 64), %(by)s, %(at)s from p, r""",
)


def keep_plans(house: House, account: str) -> None:
    """A task with evidence, an alert, and how likely a goal was."""
    values = {"by": account, "at": house.at, "on": house.at.date()}
    with house.raw() as tx:
        for statement in _FILL:
            tx.execute(statement, values)


def sees_plans(house: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is for the eyes of an account."""
    if eyes.roles & {"planner", "statistician"}:
        return True
    if table == "plan_evidence":
        (item,) = house.rows("select * from plan_item where id = %s", row["item_id"])
        return sees_plans(house, eyes, "plan_item", item)
    owner = row["made_by"] if table in PORTFOLIOS else row.get("owner")
    return table not in _OF_GOALS and owner == eyes.account
