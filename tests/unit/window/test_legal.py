"""Numbers of the law by name and day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.errors import ModelError
from entrepot.kernel.money import Money
from entrepot.region.window import LegalRow
from entrepot.window.legal import LegalBook

OLD = LegalRow(
    note="", source="an older act", status="synthetic", jurisdiction="XU", name="waiver",
    label_en="", label_zh="", value="40.00", unit="EUR", valid_from=None,
    valid_to=date(2026, 1, 1),
)  # fmt: skip
NEW = replace(OLD, value="50.00", source="an act", valid_from=date(2026, 1, 1), valid_to=None)
WORD = replace(OLD, name="start", value="arrival", unit="", valid_to=None)
BOOK = LegalBook([OLD, NEW, WORD])


def test_a_parameter_is_that_of_the_day() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1)]

    assert [BOOK.money("waiver", day) for day in days] == [
        Money(Decimal("40.00"), "EUR"),
        Money(Decimal("50.00"), "EUR"),
    ]
    assert BOOK.get("waiver", days[1]).source == "an act"


def test_a_word_stays_a_word() -> None:
    assert BOOK.get("start", date(2026, 1, 1)).value == "arrival"


def test_what_the_table_lacks_is_said_and_never_zero() -> None:
    with pytest.raises(ModelError) as caught:
        BOOK.number("random_rate_bp", date(2026, 1, 1))
    (problem,) = caught.value.problems

    assert (problem.code, problem.where) == ("legal.missing", "legal.csv, random_rate_bp")
    assert problem.message_zh


def test_a_day_outside_every_row_has_no_value() -> None:
    book = LegalBook([OLD])
    with pytest.raises(ModelError, match="2026-01-01"):
        book.get("waiver", date(2026, 1, 1))


@pytest.mark.parametrize(("ask", "name"), [("number", "start"), ("days", "start")])
def test_a_word_is_no_number(ask: str, name: str) -> None:
    with pytest.raises(ModelError, match="arrival"):
        getattr(BOOK, ask)(name, date(2026, 1, 1))


def test_a_fraction_is_no_count_of_days() -> None:
    book = LegalBook([replace(NEW, value="0.3")])
    with pytest.raises(ModelError, match=r"0\.3"):
        book.days("waiver", date(2026, 1, 1))


def test_all_parameters_can_be_listed() -> None:
    assert sorted(parameter.name for parameter in BOOK) == ["start", "waiver", "waiver"]
