"""The printed release note: both languages to be read and copied, the same bytes each time."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from entrepot.web.note_pdf import note_pdf
from entrepot.window.note import NoteDocument, note_of, write_payload

SAMPLE: NoteDocument = json.loads(Path(__file__).with_name("sample_note.json").read_text("utf-8"))


def payload(document: NoteDocument = SAMPLE) -> str:
    return write_payload(note_of(document, "00" * 8), lambda _: bytes(64))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return note_pdf(SAMPLE, payload())


def test_the_same_note_is_printed_in_the_same_bytes(printed: bytes) -> None:
    assert note_pdf(SAMPLE, payload()) == printed
    assert note_pdf({**SAMPLE, "lrn": "R-2"}, payload()) != printed


@pytest.mark.parametrize(
    "said",
    ["放行通知书", "Customs release note", "R52252026000000123", "522520261000000123",
     "高地轮胎出口有限公司", "Upland Tyre Export Co., Ltd.", "高地海关", "Coast Customs",
     "Sons <fwd>", "MSKU1234565", "CN778899", "4011200090", "绿茶", "800.5 kg",
     "73,345.67 USD", "2026-03-10 16:00 (UTC+08:00)", "红色：已查验"],
)  # fmt: skip
def test_what_stands_on_the_note_can_be_copied_from_it(printed: bytes, said: str) -> None:
    assert said in text_of(printed)


def test_the_signed_text_stands_below_its_code(printed: bytes) -> None:
    assert payload() in text_of(printed).replace("\n", "")


def test_its_letters_are_embedded_and_nothing_is_a_picture(printed: bytes) -> None:
    assert b"/FontFile2" in printed
    assert b"/Subtype /Image" not in printed


def test_only_what_is_synthetic_says_so(printed: bytes) -> None:
    real = note_pdf({**SAMPLE, "status": ""}, payload())

    assert "模拟数据" in text_of(printed)
    assert "模拟数据" not in text_of(real)


def test_a_note_without_containers_has_no_table_of_them() -> None:
    bulk: NoteDocument = {**SAMPLE, "containers": []}

    assert "集装箱" not in text_of(note_pdf(bulk, payload(bulk)))


def test_a_long_note_goes_on_over_pages_with_all_its_lines_and_boxes() -> None:
    boxes = [{"number": f"MSKU{n:07}", "seal": ""} for n in range(300)]
    lines = [{**SAMPLE["items"][0], "seq": n} for n in range(1, 51)]
    long: NoteDocument = {**SAMPLE, "containers": boxes, "items": lines}
    text = text_of(note_pdf(long, payload(long)))

    assert "MSKU0000299" in text
    assert text.count("61,000.00 USD") == 50
