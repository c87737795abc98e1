"""The pages and the API of goods under bond, in both languages, from the form to the proof."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.bonded.zone import Zone
from tests.integration.test_certificate_pages import Client

from entrepot.service.accounts import Visitor
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.bonded_access import THINGS
from entrepot.web.bonded_binding import bind_bonded
from entrepot.web.window_verbs import WindowVerbs

ITEMS = (
    "M1,material,090230,XV,kg,4.00,EUR,5000\nP1,product,090230,XU,item,9.00,EUR,\nE1,asset,,,item"
)
OFFICER = "zone_officer"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def client(zone: Zone) -> Client:
    """The application over the zone; a visitor's token is his account."""
    house = zone.house

    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(house.window.database, token, house.at) as (_book, actor):
            return Visitor(actor, token, token, token)

    unasked: Any = lambda *_: None  # noqa: E731
    desk: Any = SimpleNamespace(window=house.window)
    window = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        bonded=bind_bonded(desk, lambda: house.at),
    )  # fmt: skip
    verbs: Any = SimpleNamespace(wording={}, matrices=None)
    return Client(build_app(verbs, window))


def post(client: Client, path: str, who: str = "zone", **told: str) -> str:
    """Send a form; where it leads on to."""
    made = client.post(path, who, data=told)
    assert made.status_code == 303, made.text
    return str(made.headers["location"]).partition("?")[0]


@pytest.fixture(scope="module")
def things(client: Client) -> dict[str, str]:
    """One of each kind, made by its form; paths by name."""
    place = {"zone": "averlund_bonded", "office": "ul_landport"}
    book = post(client, "/bonded/books", name="=Tea", items=ITEMS, **place)
    post(client, book, do="bill", product="P1", version="1", materials="M1,0.95,5")
    other = post(client, "/bonded/books", who="exporter", name="Other", items=ITEMS, **place)
    ref = book.rpartition("/")[2]
    handbook = post(client, "/bonded/handbooks", name="Book", items=ITEMS, office="ul_landport",
                    valid_to="2026-12-31")  # fmt: skip
    listed = post(client, "/bonded/lists", book=ref, kind="in", own_reference="W1",
                  gross_mass_kg="1000", lines="M1,1000\nE1,2")  # fmt: skip
    post(client, listed, OFFICER, do="approve")
    gate = post(client, "/bonded/gate-passes", vehicle="XU-1", direction="in",
                lists=listed.rpartition("/")[2])  # fmt: skip
    post(client, gate, OFFICER, do="weigh", weighed_kg="1010")
    transfer = post(client, "/bonded/transfers", from_book=ref, to_book=other.rpartition("/")[2],
                    from_item="M1", quantity="1.00001", own_reference="T1")  # fmt: skip
    repair = post(client, "/bonded/repairs", book=ref, kind="repair", in_item="E1", quantity="1")
    lease = post(client, "/bonded/leases", asset="Crane", rents="2026-03-01,100000.00,EUR",
                 duty_pct="1", vat_pct="13", end="buy", residual="5000.00", **place)  # fmt: skip
    project = post(client, "/bonded/projects", role="averlund_tea", name="Tea hall",
                   office="ul_landport")  # fmt: skip
    post(client, project, OFFICER, do="admit")
    post(client, project, do="tell", year="2025", trade="1000000.00")
    return {"projects": project, "books": book, "handbooks": handbook, "lists": listed,
            "gate-passes": gate, "transfers": transfer, "repairs": repair,
            "leases": lease}  # fmt: skip


@pytest.mark.parametrize("thing", THINGS)
def test_every_list_and_thing_is_shown_in_both_languages(
    client: Client, things: dict[str, str], thing: str
) -> None:
    for path in (f"/bonded/{thing}", things[thing]):
        english, chinese = (client.get(f"{path}?lang={one}", "zone") for one in ("en", "zh"))
        heading = re.search("<h1>(.*?)</h1>", chinese.text, re.DOTALL)

        assert (english.status_code, chinese.status_code) == (200, 200)
        assert "rehearsal" in english.text
        assert "演练" in chinese.text
        assert heading is not None
        assert thing in ("books", "handbooks") or CHINESE.search(heading[1])
    assert client.get(f"/bonded/{thing}.csv", "zone").text.count("\r\n") >= 2


def test_a_book_goes_down_to_the_movements_of_an_item(
    client: Client, things: dict[str, str]
) -> None:
    page = client.get(f"{things['books']}?item=M1&proof=1&lang=en", "zone").text
    rows = re.search('<table class="dense" id="moves">.*?</table>', page, re.DOTALL)
    sheet = client.get(f"{things['books']}/movements.csv?item=M1", "zone").text

    assert rows is not None
    assert things["lists"] in rows[0]
    assert things["gate-passes"] in rows[0]
    assert "every figure agrees" in page
    assert "998.99999" in page
    assert len(sheet.splitlines()) == 4  # set aside, moved, set aside for the transfer
    assert "'=Tea" in client.get("/bonded/books.csv", "zone").text


def test_a_handbook_is_reported_and_closed_by_its_page(
    client: Client, things: dict[str, str]
) -> None:
    handbook = things["handbooks"].replace("handbooks", "books")
    post(client, handbook, do="settle")
    early = client.get(handbook, "zone").text
    post(client, handbook, OFFICER, do="close")
    closed = client.get(f"{handbook}?lang=zh", OFFICER).text
    sheet = client.get(f"{handbook}/settlement.csv", "zone").text

    assert "reported for settlement" in early
    assert 'id="settlement"' in closed
    assert "核销" in closed
    assert sheet.splitlines()[1].startswith(handbook.rpartition("/")[2])


def test_a_refusal_keeps_what_was_typed(client: Client, things: dict[str, str]) -> None:
    book = things["books"]
    short = client.post(book, "zone", data={"do": "consume", "product": "P1", "units": "5000"})
    wrong = client.post("/bonded/lists?lang=zh", "zone", data={
        "book": book.rpartition("/")[2], "kind": "in", "own_reference": "W9",
        "gross_mass_kg": "x", "lines": "M9,-1",
    })  # fmt: skip

    assert short.status_code == 409
    assert "5,000" in short.text or 'value="5000"' in short.text
    assert wrong.status_code == 422
    assert 'value="W9"' in wrong.text
    assert "M9,-1" in wrong.text


def test_a_sale_shows_both_states_with_their_working(
    client: Client, things: dict[str, str]
) -> None:
    rates = "M1,8 %,13 %\nP1,8 %,13 %"
    told = {"do": "sell", "item": "P1", "quantity": "100", "by": "material", "rates": rates}

    page = client.post(f"{things['books']}?lang=en", "zone", data=told)

    assert page.status_code == 200
    assert "56.16 EUR" in page.text  # a duty of 32.00 is waived, its VAT is not
    assert "198.36 EUR" in page.text


def test_the_api_has_the_same_things(client: Client, things: dict[str, str]) -> None:
    for thing, path in things.items():
        name = path.rpartition("/")[2]
        listed = client.get(f"/api/v1/bonded/{thing}", "zone").json()
        shown = client.get(f"/api/v1/bonded/{thing}/{name}", "zone").json()

        assert name in str(listed)
        assert shown["reference"] == name
        assert client.get(f"/api/v1/bonded/{thing}/{name}", "rival").status_code == 404
        assert client.get(f"/api/v1/bonded/{thing}", "bank").status_code == 403
        assert client.get(f"/api/v1/bonded/{thing}").status_code == 401
    book = things["books"].rpartition("/")[2]
    proof = client.get(f"/api/v1/bonded/books/{book}/verify", "auditor").json()
    body = {"book": book, "kind": "in", "own_reference": "A1", "gross_mass_kg": 5,
            "lines": [{"item": "M1", "quantity": 5}]}  # fmt: skip
    made = client.post("/api/v1/bonded/lists", "zone", json=body)
    again = client.post("/api/v1/bonded/lists", "zone", json=body)

    assert proof["agrees"]
    assert made.status_code == again.status_code == 201
    assert made.json()["reference"] == again.json()["reference"]
    assert made.headers["location"].endswith(made.json()["reference"])
