"""What the window released moves the panels, for the eyes of who may see the firm."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.window.house import House

from entrepot.kernel.errors import RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.panel_pages import show_panel
from entrepot.service.pipelines import set_scope
from entrepot.service.roll_rows import list_rows
from entrepot.service.rolls import import_rows
from entrepot.store.window import acting_system

MINUTE = timedelta(minutes=1)
SAME = {"source": "invented", "status": "synthetic"}


@pytest.fixture(scope="module")
def guided(house: House) -> House:
    """A house in which an office guides the exporter, of a place that one promoter has."""
    with acting_system(house.window.database) as book:
        for name in ("north", "elsewhere"):
            book.save_account(id=name, name=name, name_zh=name, kind="person")
            book.save_membership(
                account=name, organisation="sandbox_house", roles=["promoter"], offices=[],
                agency="", granted_by="admin",
            )  # fmt: skip
    for name, place in (("north", "norrholt"), ("elsewhere", "suderholt")):
        set_scope(house.window, name, [place], [], by="", at=house.at)
    code = house.value("select uscc from organisation where id = 'sandbox_exporter'")
    tell(house, "readiness_schemes", {"id": "S", "title": "Export", "pass_score": "60"})
    tell(house, "readiness_criteria", {
        "id": "a", "scheme": "S", "part": "market", "title": "Has exported",
        "fact": "has_exported", "operator": "is", "value": "yes"})  # fmt: skip
    tell(house, "export_candidates", {"id": "C", "firm": code, "scheme": "S",
                                      "entered_on": "2026-01-01", "place": "norrholt"})  # fmt: skip
    return house


def tell(house: House, roll: str, row: dict[str, str]) -> None:
    data = json.dumps([{**row, **SAME}]).encode()
    import_rows(house.window, roll, data, "a.json", by="", at=house.at)


def panel(house: House, by: str, **more: Any) -> dict[str, Any]:
    found = show_panel(house.window, "export_readiness", by=by, at=house.at, **more)
    return {**found, "told": {one["name"]: one["value"] for one in found["figures"]}}


def test_a_release_makes_a_guided_firm_ready_and_a_cancelled_one_does_not(guided: House) -> None:
    before, then = panel(guided, "north"), guided.at
    guided.pass_time(minutes=1)
    released = guided.file("G")
    after = panel(guided, "north")
    (row,) = after["rows"]

    assert (before["told"]["ready"], before["told"]["released"]) == (0, 0)
    assert guided.show(released["reference"])["state"] == "RELEASED"
    assert (after["told"]["ready"], after["told"]["released"]) == (1, 1)
    assert (row["first_on"], row["months"]) == ("2026-03-10", 1)
    (whole,) = panel(guided, "")["rows"]
    assert (whole["months"], whole["markets"]) == (1, 1)
    assert whole["value"] == [total(guided, released["reference"])]
    assert panel(guided, "north", known_at=then)["told"] == before["told"]


def total(house: House, reference: str) -> dict[str, str]:
    (row,) = house.rows(
        "select sum(m.value)::text as amount, m.currency from movement m"
        " join declaration d on d.id = m.declaration_id where d.reference = %s group by 2",
        reference,
    )
    return row


def test_who_guides_a_firm_learns_that_it_exports_and_not_what_where_and_for_how_much(
    guided: House,
) -> None:
    guided.file("G")
    guided.file("G")
    (row,) = list_rows(guided.window, "released_exports", by="north", at=guided.at)["rows"]
    (told,) = panel(guided, "north")["rows"]

    assert row["released_on"] == "2026-03-10"
    assert not any(row[one] for one in ("declaration", "market", "value", "currency", "came_from"))
    assert (told["markets"], told["value"]) == (None, None)


def test_each_row_leads_to_its_declaration_and_is_for_the_eyes_of_its_place(guided: House) -> None:
    released = guided.file("G")["reference"]
    found = list_rows(guided.window, "released_exports", by="", at=guided.at)
    row = next(one for one in found["rows"] if one["came_from"] == f"/declarations/{released}")
    others = list_rows(guided.window, "released_exports", by="elsewhere", at=guided.at)

    assert (row["status"], row["place"]) == ("synthetic", "norrholt")
    assert found["is_house"]
    assert not list_rows(guided.window, "released_exports", by="north", at=guided.at)["may_change"]
    assert others["rows"] == []
    assert panel(guided, "elsewhere")["rows"] == []
    for stranger in ("exporter", "rival", "inspector"):
        with pytest.raises(RoleError):
            list_rows(guided.window, "released_exports", by=stranger, at=guided.at)


def test_nobody_tells_rows_that_the_house_works_out(guided: House) -> None:
    with pytest.raises(RefusedError, match="nobody tells its rows"):
        import_rows(guided.window, "released_exports", b"id\n1\n", "a.csv", by="", at=guided.at)
