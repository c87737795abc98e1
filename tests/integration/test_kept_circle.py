"""Partners by the registers: the pack's ties, what was told since, and for whose eyes."""

import json
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import vobject
from tests.integration.page_client import client_over
from tests.integration.plans import NOON, planning
from tests.integration.test_fund_pages import Client

from entrepot.kernel.errors import MissingError
from entrepot.service.accounts import RoleError
from entrepot.service.calendar_feed import make_feed, read_feed
from entrepot.service.kept_circle import show_partners
from entrepot.service.partners import circle_of, homes_of, partners_document
from entrepot.service.rolls import import_rows
from entrepot.service.window import Window
from entrepot.store.packs import open_region
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system
from entrepot.web.circle_binding import bind_circle
from entrepot.web.roll_binding import bind_rolls

DAY = date(2026, 3, 10)
BONN = {"id": "bonn", "name": "Bonn", "name_zh": "波恩", "country": "DE"}
PAPER = {"id": "N1", "partner": "bonn", "kind": "friendship", "signed": "2025-06-30",
         "precision": "month", "source": "invented", "status": "synthetic"}  # fmt: skip
PROMISE = {"id": "C1", "partner": "bonn", "owner": "abroad", "text": "Send the plan",
           "due": "2026-03-09"}  # fmt: skip


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        with acting_system(found.database) as book:
            book.save_account(id="abroad", name="abroad", name_zh="外事", kind="person")
            book.save_membership(
                account="abroad", organisation="sandbox_house", roles=["foreign_affairs"],
                offices=[], agency="", granted_by="admin",
            )  # fmt: skip
        yield found


@pytest.fixture
def client(window: Window) -> Client:
    desk: Any = SimpleNamespace(window=window, region=open_region("upland"))
    return client_over(
        window, circle=bind_circle(desk, lambda: NOON), rolls=bind_rolls(desk, lambda: NOON)
    )


def keep(window: Window, roll: str, *rows: dict) -> None:
    import_rows(window, roll, json.dumps(rows).encode(), "a.json", by="abroad", at=NOON)


def shown(window: Window, partner: str = "", home: str = "") -> dict[str, Any]:
    return show_partners(window, home, DAY, partner, by="abroad", at=NOON)


@pytest.mark.parametrize("region", ["upland", "guizhou"])
def test_as_long_as_nothing_is_told_the_registers_say_what_the_pack_says(
    server, template_of, region: str
) -> None:
    pack = open_reference(region)
    with planning(server, template_of, region) as window:
        for home in homes_of(pack):
            of_pack = partners_document(circle_of(pack, home), DAY)
            kept = show_partners(window, home, DAY, by="", at=NOON)

            assert kept["counts"] == of_pack["counts"]
            assert kept["changes"] == of_pack["changes"]
            assert kept["anniversaries"] == of_pack["anniversaries"]
            told = {one["partner"]: one for one in kept["partners"]}
            for one in of_pack["partners"]:
                assert told[one["partner"]]["instruments"] == one["instruments"]


def test_a_paper_and_a_promise_of_the_register_count(window: Window) -> None:
    before = shown(window)["counts"]["in_force"]["friendship"]
    keep(window, "partners", BONN)
    keep(window, "instruments", PAPER)
    keep(window, "commitments", PROMISE)
    found = shown(window, "bonn")
    (bonn,) = found["partners"]

    assert shown(window)["counts"]["in_force"]["friendship"] == before + 1
    assert [(one["signed"], one["state"]) for one in bonn["instruments"]] == [
        ("2025-06", "in_force")
    ]
    assert (bonn["timeline"][0]["source"], bonn["timeline"][0]["status"]) == (
        "invented", "synthetic",
    )  # fmt: skip
    assert found["commitments_overdue"] == ["C1"]
    keep(window, "commitments", {**PROMISE, "done": "2026-03-08", "evidence": "Letter 7"})
    assert shown(window, "bonn")["commitments_overdue"] == []


def test_who_has_no_part_in_partners_is_refused(window: Window) -> None:
    with pytest.raises(RoleError):
        show_partners(window, "", DAY, by="exporter", at=NOON)
    with pytest.raises(MissingError):
        shown(window, home="nowhere")


def test_everybody_sees_the_packs_partners_and_some_the_registers_too(
    window: Window, client: Client
) -> None:
    keep(window, "partners", BONN)
    keep(window, "instruments", PAPER)
    keep(window, "commitments", PROMISE)
    page = client.get("/partners/bonn?lang=en", "abroad").text

    assert 'data-promise="C1"' in page
    assert 'href="/rolls/commitments?row=C1#tell"' in page
    assert client.get("/partners/bonn", "exporter").status_code == 404
    assert client.get("/api/v1/partners/bonn", "abroad").json()["partners"][0]["name"] == "Bonn"
    assert "波恩" in client.get("/partners?lang=zh", "abroad").text
    assert "波恩" not in client.get("/partners?lang=zh", "exporter").text


def test_the_calendar_of_who_keeps_partners_has_the_anniversaries_of_the_registers(
    window: Window,
) -> None:
    keep(window, "partners", BONN)
    keep(window, "instruments", {**PAPER, "signed": "2020-06-30", "precision": "day"})
    path = make_feed(window, by="abroad", at=NOON)["path"]
    token = path.removeprefix("/api/v1/calendar/").removesuffix(".ics")
    friends = read_feed(window, token, at=NOON)["friends"]

    assert "bonn" in {one["partner"] for one in friends["anniversaries"]}


def test_cards_tell_office_mailbox_and_channels_to_who_keeps_them(
    window: Window, client: Client
) -> None:
    keep(window, "partners", {**BONN, "office": "Mayor's office", "mailbox": "office@bonn.example"})
    keep(window, "instruments", PAPER)
    keep(window, "channels", {"id": "H1", "partner": "bonn", "counterpart": "Trade desk",
                              "opened_on": "2025-01-01"},
         {"id": "H2", "partner": "bonn", "counterpart": "Old desk", "opened_on": "2020-01-01",
          "closed_on": "2024-01-01"})  # fmt: skip
    path = "/api/v1/partners/bonn/card.vcf?lang=zh"
    city, desk = vobject.readComponents(client.get(path, "abroad").text)

    assert (city.fn.value, city.email.value) == ("波恩", "office@bonn.example")
    assert city.org.value == ["波恩", "Mayor's office"]
    assert (desk.fn.value, desk.org.value) == ("Trade desk", ["波恩", "Trade desk"])
    assert desk.categories.value == ["常态化联系渠道"]
    assert client.get(path, "").status_code == 404
