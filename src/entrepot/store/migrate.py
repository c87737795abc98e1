"""Bring the database to the newest schema: numbered SQL files, run once each by yoyo."""

import logging
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

import entrepot
from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store import jobs
from entrepot.store.cluster import APPLICATION

FOLDER = Path(entrepot.__file__).parent / "migrations"
GRANTS = Path(__file__).with_name("sql") / "grants.sql"
_LOCK = 5_230_714  # any number, ours in every process


def migrate(admin_url: str, role: str = APPLICATION) -> list[str]:
    """Apply the migrations that are missing, one process at a time.

    Args:
        admin_url: Address of the database for its owner.
        role: Role the application works as, which is given its rights.

    Returns:
        Names of the migrations applied now.

    Raises:
        OutsideError: The server is too old, the owner may not change the schema, or a migration
            does not fit what is there; then nothing is changed.
    """
    with psycopg.connect(admin_url, autocommit=True) as tx:
        _check_version(tx.info.server_version)
        missing = list_missing(tx)
        if not missing and _may_work(tx, role) and jobs.is_ready(tx, role):
            return []
        _check_privilege(tx)
        # An advisory lock ends with its connection; yoyo's own lock table outlives a kill.
        tx.execute("select pg_advisory_lock(%s)", [_LOCK])
        if missing := list_missing(tx):
            if _has_history(tx):
                _rehearse(tx, missing)
            _apply(tx, admin_url)
        tx.execute(sql.SQL(GRANTS.read_text("utf-8")).format(role=sql.Identifier(role)))
        jobs.make_ready(tx, role)
    return missing


def _may_work(tx: "psycopg.Connection[tuple[object, ...]]", role: str) -> bool:
    asked = "select has_sequence_privilege(%s, 'declaration_id_seq', 'usage')"  # granted last
    row = tx.execute(asked, [role]).fetchone()
    return row is not None and bool(row[0])


def list_missing(tx: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """Names of the migrations this database has not had yet, in order."""
    names = sorted(path.stem for path in FOLDER.glob("*.sql") if ".rollback" not in path.name)
    if not names:
        raise FileNotFoundError(f"no migrations in {FOLDER}")
    if not _has_history(tx):
        return names
    applied = {row[0] for row in tx.execute("select migration_id from _yoyo_migration")}
    return [name for name in names if name not in applied]


def _has_history(tx: "psycopg.Connection[tuple[object, ...]]") -> bool:
    known = tx.execute("select to_regclass('_yoyo_migration') is not null").fetchone()
    return known is not None and bool(known[0])


def _rehearse(tx: "psycopg.Connection[tuple[object, ...]]", missing: list[str]) -> None:
    """Run the missing migrations in one transaction that is undone.

    Each is applied in a transaction of its own afterwards: one that fails would leave those
    before it, and a store between two versions serves neither.
    """
    with tx.transaction(force_rollback=True):
        for name in missing:
            try:
                tx.execute((FOLDER / f"{name}.sql").read_bytes())
                tx.execute("set constraints all immediate")  # as the end of its own would
            except psycopg.Error as error:
                raise _refused(name, error, "Nothing was changed.") from error


def _refused(name: str, error: psycopg.Error, left: str) -> OutsideError:
    told = (error.diag.message_primary, error.diag.message_detail)
    said = "; ".join(part for part in told if part) or str(error).strip()
    return OutsideError(
        Problem(
            "database.migration",
            f"migration {name}",
            f"the database refused it: {said.rstrip('.')}. {left}",
            "Undo what was changed in the database by hand, or restore a backup, "
            "and start again; until then use the version before.",
        )
    )


def _apply(tx: "psycopg.Connection[tuple[object, ...]]", admin_url: str) -> None:
    from yoyo import get_backend, read_migrations

    logging.getLogger("yoyo.migrations").setLevel(logging.WARNING)
    backend = get_backend(_as_yoyo(admin_url))
    try:
        backend.break_lock()  # left by a process that was killed; ours is the one that counts
        backend.apply_migrations(backend.to_apply(read_migrations(str(FOLDER))))
    except psycopg.Error as error:
        name = next(iter(list_missing(tx)), "0000")
        raise _refused(name, error, "It is undone; those before it stay.") from error
    finally:
        backend.connection.close()


def _as_yoyo(url: str) -> str:
    """An address as yoyo reads it, whether it was written as a URL or as `name=value` pairs."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    database = quote(str(parts.pop("dbname", "")), safe="")
    return f"postgresql+psycopg:///{database}?{urlencode(parts)}"


def _check_privilege(tx: "psycopg.Connection[tuple[object, ...]]") -> None:
    row = tx.execute(
        "select has_schema_privilege(current_schema(), 'create')"
        " and has_database_privilege(current_database(), 'create')"
    ).fetchone()
    if row is None or not row[0]:
        raise OutsideError(
            Problem(
                "database.privilege",
                "the database",
                f"{tx.info.user} may not make tables and extensions in it.",
                "Give the address of its owner in ENTREPOT_DATABASE_ADMIN_URL.",
            )
        )


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
