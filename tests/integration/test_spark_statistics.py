"""Statistics on DuckDB and on Spark: the same cells, the same order, the same digest."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

from entrepot.kernel.errors import InputError
from entrepot.service.trade_cells import cube_file
from entrepot.store.analytics import BACKENDS, open_backend, open_file, run
from entrepot.trade import tables
from entrepot.trade.lines import parse_map
from entrepot.trade.sample import sample_columns

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Spark leaves its sockets open
]
COLUMNS = {"partner": "to", "hs": "code", "value": "worth", "duty": "duty", "month": "when"}
MANY, CHUNK = 20_000_000, 1_000_000


@pytest.fixture(scope="module")
def backends() -> Iterator[dict[str, Any]]:
    """Both of them, open while the file is tested."""
    with open_backend("duckdb") as one, open_backend("spark") as other:
        yield dict(zip(BACKENDS, (one, other), strict=True))


def answers(backends: dict[str, Any], path: Path, make, keys=("key",)) -> list[list[dict]]:
    """What each backend answers to an expression over a file."""
    return [
        [row for part in run(backend, make(open_file(backend, name, path)), keys)
         for row in part.to_pylist()]
        for name, backend in backends.items()
    ]  # fmt: skip


def written(path: Path, columns: dict[str, Any], parts: int = 1) -> Path:
    """Columns as Parquet, in as many files of one folder as there are parts."""
    table = pyarrow.table(columns)
    if parts == 1:
        parquet.write_table(table, path)
        return path
    path.mkdir()
    size = -(-len(table) // parts)
    for n in range(parts):
        parquet.write_table(table.slice(n * size, size), path / f"part-{n}.parquet")
    return path


def cubes(source: Path, folder: Path, by=("partner", "hs6", "month"), **own: Any) -> list[dict]:
    """The cube of a file on each backend; the files that they write are compared too."""
    own_map = {"columns": COLUMNS, "currency": "USD", "unit": "major", **own}
    (folder / "map.json").write_text(json.dumps(own_map), encoding="utf-8")
    found, rows = [], []
    for name in BACKENDS:
        out = folder / f"{name}.parquet"
        found.append(cube_file(source, folder / "map.json", by, out, backend=name))
        rows.append(parquet.read_table(out))

    assert rows[0].schema.equals(rows[1].schema, check_metadata=False)
    assert rows[0].equals(rows[1])
    assert {**found[0], "backend": ""} == {**found[1], "backend": ""}
    return found


def lines(count: int = 4000, seed: int = 1) -> dict[str, Any]:
    """Invented lines of text, some fields blank, amounts of odd digits."""
    rng = np.random.default_rng(seed)
    partner = rng.choice(np.array(["JP", "US", "", "中国", "é"], dtype=object), count)
    return {
        "to": [one or None for one in partner],
        "code": rng.choice(["8507.60", "850760", "40112000", "01 0121"], count).tolist(),
        "worth": [f"{value:.4f}" for value in rng.normal(1e3, 1e3, count)],
        "duty": [f"{value:.3f}" for value in rng.uniform(0, 9, count)],
        "when": rng.choice(["202401", "2024-02", "2024年03月", "2024"], count).tolist(),
    }


@pytest.mark.usefixtures("backends")
@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD", "CLF"])
def test_money_of_any_digits_is_the_same_to_the_last(currency: str, tmp_path: Path) -> None:
    found = cubes(written(tmp_path / "f.parquet", lines()), tmp_path, currency=currency)

    assert found[0]["lines"] == 4000


@pytest.mark.usefixtures("backends")
def test_order_and_parts_of_a_file_change_nothing(tmp_path: Path) -> None:
    columns = lines()
    order = np.random.default_rng(2).permutation(4000)
    shuffled = {name: [values[n] for n in order] for name, values in columns.items()}
    found = [
        one["digest"]
        for n, (some, parts) in enumerate([(columns, 1), (shuffled, 1), (shuffled, 7)])
        for one in cubes(written(tmp_path / f"{n}.parquet", some, parts), tmp_path)
    ]

    assert len(set(found)) == 1


@pytest.mark.usefixtures("backends")
def test_csv_is_read_alike_with_quotes_blanks_and_lines_within(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    rows = ['"A ""B"" C",85,1.1,,202401', '"two\nlines",85,2.2,0,202401', ',85,3,1,202401',
            '"",85,4,1,202401', r'back\slash,85,5,1,202401',
            ' blank ,0101,6,1,2024-01']  # fmt: skip
    path.write_text("\n".join(["to,code,worth,duty,when", *rows]), encoding="utf-8")
    found = cubes(path, tmp_path)

    assert found[0]["cells"] == 5
    assert found[0]["value_minor"] == "2130"
    assert found[0]["duty_minor"] is None


@pytest.mark.usefixtures("backends")
def test_csv_and_parquet_of_the_same_lines_have_one_digest(tmp_path: Path) -> None:
    columns = lines()
    path = tmp_path / "lines.csv"
    rows = zip(*([one or "" for one in values] for values in columns.values()), strict=True)
    path.write_text("\n".join([",".join(columns), *map(",".join, rows)]), encoding="utf-8")
    found = cubes(written(tmp_path / "f.parquet", columns), tmp_path) + cubes(path, tmp_path)

    assert len({one["digest"] for one in found}) == 1


@pytest.mark.usefixtures("backends")
def test_floats_and_halves_are_rounded_alike(tmp_path: Path) -> None:
    worth = [0.005, 0.015, 1.005, 2.675, -0.005, -1.125, 0.285, 1e13 + 0.01, None]
    count = len(worth)
    columns = {"to": [f"P{n}" for n in range(count)], "code": ["850760"] * count, "worth": worth,
               "duty": list(range(count)), "when": [202401] * count}  # fmt: skip
    found = cubes(written(tmp_path / "f.parquet", columns), tmp_path)

    assert found[0]["value_minor"] is None


@pytest.mark.usefixtures("backends")
@pytest.mark.parametrize(
    "worth", [["1", "much"], [1.0, float("nan")], ["", "1e400"], [1.0, float("inf")]]
)
def test_what_cannot_be_read_is_told_alike(worth: list[Any], tmp_path: Path) -> None:
    columns = {"to": ["JP", "US"], "code": ["85", "85"], "worth": worth, "duty": ["1", "none"],
               "when": ["202401", "soon"]}  # fmt: skip
    path = written(tmp_path / "f.parquet", columns)
    own_map = {"columns": COLUMNS, "currency": "USD", "unit": "major"}
    (tmp_path / "map.json").write_text(json.dumps(own_map), encoding="utf-8")
    told = []
    for name in BACKENDS:
        with pytest.raises(InputError) as caught:
            cube_file(path, tmp_path / "map.json", ("month",), tmp_path / "o", backend=name)
        told.append([(one.code, one.where) for one in caught.value.problems])

    assert told[0] == told[1]
    assert not (tmp_path / "o").exists()


def test_nulls_come_first_and_text_sorts_by_its_bytes(backends, tmp_path: Path) -> None:
    names = ["b", None, "B", "é", "", "中", "a", "😀", "Z", "10", "9"]
    one, other = answers(backends, written(tmp_path / "f.parquet", {"key": names}), lambda t: t)

    assert one == other
    assert one[0] == {"key": None}
    assert [row["key"] for row in one[1:]] == sorted(
        (name for name in names if name is not None), key=lambda name: name.encode()
    )


def test_division_remainder_and_null_are_those_of_both(backends, tmp_path: Path) -> None:
    key, by = [7, -7, 7, 2**62, None, 0], [2, 2, -2, 3, 1, 5]
    path = written(tmp_path / "f.parquet", {"key": key, "by": by})
    one, other = answers(backends, path, lambda t: t.mutate(
        ratio=t.key / t.by, rest=t.key % 100, year=t.key // 100, none=t.key / t.by.nullif(5),
        known=t.key.coalesce(-1),
    ))  # fmt: skip

    assert one == other


def test_instants_are_utc_and_hours_between_them_exact(backends, tmp_path: Path) -> None:
    at = [datetime(2024, 3, 31, hour, 59, 1) for hour in (0, 1, 2, 23)]  # noqa: DTZ001
    kind = pyarrow.timestamp("us", tz="UTC")
    path = written(tmp_path / "f.parquet", {"key": pyarrow.array(at, kind)})
    one, other = answers(backends, path, lambda t: t.select(
        key=t.key.epoch_seconds(), hour=t.key.hour(), day=t.key.day(),
        year=t.key.year(),
    ))  # fmt: skip

    assert one == other
    assert [row["hour"] for row in one] == [0, 1, 2, 23]


def test_advantage_is_the_same_double(backends, tmp_path: Path) -> None:
    columns = {name: _named(*one) for name, one in sample_columns(50_000, _rng()).items()}
    path = written(tmp_path / "f.parquet", columns)
    own = parse_map({"columns": {"region": "region", "hs": "hs", "value": "value_minor"},
                     "currency": "USD", "unit": "minor"})  # fmt: skip
    by = ("region", "hs6")
    one, other = answers(
        backends, path,
        lambda t: tables.rca(tables.cube(tables.rows_of(t, own, by), by), "region", "hs6"), by,
    )  # fmt: skip

    assert one == other
    assert len(one) > 10_000


def test_a_table_without_rows_has_its_columns(backends, tmp_path: Path) -> None:
    path = written(tmp_path / "f.parquet", {"key": pyarrow.array([], pyarrow.string())})
    for name, backend in backends.items():
        (found,) = [
            part.schema.names
            for n, part in enumerate(run(backend, open_file(backend, name, path), ["key"]))
            if n == 0
        ]

        assert found == ["key"]


@pytest.mark.usefixtures("backends")
def test_twenty_million_lines_have_one_digest(tmp_path: Path) -> None:
    rng, writer = _rng(), None
    for _ in range(MANY // CHUNK):
        drawn = sample_columns(CHUNK, rng)
        table = pyarrow.table({name: _named(*one) for name, one in drawn.items()})
        writer = writer or parquet.ParquetWriter(tmp_path / "lines.parquet", table.schema)
        writer.write_table(table, row_group_size=CHUNK // 4)
    writer.close()
    columns = {name: name for name in ("region", "hs", "partner", "month")}
    own = {"columns": {**columns, "value": "value_minor"}, "unit": "minor"}
    by = ("region", "hs6", "partner", "month")
    found = cubes(tmp_path / "lines.parquet", tmp_path, by, **own)

    assert found[0]["lines"] == MANY
    assert found[0]["digest"] == found[1]["digest"]


def _rng() -> np.random.Generator:
    return np.random.default_rng(20)


def _named(codes: Any, names: tuple[Any, ...]) -> Any:
    return pyarrow.array(np.array(names)[codes] if names else codes)
