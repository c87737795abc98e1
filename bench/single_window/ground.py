"""A server of one's own with firms, offices and arrived containers, and pgbench beside it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from entrepot.kernel.identifiers import container_check_digit, uscc_check_sign
from entrepot.region.window import Office
from entrepot.service.demo import demo_window
from entrepot.store.cluster import PORT, SUPERUSER
from entrepot.store.db import open_database
from entrepot.store.home import open_home
from entrepot.store.reference import WindowReference, open_reference
from entrepot.store.server import Server

FIRMS, OFFICES = 8, 8
SCALE, PGBENCH_S = 10, 6
PEER = "pgbench"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that files in earnest: no rehearsal, so rules and chance decide."""

    id: str
    uscc: str
    customs_code: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the bench takes place."""

    server: Server
    reference: WindowReference
    offices: tuple[Office, ...]
    site: str


@contextmanager
def own_ground() -> Iterator[Ground]:
    """A fresh server with fsync on; all of it is gone at the end."""
    folder = tempfile.mkdtemp(prefix="entrepot-bench-")
    Path(folder).chmod(0o711)
    os.environ["ENTREPOT_HOME"] = folder
    reference = open_reference()
    try:
        with open_database(open_home(), most=2) as database:
            demo_window(database, reference, at=datetime.now(UTC))
            server = Server(open_home().folder)
            with psycopg.connect(server.superuser_url) as tx:
                put_firms(tx)
            make_peer(server)
            yield Ground(server, reference, *places(reference))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def places(reference: WindowReference) -> tuple[tuple[Office, ...], str]:
    """Offices that number declarations, inland ones with bays first, and the site of the first."""
    numbering = [one for one in reference.table("offices") if one.number_prefix]
    numbering.sort(key=lambda one: (one.side != "inland", not one.bays))
    return tuple(numbering[:OFFICES]), numbering[0].place


def firms() -> list[Firm]:
    """The firms that file."""
    codes = [f"92000000MA{number:07d}" for number in range(1, FIRMS + 1)]
    return [
        Firm(f"bench_{number}", code + uscc_check_sign(code), f"52019{number:05d}")
        for number, code in enumerate(codes, start=1)
    ]


def put_firms(tx: "psycopg.Connection[tuple[object, ...]]") -> None:
    for firm in firms():
        tx.execute(
            "insert into organisation (id, uscc, name, name_zh, kind, customs_code)"
            " values (%s, %s, %s, %s, 'trader', %s)",
            [firm.id, firm.uscc, f"Firm {firm.id}", f"企业{firm.id}", firm.customs_code],
        )
        tx.execute("insert into account (id, name) values (%s, %s)", [firm.id, firm.id])
        tx.execute(
            "insert into membership (account, organisation, roles) values (%s, %s, '{trader}')",
            [firm.id, firm.id],
        )


# Containers that are there


def container(number: int) -> str:
    """A container number that proves itself."""
    block, serial = divmod(number, 1_000_000)
    name = f"BN{chr(ord('A') + block)}U{serial:06d}"
    return name + str(container_check_digit(name))


def put_arrivals(ground: Ground, first: int, last: int) -> None:
    """Let the site tell of containers that came in."""
    now = datetime.now(UTC)
    with psycopg.connect(ground.server.superuser_url) as tx:
        columns = "(container, site, at, told_by, told_at)"
        with tx.cursor().copy(f"copy arrival {columns} from stdin") as copy:
            for number in range(first, last):
                copy.write_row((container(number), ground.site, now, "site", now))


# The peer


def make_peer(server: Server) -> None:
    """The tables of TPC-B in a database of their own on the same server."""
    pgbench(server, "-i", "-q", "-s", str(SCALE), database="postgres", create=True)


def tps(server: Server) -> float:
    """Transactions a second of TPC-B at eight clients."""
    told = pgbench(server, "-c", "8", "-j", "2", "-n", "-T", str(PGBENCH_S))
    found = re.search(r"^tps = ([\d.]+)", told, flags=re.MULTILINE)
    if found is None:
        raise SystemExit(f"pgbench said: {told}")
    return float(found[1])


def pgbench(server: Server, *words: str, database: str = PEER, create: bool = False) -> str:
    """What a run of pgbench prints."""
    if create:
        with psycopg.connect(server.cluster.url(SUPERUSER, database), autocommit=True) as tx:
            tx.execute(f"create database {PEER}")
    where = ["-h", str(server.cluster.sockets), "-p", str(PORT), "-U", SUPERUSER]
    done = subprocess.run(
        [str(server.cluster.binaries / "pgbench"), *where, *words, PEER],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"pgbench failed: {done.stderr}")
    return done.stdout


def server_cpu_s(server: Server) -> float:
    """Seconds of processor that all processes of the server took so far."""
    postmaster = psutil.Process(server.cluster.postmaster())
    own = postmaster.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in postmaster.children():
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total += times.user + times.system
    return float(total)


def tell(text: str) -> None:
    """Say on standard error how far it is."""
    print(text, file=sys.stderr, flush=True)
