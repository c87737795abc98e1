"""The signed text of a release note: genuine, or refused with its reason."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from entrepot.window.note import (
    MOST_CONTAINERS,
    PREFIX,
    VERDICTS,
    NoteDocument,
    Verdict,
    note_of,
    read_payload,
    verify,
    write_payload,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEY_ID = "0123456789abcdef"
DOCUMENT: NoteDocument = json.loads(
    Path(__file__).parents[1].joinpath("web/sample_note.json").read_text("utf-8")
)


def check(signature: bytes, message: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


TRUSTED = {KEY_ID: check}


def payload_of(**changes) -> str:
    return write_payload(note_of({**DOCUMENT, **changes}, KEY_ID), KEY.sign)


def test_a_genuine_note_says_what_stands_on_it() -> None:
    verdict = verify(payload_of(), TRUSTED)

    assert verdict.is_valid
    assert verdict.note is not None
    assert verdict.note.release_no == DOCUMENT["release_no"]
    assert verdict.note.containers == ("CSQU3054383", "MSKU1234565", "TGHU7654321")
    assert verdict.document()["note"]["released_at"] == "2026-03-10T08:00:00.000000Z"


def test_the_same_note_has_the_same_text() -> None:
    assert payload_of() == payload_of()


@pytest.mark.parametrize(
    "change",
    [{"release_no": "R2"}, {"ucr": "6CNX"}, {"items": []}, {"released_at": "2026-03-10T08:01Z"},
     {"containers": [{"number": "MSKU1234565", "seal": "another"}]}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_stands_on_the_note_is_in_its_text(change) -> None:
    assert payload_of(**change) != payload_of()


def test_the_zone_an_instant_is_told_in_changes_nothing() -> None:
    assert payload_of(released_at="2026-03-10T08:00:00Z") == payload_of()


def test_a_text_of_another_kind_is_told() -> None:
    assert verify("ENT2:" + payload_of()[5:], TRUSTED) == Verdict(is_valid=False, code="prefix")
    assert verify("", TRUSTED).code == "prefix"


@pytest.mark.parametrize(
    "spoil",
    [str.lower, lambda text: text + "=", lambda text: text[:-1], lambda text: text + "\n",
     lambda text: text[:40] + " " + text[40:], lambda _: "", lambda _: "A" * 200,
     lambda text: text[:50] + "贵" + text[51:]],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_told(spoil) -> None:
    assert verify(PREFIX + spoil(payload_of()[5:]), TRUSTED).code == "encoding"


def test_spare_bits_of_the_last_letter_are_not_free() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    payload = payload_of()
    valid = [last for last in letters if verify(payload[:-1] + last, TRUSTED).is_valid]

    assert valid == [payload[-1]]


def test_an_unknown_key_is_told() -> None:
    assert verify(payload_of(), {}).code == "key"


def test_another_keys_signature_is_told() -> None:
    forged = write_payload(
        note_of(DOCUMENT, KEY_ID), Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)).sign
    )

    assert verify(forged, TRUSTED).code == "signature"


def test_a_signed_text_that_is_not_a_note_is_not_read() -> None:
    genuine = note_of(DOCUMENT, KEY_ID)
    wild = write_payload(genuine, lambda _: b"x" * 63)

    assert read_payload(wild) is None


def test_of_too_many_containers_the_first_are_named_and_all_are_counted() -> None:
    many = [{"number": f"MSKU{n:07}", "seal": ""} for n in range(MOST_CONTAINERS + 5)]
    note = note_of({**DOCUMENT, "containers": many}, KEY_ID)

    assert len(note.containers) == MOST_CONTAINERS
    assert note.container_count == MOST_CONTAINERS + 5


@pytest.mark.parametrize("code", VERDICTS)
def test_each_verdict_is_told_in_both_languages(code: str) -> None:
    verdict = Verdict(is_valid=False, code=code)

    assert verdict.reason.isascii()
    assert not verdict.reason_zh.isascii()
