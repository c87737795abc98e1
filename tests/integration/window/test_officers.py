"""What the desks rest on: files, revisions, words of codes, and what anybody may ask."""

import io
import zipfile
from datetime import timedelta

import pytest

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import (
    attachments,
    contents,
    customs,
    labels,
    notes,
    oversight,
    partial,
    raising,
    transparency,
    worklists,
)
from entrepot.window.pointing import find_at

PNG = b"\x89PNG\r\n\x1a\n"


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def keep(house, reference: str, content: bytes, by: str = "inspector", **more) -> dict:
    told = {"name": "a.png", "kind": "photo", **more}
    return house.do(attachments.attach, reference, content, by=by, **told)


# Files


def test_a_photo_is_kept_once_however_often_it_is_sent(house) -> None:
    reference = house.file("R")["reference"]

    first = keep(house, reference, PNG + b"1")
    again = keep(house, reference, PNG + b"1", name="other.png")
    stored = house.do(attachments.get_attachment, reference, first["sha256"], by="exporter")

    assert first["revision"] == again["revision"]
    assert (stored.name, stored.media_type, stored.content) == ("a.png", "image/png", PNG + b"1")
    events = house.do(oversight.events, reference, by="auditor")["rows"]
    assert [event["kind"] for event in events].count("attach") == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", b"", "file.empty"),
        ("a.png", b"MZ\x90\x00", "file.type"),
        ("a.svg", b"<svg onload='x'/>", "file.type"),
        ("a.html", b"<html>", "file.type"),
        ("a.xml", b"\xff\xfe<", "file.type"),
        ("a.csv", b"a\x00b", "file.type"),
        ("a.xlsx", packed(a=b"x"), "file.type"),
        ("a.xlsx", packed(xl__workbook_xml=b"x"), "file.type"),
        ("a.png", PNG + bytes(attachments.MOST_BYTES), "file.size"),
    ],
)
def test_a_file_of_another_kind_is_refused_whatever_its_name(name, content, code) -> None:
    with pytest.raises(InputError) as refused:
        attachments.check_file(name, content)

    assert refused.value.problems[0].code == code
    assert refused.value.problems[0].message_zh


def test_a_bomb_in_a_workbook_is_refused() -> None:
    bomb = packed(**{"xl__workbook.xml": bytes(30_000_000)})

    assert len(bomb) < 100_000
    with pytest.raises(InputError):
        attachments.check_file("a.xlsx", bomb)
    assert attachments.check_file("b.xlsx", packed(**{"xl__workbook.xml": b"<workbook/>"}))


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "C:\\x\\a.png", '"; drop.png', "..", ""])
def test_a_name_is_never_a_path(house, name) -> None:
    reference = house.file("R")["reference"]

    told = keep(house, reference, PNG + name.encode(), name=name)

    assert not set(told["name"]) & set('/\\":;')
    assert told["name"].strip(".")


def test_a_declaration_keeps_twenty_files(house) -> None:
    reference = house.file("R")["reference"]
    for number in range(attachments.MOST_FILES):
        keep(house, reference, PNG + bytes([number]))

    with pytest.raises(RefusedError) as refused:
        keep(house, reference, PNG + b"one more")

    assert refused.value.problems[0].code == "file.too_many"


@pytest.mark.parametrize(("by", "error"), [("rival", MissingError), ("auditor", RefusedError)])
def test_who_may_not_write_keeps_no_file(house, by, error) -> None:
    reference = house.file("R")["reference"]

    with pytest.raises(error):
        keep(house, reference, PNG, by=by)

    assert house.do(oversight.details, reference, by="exporter")["attachments"] == []


def test_a_file_of_somebody_else_is_not_found(house) -> None:
    mine, other = house.file("R")["reference"], house.file("R")["reference"]
    kept = keep(house, mine, PNG)

    for reference, by in ((other, "inspector"), (mine, "rival"), (mine, "site")):
        with pytest.raises(MissingError):
            house.do(attachments.get_attachment, reference, kept["sha256"], by=by)


# Revisions


@pytest.mark.parametrize(
    ("act", "words", "more", "by"),
    [
        (customs.documents, ("clear",), {}, "officer"),
        (customs.claim, ("documents",), {}, "officer"),
        (customs.ask_trader, ("value.too_low",), {}, "officer"),
        (customs.place_hold, (), {"reason": "r"}, "quarantine"),
        (customs.record_result, ("customs", "clear"), {}, "inspector"),
        (customs.propose_seizure, (), {"reason": "r"}, "inspector"),
        (raising.raise_channel, ("RED",), {"reason": "r"}, "officer"),
        (partial.narrow, (["x"],), {}, "inspector"),
        (attachments.attach, (PNG,), {"name": "a.png", "kind": "photo"}, "inspector"),
    ],
)  # fmt: skip
def test_an_act_on_what_somebody_changed_since_is_refused_and_changes_nothing(
    house, act, words, more, by
) -> None:
    seen = house.file("R")
    house.do(customs.ask_trader, seen["reference"], "value.too_low", by="officer")
    before = house.show(seen["reference"])

    with pytest.raises(RefusedError) as refused:
        house.do(act, seen["reference"], *words, by=by, expected=seen["revision"], **more)

    assert refused.value.problems[0].code == "window.stale_version"
    assert house.show(seen["reference"]) == before


def test_a_visit_moves_only_as_its_mover_saw_it(house) -> None:
    seen = house.file("R")
    start = house.at + timedelta(days=2)

    with pytest.raises(RefusedError):
        house.do(worklists.move_visit, seen["reference"], start=start, by="inspector",
                 expected=seen["revision"] + 1)  # fmt: skip
    moved = house.do(worklists.move_visit, seen["reference"], start=start, by="inspector",
                     expected=seen["revision"])  # fmt: skip

    assert len(moved["appointments"]) == 1
    assert moved["appointments"][0]["slot"][:10] == f"{start:%Y-%m-%d}"


def test_a_trader_takes_no_task(house) -> None:
    reference = house.file("R")["reference"]

    with pytest.raises(RefusedError) as refused:
        house.do(customs.claim, reference, "documents", by="exporter")

    assert refused.value.problems[0].code == "window.role_missing"


def test_goods_filed_in_advance_are_released_by_their_arrival_alone(house) -> None:
    filed = house.file("G", kind="ADVANCE", is_there=False)

    told = house.arrive(house.boxes[filed["lrn"]])

    assert filed["state"] == "PRELODGED"
    assert told["released"] == [filed["reference"]]
    assert house.check(told["container"])["decision"] == "GO"


# Words


def test_reasons_name_agencies_in_each_language(house) -> None:
    filed = house.file("R")
    container = house.value("select container from equipment e join declaration d "
                            "on d.id = e.declaration_id where reference = %s",
                            filed["reference"])  # fmt: skip

    told = house.check(container)

    assert "Inspection and quarantine" in told["reason"]
    assert "海关、市场监管、检验检疫" in told["reason_zh"]


def test_every_code_that_a_page_shows_has_a_name_in_both_languages(house) -> None:
    known = labels.labels(house.window)

    nameless = [
        (group, code)
        for group, codes in known.items()
        for code, words in codes.items()
        if not (words["name"] and words["name_zh"])
    ]
    assert nameless == []
    assert all("{" not in one["name"] for one in labels.list_questions(house.window))


def test_contents_are_told_in_words(house) -> None:
    filed = house.file("G")
    raw = house.do(oversight.details, filed["reference"], by="exporter")["contents"]

    told = contents.contents_document(house.window, raw)

    rows = {row["element"]: row for part in told for entry in part["entries"]
            for row in entry["rows"]}  # fmt: skip
    assert (rows["flow"]["value"], rows["flow"]["meaning_zh"]) == ("E", "出口")
    assert rows["partner_country"]["list"] == "country"
    assert all(row["name"] and row["name_zh"] for row in rows.values())
    assert rows["flow"]["pointer"] == ""
    assert find_at(raw, rows["hs_code"]["pointer"]) == rows["hs_code"]["value"]


# What anybody may ask


def test_a_release_is_genuine_by_its_number_and_by_its_signed_text(house, monkeypatch) -> None:
    monkeypatch.setenv("ENTREPOT_HOME", str(house.window.home.folder))
    filed = house.file("G")
    payload = house.do(notes.note, filed["reference"], by="exporter")["payload"]

    by_number = transparency.check_note(house.window, f" {filed['release_no'].lower()}\n")
    by_text = transparency.check_note(house.window, f"{payload[:40]}\n{payload[40:]}")
    changed = transparency.check_note(
        house.window, payload[:-1] + ("A" if payload[-1] != "A" else "B")
    )

    assert (by_number["is_valid"], by_number["note"]) == (True, None)
    assert by_text["note"]["number"] == filed["number"]
    assert changed["is_valid"] is False
    assert changed["reason_zh"]
    assert set(by_number) == set(by_text)


def test_a_release_that_was_withdrawn_is_told_so(house) -> None:
    filed = house.file("G")
    with house.raw() as tx:
        tx.execute("update declaration set state = 'CANCELLED' where reference = %s",
                   [filed["reference"]])  # fmt: skip

    told = transparency.check_note(house.window, filed["release_no"])

    assert (told["is_valid"], told["code"]) == (False, "withdrawn")


@pytest.mark.parametrize("text", ["R0", "ENT1:NONSENSE", "'; drop table event; --"])
def test_what_was_never_given_is_not_genuine(house, text) -> None:
    told = transparency.check_note(house.window, text)

    assert told["is_valid"] is False
    assert told["reason"]
    assert told["release_no"] is None


def test_a_key_is_told_only_when_its_day_is_over_and_draws_as_it_drew(house) -> None:
    filed = house.file("G")
    day = house.value("select law_date from declaration where reference = %s", filed["reference"])
    drawn = house.value("select draw_bp from risk_result r join declaration d "
                        "on d.id = r.declaration_id where reference = %s",
                        filed["reference"])  # fmt: skip

    today = transparency.draws(house.window, at=house.at)["rows"][0]
    with pytest.raises(MissingError):
        transparency.draw(house.window, day, filed["number"], at=house.at)
    later = house.at + timedelta(days=2)
    told = transparency.draw(house.window, day, filed["number"], at=later)

    assert (today["day"], today["key"]) == (day.isoformat(), None)
    assert told["draw_bp"] == drawn
    assert told["commitment"] == today["commitment"]


def test_the_cases_behind_the_times_name_nobody_and_few_are_left_out(house) -> None:
    reference = house.file("G")["reference"]
    with house.raw() as tx:
        tx.execute("update declaration set released_at = null where reference <> all (%s)",
                   [[reference]])  # fmt: skip

    few = transparency.times(house.window, at=house.at)
    for _ in range(5):
        house.file("G")
    enough = transparency.times(house.window, flow="export", at=house.at)

    assert (few["rows"], few["left_out"]) == ([], 1)
    assert len(enough["rows"]) == 6
    assert not [row for row in enough["rows"] if reference in str(row)]
    for row in enough["rows"]:
        parts = sum(row[f"{party}_s"] for party in transparency.PARTIES)
        assert parts == row["seconds"]
