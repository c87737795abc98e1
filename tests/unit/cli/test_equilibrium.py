"""`entrepot equilibrium`: the contract of its JSON, its exit codes, and what people read."""

import json
from pathlib import Path

import pytest

from entrepot.cli import main

FLOWS = "origin,destination,value\na,a,80\na,b,20\nb,a,20\nb,b,80\n"
SHOCK = "origin,destination,hat\na,b,0.95\nb,a,0.95\n"
KEYS = [
    "code", "real_income_hat", "real_wage_hat", "wage_hat", "price_hat", "output_hat",
    "expenditure_hat", "exports_hat", "imports_hat", "domestic_share", "domestic_share_new",
    "welfare_first_order_pct",
]  # fmt: skip


@pytest.fixture
def write(tmp_path: Path):
    (tmp_path / "flows.csv").write_text(FLOWS)
    (tmp_path / "shock.csv").write_text(SHOCK)

    def put(**more: object) -> str:
        case = {
            "model": "one-sector", "flows": {"file": "flows.csv"}, "theta": 4.0,
            "closure": "additive", "shock": {"file": "shock.csv", "tau_hat": "hat"}, **more,
        }  # fmt: skip
        (tmp_path / "case.json").write_text(json.dumps(case))
        return str(tmp_path / "case.json")

    return put


def test_the_document_has_the_keys_of_the_contract(write, capsys) -> None:
    assert main.call(["equilibrium", write(draws={"n": 20, "seed": 1}), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    told = {"model", "closure", "numeraire", "baseline", "iterations", "residual", "countries"}
    assert told | {"bands", "status", "warnings"} <= set(found)
    assert found["numeraire"] == "world_output"
    assert found["status"] == "modelled"
    assert list(found["countries"][0]) == KEYS
    assert found["countries"][0]["real_income_hat"] == pytest.approx(1.0111974025413308, rel=1e-13)
    assert list(found["bands"][0]) == ["code", "real_income_hat"]


def test_people_read_a_table_with_bands_and_warnings(write, capsys, tmp_path) -> None:
    (tmp_path / "flows.csv").write_text(FLOWS.replace("b,a,20\n", ""))

    assert main.call(["equilibrium", write(draws={"n": 20, "seed": 1})]) == 0

    text = capsys.readouterr().out
    assert "one-sector, closure additive, in world_output" in text
    assert "p05" in text
    assert "[trade.zero_flow]" in text
    assert "[trade.pairs_absent]" in text


def test_bad_input_exits_with_2_and_every_problem(write, capsys, tmp_path) -> None:
    (tmp_path / "shock.csv").write_text(SHOCK + "a,z,1\ny,b,1\n")

    assert main.call(["equilibrium", write(theta=-1), "--json"]) == 2

    found = json.loads(capsys.readouterr().err)
    assert [(one["code"], one["where"]) for one in found["problems"]] == [
        ("case.number", "theta"),
        ("trade.key_unknown", "shock.csv row 4, origin"),
        ("trade.key_unknown", "shock.csv row 3, destination"),
    ]


def test_no_convergence_exits_with_5_and_the_trace(write, capsys, tmp_path) -> None:
    (tmp_path / "flows.csv").write_text("origin,destination,value\na,a,50\na,b,50\nb,a,5\nb,b,95\n")
    (tmp_path / "shock.csv").write_text("origin,destination,hat\na,b,1000\nb,a,1000\n")

    assert main.call(["equilibrium", write(), "--json"]) == 5

    told = capsys.readouterr()
    assert told.out == ""
    assert len(json.loads(told.err)["trace"]) > 10


def test_many_sectors_are_told_with_blocs_and_what_was_clipped(capsys, tmp_path) -> None:
    rows = [
        {"sector": "s", "importer": "a", "exporter": "b", "value": 30.0},
        {"sector": "s", "importer": "b", "exporter": "a", "value": 20.0},
    ]
    case = {
        "model": "caliendo-parro", "closure": "balanced-first", "flows": {"rows": rows},
        "tariffs": {"rows": [
            {**{name: row[name] for name in ("sector", "importer", "exporter")},
             "before_pct": 10, "after_pct": 0} for row in rows
        ]},
        "output": {"rows": [
            {"country": "a", "sector": "s", "gross_output": 90, "value_added_share": 0.5},
            {"country": "b", "sector": "s", "gross_output": 25, "value_added_share": 0.5},
        ]},
        "inputs": {"rows": [
            {"country": code, "user": "s", "input": "s", "share": 1} for code in "ab"
        ]},
        "elasticities": {"rows": [{"sector": "s", "theta": 4}]}, "blocs": {"pair": ["a", "b"]},
    }  # fmt: skip
    (tmp_path / "case.json").write_text(json.dumps(case))

    assert main.call(["equilibrium", str(tmp_path / "case.json")]) == 0

    text = capsys.readouterr().out
    assert "terms of trade" in text
    assert "Imports from other members of pair" in text
    assert "gross output raised to exports: 1" in text
