"""Size and type codes, and what they count in TEU."""

from decimal import Decimal

import pytest

from entrepot.kernel.equipment import check_size_type, parse_size_type, teu_of
from entrepot.kernel.errors import InputError


@pytest.mark.parametrize(
    ("code", "teu"), [("22G1", "1"), ("20T0", "1"), ("42G1", "2"), ("45R1", "2"), ("L5G1", "2.25")]
)
def test_a_box_counts_by_its_length(code: str, teu: str) -> None:
    assert teu_of(code) == Decimal(teu)


@pytest.mark.parametrize(
    "code", ["", "22G", "22g1", "12G1", "32G1", "M5G1", "21G1", "22G1 ", "２２G1"]
)
def test_a_size_nobody_counts_is_refused_not_guessed(code: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_size_type(code)

    assert [one.code for one in raised.value.problems] == ["equipment.size_type"]
    assert check_size_type(code)[0].message_zh


def test_only_a_refrigerated_box_needs_power() -> None:
    assert parse_size_type("45R1").needs_power
    assert not parse_size_type("45G1").needs_power
