"""The embedded server: shared, adopted, restarted, and clear about what it cannot do."""

import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from entrepot.kernel.errors import OutsideError
from entrepot.store import binaries
from entrepot.store import server as servers
from entrepot.store.binaries import find_account, find_binaries, readable_binaries
from entrepot.store.cluster import SUPERUSER, command_line
from entrepot.store.home import open_home
from entrepot.store.server import Server

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
FAST = {"fsync": "off"}
USER = """
    import sys, time
    from entrepot.store.home import open_home
    from entrepot.store.server import Server
    server = Server(open_home({"ENTREPOT_HOME": sys.argv[1]}).folder)
    server.join()
    print(server.state().pid, flush=True)
    sys.stdin.readline()
    server.leave()
    print("left", flush=True)
"""


@pytest.fixture
def home(new_home: Callable[[], Path]) -> Iterator[Path]:
    """An empty data folder; a server left running in it is ended."""
    folder = new_home()
    (folder / "users.lock").touch()
    yield folder
    for process in psutil.process_iter(["name", "cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if process.info["name"] == "postgres" and str(folder) in command:
            process.send_signal(signal.SIGINT)
            process.wait(10)


class Other:
    """Another process that uses the server of a data folder."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-c", textwrap.dedent(USER), str(home)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.postmaster = int(self._process.stdout.readline())

    def leave(self) -> None:
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "left\n"
        self._close()

    def kill(self) -> None:
        self._process.kill()
        self._close()

    def _close(self) -> None:
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


def one(server: Server) -> int:
    with psycopg.connect(server.url) as tx:
        return tx.execute("select 1").fetchone()[0]


def test_the_last_one_out_stops_the_server(home: Path) -> None:
    first, second = Other(home), Other(home)
    assert first.postmaster == second.postmaster
    first.leave()
    server = Server(home)
    assert server.state().running
    second.leave()

    assert not server.state().running
    assert command_line(first.postmaster) == ""


def test_a_server_whose_user_was_killed_is_taken_over_and_then_stopped(home: Path) -> None:
    other = Other(home)
    other.kill()
    server = Server(home)
    server.join()

    assert server.state().pid == other.postmaster
    assert one(server) == 1
    server.leave()
    assert not server.state().running


def test_a_kept_server_stays_until_it_is_stopped(home: Path) -> None:
    server = Server(home)
    server.keep()
    other = Other(home)
    other.leave()

    assert server.state().running
    assert server.stop()
    assert not server.state().running


def test_a_server_in_use_is_not_stopped_but_no_longer_kept(home: Path) -> None:
    server = Server(home)
    server.keep()
    other = Other(home)

    assert not server.stop()
    assert (server.state().running, server.state().kept) == (True, False)
    other.leave()
    assert not server.state().running


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(home: Path) -> None:
    server = Server(home, settings=FAST)
    server.join()
    server.leave()
    pid_file = server.cluster.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.cluster.data}\n")
    os.chown(pid_file, server.cluster.account.uid, server.cluster.account.gid)
    server.join()

    assert one(server) == 1
    server.leave()


def test_a_half_made_data_folder_is_made_anew(home: Path) -> None:
    half = home / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = Server(home, settings=FAST)
    server.join()

    assert one(server) == 1
    server.leave()


def test_only_root_and_the_servers_user_may_connect(home: Path) -> None:
    server = Server(home, settings=FAST)
    server.join()
    folder = stat.S_IMODE(server.cluster.sockets.stat().st_mode)
    data = stat.S_IMODE(server.cluster.data.stat().st_mode)
    access = (server.cluster.data / "pg_hba.conf").read_text()
    server.leave()

    assert (oct(folder), oct(data)) == ("0o700", "0o700")
    assert access == "local all all peer map=entrepot\n"


def test_the_server_listens_on_no_network_and_checks_its_pages(home: Path) -> None:
    server = Server(home)
    server.join()
    names = ["listen_addresses", "data_checksums", "fsync", "full_page_writes", "jit"]
    with psycopg.connect(server.cluster.url(SUPERUSER, "postgres")) as tx:
        found = [tx.execute(f"show {name}").fetchone()[0] for name in names]
    server.leave()

    assert found == ["", "on", "on", "on", "off"]


def test_a_long_path_gets_a_short_private_socket_folder(home: Path) -> None:
    deep = home / ("x" * 90)
    deep.mkdir(mode=0o711)
    server = Server(open_home({"ENTREPOT_HOME": str(deep)}).folder, settings=FAST)
    server.join()

    assert one(server) == 1
    assert str(server.cluster.sockets).startswith("/tmp/entrepot-")
    server.leave()
    shutil.rmtree(server.cluster.sockets)


def test_a_short_folder_that_is_not_ours_is_refused_with_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "SHORT_FOLDER", home)
    deep = home / ("x" * 90)
    servers.socket_folder(deep).symlink_to("/tmp")

    with pytest.raises(OutsideError, match="Set ENTREPOT_HOME to a folder with a shorter path"):
        servers.socket_folder(deep)


@pytest.mark.parametrize("place", ["/proc/entrepot", "/dev/null"])
def test_a_data_folder_that_cannot_be_written_is_told(place: str) -> None:
    with pytest.raises(OutsideError, match="Set ENTREPOT_HOME to a folder you may write"):
        open_home({"ENTREPOT_HOME": place})


def test_data_of_another_major_version_are_refused_with_what_to_do(home: Path) -> None:
    server = Server(home, settings=FAST)
    server.join()
    server.leave()
    version = server.cluster.data / "PG_VERSION"
    version.write_text("14\n")

    with pytest.raises(OutsideError, match="made by PostgreSQL 14"):
        server.join()
    version.write_text("18\n")


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    server = Server(home, settings={"shared_buffers": "much"})

    with pytest.raises(OutsideError, match="shared_buffers"):
        server.join()


@AS_ROOT
def test_root_is_told_when_no_system_user_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "SYSTEM_USER", "no-such-user")
    monkeypatch.setattr(binaries, "_user_commands", lambda: [["false"]])

    with pytest.raises(OutsideError, match="refuses to run as root, and no system user"):
        find_account()


@AS_ROOT
def test_as_root_a_closed_folder_is_not_opened_and_the_data_go_elsewhere(
    new_home: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, elsewhere = new_home(), new_home()
    closed.chmod(0o700)
    (closed / "users.lock").touch()
    monkeypatch.setattr(servers, "SYSTEM_FOLDER", elsewhere)
    server = Server(closed, settings=FAST)
    server.join()

    assert one(server) == 1
    assert server.cluster.data.parent.parent == elsewhere
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    server.leave()
    again = Server(closed, settings=FAST)
    assert again.cluster.base == server.cluster.base


@AS_ROOT
def test_programs_below_a_closed_folder_are_copied_and_run(new_home: Callable[[], Path]) -> None:
    closed, copies = new_home(), new_home()
    package = find_binaries().parents[1]
    shutil.copytree(package / "pginstall", closed / package.name / "pginstall")
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    closed.chmod(0o700)

    found = readable_binaries(closed / package.name / "pginstall/bin", find_account(), copies)

    assert found.is_relative_to(copies)
    command = [found / "pg_dump", "--version"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "pg_dump (PostgreSQL) 18" in run.stdout


@AS_ROOT
def test_an_ordinary_user_runs_the_server_itself(new_home: Callable[[], Path]) -> None:
    home = new_home()
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    heard, told = os.pipe()
    child = os.fork()  # a fresh interpreter might lie where that user cannot read it
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            server = Server(open_home({"ENTREPOT_HOME": str(home)}).folder, settings=FAST)
            server.join()
            os.write(told, f"{one(server)} {server.cluster.account.name}".encode())
            server.leave()
        except BaseException as error:  # noqa: BLE001 - told to the parent, which fails
            os.write(told, repr(error).encode())
        finally:
            os._exit(0)
    os.close(told)
    os.waitpid(child, 0)
    with os.fdopen(heard) as heard_text:
        assert heard_text.read() == "1 nobody"


def test_processes_that_name_the_cluster_at_once_all_read_one_whole_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, names = threading.Barrier(2), iter(("a" * 16, "b" * 16))

    def token(_: int) -> str:
        both.wait(10)  # each has found none
        return next(names)

    monkeypatch.setattr(secrets, "token_hex", token)
    name, read = tmp_path / "cluster.id", []

    def give() -> None:
        servers._name_once(name)
        read.append(name.read_text())

    threads = [threading.Thread(target=give) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(read)) == 1
    assert len(read[0]) == 16
    assert [path.name for path in tmp_path.iterdir()] == ["cluster.id"]
