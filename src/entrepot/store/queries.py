"""The named queries of the `.sql` files, read once each."""

from functools import cache
from pathlib import Path
from typing import Any


@cache
def queries(room: str) -> Any:
    """The queries of `sql/ROOM.sql`, each a function of a transaction."""
    import aiosql  # who needs no database does not wait for it

    return aiosql.from_path(Path(__file__).parent / "sql" / f"{room}.sql", "psycopg")
