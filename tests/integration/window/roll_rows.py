"""Rows of registers, and who should see which."""

from collections.abc import Mapping
from typing import Any

from tests.integration.window.house import House

Row = Mapping[str, Any]
TABLES = {"roll_import", "roll_entry"}
_IMPORTS = """
    insert into roll_import (region, roll, circle, file, read, added, changed, removed, made_by, made_at)
    select 'upland', t.roll, t.circle, 'a.csv', 1, 1, 0, 0, 'system', %(at)s
    from (values ('posts', 'industry'), ('gifts', 'partners')) t (roll, circle)
"""  # noqa: E501
_ROWS = """
    insert into roll_entry (import, region, roll, circle, row_id, place, chain, cells)
    select i.id, 'upland', i.roll, i.circle, i.roll || t.place || t.chain, t.place, t.chain, '{}'
    from roll_import i, (values ('north', ''), ('south', ''), ('', ''), ('', 'tyres'))
        t (place, chain)
"""


def keep_rolls(house: House) -> None:
    """A register of each circle, with rows of a promoter's place, of another, and of none."""
    with house.raw() as tx:
        for statement in (_IMPORTS, _ROWS):
            tx.execute(statement, {"at": house.at})


def sees_rolls(_: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is for the eyes of an account."""
    if eyes.roles & {"planner", "statistician"}:
        return True
    if row["circle"] == "partners":
        return "foreign_affairs" in eyes.roles
    is_open = table == "roll_import" or not (row["place"] or row["chain"])
    return bool(eyes.roles & {"promoter", "steward"}) and (is_open or row["place"] == "north")
