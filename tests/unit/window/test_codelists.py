"""Code lists: what is known, what is kept elsewhere, what a day allows."""

from datetime import date

import pytest

from entrepot.kernel.period import Period
from entrepot.window.codelists import HsEditions

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("code_list", "code", "known"),
    [
        ("trade_modes", "0110", True),
        ("trade_modes", "110", False),
        ("offices", "ul_landport", True),
        ("offices", "nowhere", False),
        ("yes_no", "1", True),
        ("yes_no", "2", False),
        ("country", "DE", True),
        ("country", "de", False),
        ("district_cn", "52999", True),
        ("district_cn", "5299", False),
        ("port_cn", "MAR054", True),
        ("port_cn", "DEHAM", True),
        ("certificate_requested", "anything", True),
        ("certificate_requested", "any thing", False),
        ("a list nobody knows", "x", True),
    ],
)
def test_a_code_is_known_by_its_list_or_by_its_form(dictionary, code_list, code, known) -> None:
    assert dictionary.codes.is_known(code_list, code, DAY) is known


def test_a_code_has_its_name_in_both_languages(dictionary) -> None:
    assert dictionary.codes.label("trade_modes", "0110") == ("General trade", "一般贸易")
    assert dictionary.codes.label("trade_modes", "none") is None


@pytest.fixture
def editions() -> HsEditions:
    return HsEditions(
        (
            (Period(date(2017, 1, 1), date(2022, 1, 1)), frozenset({"854140"})),
            (Period(date(2022, 1, 1), date(2028, 1, 1)), frozenset({"854142"})),
        )
    )


@pytest.mark.parametrize(
    ("code", "on", "known"),
    [
        ("8541400000", date(2021, 12, 31), True),
        ("8541400000", date(2022, 1, 1), False),
        ("854142", date(2022, 1, 1), True),
        ("8541420090", date(2021, 12, 31), False),
        ("8541400000", date(2030, 1, 1), True),  # no edition here: nothing can be said
        ("854142000000", date(2026, 1, 1), False),
        ("85414", date(2026, 1, 1), False),
        ("85414２", date(2026, 1, 1), False),
        ("", date(2026, 1, 1), False),
    ],
)
def test_a_commodity_code_is_known_by_the_edition_of_its_day(editions, code, on, known) -> None:
    assert editions(code, on) is known
