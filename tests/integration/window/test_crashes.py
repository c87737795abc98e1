"""Killed under load: nothing acknowledged is lost, no number is given twice, soon back.

The server is the embedded one as it is in use, fsync on. What the programs wrote down as
acknowledged is held against what is stored.
"""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.integration.window.house import (
    Document,
    House,
    box,
    find_broken,
    find_broken_chains,
)
from tests.integration.window.lodger import EACH

from entrepot.kernel.errors import OutsideError
from entrepot.service.demo import demo_window
from entrepot.service.window import open_window
from entrepot.store.cluster import command_line
from entrepot.store.server import Server

ROOT = Path(__file__).parents[3]
PROGRAMS, THREADS = 2, 2
IN_FULL_S, BACK_S = 0.7, 5.0  # on a machine that does nothing else
KINDS = ("worker", "everything", "backend", "postmaster")


@dataclass
class Load:
    """Programs that lodge, and what they wrote down."""

    home: Path
    logs: list[Path] = field(default_factory=list)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    tags: Iterator[int] = field(default_factory=lambda: itertools.count(0, THREADS))

    def start(self) -> None:
        log = self.home / f"lodger-{len(self.logs)}.log"
        command = [sys.executable, "-m", "tests.integration.window.lodger", str(next(self.tags))]
        with log.open("wb") as out:
            self.running.append(
                subprocess.Popen([*command, str(THREADS)], cwd=ROOT, stdout=out,
                                 env=os.environ | {"ENTREPOT_HOME": str(self.home)})
            )  # fmt: skip
        self.logs.append(log)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        self.running.remove(process)

    def lines(self, word: str) -> list[list[str]]:
        told = [line.split() for log in self.logs for line in log.read_text().splitlines()]
        return [line for line in told if line[0] == word and len(line) == LENGTHS[word]]

    def acknowledged(self) -> dict[str, tuple[str, str]]:
        return {name: (reference, number) for _, name, reference, number, _ in self.lines("ack")}

    def tried(self) -> set[str]:
        return {name for _, name in self.lines("try")}

    def back_after(self, kill: float) -> float:
        """Seconds until the first acknowledgement of a lodgement begun after a kill."""
        deadline = time.time() + 60
        while time.time() < deadline:
            later = [
                at - kill for *_, told in self.lines("ack") if (at := float(told)) > kill + 0.05
            ]
            if later:
                return min(later)
            time.sleep(0.02)
        pytest.fail("nothing was acknowledged within a minute")


LENGTHS = {"try": 2, "ack": 5, "outside": 3}


@contextmanager
def loaded(home: Path) -> Iterator[Load]:
    load = Load(home)
    for _ in range(PROGRAMS):
        load.start()
    try:
        deadline = time.time() + 60
        while len(load.acknowledged()) < 10 and time.time() < deadline:
            time.sleep(0.05)
        yield load
    finally:
        for process in list(load.running):
            load.kill(process)


@pytest.fixture
def home(new_home: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with the rehearsal in it, on an embedded server that stays."""
    folder = new_home()
    monkeypatch.setenv("ENTREPOT_HOME", str(folder))
    with open_window("upland") as window:
        demo_window(window.database, window.reference, at=datetime.now(UTC))
    yield folder
    Server(folder).stop()


def kill_tree(pid: int | None, *, alone: bool = False) -> None:
    """Kill a process as a crash would, with all its children or alone, and wait until it is so."""
    assert pid is not None
    process = psutil.Process(pid)
    pids = [pid] if alone else [pid, *(one.pid for one in process.children(recursive=True))]
    for one in pids:
        os.kill(one, signal.SIGKILL)
    while any(command_line(one) for one in pids):
        time.sleep(0.001)


def kill_one(load: Load, kind: str) -> None:
    server = Server(load.home)
    postmaster = server.cluster.postmaster()
    match kind:
        case "worker":
            load.kill(load.running[0])
            load.start()
        case "everything":
            for process in list(load.running):
                load.kill(process)
            kill_tree(postmaster)
            load.start()
        case "backend":
            kill_tree(a_backend(server), alone=True)
        case "postmaster":
            kill_tree(postmaster, alone=True)


def a_backend(server: Server) -> int:
    with psycopg.connect(server.superuser_url) as tx:
        row = tx.execute(
            "select pid from pg_stat_activity where usename = 'entrepot_app'"
            " order by state = 'active' desc, query_start desc limit 1"
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.proof)])
def test_killed_under_load_nothing_acknowledged_is_lost_and_it_serves_within_five_seconds(
    home: Path, rounds: int
) -> None:
    back: list[tuple[str, float]] = []
    crowds = [crowd()]
    with loaded(home) as load:
        for kind in itertools.islice(itertools.cycle(KINDS), rounds):
            time.sleep(IN_FULL_S)
            killed = time.time()
            kill_one(load, kind)
            back.append((kind, load.back_after(killed)))
            if len(load.running) < PROGRAMS:
                load.start()
        time.sleep(IN_FULL_S)
    crowds = sorted([*crowds, crowd()])
    told, tried = load.acknowledged(), load.tried()
    with open_window("upland") as window:
        house = House(window, Server(home).superuser_url, at=datetime.now(UTC))
        kept = {row["lrn"]: (row["reference"], row["number"]) for row in declarations(house)}
        repeated = {name: repeat(house, name) for name in tried - set(told)}
        stored = declarations(house)
        broken = find_broken(house), find_broken_chains(house)
    worst = {kind: round(max(s for one, s in back if one == kind), 2) for kind in KINDS}
    lost = {name: one for name, one in told.items() if kept.get(name) != one}
    print(f"{rounds} kills under load: {len(told)} acknowledged, {len(lost)} lost; back after at")
    print(
        f"most {worst} s, where a program takes {crowds[0]:.1f} to {crowds[-1]:.1f} times as long"
    )

    assert lost == {}
    assert len({number for _, number in told.values()}) == len(told)
    assert {name for name, one in repeated.items() if one["number"] is None} == set()
    assert sorted(row["lrn"] for row in stored) == sorted(tried)
    serials = sorted(int(row["number"][-9:]) for row in stored)
    assert serials == list(range(1, len(stored) + 1))
    assert broken == ({}, [])
    assert max(seconds for _, seconds in back) < BACK_S * crowds[-1]


def crowd() -> float:
    """How many times longer than alone a program takes on this machine now."""
    began, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < 0.5:
        sum(range(10_000))
    return (time.perf_counter() - began) / (time.process_time() - used)


def declarations(house: House) -> list[Document]:
    return house.rows("select lrn, reference, number from declaration where state <> 'DRAFT'")


def repeat(house: House, name: str) -> Document:
    """Ask again under the key of a lodgement that was never answered."""
    tag, number = name.removeprefix("G").split("X")
    house.boxes[name] = box(int(tag) * EACH + int(number))
    house.arrive(house.boxes[name])
    return house.lodge(house.body(name), name)


def test_a_lodgement_whose_database_dies_in_the_middle_is_told_when_repeated(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from entrepot.service import consignments

    with open_window("upland") as window:
        house = House(window, Server(home).superuser_url, at=datetime.now(UTC))
        name = house.name()
        body = house.body(name)
        house.arrive(house.boxes[name])
        keep = consignments._keep_reply

        def keep_and_die(*words: object) -> Document:
            document = keep(*words)
            kill_tree(Server(home).cluster.postmaster())
            return document

        monkeypatch.setattr(consignments, "_keep_reply", keep_and_die)
        with pytest.raises(OutsideError) as lost:
            house.lodge(body, "one key")
        monkeypatch.undo()
        monkeypatch.setenv("ENTREPOT_HOME", str(home))
        began = time.monotonic()
        document = house.lodge(body, "one key")
        took = time.monotonic() - began

        assert lost.value.exit_code == 6
        assert {problem.code for problem in lost.value.problems} == {"database.lost"}
        assert (document["state"], document["replayed"]) == ("RELEASED", False)
        assert house.lodge(body, "one key")["replayed"]
        assert house.value("select count(*) from declaration") == 1
        assert took < BACK_S * crowd()
