"""Cells of a file, suppressed: what is told, and every fault at once."""

from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.trade_disclosure import disclose_file

HEAD = "partner,hs6,value_minor,n_firms,top1_minor"


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return path


def test_suppressed_cells_have_no_value_and_say_why(tmp_path) -> None:
    path = written(tmp_path / "c.csv", "JP,401120,1000,2,600", "JP,220890,500,5,100",
                   "US,401120,700,5,100", "US,220890,900,5,100", "DE,220890,50,9,9")  # fmt: skip
    found = disclose_file(path, "partner", "hs6")

    assert [one["suppressed"] for one in found["cells"]] == [
        "primary", "secondary", "secondary", "secondary", None,
    ]  # fmt: skip
    assert [one["value_minor"] for one in found["cells"]] == [None, None, None, None, "50"]
    assert found["row_totals"] == [
        {"partner": "JP", "value_minor": "1500", "suppressed": None},
        {"partner": "US", "value_minor": "1600", "suppressed": None},
        {"partner": "DE", "value_minor": "50", "suppressed": None},
    ]


def test_one_firm_above_its_share_is_suppressed_and_firms_that_are_not_told_are_not_safe(
    tmp_path,
) -> None:
    path = written(tmp_path / "c.csv", "JP,401120,1000,9,851", "JP,220890,1000,9,850",
                   "US,401120,10,,", "US,220890,10,9,1")  # fmt: skip
    why = [one["suppressed"] for one in disclose_file(path, "partner", "hs6")["cells"]]

    assert (why[0], why[2]) == ("primary", "primary")


def test_every_fault_of_a_file_is_named(tmp_path) -> None:
    path = written(tmp_path / "c.csv", "JP,401120,x,2,600", "JP,401120,5,2,1", ",1,5,-1,1")
    with pytest.raises(InputError) as raised:
        disclose_file(path, "partner", "hs6")

    assert [one.where for one in raised.value.problems] == [
        "row 2, value_minor", "row 3", "row 4, n_firms", "row 4",
    ]  # fmt: skip
