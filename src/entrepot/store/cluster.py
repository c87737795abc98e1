"""One PostgreSQL cluster on this machine: make it, start it, wait for it, stop it.

A server counts as alive when it answers a connection, never because a process exists.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from psycopg import pq

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.binaries import Account, version_text

SUPERUSER = "postgres"
OWNER = "entrepot_owner"
APPLICATION = "entrepot_app"
DATABASE = "entrepot"
PORT = 5432
SOCKET_LIMIT = 103 if sys.platform == "darwin" else 107  # bytes of a unix socket's path
_LOG_LIMIT = 10_000_000  # bytes
_SOCKET = f".s.PGSQL.{PORT}"
_STILL_HELD = "pre-existing shared memory block"
_ASKED_EARLY = "the database system is starting up"  # told of each question whether it answers

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "shared_buffers": "256MB",
    # A filing opens some hundred tables and indices; the locks of so many are taken the short
    # way, past the table all share, only where this many are foreseen (64 are as a rule).
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(slots=True)
class Cluster:
    """A data folder with the programs, the user and the socket folder that serve it.

    Attributes:
        base: Folder of the data (`postgres`) and the log (`postgres.log`).
        sockets: Folder of the unix socket.
        binaries: Folder of PostgreSQL's programs.
        account: User the server runs as.
        settings: Server settings beyond the house's own.
    """

    base: Path
    sockets: Path
    binaries: Path
    account: Account
    settings: dict[str, str] = field(default_factory=dict)
    _child: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        """The data folder proper."""
        return self.base / "postgres"

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.base / "postgres.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Address of a database for a role."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}@/{database}?host={host}&port={PORT}"

    def answers(self) -> pq.Ping:
        """Ask the server by a connection whether it takes work."""
        return pq.Ping(pq.PGconn.ping(self.url(SUPERUSER, "postgres").encode()))

    def is_made(self) -> bool:
        """Say whether the data folder has been initialised."""
        return (self.data / "PG_VERSION").exists()

    def make(self) -> None:
        """Initialise the data folder; a kill in the middle leaves nothing behind."""
        fresh = self.base / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._own_folder(fresh)
        command = [
            str(self.binaries / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "-E", "UTF8",
            "--auth-local=peer", "--auth-host=reject", "--data-checksums", "--no-instructions",
            *self._locale(),
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **self.account.run_as()  # type: ignore[call-overload]
        )  # fmt: skip
        if done.returncode != 0:
            what = "the database could not be made"
            raise _failed("server.initdb", str(fresh), what, done.stderr)
        fresh.rename(self.data)

    def _locale(self) -> list[str]:
        if int(version_text(self.binaries).split(".")[0]) >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.account.is_me:
            os.chown(folder, self.account.uid, self.account.gid)
        folder.chmod(0o700)

    def start(self) -> None:
        """Start the server and wait until it takes connections, however long recovery takes."""
        self._check_version()
        self._own_folder(self.sockets)
        self._write_access()
        patience = time.monotonic() + 30
        while not self._start_once():
            if time.monotonic() > patience:
                raise _failed(
                    "server.orphans", str(self.data),
                    "its server is killed again and again, or its last life still holds its memory",
                    "", "End the processes named `postgres:` that use this folder, and try again.",
                )  # fmt: skip
            time.sleep(0.1)

    def _start_once(self) -> bool:
        """Start; False when a kill came in between, or backends of a killed server still live."""
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        if self._child is not None:
            self._child.wait()  # it has died; let the system forget it
        self._forget_dead_postmaster()
        with self.log.open("ab") as log:
            offset = log.tell()
            self._child = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), *self._options()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, **self.account.run_as(),  # type: ignore[call-overload]
            )  # fmt: skip
        while self.answers() != pq.Ping.OK:
            if self._child.poll() is not None:
                told = self._log_since(offset)
                if self._child.returncode == -signal.SIGKILL or _STILL_HELD in told:
                    return False
                raise _failed("server.start", str(self.data), "the database did not start", told)
            time.sleep(0.02)
        return True

    def _options(self) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | self.settings
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        have = version_text(self.binaries)
        if have.split(".")[0] != made_by:
            raise OutsideError(
                Problem(
                    "server.version",
                    str(self.data),
                    f"the data were made by PostgreSQL {made_by}, and {have} is installed.",
                    f"Install PostgreSQL {made_by}, or restore a backup into an empty data folder.",
                )
            )

    def _write_access(self) -> None:
        """Let in, by the kernel's word on who connects, the server's user, root and nobody else."""
        import pwd

        users = {self.account.name, pwd.getpwuid(0).pw_name}
        roles = (SUPERUSER, OWNER, APPLICATION)
        pairs = (f'entrepot "{user}" "{role}"\n' for user in sorted(users) for role in roles)
        self._write("pg_hba.conf", "local all all peer map=entrepot\n")
        self._write("pg_ident.conf", "".join(pairs))

    def _write(self, name: str, text: str) -> None:
        # The folder belongs to the server's user: as root, never write through a link there.
        path = self.data / name
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            os.fchown(file.fileno(), self.account.uid, self.account.gid)
            file.write(text)

    def _log_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")

    def postmaster(self) -> int | None:
        """Process id of the living server of this data folder, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        command = command_line(pid)
        return pid if "postgres" in command and str(self.data) in command else None

    def _forget_dead_postmaster(self) -> None:
        """Remove the lock files of a server that is gone.

        PostgreSQL itself takes a number for alive that another program has by now, or that
        waits to be reaped by whoever started it.
        """
        if self.postmaster() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def stop(self) -> None:
        """End the server by a fast shutdown: open transactions are undone, data are flushed."""
        if self._child is not None:
            self._child.send_signal(signal.SIGINT)
            self._child.wait()
            self._child = None
        if (pid := self.postmaster()) is not None:
            os.kill(pid, signal.SIGINT)
        while self.postmaster() is not None:
            time.sleep(0.02)

    def let_go(self) -> None:
        """Leave the server running when this process ends."""
        if self._child is not None and self._child.poll() is None:
            self._child.returncode = 0  # it lives on purpose; nobody will wait for it
        self._child = None


def command_line(pid: int) -> str:
    """Command line of a process; empty when it is gone or only waits to be reaped."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_bytes()
        return told.replace(b"\0", b" ").decode(errors="replace")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
    except OSError:
        return ""
    command = ["ps", "-o", "stat=,command=", "-p", str(pid)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return "" if listed.startswith("Z") else listed


def _failed(code: str, where: str, what: str, told: str, hint: str = "") -> OutsideError:
    lines = [line for line in told.strip().splitlines() if _ASKED_EARLY not in line]
    last = " ".join(lines[-3:])
    message = f"{what}: {last}" if last else f"{what}."
    hint = hint or "See postgres.log in the data folder."
    return OutsideError(Problem(code, where, message, hint))
