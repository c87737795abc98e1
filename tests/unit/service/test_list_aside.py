"""Lists judged by a process of their own: what it finds, and that nobody waits for a lost one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore

import orjson
import pytest

from entrepot.service import list_aside
from entrepot.service.express_judge import ExpressJudge, PreparedParcel
from entrepot.service.list_aside import Aside
from entrepot.service.list_lines import Outcome, Part, judge_part
from entrepot.store.personal import KEY_BYTES, PersonalKeys
from entrepot.window.actor import Actor

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
BY = Actor("platform", "XP", roles=frozenset({"platform"}))
SECRET = bytes(range(KEY_BYTES))
JUDGE = ExpressJudge(PersonalKeys(SECRET, {1: bytes(KEY_BYTES)}))
Judged = tuple[list[PreparedParcel], list[Outcome]]


def part(count: int = 3, size: int = 4) -> Part:
    """Parcels, and after them a line that is no JSON and one that was too long."""
    parcel = {
        "waybill": "E", "kind": "express", "flow": "import", "description": "b" * size,
        "pieces": 1, "gross_mass_kg": 0.8, "value": {"amount": "20.00", "currency": "EUR"},
        "origin": "DE",
    }  # fmt: skip
    lines = [(n, orjson.dumps({**parcel, "waybill": f"E{n}"})) for n in range(1, count + 1)]
    return Part([*lines, (count + 1, b"{"), (count + 2, None)])


def first(aside: Aside[PreparedParcel]) -> Judged:
    """The first part it judges; while it starts it judges none."""
    until = time.monotonic() + 20
    while (found := aside.judge(part())) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert found is not None
    return found


def told(found: Judged) -> object:
    """What was found, but for the names, which are drawn."""
    ready, refused = found
    return [(one.line, one.waybill, one.digest, len(one.row), len(one.event)) for one in ready], [
        one.document() for one in refused
    ]


@pytest.fixture
def aside() -> Iterator[Aside[PreparedParcel]]:
    with Aside(JUDGE, BY, AT, patience_s=20) as opened:
        yield opened


def test_it_finds_what_is_found_in_place_in_parts_of_any_size(
    aside: Aside[PreparedParcel],
) -> None:  # fmt: skip
    large = part(2000, 100)  # more than a pipe holds, both ways

    assert told(first(aside)) == told(judge_part(JUDGE, part(), BY, AT))
    found = aside.judge(large)
    assert found is not None
    assert told(found) == told(judge_part(JUDGE, large, BY, AT))


def test_a_killed_one_is_told_of_and_judges_no_more(
    aside: Aside[PreparedParcel], caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    first(aside)
    assert aside.pid is not None
    os.kill(aside.pid, signal.SIGKILL)

    assert [aside.judge(part()), aside.judge(part()), aside.pid] == [None, None, None]
    assert "judged in place" in caplog.text


def test_one_that_stands_still_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with Aside(JUDGE, BY, AT, patience_s=1.5) as aside:
        first(aside)
        assert aside.pid is not None
        os.kill(aside.pid, signal.SIGSTOP)

        assert aside.judge(part(2000, 100)) is None
    assert "judged in place" in caplog.text


def test_one_that_cannot_be_had_is_done_without(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    monkeypatch.setattr(list_aside, "COMMAND", ("/nowhere/python",))
    with Aside(JUDGE, BY, AT) as aside:
        assert aside.judge(part()) is None
    assert "judged in place" in caplog.text


def test_many_files_at_once_start_no_more_of_them_than_there_are_processors(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    monkeypatch.setattr(list_aside, "_SEATS", BoundedSemaphore(1))
    with Aside(JUDGE, BY, AT) as one, Aside(JUDGE, BY, AT) as other:
        pids = one.pid, other.pid
        assert other.judge(part()) is None
    with Aside(JUDGE, BY, AT) as third:
        assert third.pid is not None

    assert pids[0] is not None
    assert pids[1] is None
    assert not caplog.text


def test_the_keys_are_told_by_the_pipe_alone(aside: Aside[PreparedParcel]) -> None:
    first(aside)
    shown = Path(f"/proc/{aside.pid}")
    seen = (shown / "cmdline").read_bytes() + (shown / "environ").read_bytes()

    assert SECRET not in seen
    assert SECRET.hex().encode() not in seen
    assert repr(SECRET) not in repr(JUDGE._keys)


def test_it_loads_no_driver_and_little_else() -> None:
    program = (
        "import sys, entrepot.service.list_worker, entrepot.service.ecommerce_judge,"
        " entrepot.service.express_judge\n"
        "print([name for name in ('psycopg', 'aiosql', 'typer', 'fastapi', 'numpy',"
        " 'entrepot.store.db', 'entrepot.service.window') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_it_ends_when_nobody_asks_any_more() -> None:
    with subprocess.Popen(
        list_aside.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        told = process.communicate(timeout=20)

    assert told == (b"", b"")
