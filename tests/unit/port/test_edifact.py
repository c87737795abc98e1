"""EDIFACT: split, judged by its map, read into moves and bills, told back what is wrong."""

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import entrepot.port
from entrepot.port.cargo_report import check_cargo, read_cargo
from entrepot.port.control_report import control_of, problems_of, report_of
from entrepot.port.edifact import split, write
from entrepot.port.edifact_check import check_interchange
from entrepot.port.edifact_map import read_map
from entrepot.port.gate_report import read_moves

FOLDER = Path(entrepot.port.__file__).parent / "messages"
ZONE = timezone(timedelta(hours=8))
NAMES = ("codeco", "cuscar", "cusres")
CODECO = """UNB+UNOA:2+SITE+HUB+260310:0830+1'
UNH+M1+CODECO:D:95B:UN:ITG14'
BGM+34+R1+9'
TDT+20+055N+1++OOLV:172:166'
NAD+CF+OOL:160:166'
EQD+CN+CSQU3054383+22G1:102:5++2+5'
RFF+BN:3048413690'
TMD+3'
DTM+7:202603100830:203'
LOC+165+CNKWE:139:6'
MEA+AAE+G+KGM:21430'
SEL+OOLAYJ9379+SH+1'
TDT+1+T1+3+31+T-ORQTR:172'
EQD+CN+MSCU1234566+45R1:102:5++2+4'
DTM+7:202603100935:203'
CNT+16:2'
UNT+16+M1'
UNZ+1+1'
"""
CUSCAR = """UNB+UNOB:2+SENDER+RECIPIENT+191021:1052+SRC-000001'
UNH+MREF123456+CUSCAR:D:95B:UN:LOT10'
BGM+85+DOCREF1234+9'
DTM+137:201910210852:203'
RFF+SS:AREF1234567A'
NAD+MS+SCR:172:20'
TDT+20+TRANS1234+1++SENDER:172:20:SOMEONE+++M1234:103::TEST SHIP'
LOC+60+GBPME::139'
DTM+132:201910290330:203'
GIS+23'
EQD+CN+CSQU3054383+22G1:102:5++3+5'
MEA+AAE+G+KGM:55814'
CNI+1+DOCV373'
RFF+BM:MASTER1'
CNT+7:55814:KGM'
LOC+9+CRMOB::139'
GIS+23'
NAD+CN+MOB00995+ANOTHER PERSON'
GID+1+2880:UNT'
FTX+AAA+++FREETEXT DESC'
MEA+AAE+G+KGM:55814'
SGP+CSQU3054383+60'
PCI+24+SHIP1234'
UNT+23+MREF123456'
UNZ+1+SRC-000001'
"""


@pytest.fixture(scope="module")
def maps():
    """The maps that are shipped."""
    segments = tomllib.loads((FOLDER / "segments.toml").read_text("utf-8"))
    rows = [tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")) for name in NAMES]
    return {one["type"]: read_map(segments, one) for one in rows}


def read(text, maps):
    segments, faults = split(text)
    return check_interchange(segments, maps, faults)


def faults(text, maps):
    return [(one.where, one.code) for one in read(text, maps).faults]


def test_a_gate_report_is_read_into_moves(maps) -> None:
    found = read(CODECO, maps)
    moves, wrong = read_moves(found.messages[0], ZONE)

    assert (found.faults, wrong) == ((), ())
    assert [(one.container, one.event, one.at, one.status, one.size_type) for one in moves] == [
        ("CSQU3054383", "gate_in", datetime(2026, 3, 10, 8, 30, tzinfo=ZONE), "full", "22G1"),
        ("MSCU1234566", "gate_in", datetime(2026, 3, 10, 9, 35, tzinfo=ZONE), "empty", "45R1"),
    ]
    assert (moves[0].seal, moves[0].gross_kg, moves[0].route) == (
        "OOLAYJ9379", Decimal(21430), "T1",
    )  # fmt: skip
    assert (moves[1].route, moves[1].gross_kg) == ("055N", None)


def test_a_cargo_report_is_read_into_bills(maps) -> None:
    found = read(CUSCAR, maps)
    cargo, wrong = read_cargo(found.messages[0])
    [bill] = cargo.bills

    assert (found.faults, wrong) == ((), ())
    assert (cargo.document, cargo.journey, cargo.boxes) == (
        "DOCREF1234", "TRANS1234", ("CSQU3054383",),
    )  # fmt: skip
    assert (bill.number, bill.kind, bill.containers) == ("DOCV373", "master", ("CSQU3054383",))
    assert cargo.gross_kg == {"DOCV373": Decimal(55814)}
    assert cargo.goods == {"DOCV373": "FREETEXT DESC"}


@pytest.mark.parametrize(("old", "new", "told"), [
    ("BGM+34+", "BGM+35+", [("segment 3 BGM, element 1.1", "12")]),
    ("EQD+CN+CSQU3054383", "EQD++CSQU3054383", [("segment 6 EQD, element 1", "13")]),
    ("UNT+16+M1", "UNT+15+M1", [("segment 17 UNT, element 1", "29")]),
    ("UNT+16+M1", "UNT+16+M2", [("segment 17 UNT, element 2", "28")]),
    ("UNZ+1+1", "UNZ+2+2", [("segment 18 UNZ, element 1", "29"),
                            ("segment 18 UNZ, element 2", "28")]),
    ("CODECO:D:95B", "CODECO:D:96A", [("segment 2 UNH, element 2.3", "14")]),
    ("CODECO:D:95B", "COARRI:D:95B", [("segment 2 UNH, element 2.1", "14")]),
    ("KGM:21430", "KGM:many", [("segment 11 MEA, element 3.2", "37")]),
    ("OOLAYJ9379", "OOLAYJ93790", [("segment 12 SEL, element 1", "39")]),
    ("BGM+34+R1+9'", "BGM+34+R1+9+AB+X'", [("segment 3 BGM, element 5", "16")]),
    ("NAD+CF+OOL:160:166'\n", "NAD+CF+OOL:160:166'\nBGM+34'\n", [("segment 6 BGM", "15"),
     ("segment 18 UNT, element 1", "29")]),
    ("BGM+34+R1+9'\n", "", [("segment 3 TDT", "13"), ("segment 16 UNT, element 1", "29")]),
    ("UNB+UNOA:2", "UNB+XXXX:2", [("segment 1 UNB, element 1", "2")]),
])  # fmt: skip
def test_each_fault_is_told_with_segment_and_element(maps, old, new, told) -> None:
    assert sorted(faults(CODECO.replace(old, new), maps)) == sorted(told)


@pytest.mark.parametrize(("text", "code"), [
    ("", "18"), ("hello", "18"), ("UNB+UNOA:2", "18"), ("UNA+++", "22"), ("UNAaaaaaa", "22"),
    ("UNA:+.? UNB", "22"), (CODECO.replace("R1+9'", "R1+9?\n'"), "18"),
])  # fmt: skip
def test_text_that_is_no_interchange_is_told(maps, text, code) -> None:
    assert code in [one[1] for one in faults(text, maps)]


def test_a_wrong_check_digit_is_told_at_its_segment(maps) -> None:
    found = read(CODECO.replace("CSQU3054383", "CSQU3054384"), maps)
    moves, wrong = read_moves(found.messages[0], ZONE)

    assert len(moves) == 1
    assert [one.where for one in wrong] == ["segment 6 EQD, element 2.1"]


@pytest.mark.parametrize(("told", "at"), [
    ("7:20260310083015:204", datetime(2026, 3, 10, 0, 30, 15, tzinfo=UTC)),
    ("7:2603100830:201", datetime(2026, 3, 10, 0, 30, tzinfo=UTC)),
    ("7:20260310:102", datetime(2026, 3, 9, 16, tzinfo=UTC)),
    ("7:20260310083009:303", datetime(2026, 3, 9, 23, 30, tzinfo=UTC)),
    ("7:202603100830:303", None), ("7:202613100830:203", None), ("7:2026:203", None),
])  # fmt: skip
def test_instants_are_read_in_their_formats(maps, told, at) -> None:
    found = read(CODECO.replace("7:202603100830:203", told), maps)
    moves, _ = read_moves(found.messages[0], ZONE)

    assert (moves[0].at if at else len(moves)) == (at or 1)


def test_other_signs_are_taken_from_una(maps) -> None:
    other = CODECO.translate(str.maketrans({"+": "|", ":": "^", "'": "~"}))

    assert read("UNA^|.?*~\n" + other, maps).faults == ()


def test_the_report_names_segment_and_element(maps) -> None:
    found = read(CODECO.replace("BGM+34+", "BGM+35+").replace("KGM:21430", "KGM:x"), maps)
    told = report_of(found)
    [message] = told["messages"]

    assert (told["message"], told["interchange"], told["action"]) == ("CONTRL", "1", "4")
    assert [(one["segment"], one["tag"], one["error"], one["element"], one["component"])
            for one in message["segments"]] == [
        (2, "BGM", "12", 1, 1), (10, "MEA", "37", 3, 2),
    ]  # fmt: skip
    assert {one.code for one in problems_of(found.faults)} == {"edifact.value", "edifact.type"}
    assert write(control_of(found, "C1")).splitlines()[1:5] == [
        "UCI+1+SITE+HUB+4'", "UCM+M1+CODECO:D:95B:UN+4'", "UCS+2'", "UCD+12+2:1'",
    ]  # fmt: skip


def test_every_segment_of_a_map_is_described(maps) -> None:
    def tags(nodes):
        for node in nodes:
            yield from tags(node.nodes) if node.nodes else [node.tag]

    for one in maps.values():
        assert set(tags(one.nodes)) <= one.segments.keys()
        assert one.source
        assert one.name_zh


def test_house_bills_are_told_under_their_master(maps) -> None:
    text = (
        CUSCAR.replace("RFF+BM:MASTER1'", "RFF+MB:M1'\nRFF+BH:H1'")
        .replace("PCI+24+SHIP1234'", "RFF+BH:H2'\nGID+2'\nSGP+MSCU1234566+1'")
        .replace("UNT+23", "UNT+26")
    )
    cargo, wrong = read_cargo(read(text, maps).messages[0])

    assert wrong == ()
    assert [(one.number, one.kind, one.master, one.containers) for one in cargo.bills] == [
        ("M1", "master", "", ("CSQU3054383", "MSCU1234566")),
        ("H1", "house", "M1", ("CSQU3054383",)),
        ("H2", "house", "M1", ("MSCU1234566",)),
    ]
    assert check_cargo(cargo) == ()
    assert cargo.gross_kg == {"H1": Decimal(55814)}


def test_the_envelope_is_told_in_the_first_segment_of_the_report(maps) -> None:
    found = read(CODECO.replace("UNZ+1+1", "UNZ+1+2"), maps)

    assert write(control_of(found, "C1")).splitlines()[1] == "UCI+1+SITE+HUB+4+28+UNZ+3'"
