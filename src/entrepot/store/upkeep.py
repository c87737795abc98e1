"""Looking after the database: start it, stop it, tell how it is, copy it, give its address."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, Problem
from entrepot.store import backup, folder_copy
from entrepot.store.db import answers, open_database
from entrepot.store.home import Home, open_home
from entrepot.store.migrate import list_missing, migrate
from entrepot.store.server import Server


def start() -> dict[str, Any]:
    """Start the embedded database, bring it up to date, and let it run.

    Raises:
        InputError: The database is a server of one's own.
    """
    server = _embedded()
    server.keep()
    migrate(server.admin_url)
    return asdict(server.state())


def stop() -> dict[str, Any]:
    """Stop the embedded database; while others use it, it stops when the last one leaves.

    Raises:
        InputError: The database is a server of one's own.
    """
    server = _embedded()
    stopped = server.stop()
    note = "" if stopped else "Others are using it: it stops when the last one leaves."
    return asdict(server.state()) | {"note": note}


def status() -> dict[str, Any]:
    """How the database is; nothing is started."""
    home = open_home()
    if not home.database_url:
        state = asdict(Server(home.folder).state())
        return state | _inside(Server(home.folder).admin_url, running=state["running"])
    running = answers(home.database_url)
    return {
        "running": running,
        "url": without_password(home.database_url),
        **_inside(home.admin_url, running=running),
    }


def back_up(path: Path, *, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Copy the whole database into one file, and keys, seals and lines of trade into another.

    Raises:
        InputError: A file exists, or cannot be written.
        OutsideError: There is no pg_dump new enough, or it failed.
    """
    home, beside = open_home(), folder_copy.copy_of(path)
    if beside.exists():
        raise InputError(
            Problem("backup.exists", str(beside), "is there already.", "Name a new file.")
        )
    with open_database(home, most=2):
        size = backup.back_up(address(admin=True), path, tell=tell)
    return {"file": str(path), "size_bytes": size, **folder_copy.pack(home.folder, beside)}


def restore(path: Path, *, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Bring a backup back into a new data folder, and its database up to date.

    Raises:
        InputError: A file of the backup is missing or broken, or there is data already.
        OutsideError: There is no pg_restore new enough, or it failed.
    """
    home, beside = open_home(), folder_copy.copy_of(path)
    backup.need_files(path, beside)
    folder_copy.need_fresh(home.folder)
    server = None if home.database_url else Server(home.folder)
    if server:
        server.join()
    try:
        backup.bring_back(address(admin=True), path, tell=tell)
        files = folder_copy.unpack(beside, home.folder)
        migrate(home.admin_url if server is None else server.admin_url)
    finally:
        if server:
            server.leave()
    return {"file": str(path), "folder_file": str(beside), "folder_files": files}


def address(*, admin: bool) -> str:
    """Address of the database for the application's role, or for who may do most in it.

    That is the superuser of the embedded server, and the owner on a server of one's own.
    """
    home = open_home()
    if home.database_url:
        return home.admin_url if admin else home.database_url
    server = Server(home.folder)
    return server.superuser_url if admin else server.url


def _embedded() -> Server:
    home: Home = open_home()
    if home.database_url:
        raise InputError(
            Problem(
                "database.own",
                "ENTREPOT_DATABASE_URL",
                "names a server of your own, which is not ours to start or stop.",
                "Unset it to use the embedded database.",
            )
        )
    return Server(home.folder)


def _inside(admin_url: str, *, running: bool) -> dict[str, Any]:
    if not running:
        return {}
    with psycopg.connect(admin_url, autocommit=True) as tx:
        version = tx.info.parameter_status("server_version")
        return {"server_version": version, "missing_migrations": list_missing(tx)}


def without_password(url: str) -> str:
    """An address that may be shown."""
    parts = psycopg.conninfo.conninfo_to_dict(url) | {"password": None}
    return psycopg.conninfo.make_conninfo("", **{k: v for k, v in parts.items() if v is not None})
