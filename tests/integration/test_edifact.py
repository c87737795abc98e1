"""Messages of EDIFACT at the port: recorded once, refused whole, written from what happened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_trains import rehearse_hub
from tests.unit.port.test_edifact import CODECO, CUSCAR

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.edifact import read_file, read_interchange, write_message
from entrepot.service.port_figures import throughput
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def window(server, template_of) -> Iterator[Window]:
    """A window over the rehearsal of the hub."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(open_home(), database, open_reference("upland"))


def read(window: Window, text: str, by: str = "site"):
    return read_file(window, text.encode(), by=by, at=NOON)


def teu(window: Window) -> float:
    return throughput(window, date(2026, 3, 1), date(2026, 3, 31))["total_teu"]


def test_a_gate_report_is_recorded_once_and_counted(window: Window) -> None:
    first, again = read(window, CODECO), read(window, CODECO)

    assert first["message"] == "CODECO"
    assert [(one["container"], one["event"]) for one in first["events"]] == [
        ("CSQU3054383", "gate_in"), ("MSCU1234566", "gate_in"),
    ]  # fmt: skip
    assert (first["problems"], first["replayed"], again["replayed"]) == ([], 0, 2)
    assert again["events"] == first["events"]
    assert teu(window) == 3


def test_a_broken_message_is_refused_whole_with_its_report(window: Window) -> None:
    before = teu(window)
    text = CODECO.replace("+1'\nUNH", "+2'\nUNH").replace("UNZ+1+1", "UNZ+1+2")
    with pytest.raises(InputError) as told:
        read(window, text.replace("MSCU1234566", "MSCU1234567"))

    assert [(one.code, one.where) for one in told.value.problems] == [
        ("edifact.value", "segment 14 EQD, element 2.1"),
    ]  # fmt: skip
    assert told.value.extra["report"]["messages"][0]["action"] == "4"
    assert "UCM+M1+CODECO:D:95B:UN+4'" in told.value.extra["control"]
    assert teu(window) == before


def test_a_cargo_report_is_told_as_bills(window: Window) -> None:
    told = read(window, CUSCAR)
    [manifest] = told["manifests"]

    assert (told["message"], told["events"], told["problems"]) == ("CUSCAR", [], [])
    assert manifest["bills"][0]["containers"] == ["CSQU3054383"]


def test_what_is_written_is_read_again(window: Window) -> None:
    read(window, CODECO)
    told = write_message(window, "codeco", "CSQU3054383", at=NOON)
    found = read_interchange(told["text"].encode())

    assert found.faults == ()
    assert "EQD+CN+CSQU3054383+22G1:102:5+++5'" in told["text"]
    assert "DTM+7:20260310013000:204'" not in told["text"]  # by the clock of the port
    with pytest.raises(MissingError):
        write_message(window, "codeco", "GYLU0000150", at=NOON)
    with pytest.raises(MissingError):
        write_message(window, "cusres", "D0000000000000", at=NOON)
    with pytest.raises(InputError):
        write_message(window, "cuscar", "x", at=NOON)
