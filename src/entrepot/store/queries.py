"""The named queries of the `.sql` files, read once each."""

from functools import cache
from pathlib import Path
from typing import Any

import aiosql


@cache
def queries(room: str) -> Any:
    """The queries of `sql/ROOM.sql`, each a function of a transaction."""
    return aiosql.from_path(Path(__file__).parent / "sql" / f"{room}.sql", "psycopg")
