"""The rehearsal of trade: synthetic, true to the published totals, and repeated at will."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from tests.integration.conftest import copy_of, nobody_did_anything

from entrepot.cli import main
from entrepot.kernel.errors import InputError
from entrepot.service.demo_trade import rehearse_trade
from entrepot.service.desk import Desk
from entrepot.service.opportunities import Wanted
from entrepot.service.region_opportunities import region_opportunities
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.packs import find_folder
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def window(server, template_of, tmp_path_factory) -> Iterator[Window]:
    home = Home(tmp_path_factory.mktemp("trade"), region="upland")
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        yield Window(home, database, open_reference("upland"))


def test_the_lines_add_up_to_the_published_total_and_say_that_they_are_synthetic(window) -> None:
    first = rehearse_trade(window, at=NOON)["trade"]
    again = rehearse_trade(window, at=NOON)["trade"]
    asked = {"from": "202101", "to": "202112", "by": "flow", "currency": "USD"}
    found = show(window, asked, by="analyst", at=NOON)

    assert first["lines"] > 100
    assert (again["lines"], again["batch"]) == (0, first["batch"])
    assert found["status"] == "synthetic"
    assert {row["status"] for row in found["rows"]} == {"synthetic"}
    assert [row["flow"] for row in found["rows"]] == ["export", "import"]


FASTER = """[[scenario]]
name = "Faster borders"
[[scenario.edit]]
scale = "border:all"
time = 0.2
"""


def test_a_scenario_of_a_file_is_carried_to_trade_and_income(
    window, region, tmp_path, capsys, monkeypatch
) -> None:
    rehearse_trade(window, at=NOON)
    desk = Desk(window.home, window.database, region, folder=find_folder("upland"))

    @contextmanager
    def open_desk(*_: object, **__: object) -> Iterator[Desk]:
        yield desk

    monkeypatch.setattr("entrepot.service.desk.open_desk", open_desk)
    file = tmp_path / "faster.toml"
    file.write_text(FASTER)
    words = ["scenario", "effect", str(file), "--as", "analyst", "--draws", "10"]
    assert main.call([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main.call(words) == 0
    read = capsys.readouterr().out

    assert found["corridors"]["scenario"]["name"] == "Faster borders"
    assert all(one["tau_hat"] <= 1 for one in found["corridors"]["lanes"])
    assert {"real_income_hat", "exports_hat", "imports_hat"} <= set(found["bands"][0])
    assert "Trade of upland, a day in transit worth 0.6 to 2.1 % of the goods" in read
    assert "corridors.own_pairs" in read


def test_neither_a_scenario_nor_a_clearance_is_told(window, region, capsys, monkeypatch) -> None:
    desk = Desk(window.home, window.database, region, folder=find_folder("upland"))

    @contextmanager
    def open_desk(*_: object, **__: object) -> Iterator[Desk]:
        yield desk

    monkeypatch.setattr("entrepot.service.desk.open_desk", open_desk)

    assert main.call(["scenario", "effect", "--json"]) == 2
    assert "scenario" in capsys.readouterr().err


def test_terms_multiply_in_the_regions_own_opportunities_and_need_their_factors(
    window, region, tmp_path
) -> None:
    rehearse_trade(window, at=NOON)
    desk = Desk(window.home, window.database, region, folder=find_folder("upland"))
    plain = Wanted(top=1)
    [best] = region_opportunities(desk, plain, year=None, by="analyst", at=NOON)["rows"]
    file = tmp_path / "factors.csv"
    file.write_text(f"term,exporter,importer,product,factor\ngrowth,,{best['importer']},,0\n")
    grown = Wanted(top=0, terms=("growth",))
    rows = region_opportunities(desk, grown, year=None, by="analyst", at=NOON, factors=file)["rows"]
    with pytest.raises(InputError, match="lacks the factors"):
        region_opportunities(desk, grown, year=None, by="analyst", at=NOON)

    assert rows
    assert best["importer"] not in {row["importer"] for row in rows}
