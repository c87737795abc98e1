"""Canonical text, and events linked by their hashes."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from entrepot.kernel.money import Money
from entrepot.window.evidence import (
    GENESIS,
    Head,
    canonical,
    instant,
    leaf,
    link,
    merkle_root,
    parse_leaf,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Named:
    name: str


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        (Decimal("1.50"), '"1.50"'),
        (Decimal("1E+3"), '"1000"'),
        (Money(Decimal("9.90"), "CNY"), '{"amount":"9.90","currency":"CNY"}'),
        (date(2026, 3, 10), '"2026-03-10"'),
        (datetime(2026, 3, 10, 20, tzinfo=timezone(timedelta(hours=8))),
         '"2026-03-10T12:00:00.000000Z"'),
        ((Named("港"), "a\n"), '[{"name":"港"},"a\\n"]'),
    ],
)  # fmt: skip
def test_a_value_has_one_text(value, expected) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"a"}, b"x", Named])
def test_what_has_no_single_text_is_refused(value) -> None:
    with pytest.raises(TypeError):
        canonical({"a": [value]})


@pytest.mark.parametrize("value", [Decimal("NaN"), datetime(2026, 3, 10)])  # noqa: DTZ001
def test_no_number_and_no_zone_are_refused(value) -> None:
    with pytest.raises(ValueError, match=r"canonical|zone"):
        canonical(value)


def test_the_hash_covers_the_one_before_and_everything_told() -> None:
    first = link("D1", 1, GENESIS, NOON, "LODGED", "trader", "exporter", {"n": Decimal(1)})
    event = link("D1", 2, first.hash, NOON, 'ACC"EPT', "customs", "offi\\cer", {"n": "贵"})
    told = {
        "chain": "D1", "seq": 2, "at": NOON, "kind": "ACC\"EPT", "party": "customs",
        "account": "offi\\cer", "body": {"n": "贵"},
    }  # fmt: skip

    assert event.body == '{"n":"贵"}'
    assert event.prev_hash == first.hash
    assert event.hash == hashlib.sha256(first.hash + canonical(told).encode()).digest()


def test_an_instant_is_told_in_utc_to_the_microsecond() -> None:
    assert instant(NOON + timedelta(microseconds=7)) == "2026-03-10T12:00:00.000007Z"


@pytest.mark.parametrize("chain", ["D1", 'a "quoted" \\ one', "贵\n"])
def test_a_head_is_read_back_from_its_line(chain: str) -> None:
    head = Head(chain, 7, bytes(range(32)))

    assert parse_leaf(leaf(head)) == head
    assert b"\n" not in leaf(head)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle_root([]) == hashlib.sha256().digest()
