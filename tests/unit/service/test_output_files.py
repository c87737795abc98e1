"""A table of input and output of a spreadsheet says what its TOML says; demand is carried on."""

import json
from pathlib import Path

import pytest

from entrepot.cli import main
from entrepot.kernel.errors import InputError
from entrepot.service.output_answer import answer_output
from entrepot.service.output_files import output_of, read_output
from entrepot.service.output_table import parse_sectors

GUIDE = Path(__file__).parents[3] / "docs" / "how-to"
HEAD = "code,output,to:a,to:b,source,usd_per_unit\n"


def test_the_spreadsheet_of_the_guide_says_what_its_toml_says() -> None:
    rows, toml = (parse_sectors(read_output(GUIDE / f"output-table.{end}"))
                  for end in ("csv", "toml"))  # fmt: skip

    assert rows.codes == toml.codes
    assert rows.names_zh == toml.names_zh
    assert rows.table.flows.tolist() == toml.table.flows.tolist()
    assert rows.table.output.tolist() == toml.table.output.tolist()
    assert rows.exports.tolist() == toml.exports.tolist()
    assert rows.local == toml.local
    assert {name: each.tolist() for name, each in rows.brings.items()} == {
        name: each.tolist() for name, each in toml.brings.items()
    }
    assert rows.cited == toml.cited
    assert (rows.unit, rows.usd_per_unit) == (toml.unit, toml.usd_per_unit)


def test_the_textbook_demand_asks_for_the_textbook_output() -> None:
    """Miller and Blair, Input-Output Analysis, chapter 2: demand of 600 and 1500."""
    demand = {"agriculture": "600", "manufacturing": "1500"}
    found = answer_output(read_output(GUIDE / "output-table.csv"), demand,
                          region="upland", is_local=False)  # fmt: skip

    assert [round(one["output"], 4) for one in found["sectors"]] == [1247.5248, 1841.5842]
    assert found["status"] == "synthetic"


def test_what_is_bought_elsewhere_lowers_output() -> None:
    table, demand = read_output(GUIDE / "output-table.csv"), {"agriculture": "600"}
    whole, local = (answer_output(table, demand, region="x", is_local=is_local)["output"]
                    for is_local in (False, True))  # fmt: skip

    assert 600 < local < whole


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("a,1,1,2,x,1\n", "to:b"),
        ("a,1,1,2,x,1\nb,1,1,2,,\nc,1,,,,\n", "c"),
        ('a,1,"1,5",2,x,1\nb,1,1,2,,\n', "row 2, to:a"),
        ("a,１,1,2,x,1\nb,1,1,2,,\n", "row 2, output"),
        ("a,1,1,2,x,1\nb,1,1,2,y,\n", "source"),
    ],
)
def test_what_is_wrong_is_named_by_column_or_cell(rows: str, where: str) -> None:
    with pytest.raises(InputError) as raised:
        output_of((HEAD + rows).encode(), "t.csv")

    assert any(where in one.where for one in raised.value.problems)


def test_a_region_without_a_table_says_so(capsys) -> None:
    assert main.call(["plan", "output", "--demand", "farm=1", "--region", "upland"]) == 2
    assert "upland" in capsys.readouterr().err
    words = ["plan", "output", "--table", str(GUIDE / "output-table.csv"), "--region", "upland"]
    assert main.call([*words, "--demand", "agriculture=600", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["output"] > 600
    assert main.call([*words, "--demand", "fish=1"]) == 2
    assert main.call([*words, "--demand", "agriculture=much"]) == 2
