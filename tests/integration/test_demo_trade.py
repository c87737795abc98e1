"""The rehearsal of trade: synthetic, true to the published totals, and repeated at will."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.integration.conftest import copy_of, nobody_did_anything

from entrepot.service.demo_trade import rehearse_trade
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.store.home import Home
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
