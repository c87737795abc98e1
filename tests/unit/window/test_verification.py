"""Looking through chains: the first bad event is named, whatever was done."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from entrepot.window.evidence import GENESIS, Event, Head, instant, link
from entrepot.window.verification import FAULTS, Fault, Row, check_all, check_chain

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def chain(name: str, length: int) -> list[Event]:
    events: list[Event] = []
    for seq in range(1, length + 1):
        before = events[-1].hash if events else GENESIS
        events.append(link(name, seq, before, NOON, f"K{seq}", "customs", "officer", {"n": seq}))
    return events


def rows(*chains: list[Event]) -> list[Row]:
    return [
        Row(e.chain, e.seq, instant(e.at), e.kind, e.party, e.account, e.body, e.prev_hash, e.hash)
        for events in chains
        for e in events
    ]


def head(events: list[Event]) -> Head:
    return Head(events[-1].chain, events[-1].seq, events[-1].hash)


def test_a_chain_that_nobody_touched_is_whole() -> None:
    assert check_chain(chain("D1", 4)) is None


@pytest.mark.parametrize(
    "change",
    [{"kind": "K"}, {"body": '{"n":9}'}, {"party": ""}, {"account": "x"}, {"chain": "D2"},
     {"at": datetime(2026, 3, 11, tzinfo=UTC)}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_an_edited_event_is_named(change) -> None:
    events = chain("D1", 4)
    events[2] = replace(events[2], **change)
    fault = check_chain(events)

    assert fault is not None
    assert (fault.seq, fault.code) == (3, "altered")


def test_an_edited_event_with_its_hash_made_anew_no_longer_leads_to_the_next() -> None:
    events = chain("D1", 4)
    old = events[1]
    events[1] = link("D1", 2, old.prev_hash, NOON, "OTHER", old.party, old.account, {})

    assert check_chain(events) == Fault("D1", 3, "unlinked")


def test_a_deleted_event_is_named() -> None:
    events = chain("D1", 4)
    del events[1]

    assert check_chain(events) == Fault("D1", 2, "missing")


def test_two_events_in_the_others_place_are_found() -> None:
    events = chain("D1", 4)
    events[1], events[2] = replace(events[2], seq=2), replace(events[1], seq=3)

    assert check_chain(events) == Fault("D1", 2, "unlinked")


def test_a_number_twice_is_found() -> None:
    events = chain("D1", 2)

    assert check_chain([*events, events[1]]) == Fault("D1", 2, "repeated")


def test_all_chains_are_counted_and_the_first_bad_one_is_named() -> None:
    first, second, third = chain("A", 2), chain("B", 3), chain("C", 1)
    second[0] = replace(second[0], kind="X")
    third[0] = replace(third[0], kind="X")
    findings = check_all(rows(first, second, third), [])

    assert (findings.chains, findings.events) == (3, 6)
    assert findings.first_bad == Fault("B", 1, "altered")


def test_a_cut_tail_shows_by_the_sealed_head_only() -> None:
    whole = chain("A", 4)
    cut = rows(whole[:2], chain("B", 1))

    assert check_all(cut, []).first_bad is None
    assert check_all(cut, [head(whole)]).first_bad == Fault("A", 3, "cut")


@pytest.mark.parametrize("gone", ["A", "B", "C"])
def test_a_chain_that_is_gone_shows_by_its_sealed_head(gone: str) -> None:
    all_chains = {name: chain(name, 2) for name in "ABC"}
    sealed = [head(events) for events in all_chains.values()]
    left = [events for name, events in all_chains.items() if name != gone]

    assert check_all(rows(*left), sealed).first_bad == Fault(gone, 1, "gone")


def test_a_chain_written_anew_shows_by_its_sealed_head() -> None:
    other = [link("A", 1, GENESIS, NOON, "X", "", "", {})]

    assert check_all(rows(other), [head(chain("A", 1))]).first_bad == Fault("A", 1, "rewritten")


def test_chains_grow_after_they_were_sealed() -> None:
    longer = chain("A", 5)

    assert check_all(rows(longer, chain("B", 1)), [head(longer[:3])]).first_bad is None


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_told_in_both_languages(code: str) -> None:
    told = Fault("A", 1, code).document()

    assert str(told["reason"]).isascii()
    assert not str(told["reason_zh"]).isascii()
