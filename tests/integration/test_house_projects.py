"""Events of pipelines move panels, as they were known and for the eyes of who sees the project."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.enterprises import import_enterprises
from entrepot.service.panel_pages import show_panel
from entrepot.service.pipelines import set_scope
from entrepot.service.roll_rows import list_rows
from entrepot.service.rolls import import_rows
from entrepot.service.stage_import import import_events
from entrepot.service.window import Window
from entrepot.store.window import acting_system

LATER = NOON + timedelta(days=1)
HEAD = "event,pipeline,project,on,stage,reason,corrects,place,chain,enterprise\n"
SAME = {"source": "invented", "status": "synthetic"}
PEOPLE = {"north": "promoter", "south": "promoter", "abroad": "foreign_affairs"}


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of) as found:
        with acting_system(found.database) as book:
            for name, role in PEOPLE.items():
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=[role], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        for name, place in (("north", "norrholt"), ("south", "suderholt")):
            set_scope(found, name, [place], [], by="", at=NOON)
        yield found


def keep(window: Window, *lines: str, at: Any = NOON) -> None:
    data = (HEAD + "\n".join(lines) + "\n").encode()
    import_events(window, data, "e.csv", by="", at=at)


def tell(window: Window, roll: str, **row: str) -> None:
    import_rows(window, roll, json.dumps([{**row, **SAME}]).encode(), "a", by="", at=NOON)


def panel(window: Window, name: str, by: str = "planner", **more: Any) -> dict[str, Any]:
    found = show_panel(window, name, by=by, at=LATER, **more)
    return {**found, "told": {one["name"]: one["value"] for one in found["figures"]}}


def test_a_project_that_lands_moves_targets_of_its_origin(window: Window) -> None:
    tell(window, "recruit_targets", id="cells", title="Cell maker", origin="DE", industry="battery",
         office="east", entered_on="2026-01-01")  # fmt: skip
    keep(window, "E1,p,A,2026-01-05,signed,,,norrholt,,cells",
         "E2,p,B,2026-01-06,lead,,,norrholt,,cells")  # fmt: skip
    before = panel(window, "recruit_mix")["rows"]
    keep(window, "E3,p,A,2026-02-01,operation,,,,,", "E4,p,B,2026-02-02,lost,no land,,,,", at=LATER)
    after = panel(window, "recruit_mix")["rows"]

    assert [(one["origin"], one["decided"], one["landed"]) for one in before] == [
        ("DE", None, None)
    ]
    assert [(one["origin"], one["decided"], one["landed"]) for one in after] == [("DE", 2, 1)]
    assert panel(window, "recruit_mix", known_at=NOON)["rows"] == before
    assert panel(window, "recruit_mix", on=date(2026, 2, 2))["rows"][0]["decided"] == 1
    assert panel(window, "recruit_calls_due")["told"]["outcomes"] == 2


def test_a_correction_takes_back_what_a_pipeline_told(window: Window) -> None:
    keep(window, "E1,p,A,2026-01-05,signed,,,norrholt,,F", "E2,p,A,2026-02-01,operation,,,,,")
    keep(window, "E3,p,A,2026-02-01,void,,E2,,,", at=LATER)

    assert panel(window, "directions", known_at=NOON)["told"]["landed"] == 1
    assert panel(window, "directions")["told"]["landed"] == 0


def test_firms_go_both_ways_by_the_pipeline_and_the_projects_abroad(window: Window) -> None:
    tell(window, "overseas_projects", id="q:OUT", name="Plant", enterprise="F", country="XV",
         form="investment")  # fmt: skip
    keep(window, "E1,p,IN,2026-01-05,signed,,,norrholt,,F", "E2,q,OUT,2026-01-06,lead,,,,,F",
         "E3,p,NOBODY,2026-01-07,lead,,,norrholt,,")  # fmt: skip
    found = panel(window, "directions")

    assert [(one["enterprise"], one["direction"]) for one in found["rows"]] == [("F", "both")]
    assert found["told"]["without_stage"] == 0
    assert {one["roll"]: one["rows"] for one in found["rolls"] if one["is_house"]} == {
        "pipeline_projects": 1, "pipeline_stages": 2,
    }  # fmt: skip


def test_rows_of_pipelines_are_of_who_sees_the_project_and_lead_back(window: Window) -> None:
    keep(window, "E1,p,A,2026-01-05,signed,,,norrholt,uch_tyres,F",
         "E2,p,B,2026-01-05,signed,,,suderholt,uch_tyres,G")  # fmt: skip

    def ids(by: str, roll: str = "pipeline_projects") -> list[str]:
        return [row["id"] for row in list_rows(window, roll, by=by, at=LATER)["rows"]]

    assert (ids("north"), ids("south"), ids("planner")) == (["p:A"], ["p:B"], ["p:A", "p:B"])
    assert ids("north", "pipeline_cluster_projects") == ["p:A"]
    (row,) = list_rows(window, "pipeline_stages", by="north", at=LATER)["rows"]
    assert row["came_from"] == "/industry/lists?pipeline=p&as_of=2026-01-05"
    assert row["place"] == "norrholt"
    with pytest.raises(RoleError):
        ids("abroad")
    with pytest.raises(RefusedError):
        import_rows(window, "pipeline_projects", b"id\n1\n", "a.csv", by="north", at=LATER)


def test_a_cluster_counts_firms_of_the_register_and_projects_signed(window: Window) -> None:
    def tyres() -> tuple[int, int]:
        rows = panel(window, "clusters")["rows"]
        return next((one["firms"], one["projects"]) for one in rows if one["cluster"] == "Tyres")

    firms, projects = tyres()
    import_enterprises(
        window, b"id,name,nodes,source,status\nnew_firm,New Firm,un_black,invented,synthetic\n",
        "f.csv", by="", at=NOON,
    )  # fmt: skip
    keep(window, "E1,p,A,2026-01-05,signed,,,norrholt,uch_tyres,",
         "E2,p,B,2026-01-05,lead,,,norrholt,uch_tyres,")  # fmt: skip

    assert tyres() == (firms + 1, projects + 1)
