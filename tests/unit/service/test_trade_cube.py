"""Cubes of files: exact money, what is unknown, what cannot be read, a digest of the contents."""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from entrepot.kernel.errors import InputError, OutsideError
from entrepot.service.trade_cells import cube_file
from entrepot.store.analytics import Digest

COLUMNS = {"partner": "to", "hs": "code", "value": "worth", "month": "when"}


def cube(folder: Path, source: str | dict[str, Any], *, by=("partner",), backend="duckdb", **own):
    """A cube of a text or of columns, and the rows that were written."""
    if isinstance(source, str):
        path = folder / "lines.csv"
        path.write_text(source, encoding="utf-8")
    else:
        path = folder / "lines.parquet"
        parquet.write_table(pyarrow.table(source), path)
    columns = {**COLUMNS, **own.pop("columns", {})}
    own_map = {"columns": columns, "currency": "USD", "unit": "major", **own}
    (folder / "map.json").write_text(json.dumps(own_map), encoding="utf-8")
    found = cube_file(path, folder / "map.json", by, folder / "out.parquet", backend=backend)
    return found, parquet.read_table(folder / "out.parquet").to_pylist()


def test_a_cube_sums_by_its_fields_in_their_order(tmp_path: Path) -> None:
    text = (
        "to,code,worth,when\n"
        "JP,8507.60,1000.55,2024-01\nUS,401120,7,202402\nJP,850760,0.45,2024-02-29\n"
    )
    found, rows = cube(tmp_path, text, by=("partner", "hs2", "month"))

    assert rows == [
        {"partner": "JP", "hs2": "85", "month": 202401, "value_minor": 100055, "n_lines": 1},
        {"partner": "JP", "hs2": "85", "month": 202402, "value_minor": 45, "n_lines": 1},
        {"partner": "US", "hs2": "40", "month": 202402, "value_minor": 700, "n_lines": 1},
    ]
    assert (found["lines"], found["cells"], found["value_minor"]) == (3, 3, "100800")
    assert found["duty_minor"] is None


@pytest.mark.parametrize(
    ("currency", "unit", "told", "minor"),
    [("JPY", "major", "1999.5", 2000), ("KWD", "major", "1.0005", 1001),
     ("KWD", "thousand", "0.0000005", 1), ("USD", "minor", "12345678901234567", 12345678901234567),
     ("USD", "major", "92233720368547758.07", 2**63 - 1)],
)  # fmt: skip
def test_money_is_exact_whatever_the_digits_of_its_currency(
    currency, unit, told, minor, tmp_path: Path
) -> None:
    _, rows = cube(tmp_path, f"to,code,worth,when\nJP,85,{told},202401\n", currency=currency,
                   unit=unit)  # fmt: skip

    assert rows[0]["value_minor"] == minor


def test_a_sum_with_an_unknown_part_is_unknown(tmp_path: Path) -> None:
    text = "to,code,worth,when\nJP,85,1,202401\nJP,85,,202401\nUS,85,2,202401\n,85,3,202401\n"
    found, rows = cube(tmp_path, text)

    assert [(row["partner"], row["value_minor"], row["n_lines"]) for row in rows] == [
        (None, 300, 1), ("JP", None, 2), ("US", 200, 1),
    ]  # fmt: skip
    assert found["value_minor"] is None


def test_everything_that_cannot_be_read_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    text = "to,code,worth,when\nJP,85,much,202401\nUS,85,much,202401\nUS,85,1,soon\n"
    (tmp_path / "out.parquet").write_bytes(b"as it was")
    with pytest.raises(InputError) as caught:
        cube(tmp_path, text, by=("partner", "month"))

    assert [(one.code, one.message) for one in caught.value.problems] == [
        ("trade.month", "'soon' is no month. Lines with it: 1."),
        ("trade.value", "'much' is no amount. Lines with it: 2."),
    ]
    assert (tmp_path / "out.parquet").read_bytes() == b"as it was"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("when", ["202413", "2024-13", "24-01", "20240"])
def test_a_month_that_no_year_has_is_no_month(when: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        cube(tmp_path, f"to,code,worth,when\nJP,85,1,{when}\n", by=("month",))

    assert [one.code for one in caught.value.problems] == ["trade.month"]


def test_a_float_that_is_no_number_is_no_amount(tmp_path: Path) -> None:
    columns = {"to": ["JP", "US"], "code": ["85", "85"], "worth": [float("nan"), 1e300],
               "when": [202401, 202401]}  # fmt: skip
    with pytest.raises(InputError) as caught:
        cube(tmp_path, columns)

    assert {one.code for one in caught.value.problems} == {"trade.value"}
    assert len(caught.value.problems) == 2


def test_a_broken_file_and_a_column_that_is_not_there_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        cube(tmp_path, "to,code,when\nJP,85,202401\n")

    assert caught.value.problems[0].where == "worth"
    (tmp_path / "lines.parquet").write_bytes(b"PAR1 not at all")
    with pytest.raises(InputError, match="cannot be read"):
        cube_file(tmp_path / "lines.parquet", tmp_path / "map.json", ("partner",), tmp_path / "o")


def test_a_file_without_lines_makes_an_empty_cube(tmp_path: Path) -> None:
    found, rows = cube(tmp_path, "to,code,worth,when\n")

    assert (found["lines"], found["cells"], rows) == (0, 0, [])


def test_csv_and_parquet_and_any_order_of_rows_have_one_digest(tmp_path: Path) -> None:
    rows = [
        ("JP", "85", "1.10", "202401"),
        ("", "85", "2.20", "202401"),
        ("日", "1", "3", "202402"),
    ]
    texts = ["\n".join(["to,code,worth,when", *map(",".join, some)]) for some in (rows, rows[::-1])]
    names = ("to", "code", "worth", "when")
    columns = {name: [row[n] for row in rows] for n, name in enumerate(names)}
    found = [cube(tmp_path, one, by=("partner", "month"))[0] for one in (*texts, columns)]

    assert len({one["digest"] for one in found}) == 1


def test_a_digest_depends_on_values_and_not_on_batches() -> None:
    def of(names: list[str | None], numbers: list[int | None], size: int) -> str:
        found = Digest()
        table = pyarrow.table({"name": pyarrow.array(names, pyarrow.string()), "n": numbers})
        for batch in table.to_batches(size):
            found.add(batch)
        return found.text()

    names, numbers = ["a", None, "bc", "é"], [1, 2, None, 4]

    assert of(names, numbers, 1) == of(names, numbers, 3) == of(names, numbers, 9)
    assert of(["ab", None, "c", "é"], numbers, 9) != of(names, numbers, 9)
    assert of(["a", "", "bc", "é"], numbers, 9) != of(names, numbers, 9)
    assert of(names, [1, 2, 0, 4], 9) != of(names, numbers, 9)


def test_without_spark_the_backend_is_outside(tmp_path: Path, monkeypatch) -> None:
    from entrepot.store import spark

    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(OutsideError) as caught:
        cube(tmp_path, "to,code,worth,when\nJP,85,1,202401\n", backend="spark")

    assert caught.value.exit_code == 6
    assert caught.value.problems[0].code == "spark.missing"
    assert "entrepot[spark]" in caught.value.problems[0].hint


def test_there_is_no_third_backend(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'polars' is none"):
        cube(tmp_path, "to,code,worth,when\nJP,85,1,202401\n", backend="polars")
