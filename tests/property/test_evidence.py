"""Laws of canonical texts, chains, trees and signed notes."""

import json
from dataclasses import replace
from datetime import UTC
from decimal import Decimal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from entrepot.window.evidence import GENESIS, Event, canonical, link, merkle_root
from entrepot.window.note import Note, verify, write_payload
from entrepot.window.verification import check_chain

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID = "00ff00ff00ff00ff"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3)
plain = st.none() | st.booleans() | st.integers() | texts
bodies = st.dictionaries(
    texts,
    st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)
instants = st.datetimes(timezones=st.just(UTC))
notes = st.builds(
    lambda number, containers, at, digest: Note(
        f"R{number}", number, f"6CN{number}", tuple(sorted(containers)), len(containers),
        ("a", "b"), at, digest, KEY_ID,
    ),
    number=st.text("0123456789", min_size=1, max_size=18),
    containers=st.lists(st.from_regex(r"[A-Z]{4}[0-9]{7}", fullmatch=True), max_size=4),
    at=instants,
    digest=st.binary(min_size=32, max_size=32),
)  # fmt: skip
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcz0189:= -_+/\n贵"


def check(signature: bytes, message: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


@given(bodies)
def test_a_canonical_text_reads_back_and_is_written_the_same(body) -> None:
    text = canonical(body)

    assert json.loads(text) == body
    assert text == json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(json.loads(text)) == text
    assert canonical(dict(reversed(body.items()))) == text


@given(numbers)
def test_an_exact_amount_keeps_its_digits(number: Decimal) -> None:
    assert Decimal(json.loads(canonical(number))) == number


@st.composite
def chains(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for seq in range(1, draw(st.integers(2, 6)) + 1):
        before = events[-1].hash if events else GENESIS
        told = draw(instants), draw(texts), draw(texts), draw(texts), draw(bodies)
        events.append(link("D1", seq, before, *told))
    return events


@given(chains(), st.data())
def test_any_edit_of_a_chain_is_found_at_or_before_the_next_event(events, data) -> None:
    place = data.draw(st.integers(0, len(events) - 2))
    old = events[place]
    name = data.draw(st.sampled_from(["kind", "party", "account", "body"]))
    changed = replace(old, **{name: data.draw(texts)})
    assume(changed != old)
    if data.draw(st.booleans()) and name != "body":  # whoever edits makes the hash anew
        changed = link(
            old.chain, old.seq, old.prev_hash, changed.at, changed.kind, changed.party,
            changed.account, json.loads(changed.body),
        )  # fmt: skip
    events[place] = changed
    fault = check_chain(events)

    assert fault is not None
    assert fault.seq in (old.seq, old.seq + 1)


@given(chains(), st.data())
def test_any_other_order_and_any_gap_is_found(events, data) -> None:
    kept = data.draw(st.lists(st.sampled_from(events), min_size=1, unique_by=lambda e: e.seq))
    assume(kept != events[: len(kept)])
    renumbered = [replace(event, seq=seq) for seq, event in enumerate(kept, start=1)]

    assert check_chain(kept) is not None
    assert check_chain(renumbered) is not None


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_a_root_changes_with_each_leaf_their_order_and_their_number(leaves, data) -> None:
    root = merkle_root(leaves)
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(max_size=8).filter(lambda leaf: leaf != leaves[place]))

    assert merkle_root([*leaves[:place], other, *leaves[place + 1 :]]) != root
    assert merkle_root([*leaves, leaves[-1]]) != root
    assert merkle_root(leaves[:-1]) != root
    if leaves != leaves[::-1]:
        assert merkle_root(leaves[::-1]) != root


@given(notes)
def test_a_signed_note_says_what_was_signed(note: Note) -> None:
    verdict = verify(write_payload(note, KEY.sign), {KEY_ID: check})

    assert (verdict.is_valid, verdict.note) == (True, note)


@given(notes, st.data())
def test_one_character_changed_left_out_or_put_in_is_refused(note: Note, data) -> None:
    payload = write_payload(note, KEY.sign)
    place = data.draw(st.integers(0, len(payload) - 1))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda one: one != payload[place]))
    head, tail = payload[:place], payload[place + 1 :]
    more = f"{head}{other}{payload[place:]}"

    for changed in (f"{head}{other}{tail}", head + tail, more):
        assert changed == payload or not verify(changed, {KEY_ID: check}).is_valid


@given(st.text(ALPHABET, max_size=300))
def test_no_text_makes_verifying_fail(text: str) -> None:
    assert not verify(f"ENT1:{text}", {KEY_ID: check}).is_valid
