"""What the window found and partner customs opened, in the panel of those who keep the tie."""

from typing import Any

import pytest
from tests.integration.window.house import House

from entrepot.service.accounts import RoleError
from entrepot.service.panel_pages import show_panel
from entrepot.service.roll_rows import list_rows
from entrepot.service.sharing import end_agreement, share
from entrepot.store.window import acting_system


@pytest.fixture(scope="module")
def friends(house: House) -> House:
    """A house with an officer of foreign affairs and a promoter."""
    with acting_system(house.window.database) as book:
        for name, role in (("friend", "foreign_affairs"), ("seller", "promoter")):
            book.save_account(id=name, name=name, name_zh=name, kind="person")
            book.save_membership(
                account=name, organisation="sandbox_house", roles=[role], offices=[], agency="",
                granted_by="admin",
            )  # fmt: skip
    return house


def panel(house: House, **more: Any) -> dict[str, Any]:
    found = show_panel(house.window, "customs_sharing", by="friend", at=house.at, **more)
    return {one["name"]: one["value"] for one in found["figures"]}


def inspected(house: House) -> dict[str, Any]:
    """A declaration that three agencies looked at before it was released."""
    red = house.file("R")
    for agency in ("customs", "quarantine", "market"):
        red = house.inspect(red["reference"], agency)
    return red


def test_an_inspection_waits_until_the_partner_opens_the_declaration(friends: House) -> None:
    assert panel(friends)["results"] is None
    red = inspected(friends)
    waiting, then = panel(friends), friends.at
    friends.pass_time(minutes=1)
    friends.do(share, red["number"], by="partner")
    shared = panel(friends)

    assert red["state"] == "RELEASED"
    assert (waiting["results"], waiting["waiting"], waiting["shared"]) == (3, 3, 0)
    assert (shared["results"], shared["waiting"], shared["shared"]) == (3, 0, 3)
    assert panel(friends, known_at=then) == waiting


def test_rows_lead_to_the_declaration_and_are_for_the_circle_of_partners(friends: House) -> None:
    red = inspected(friends)
    rows = list_rows(friends.window, "window_inspections", by="friend", at=friends.at)["rows"]
    mine = [row for row in rows if row["case"] == red["number"]]

    assert {row["came_from"] for row in mine} == {f"/declarations/{red['reference']}"}
    assert {(row["partner"], row["found"], row["status"]) for row in mine} == {
        ("sandbox_partner", "as_declared", "synthetic"),
    }  # fmt: skip
    for stranger in ("seller", "exporter", "partner"):
        with pytest.raises(RoleError):
            list_rows(friends.window, "window_inspections", by=stranger, at=friends.at)


def test_an_agreement_that_ended_lets_nothing_new_through(friends: House) -> None:
    friends.do(end_agreement, "sandbox_agreement", by="supervisor")
    friends.pass_time(days=1)
    red = inspected(friends)
    (rule,) = list_rows(friends.window, "window_sharing_rules", by="friend", at=friends.at)["rows"]

    assert red["state"] == "RELEASED"
    assert (rule["to_on"], rule["came_from"]) == ("2026-03-10", "sandbox_agreement")
    assert panel(friends)["barred"] >= 3
