"""Names beside ids in registers and panels, for each pair of eyes, on the real database."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from tests.integration.plans import NOON, planning

from entrepot.service.enterprises import import_enterprises
from entrepot.service.panel_pages import show_page
from entrepot.service.roll_files import write_rows
from entrepot.service.roll_rows import list_rows
from entrepot.service.rolls import import_rows
from entrepot.service.window import Window
from entrepot.store.queries import queries
from entrepot.store.rolls import Rolls
from entrepot.store.window import acting_system

FIRMS = """\
id,code,name,name_zh,source,status
F1,91350100M000100Y43,Hill Works,山工厂,invented,synthetic
F2,,Plain Works,,invented,synthetic
""".encode()
SOURCE = {"source": "invented", "status": "synthetic"}


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        with acting_system(found.database) as book:
            book.save_account(id="abroad", name="a", name_zh="a", kind="person")
            book.save_membership(account="abroad", organisation="sandbox_house", agency="",
                                 roles=["foreign_affairs"], offices=[],
                                 granted_by="admin")  # fmt: skip
        import_enterprises(found, FIRMS, "firms.csv", by="", at=NOON)
        yield found


def take(window: Window, roll: str, *rows: dict) -> None:
    data = json.dumps([{**SOURCE, **row} for row in rows]).encode()
    import_rows(window, roll, data, "a.json", by="", at=NOON)


def post(id_: str, firm: str) -> dict:
    return {"id": id_, "title": "Clerk", "skill": "filing", "wanted": "1", "enterprise": firm,
            "place": "norrholt"}  # fmt: skip


def test_a_register_says_what_its_ids_are_called_and_takes_its_file_in_again(
    window: Window,
) -> None:
    take(window, "talent_posts", post("P1", "F1"), post("P2", "F2"), post("P3", "F9"),
         post("P4", "91350100M000100Y43"), post("P5", "ue01"))  # fmt: skip
    found = list_rows(window, "talent_posts", by="planner", at=NOON)
    beside = {row["id"]: (row.get("enterprise_name"), row.get("enterprise_name_zh"),
                          row.get("enterprise_link")) for row in found["rows"]}  # fmt: skip
    file = write_rows(found, "posts.csv")
    lines = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    again = import_rows(window, "talent_posts", file, "posts.csv", by="", at=NOON)

    hill = ("Hill Works", "山工厂", "/enterprises/91350100M000100Y43")
    assert beside == {
        "P1": hill, "P2": ("Plain Works", "", "/enterprises/F2"), "P3": (None, None, None),
        "P4": hill, "P5": ("Averlund Rubber", "阿弗伦橡胶", ""),
    }  # fmt: skip
    assert (lines[0]["enterprise"], lines[0]["enterprise_name_zh"]) == ("F1", "山工厂")
    assert lines[0]["place_name"] == "Norrholt"
    assert (again["changed"], again["already"]) == (0, 5)


def test_firms_go_unnamed_for_who_sees_none(
    window: Window,
) -> None:
    take(window, "partners", {"id": "N1", "name": "North Harbour", "name_zh": "北港"})
    take(
        window,
        "association_events",
        {"id": "E1", "title": "Fair", "partner": "N1", "begins_on": "2026-03-01"},
    )
    take(window, "association_deals", {
        "id": "D1", "event": "E1", "partner": "N1", "enterprise": "F1", "title": "Tea",
        "signed_on": "2026-03-02"})  # fmt: skip
    told = {who: list_rows(window, "association_deals", by=who, at=NOON)["rows"][0]
            for who in ("planner", "abroad")}  # fmt: skip

    assert told["abroad"]["partner_name_zh"] == told["planner"]["partner_name_zh"] == "北港"
    assert told["abroad"]["partner_link"] == "/partners/N1"
    assert told["planner"]["enterprise_name"] == "Hill Works"
    assert "enterprise_name" not in told["abroad"]


def test_a_panel_says_it_by_its_registers_with_one_look_up_a_page(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(window, "listing_candidates", {"id": "L1", "firm": "F1", "exchange": "X", "country": "DE",
                                        "entered_on": "2026-01-01"})  # fmt: skip
    asked = list[list[str]]()

    def list_firm_names(book: Rolls, *, region: str, ids: list[str]) -> list[dict]:
        asked.append(ids)
        return list(queries("rolls").list_firm_names(book.tx, region=region, ids=ids))

    monkeypatch.setattr(Rolls, "list_firm_names", list_firm_names, raising=False)
    page = show_page(window, "/measures", by="planner", at=NOON)
    panel = next(one for one in page["panels"] if one["panel"] == "listing_readiness")

    assert asked == [["F1"]]
    assert panel["names"] == ["firm_name", "firm_name_zh"]
    assert panel["rows"][0]["firm_name_zh"] == "山工厂"
    assert panel["rows"][0]["firm_link"] == "/enterprises/91350100M000100Y43"
