"""Requests from options and from standard input."""

import io
import sys
from types import SimpleNamespace

import pytest

from entrepot.cli import options
from entrepot.kernel.errors import InputError


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    def set_input(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    return set_input


def test_only_what_is_given_is_asked() -> None:
    fields = {"hs": "401120", "teu": None, "avoid": [], "quantities": {}, "value": ""}

    assert options.request(from_input=False, fields=fields) == {"hs": "401120"}


def test_options_overrule_standard_input(typed) -> None:
    typed(b'{"hs": "401120", "on": "2026-11-20"}')

    asked = options.request(from_input=True, fields={"on": "2026-11-21"})

    assert asked == {"hs": "401120", "on": "2026-11-21"}


def test_numbers_from_standard_input_keep_every_digit(typed) -> None:
    typed(b'{"value": 12345678901234567.10, "teu": 2, "quantities": {"l": 0.1}}')

    asked = options.request(from_input=True, fields={})

    assert asked == {"value": "12345678901234567.10", "teu": "2", "quantities": {"l": "0.1"}}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"a"', b"\xff", b"[" * 100_000])
def test_what_is_not_one_object_is_refused(typed, content: bytes) -> None:
    typed(content)

    with pytest.raises(InputError, match="standard input: is not"):
        options.request(from_input=True, fields={})


def test_quantities_are_gathered_by_unit() -> None:
    found = options.quantities("1000", "53", "12", ["pair=6", "m2 = 1.5"])

    assert found == {"l": "1000", "abv_pct": "53", "item": "12", "pair": "6", "m2": "1.5"}


@pytest.mark.parametrize("text", ["pair", "=6", "pair=", ""])
def test_a_quantity_without_unit_or_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="Write UNIT=NUMBER"):
        options.quantities(None, None, None, [text])
