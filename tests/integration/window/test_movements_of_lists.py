"""Released lists and parcels among the movements of who may see them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.window.house import House
from tests.integration.window.lists import export, file, order, parcel

from entrepot.kernel.errors import InputError
from entrepot.service import ecommerce_acts as acts
from entrepot.service.demo_hub import demo_hub
from entrepot.service.ecommerce_release import release_lists
from entrepot.service.movements import list_movements
from entrepot.store.importers.sources import open_source

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def hub(house: House) -> House:
    demo_hub(house.window.database, house.window.reference, at=house.at)
    return house


@pytest.fixture(scope="module")
def filed(hub: House) -> dict[str, str]:
    """Lists of each regime, one that came back, one that waits, and two parcels."""
    modes = {"1210": order("MOVES-1"), **{mode: export(mode) for mode in ("9610", "9710", "9810")}}
    more = {"back": export(goods="50.00"), "waits": export(goods="70.00")}
    _, told = file(hub, [*modes.values(), *more.values()])
    names = {name: one["list"] for name, one in zip([*modes, *more], told, strict=True)}
    hub.do(release_lists, [names[name] for name in (*modes, "back")], by="officer",
           on=date(2026, 3, 10))  # fmt: skip
    hub.do(acts.return_list, names["back"], by="platform", on=date(2026, 4, 2))
    _, sent = file(hub, [parcel(), parcel(kind="mail")], express=True)
    return names | {"express": sent[0]["list"], "mail": sent[1]["list"]}


def moves(hub: House, by: str) -> Rows:
    rows: Rows = hub.do(list_movements, by=by)["rows"]
    return rows


def test_released_lists_and_parcels_move_under_their_regime(
    hub: House, filed: dict[str, str]
) -> None:
    modes = {row["declaration"]: row["trade_mode"] for row in moves(hub, "platform")}

    regimes = ("1210", "9610", "9710", "9810", "express", "mail")
    assert {name: modes.get(filed[name]) for name in regimes} == {name: name for name in regimes}
    assert filed["waits"] not in modes


def test_a_list_that_came_back_is_reversed_in_the_month_it_came(
    hub: House, filed: dict[str, str]
) -> None:
    rows = [row for row in moves(hub, "platform") if row["declaration"] == filed["back"]]

    assert [(row["kind"], row["value"]["amount"], row["period"]) for row in rows] == [
        ("original", "50.00", "2026-03"), ("reversal", "-50.00", "2026-04"),
    ]  # fmt: skip


def test_what_is_anothers_is_not_seen_and_officers_see_all(
    hub: House, filed: dict[str, str]
) -> None:
    seen = {by: {row["declaration"] for row in moves(hub, by)}
            for by in ("exporter", "rival", "officer")}  # fmt: skip
    moved = set(filed.values()) - {filed["waits"]}

    assert not seen["exporter"] & moved
    assert not seen["rival"] & moved
    assert moved <= seen["officer"]


@pytest.mark.parametrize("most", [1, 3])
def test_pages_tell_each_row_once_across_declarations_lists_and_parcels(
    hub: House, filed: dict[str, str], most: int
) -> None:
    hub.file("G")
    paged: Rows = []
    cursor = ""
    while page := hub.do(list_movements, by="officer", cursor=cursor, most=most):
        assert len(page["rows"]) <= most
        paged += page["rows"]
        cursor = page["cursor"]
        if not cursor:
            break

    assert filed["back"] in {row["declaration"] for row in paged}
    assert {row["document"] for row in paged} == {"declaration", "list", "parcel"}
    assert paged == moves(hub, "officer")


@pytest.mark.parametrize("cursor", ["x", "L1.1.1", "-1", "LAAAAAAAAAAAAA.1.3"])
def test_a_cursor_that_no_page_gave_is_refused(hub: House, cursor: str) -> None:
    with pytest.raises(InputError) as caught:
        hub.do(list_movements, by="officer", cursor=cursor)

    assert [one.code for one in caught.value.problems] == ["input.cursor"]


def test_statistics_load_takes_declarations_alone_from_the_movements(
    hub: House, filed: dict[str, str], tmp_path: Path
) -> None:
    hub.file("G")
    told = hub.do(list_movements, by="officer")
    path = tmp_path / "movements.json"
    path.write_text(json.dumps(told))
    with open_source(None, path) as table:
        lines = set(table.to_pyarrow()["declaration"].to_pylist())

    assert not lines & set(filed.values())
    assert lines == {row["declaration"] for row in told["rows"] if row["document"] == "declaration"}
