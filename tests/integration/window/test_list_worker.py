"""Large files of lists with a process that judges: the order, and what a kill of either leaves."""

import io
import json
import multiprocessing
import os
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import psutil
import pytest
from tests.integration.window.house import House
from tests.integration.window.lists import Document, file, order, parcel

from entrepot.service import list_bulk, list_lines
from entrepot.service.demo_hub import demo_hub
from entrepot.service.ecommerce_lists import EcommerceFiler
from entrepot.service.list_aside import Aside
from entrepot.service.list_bulk import file_lists
from entrepot.service.list_uploads import start_upload
from entrepot.service.window import Window
from entrepot.store.db import Database
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference

LISTS = "select count(*) from ecommerce_list"
PART, PARTS = 10, 12


class Seen(Aside):
    """Has begun before it is asked where it has a seat, and is kept to be looked at."""

    every: ClassVar[list["Seen"]] = []
    judged: ClassVar[list[bool]] = []

    def __init__(self, *words) -> None:
        super().__init__(*words)
        self.every.append(self)
        until = time.monotonic() + 20
        while self.pid and not self._has_begun() and time.monotonic() < until:
            time.sleep(0.01)

    def judge(self, part):
        found = super().judge(part)
        self.judged.append(found is not None)
        return found


@pytest.fixture(scope="module")
def hub(house: House) -> House:
    demo_hub(house.window.database, house.window.reference, at=house.at)
    return house


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> type[Seen]:
    """Parts are small, and the process is looked at."""
    monkeypatch.setattr(list_lines, "FIRST_LINES", PART)
    monkeypatch.setattr(list_lines, "PART_LINES", PART)
    monkeypatch.setattr(list_bulk, "Aside", Seen)
    monkeypatch.setattr(Seen, "every", [])
    monkeypatch.setattr(Seen, "judged", [])
    return Seen


def many(tag: str, count: int = PART * PARTS) -> list[Document | str]:
    """Lists of a few persons, with a line that is no JSON and one that does not agree."""
    lines: list[Document | str] = [order(f"{tag}-{n % 7}", "10.00") for n in range(count)]
    lines[count // 2] = "no json"
    lines[-2] = {**order(f"{tag}-0"), "waybill": {}}
    return lines


def test_a_large_file_is_judged_aside_and_told_in_its_order(
    hub: House, seen: type[Seen]
) -> None:  # fmt: skip
    lines = many("ASIDE")
    totals, told = file(hub, lines)
    again, same = file(hub, lines)

    assert seen.judged == [True] * (2 * PARTS)
    assert all(one.pid is None for one in seen.every)
    assert [one["line"] for one in told] == list(range(1, PART * PARTS + 1))
    assert [one["line"] for one in told if one["problems"]] == [61, 119]
    assert (totals.accepted, totals.replayed, again.replayed) == (118, 0, 118)
    assert [one["list"] for one in same] == [one["list"] for one in told]


def test_parcels_are_judged_aside_too(hub: House, seen: type[Seen]) -> None:
    totals, _ = file(hub, [parcel() for _ in range(4 * PART)], express=True)

    assert (totals.accepted, seen.judged) == (4 * PART, [True] * 4)


def test_a_file_of_a_page_is_judged_aside_too(hub: House, seen: type[Seen]) -> None:
    data = "\n".join(json.dumps(order("PAGE-1", "10.00")) for _ in range(4 * PART)).encode()
    told = start_upload(
        hub.window, "ecommerce", "lists.ndjson", io.BytesIO(data), len(data), by="platform",
        now=lambda: hub.at, aside=False,
    )  # fmt: skip

    assert (told["state"], told["accepted"], seen.judged) == ("done", 4 * PART, [True] * 4)


def test_a_small_file_starts_no_process(hub: House, seen: type[Seen]) -> None:
    totals, _ = file(hub, many("SMALL", 2 * PART))

    assert (totals.read, seen.every) == (2 * PART, [])


def test_a_killed_judge_holds_nothing_up(hub: House, seen: type[Seen]) -> None:
    def kill(*_: object) -> None:
        if len(seen.judged) >= 4 and (pid := seen.every[0].pid):
            os.kill(pid, signal.SIGKILL)

    totals, told = file(hub, many("LOST"), told=kill)

    assert set(seen.judged) == {True, False}
    assert (totals.read, totals.accepted) == (PART * PARTS, 118)
    assert [one["line"] for one in told] == list(range(1, PART * PARTS + 1))


def test_what_was_judged_for_who_acted_before_is_judged_again(
    hub: House, seen: type[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    names: list[str] = []

    def judged_here(judge, part, by, at):
        names.append(by.name)
        return list_lines.judge_part(judge, part, by, at)

    def rename(book, name: str) -> None:
        book.tx.execute("update organisation set name = %s where id = %s", [name, firm])

    def told(book, totals, _) -> None:
        if totals.read == 3 * PART:
            rename(book, "Renamed")

    firm = hub.value("select organisation from membership where account = 'platform'")
    before = hub.value("select name from organisation where id = %s", firm)
    monkeypatch.setattr(list_bulk, "judge_part", judged_here)
    totals, _ = file(hub, [order("NAMED-1", "10.00") for _ in range(5 * PART)], told=told)
    with hub.window.as_system() as book:
        rename(book, before)

    assert (totals.accepted, seen.judged) == (5 * PART, [True] * 5)
    assert names == ["Renamed"] * 2


def file_slowly(home: str, url: str, admin_url: str, path: str, at: datetime) -> None:
    """File a file, each part resting when its rows are written and not kept."""
    list_lines.FIRST_LINES = list_lines.PART_LINES = PART
    list_bulk.Aside = Seen  # type: ignore[misc]
    database = Database(url, admin_url)
    window = Window(open_home({"ENTREPOT_HOME": home}), database, open_reference("upland"))
    with Path(path).open("rb") as source:
        file_lists(window, EcommerceFiler(window), source, len, by="platform", at=at,
                   told=lambda *_: time.sleep(0.05))  # fmt: skip


def is_gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE  # whoever took it in reaps it
    except psutil.NoSuchProcess:
        return True


def test_a_killed_file_leaves_whole_parts_and_no_process_and_is_completed(
    hub: House, tmp_path: Path
) -> None:  # fmt: skip
    lines = many("CRASH")
    path = tmp_path / "lists.ndjson"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
    database, before = hub.window.database, hub.value(LISTS)
    killed = multiprocessing.get_context("spawn").Process(
        target=file_slowly,
        args=(str(hub.window.home.folder), database.url, database.admin_url, str(path), hub.at),
    )
    killed.start()
    since = time.monotonic()
    while hub.value(LISTS) < before + 2 * PART and time.monotonic() - since < 60:
        time.sleep(0.01)
    judges = psutil.Process(killed.pid).children()
    killed.kill()
    killed.join()
    while not all(map(is_gone, judges)) and time.monotonic() - since < 60:
        time.sleep(0.01)
    kept = hub.value(LISTS) - before
    totals, _ = file(hub, lines)

    assert len(judges) == 1
    assert all(map(is_gone, judges))
    assert 0 < kept < 118
    assert kept % PART in {0, PART - 1}  # of the seventh part one line is no JSON
    assert (totals.accepted, totals.replayed) == (118, kept)
    assert hub.value(LISTS) - before == 118
