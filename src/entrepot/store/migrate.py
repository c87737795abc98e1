"""Bring the database to the newest schema: numbered SQL files, run once each by yoyo."""

import logging
from pathlib import Path

import psycopg

import entrepot
from entrepot.kernel.errors import OutsideError, Problem

FOLDER = Path(entrepot.__file__).parent / "migrations"
GRANTS = Path(__file__).with_name("sql") / "grants.sql"
_LOCK = 5_230_714  # any number, ours in every process


def migrate(admin_url: str) -> list[str]:
    """Apply the migrations that are missing, one process at a time.

    Args:
        admin_url: Address of the database for its owner.

    Returns:
        Names of the migrations applied now.

    Raises:
        OutsideError: The server is too old, or the owner may not change the schema.
    """
    with psycopg.connect(admin_url, autocommit=True) as tx:
        _check_version(tx.info.server_version)
        if not (missing := list_missing(tx)):
            return []
        # An advisory lock ends with its connection; yoyo's own lock table outlives a kill.
        tx.execute("select pg_advisory_lock(%s)", [_LOCK])
        if missing := list_missing(tx):
            _apply(admin_url)
            tx.execute(GRANTS.read_bytes())
    return missing


def list_missing(tx: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """Names of the migrations this database has not had yet, in order."""
    names = sorted(path.stem for path in FOLDER.glob("*.sql") if ".rollback" not in path.name)
    known = tx.execute("select to_regclass('_yoyo_migration') is not null").fetchone()
    if known is None or not known[0]:
        return names
    applied = {row[0] for row in tx.execute("select migration_id from _yoyo_migration")}
    return [name for name in names if name not in applied]


def _apply(admin_url: str) -> None:
    from yoyo import get_backend, read_migrations

    logging.getLogger("yoyo.migrations").setLevel(logging.WARNING)
    backend = get_backend("postgresql+psycopg:" + admin_url.split(":", 1)[1])
    try:
        backend.apply_migrations(backend.to_apply(read_migrations(str(FOLDER))))
    except psycopg.errors.InsufficientPrivilege as error:
        raise OutsideError(
            Problem(
                "database.privilege",
                "the database",
                f"its schema cannot be changed: {error.diag.message_primary}.",
                "Give the owner's address in ENTREPOT_DATABASE_ADMIN_URL; the owner makes "
                "tables and the extension btree_gist.",
            )
        ) from error
    finally:
        backend.connection.close()


def _check_version(version: int) -> None:
    if version < 150000:
        raise OutsideError(
            Problem(
                "database.version",
                "the database",
                f"PostgreSQL {version // 10000} is too old.",
                "Use PostgreSQL 15 or newer.",
            )
        )
