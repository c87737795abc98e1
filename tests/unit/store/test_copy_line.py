"""Rows as COPY reads them."""

from datetime import date
from decimal import Decimal

from entrepot.store.staging import copy_line


def test_a_row_has_a_cell_a_value_and_what_copy_reads_otherwise_is_escaped() -> None:
    told = copy_line(("a\\b\tc\nd\re", "", None, b"\x01\xff", 7, Decimal("1.50"), date(2026, 3, 5)))

    assert told == "a\\\\b\\tc\\nd\\re\t\t\\N\t\\\\x01ff\t7\t1.50\t2026-03-05\n"


def test_a_text_of_the_sign_for_nothing_is_no_nothing() -> None:
    assert copy_line(("\\N", "\\.")) == "\\\\N\t\\\\.\n"
