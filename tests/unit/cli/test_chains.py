"""Chains and input-output models at the command line."""

import json
from pathlib import Path

from typer.testing import CliRunner

from entrepot.cli.main import app

RUN = CliRunner()


def test_the_map_of_a_region_is_told() -> None:
    told = RUN.invoke(app, ["chain", "show", "uch_tea", "--region", "upland", "--json"])
    clusters = RUN.invoke(app, ["chain", "clusters", "--region", "upland"])

    assert [one["id"] for one in json.loads(told.stdout)["nodes"]] == ["un_leaf", "un_tea",
                                                                       "un_extract"]  # fmt: skip
    assert "un_rubber" in clusters.stdout


def test_a_table_is_told_in_rows(tmp_path: Path) -> None:
    path = tmp_path / "io.csv"
    path.write_text("x,a,b,final_demand\na,0.2,0.3,60\nb,0.4,0.1,30\n", encoding="utf-8")
    told = RUN.invoke(app, ["io", "leontief", str(path), "--cells", "coefficients"])

    assert told.exit_code == 0
    assert "105.0000" in told.stdout
