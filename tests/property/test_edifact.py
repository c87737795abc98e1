"""EDIFACT: what is written is read as it was, and no text hangs or breaks the reader."""

import time
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import entrepot.port
from entrepot.kernel.identifiers import container_check_digit
from entrepot.port.cargo_report import read_cargo
from entrepot.port.customs_response import INDICATORS, Outcome, cusres_of
from entrepot.port.edifact import of, split, write
from entrepot.port.edifact_check import check_interchange
from entrepot.port.edifact_map import read_map
from entrepot.port.gate_report import EVENTS, Move, codeco_of, read_moves

FOLDER = Path(entrepot.port.__file__).parent / "messages"
ZONE = timezone(timedelta(hours=8))
LONGEST_S = 1.0
_segments = tomllib.loads((FOLDER / "segments.toml").read_text("utf-8"))
MAPS = {
    one["type"]: read_map(_segments, one)
    for one in (
        tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
        for name in ("codeco", "cuscar", "cusres")
    )
}

words = st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1)
boxes = st.tuples(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3), st.integers(0, 999_999)
).map(lambda one: f"{one[0]}U{one[1]:06d}")
containers = boxes.map(lambda prefix: prefix + container_check_digit(prefix))
instants = st.integers(0, 3_000_000_000).map(
    lambda second: datetime(2000, 1, 1, tzinfo=ZONE) + timedelta(seconds=second)
)
moves = st.builds(
    Move, container=containers, event=st.just("gate_in"), at=instants,
    size_type=st.sampled_from(["", "22G1", "45R1", "L5G1"]),
    status=st.sampled_from(["full", "empty"]), seal=words.map(lambda text: text[:10]),
    gross_kg=st.none() | st.integers(1, 40_000_000).map(lambda g: Decimal(g) / 1000),
    route=words.map(lambda text: text[:17]),
)  # fmt: skip


def enveloped(body):
    head = of("UNB", ("UNOC", "3"), ("A",), ("B",), ("260310", "0830"), "1")
    return write([head, *body, of("UNZ", "1", "1")])


def read(text):
    segments, faults = split(text)
    return check_interchange(segments, MAPS, faults)


@settings(max_examples=1000, deadline=None)
@given(st.lists(moves, min_size=1, max_size=5), st.sampled_from(sorted(EVENTS.values())))
def test_a_gate_report_that_is_written_is_read_as_it_was(told, event) -> None:
    told = [Move(**{name: getattr(one, name) for name in FIELDS} | {"event": event})
            for one in told]  # fmt: skip
    text = enveloped(codeco_of(told, reference="1", site="CNKWE", sender="HUB", zone=ZONE))
    found = read(text)
    assert found.faults == ()

    again, wrong = read_moves(found.messages[0], ZONE)

    assert wrong == ()
    assert [Move(**{name: getattr(one, name) for name in FIELDS}) for one in again] == told
    assert write(split(text)[0]) == text


FIELDS = ("container", "event", "at", "size_type", "status", "seal", "gross_kg", "route")


@settings(max_examples=1000, deadline=None)
@given(st.lists(containers, max_size=4), st.sampled_from(sorted(INDICATORS)), words, instants)
def test_a_customs_response_that_is_written_is_one(found, state, word, at) -> None:
    outcome = Outcome(word[:35], "", state, "office", "91000000MA0000001R", at, "R1", found)
    told = read(enveloped(cusres_of(outcome, reference="1", at=at, zone=UTC)))

    assert told.faults == ()
    body = told.messages[0].body
    assert body.first("GIS").get(1) == INDICATORS[state]
    assert [one.get(2) for one in body.all("EQD")] == found
    assert body.first("BGM").get(2) == word[:35]


@st.composite
def cargoes(draw):
    """Segments of a CUSCAR with consignments, and what they tell."""
    rows = draw(st.lists(st.tuples(words, st.lists(containers, max_size=3, unique=True)),
                         min_size=1, max_size=4))  # fmt: skip
    body = [of("UNH", "1", ("CUSCAR", "D", "95B", "UN")), of("BGM", "85", "M1", "9")]
    listed = list(dict.fromkeys(box for _, own in rows for box in own))
    body += [of("EQD", "CN", (box,)) for box in listed]
    for number, (word, own) in enumerate(rows, start=1):
        body += [of("CNI", str(number), (word[:35],)), of("RFF", ("BM", word[:35]))]
        body += [of("GID", "1"), *(of("SGP", (box,), "1") for box in own)]
    return [*body, of("UNT", str(len(body) + 1), "1")], rows, listed


@settings(max_examples=1000, deadline=None)
@given(cargoes())
def test_a_cargo_report_that_is_written_is_read_as_it_was(made) -> None:
    body, rows, listed = made
    found = read(enveloped(body))
    assert found.faults == ()

    cargo, wrong = read_cargo(found.messages[0])

    assert wrong == ()
    assert [(bill.number, list(bill.containers)) for bill in cargo.bills] == [
        (word[:35], own) for word, own in rows
    ]
    assert list(cargo.boxes) == listed


GOOD = enveloped(
    codeco_of(
        [Move("CSQU3054383", "gate_in", datetime(2026, 3, 10, 8, 30, tzinfo=ZONE), "22G1")] * 3,
        reference="1", site="CNKWE", sender="HUB", zone=ZONE,
    )
)  # fmt: skip


@st.composite
def broken(draw):
    """A good interchange with pieces cut out, doubled or replaced by anything."""
    text = GOOD
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.text(max_size=20) | st.just(text[start:end] * 2)) + text[end:]
    return text


@settings(max_examples=600, deadline=None)
@given(st.text(max_size=300) | broken() | st.text("UNABTHZ+:'?. 1", max_size=200))
def test_no_text_hangs_or_breaks_the_reader(text) -> None:
    began = time.process_time()
    found = read(text)
    for message in found.messages:
        if message.map.type == "CODECO":
            read_moves(message, ZONE)

    assert time.process_time() - began < LONGEST_S
    assert found.faults or found.messages


@pytest.mark.parametrize("text", [
    "UNB+UNOA:2+A+B+260310:0830+1'" + "UNH+1+CODECO:D:95B:UN'" * 2000,
    "UNB+UNOA:2+A+B+260310:0830+1'UNH+1+CODECO:D:95B:UN'" + "XXX'" * 4000 + "UNT+1+1'UNZ+1+1'",
    "UNB+UNOA:2+A+B+260310:0830+1'UNH+1+CODECO:D:95B:UN'" + "EQD" + "+:" * 20000 + "'UNZ+1+1'",
    "?" * 60_000, "'" * 30_000, "+" * 60_000,
])  # fmt: skip
def test_much_of_a_kind_is_judged_in_time(text) -> None:
    began = time.process_time()
    found = read(text)

    assert found.faults
    assert time.process_time() - began < LONGEST_S
