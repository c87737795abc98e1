"""Cases of input-output and of chains: what is refused, cell by cell; ranks and their bands."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.chain_case import chain_case
from entrepot.service.input_output import leontief, leontief_of
from entrepot.service.io_case import io_case
from entrepot.service.promotion import gaps

TABLE = "sector,a,b,final_demand\na,10,20,70\nb,30,1,49\noutput,100,80,\n"
NODES = [{"id": f"n{at}", "output_cny": 10.0 + at, "local_supply_cny": at / 4} for at in range(9)]
LINKS = [{"from": f"n{at}", "to": f"n{at + 1}", "coefficient": 0.2} for at in range(8)]


def places(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [one.where for one in error.value.problems]


def test_flows_are_divided_by_output_and_demand_is_what_is_left() -> None:
    found = leontief(io_case({"sectors": ["a", "b"], "flows": [[10, 20], [30, 1]],
                              "output": [100, 80]}))  # fmt: skip

    assert found["coefficients"] == [[0.1, 0.25], [0.3, 0.0125]]
    assert found["final_demand"] == [70, 49]
    assert found["output"] == pytest.approx([100, 80])
    assert found["extraction"] == []


def test_a_table_of_csv_and_one_of_excel_are_the_same_case(tmp_path: Path) -> None:
    (tmp_path / "io.csv").write_text(TABLE, encoding="utf-8")
    book = Workbook()
    for line in TABLE.splitlines():
        book.active.append([float(one) if one.isdigit() else one for one in line.split(",")])
    book.save(tmp_path / "io.xlsx")

    assert leontief_of(tmp_path / "io.csv") == leontief_of(tmp_path / "io.xlsx")
    assert leontief_of(tmp_path / "io.csv")["output"] == pytest.approx([100, 80])


def test_a_table_tells_every_cell_that_is_wrong(tmp_path: Path) -> None:
    wrong = TABLE.replace("a,10", "a,-10").replace("1,49", "１,x").replace("80,", ",")
    (tmp_path / "io.csv").write_text(wrong, encoding="utf-8")

    with pytest.raises(InputError) as error:
        leontief_of(tmp_path / "io.csv")
    assert places(error) == ["io.csv row 2, a", "io.csv row 4, b", "io.csv row 3, final_demand"]


def test_a_table_that_is_not_square_is_refused(tmp_path: Path) -> None:
    (tmp_path / "io.csv").write_text("x,a,b\na,1,2\n", encoding="utf-8")

    with pytest.raises(InputError, match="1 sectors by row and 2 by column"):
        leontief_of(tmp_path / "io.csv")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"coefficients": [[0.1, 0.2]]}, "coefficients"),
        ({"coefficients": [[0.1, 0.2], [0.3]]}, "coefficients[1]"),
        ({"coefficients": [[0.1, -0.2], [0.3, 0]]}, "coefficients[0][1]"),
        ({"coefficients": [[0.1, 0.2], [float("nan"), 0]]}, "coefficients[1][0]"),
        ({"coefficients": [[0.1, 0.2], [True, 0]]}, "coefficients[1][0]"),
        ({"final_demand": [1]}, "final_demand"),
        ({"sectors": ["a", "a"]}, "sectors[1]"),
        ({"extract": ["c"]}, "extract[0]"),
        ({"flows": [[1, 1], [1, 1]]}, "coefficients"),
        ({"regional": {"regional_output": [9, 1], "national_output": [5, 5]}},
         "regional.regional_output[0]"),
        ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_used_names_the_cell(change: dict, where: str) -> None:
    case = {"sectors": ["a", "b"], "coefficients": [[0.1, 0.2], [0.3, 0]], "final_demand": [1, 2]}

    with pytest.raises(InputError) as error:
        io_case(case | change)
    assert places(error) == [where]


def test_no_output_with_inputs_is_refused_with_each_cell() -> None:
    with pytest.raises(InputError) as error:
        io_case({"sectors": ["a", "b"], "flows": [[1, 3], [3, 4]], "output": [0, 20]})
    assert places(error) == ["flows[0][0]", "flows[1][0]"]


@pytest.mark.parametrize("table", [[[0.7, 0.3], [0.3, 0.7]], [[1.2, 0], [0, 0.1]]])
def test_a_radius_of_one_or_more_has_no_honest_answer(table: list) -> None:
    with pytest.raises(ModelError, match="spectral radius"):
        leontief(io_case({"sectors": ["a", "b"], "coefficients": table, "final_demand": [1, 2]}))


def test_a_buyer_the_region_lacks_has_no_quotient_and_buys_nothing() -> None:
    found = leontief(io_case({
        "sectors": ["a", "b"], "coefficients": [[0.1, 0.2], [0.3, 0]], "final_demand": [1, 2],
        "regional": {"regional_output": [10, 0], "national_output": [50, 50]},
    }))["regional"]  # fmt: skip

    assert [row[1] for row in found["flq"]] == [None, None]
    assert [row[1] for row in found["coefficients"]] == [0, 0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"nodes": [], "links": []}, "nodes"),
        ({"nodes": [{"id": "n0", "output_cny": -1}], "links": []}, "nodes[0].output_cny"),
        ({"nodes": [*NODES, {"id": "n0"}]}, "nodes[9].id"),
        ({"links": [{"from": "n0", "to": "nowhere"}]}, "links[0].to"),
        ({"links": [{"from": "n0", "to": "n0"}]}, "links[0].to"),
        ({"links": [LINKS[0], LINKS[0]]}, "links[1]"),
        ({"enterprises": [{"node": "n0", "output_cny": "much"}]}, "enterprises[0].output_cny"),
        ({"runs": 0}, "runs"),
        ({"weights": {"gap": 0}}, "weights.gap"),
    ],
)
def test_a_chain_that_cannot_be_used_names_the_place(change: dict, where: str) -> None:
    with pytest.raises(InputError) as error:
        chain_case({"nodes": NODES, "links": LINKS} | change)
    assert places(error) == [where]


def test_ranks_have_bands_that_a_seed_repeats() -> None:
    raw = {"nodes": NODES, "links": LINKS, "runs": 301, "seed": 4, "noise_share": 0.4}
    found, again = gaps(chain_case(raw)), gaps(chain_case(raw))
    other = gaps(chain_case(raw | {"seed": 5}))
    bands = [(one["rank_p05"], one["rank_p95"]) for one in found["nodes"]]

    assert json.dumps(found) == json.dumps(again)
    assert found["nodes"] != other["nodes"]
    assert all(low <= high for low, high in bands)
    assert any(low < high for low, high in bands)


def test_without_errors_and_with_one_part_a_band_is_the_rank() -> None:
    raw = {"nodes": NODES, "links": LINKS, "noise_share": 0, "weights": {"gap": 1}, "runs": 50}
    found = gaps(chain_case(raw))["nodes"]

    assert [one["rank_p05"] for one in found] == [one["rank"] for one in found]
    assert [one["rank_p95"] for one in found] == [one["rank"] for one in found]


def test_a_chain_of_which_nothing_is_known_has_no_ranks() -> None:
    found = gaps(chain_case({"nodes": [{"id": "a"}, {"id": "b"}],
                             "links": [{"from": "a", "to": "b"}]}))["nodes"]  # fmt: skip

    assert [one["rank"] for one in found] == [None, None]
    assert [one["gap_cny"] for one in found] == [None, 0]
