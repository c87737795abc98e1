"""Rows of pipelines and projects, and who should see which."""

from collections.abc import Mapping
from typing import Any

from tests.integration.window.house import House

Row = Mapping[str, Any]
PROMOTER = "promoter"
_OF_PROJECT = {"stage_event", "project_list"}
_SHARED = {"pipeline", "pipeline_stage", "event_import"}
TABLES = _OF_PROJECT | _SHARED | {"project", "promotion_scope"}
_FILL = (
    "insert into pipeline (code, name, made_by, made_at) values ('p', 'P', 'system', %(at)s)",
    "insert into pipeline_stage (pipeline, word, canonical, place) values ('p', 'w', 'lead', 1)",
    """insert into event_import (known_from, first_seq, last_seq, file, read, made_by)
        values (%(at)s, 1, 3, 'f', 3, 'system')""",
    """insert into promotion_scope (account, place, granted_by, granted_at)
        values ('promoter', 'north', 'admin', %(at)s)""",
    """with p as (insert into project (pipeline, code, place, chain, owner, made_by, made_at)
        values ('p', 'A', 'north', 'iron', '', 'system', %(at)s),
            ('p', 'B', 'south', 'iron', 'promoter', 'system', %(at)s),
            ('p', 'C', 'south', 'salt', 'exporter', 'system', %(at)s) returning *),
    l as (insert into project_list (project_id, during, list, standings)
        select id, '[2026-01-01,)', 'to_recruit', '[]' from p)
    select * from p""",
    """insert into stage_event
        select n, n, 'p', 'E' || n, p.id, '2026-01-01', 'lead', null, null, '', '', '', 'synthetic',
            '', '', '', '', '', '', ''
        from (select id, row_number() over (order by id) as n from project) p""",
)


def keep_pipelines(house: House) -> None:
    """A pipeline with three projects: of a promoter's place, of his own, and of neither."""
    with house.raw() as tx:
        for statement in _FILL:
            tx.execute(statement, {"at": house.at})


def sees_pipelines(house: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is for the eyes of an account."""
    sees_all = bool(eyes.roles & {"planner", "statistician"})
    if table == "promotion_scope":
        return sees_all or row["account"] == eyes.account or "administrator" in eyes.roles
    if table in _SHARED:
        return sees_all or PROMOTER in eyes.roles
    if table in _OF_PROJECT:
        (row,) = house.rows("select * from project where id = %s", row["project_id"])
    is_his = PROMOTER in eyes.roles and (row["place"] == "north" or row["owner"] == eyes.account)
    return sees_all or is_his
