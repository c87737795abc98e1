"""Messages of EDIFACT at the port: recorded once, refused whole, written from what happened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_trains import rehearse_hub
from tests.unit.port.test_edifact import CODECO, CUSCAR

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.accounts import RoleError
from entrepot.service.edifact import read_file, read_interchange, write_message
from entrepot.service.port_boxes import show_box
from entrepot.service.port_calls import list_calls, show_call
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


def calls(window: Window):
    return list_calls(window, by="site", at=NOON)["rows"]


def test_a_cargo_report_is_kept_once_as_bills_of_its_call(window: Window) -> None:
    first, again = read(window, CUSCAR), read(window, CUSCAR)
    [call] = first["calls"]
    shown = show_call(window, call, by="site", at=NOON)

    assert (first["message"], first["events"], first["problems"]) == ("CUSCAR", [], [])
    assert first["manifests"][0]["bills"][0]["containers"] == ["CSQU3054383"]
    assert (first["replayed"], again["replayed"], again["calls"]) == (False, True, [call])
    assert (shown["mode"], shown["reference"], shown["route"]) == (
        "vessel", "TRANS1234", "TEST SHIP",
    )  # fmt: skip
    assert [(one["number"], one["kind"]) for one in shown["bills"]] == [("DOCV373", "master")]


HOUSES = (
    CUSCAR.replace("SRC-000001", "SRC-2").replace("TRANS1234", "TRANS77")
    .replace("TRANS77+1+", "TRANS77+2+")
    .replace("MEA+AAE+G+KGM:55814'\nCNI", "MEA+AAE+T+KGM:2250'\nSEL+SEAL77'\nCNI")
    .replace("CSQU3054383", "GYLU0000170")
    .replace("CNI+1+DOCV373'\nRFF+BM:MASTER1'", "CNI+1+DOCV373'\nRFF+MB:M77'\nRFF+BH:H1'")
    .replace("PCI+24+SHIP1234'", "RFF+BH:H2'\nGID+2+1:PK'\nSGP+GYLU0000170+1'")
    .replace("UNT+23", "UNT+27")
)  # fmt: skip


def test_house_bills_hang_on_their_master_and_boxes_become_known(window: Window) -> None:
    [call] = read(window, HOUSES)["calls"]
    shown = show_call(window, call, by="site", at=NOON)
    box = show_box(window, "GYLU0000170", by="site", at=NOON)

    assert [(one["number"], one["kind"], one["master"]) for one in shown["bills"]] == [
        ("M77", "master", None), ("H1", "house", "M77"), ("H2", "house", "M77"),
    ]  # fmt: skip
    assert (shown["mode"], box["size_type"], box["seal"], box["tare_kg"]) == (
        "train", "22G1", "SEAL77", 2250,
    )  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "where"), [
    ("RFF+BH:H2'", "RFF+BH:H1'", "edifact.value", "segment 16 RFF, element 1.2"),
    ("SGP+GYLU0000170+1'", "SGP+GYLU0000171+1'", "edifact.value", "segment 25 RFF, element 1.2"),
    ("TRANS77+2+", "TRANS77+7+", "edifact.value", "segment 7 TDT, element 3.1"),
    ("22G1:102", "99G1:102", "edifact.value", "segment 11 EQD, element 3.1"),
    ("+9'\nDTM", "+5'\nDTM", "edifact.value", "segment 3 BGM, element 3"),
    ("SRC-2", "SRC-000001", "edifact.reference_used", "segment 1 UNB, element 5"),
])  # fmt: skip
def test_a_broken_manifest_changes_nothing(window: Window, old, new, code, where) -> None:
    read(window, CUSCAR)
    before = calls(window)
    text = HOUSES.replace("TRANS77", "TRANS88").replace("SRC-2", "SRC-3")
    old, new = old.replace("TRANS77", "TRANS88"), new.replace("TRANS77", "TRANS88")
    with pytest.raises(InputError) as told:
        read(window, text.replace("SRC-3", new) if old == "SRC-2" else text.replace(old, new))

    assert (code, where) in [(one.code, one.where) for one in told.value.problems]
    assert calls(window) == before


def test_a_manifest_of_another_kind_of_account_is_refused(window: Window) -> None:
    with pytest.raises(RoleError):
        read(window, HOUSES.replace("SRC-2", "SRC-9"), by="exporter")


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
