"""A copy of the whole database in one file, by PostgreSQL's own pg_dump, and back."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import pq

from entrepot.kernel.errors import InputError, OutsideError, Problem
from entrepot.store.binaries import find_binaries


def back_up(admin_url: str, path: Path, *, tell: Callable[[str], None] = lambda _: None) -> int:
    """Write the database to a file in pg_dump's custom format, for `pg_restore`.

    The file appears whole or not at all.

    Args:
        admin_url: Address of the database for a role that row security does not bind.
        path: File to write; it must not exist.
        tell: Called with what is being written.

    Returns:
        Size of the file [bytes].

    Raises:
        InputError: The file exists, or cannot be written.
        OutsideError: There is no pg_dump new enough, or it failed.
    """
    if path.exists():
        raise InputError(
            Problem("backup.exists", str(path), "is there already.", "Name a new file.")
        )
    if not path.absolute().parent.is_dir():
        raise InputError(
            Problem("backup.folder", str(path), "its folder does not exist.", "Make it first.")
        )
    partial = path.with_name(path.name + ".partial")
    try:
        _dump(admin_url, partial, tell)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path.stat().st_size


def need_files(*paths: Path) -> None:
    """See that the files of a backup are there.

    Raises:
        InputError: With each that is not.
    """
    if lacking := [path for path in paths if not path.is_file()]:
        raise InputError([
            Problem("restore.file", str(path), "is not there.",
                    "A backup is two files side by side.", message_zh="缺少备份文件。")
            for path in lacking
        ])  # fmt: skip


def bring_back(
    admin_url: str, path: Path, *, tell: Callable[[str], None] = lambda _: None
) -> None:  # fmt: skip
    """Read a file of `back_up` into a database without tables; all of it or nothing.

    Args:
        admin_url: Address of the database for a role that may make everything in it.
        path: The file.
        tell: Called with what is being read.

    Raises:
        InputError: The database holds tables already.
        OutsideError: There is no pg_restore new enough, or it failed.
    """
    with psycopg.connect(admin_url) as tx:
        held = tx.execute(_HELD).fetchone()
    if held is not None:
        raise InputError(
            Problem("restore.database", held[0], "is in the database already.",
                    "Restore into an empty one.", message_zh="数据库不为空。")
        )  # fmt: skip
    program = find_dump(_server_major(admin_url)).with_name("pg_restore")
    database = psycopg.conninfo.conninfo_to_dict(admin_url)["dbname"]
    command = [str(program), "--single-transaction", "--exit-on-error", "--no-password",
               "--verbose", f"--dbname={database}", str(path)]  # fmt: skip
    _run(command, admin_url, "restore.failed", path, tell)


_HELD = (
    "select tablename from pg_tables "
    "where schemaname not in ('pg_catalog', 'information_schema') limit 1"
)


def _dump(admin_url: str, path: Path, tell: Callable[[str], None]) -> None:
    program = find_dump(_server_major(admin_url))
    command = [str(program), "--format=custom", "--no-password", "--verbose", f"--file={path}"]
    _run(command, admin_url, "backup.failed", path, tell)


_HINTS = {
    "backup.failed": "Check the space on the disk, and that the role reads past row security.",
    "restore.failed": "Check the file, the space on the disk, and that the roles are there.",
}


def _run(
    command: list[str], url: str, code: str, path: Path, tell: Callable[[str], None]
) -> None:  # fmt: skip
    """Run a program of PostgreSQL and tell what it says."""
    name, last = Path(command[0]).name, [""]
    with subprocess.Popen(
        command, env=_environment(url), stderr=subprocess.PIPE, text=True, errors="replace"
    ) as running:
        for line in running.stderr or ():
            last = [*last[-4:], line.strip()]
            tell(line.strip().removeprefix(f"{name}: "))
    if running.returncode != 0:
        told = f"{name} failed: {' '.join(last).strip()}"
        raise OutsideError(Problem(code, str(path), told, _HINTS[code]))


def _environment(url: str) -> dict[str, str]:
    """The address as libpq's variables, so that no password shows in the list of processes."""
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar
    }
    values = psycopg.conninfo.conninfo_to_dict(url)
    told = {names[key]: str(value) for key, value in values.items() if key in names}
    return os.environ | told


def _server_major(url: str) -> int:
    with psycopg.connect(url) as tx:
        return tx.info.server_version // 10000


def find_dump(major: int) -> Path:
    """A pg_dump at least as new as the server: the oldest that will do.

    Raises:
        OutsideError: There is none.
    """
    found = shutil.which("pg_dump")
    folders = [find_binaries(), *Path("/usr/lib/postgresql").glob("*/bin")]
    programs = [folder / "pg_dump" for folder in folders] + ([Path(found)] if found else [])
    known = {program: _major_of(program) for program in programs if program.exists()}
    fit = [program for program, own in known.items() if own >= major]
    if not fit:
        raise OutsideError(
            Problem(
                "backup.program",
                "pg_dump",
                f"none of version {major} or newer was found.",
                f"Install the client programs of PostgreSQL {major}.",
            )
        )
    return min(fit, key=lambda program: known[program])


def _major_of(program: Path) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", told.stdout)
    return int(found[1]) if found else 0
