"""Rows of cases of firms, and who should see which."""

from collections.abc import Mapping
from typing import Any

from tests.integration.window.house import House

Row = Mapping[str, Any]
TABLES = {"steward_case", "case_event"}
_CASES = """
    insert into steward_case (case_id, region, kind, place, steward, opened_at, opened_on, promise,
        told, due_on, made_by, made_at)
    select t.id, 'upland', 'request', t.place, t.steward, %(at)s, '2026-03-02', 3, '{}',
        '2026-03-05', 'system', %(at)s
    from (values ('A', 'north', 'exporter'), ('B', 'south', 'promoter'), ('C', 'south', 'exporter'))
        t (id, place, steward)
"""
_EVENTS = """
    insert into case_event (case_id, kind, day, at, made_by)
    select case_id, 'open', opened_on, %(at)s, 'system' from steward_case
"""


def keep_cases(house: House) -> None:
    """Three cases: of a promoter's place, of his own, and of neither."""
    with house.raw() as tx:
        for statement in (_CASES, _EVENTS):
            tx.execute(statement, {"at": house.at})


def sees_cases(house: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is for the eyes of an account."""
    if table == "case_event":
        (row,) = house.rows("select * from steward_case where case_id = %s", row["case_id"])
    is_his = "promoter" in eyes.roles and (row["place"] == "north" or row["steward"] == "promoter")
    return is_his or bool(eyes.roles & {"planner", "statistician"})
