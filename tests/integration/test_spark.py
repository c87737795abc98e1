"""Matrices on a real Spark: the same bytes, and what was finished is not done again."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from entrepot.service.matrices import matrix
from entrepot.service.routes import open_ground

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Spark leaves its sockets open
]
DAY = date(2026, 3, 2)


@pytest.mark.parametrize("kind", ["scalar", "pareto"])
def test_spark_and_processes_write_the_same_bytes(kind: str, tmp_path: Path) -> None:
    ground = open_ground("upland")
    asked = {"from": "communes", "to": "world200", "kind": kind, "modes": "rail,sea,road"}
    written = {}
    for backend in ("joblib", "spark"):
        found = matrix(
            ground, asked, today=DAY, out=tmp_path / f"{backend}.parquet",
            workings=tmp_path / "work", jobs=2, backend=backend,
        )  # fmt: skip
        written[backend] = found["sha256"], (tmp_path / f"{backend}.parquet").read_bytes()

    assert written["spark"] == written["joblib"]


def test_spark_goes_on_with_the_origins_left(tmp_path: Path, monkeypatch) -> None:
    from entrepot.service import matrix_spark

    ground, told = open_ground("upland"), []
    asked = {"from": "communes", "to": ["marenport", "rotterdam"], "kind": "pareto"}
    monkeypatch.setattr(matrix_spark, "_WAVE", 0.5)  # an origin a wave, of two threads

    def breaking(done: int, count: int) -> None:
        told.append((done, count))
        if done == 2:
            raise KeyboardInterrupt

    def run(tell, name: str) -> str:
        return matrix(
            ground, asked, today=DAY, out=tmp_path / name, workings=tmp_path / "work", jobs=2,
            backend="spark", told=tell,
        )["sha256"]  # fmt: skip

    with pytest.raises(KeyboardInterrupt):
        run(breaking, "broken.parquet")
    again = []
    found = run(lambda *numbers: again.append(numbers), "m.parquet")

    assert told[-1] == again[0] == (2, 3)
    assert found == matrix(
        ground, asked, today=DAY, out=tmp_path / "one.parquet", workings=tmp_path / "work",
    )["sha256"]  # fmt: skip


def test_the_command_prints_nothing_but_its_document(tmp_path: Path) -> None:
    entrepot = Path(sys.executable).with_name("entrepot")
    done = subprocess.run(
        [entrepot, "matrix", "--from", "cantons", "--to", "cantons", "--scalar", "--backend",
         "spark", "--region", "upland", "--out", tmp_path / "m.parquet", "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{")
