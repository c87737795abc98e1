"""The pages and the API of credit insurance and service firms, in both languages."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_credit_insurance import INSURER
from tests.integration.test_fund import NOON, rehearse_hub
from tests.integration.test_fund_pages import CHINESE, Client

from entrepot.service.accounts import Visitor
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.store.home import Home
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.exporter_binding import bind_exporters
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.window_verbs import WindowVerbs

WISH = {"insurer": INSURER, "buyer": "Page Buyer", "country": "DE", "asked": "1000.00",
        "paid_12m": "100000.00"}  # fmt: skip


def client_over(window: Window, exporters: ExporterVerbs, at: datetime) -> Client:
    """The application over a window; a session is the name of an account."""

    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(window.database, token, at) as (_book, actor):
            return Visitor(actor, token, token, token)

    unasked: Any = lambda *_: None  # noqa: E731
    verbs = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        exporters=exporters,
    )  # fmt: skip
    told: Any = SimpleNamespace(wording={}, matrices=None)
    return Client(build_app(told, verbs), window.database)


@pytest.fixture(scope="module")
def client(server, template_of, tmp_path_factory) -> Iterator[Client]:
    """The application over a database with the hub's accounts."""
    home = Home(tmp_path_factory.mktemp("exporters"), region="upland")
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(home, database, open_reference("upland"))
        desk: Any = SimpleNamespace(window=window)
        yield client_over(window, bind_exporters(desk, lambda: NOON), NOON)


def test_a_buyer_goes_through_the_pages_from_limit_to_claim(client: Client) -> None:
    buyer = client.act("/insurance", "exporter", **WISH)
    client.act(buyer, "insurer", do="grant", grade="1", country_grade="1", limit="", reason="")
    client.act(buyer, "exporter", do="ship", ref="S1", value="800.00", terms_days="30")
    client.act(buyer, "exporter", do="claim", ref="S1", amount="700.00")
    waits = client.get(f"{buyer}?lang=en", "insurer").text
    client.act(buyer, "insurer", do="indemnify", ref="S1", amount="700.00", reason="")
    english, chinese = (
        client.get(f"{buyer}?lang={lang}", "exporter").text for lang in ("en", "zh")
    )

    assert "Settle a claim" in waits
    assert "loss paid by the insurer" in english
    assert '<b id="free">1,000.00' in english
    assert CHINESE.search(chinese.partition("<main")[2])
    sheet = client.get("/insurance.csv", "exporter")
    assert "Page Buyer,DE" in sheet.text
    assert 'action="/insurance"' not in client.get("/insurance", "insurer").text


def test_a_wish_that_is_wrong_keeps_what_was_typed(client: Client) -> None:
    answer = client.ask("POST", "/insurance", "exporter", data={**WISH, "asked": "much"})

    assert answer.status_code == 422
    assert 'value="much"' in answer.text


def test_the_api_of_insurance_answers_as_the_command_does(client: Client) -> None:
    path = "/api/v1/credit-insurance/buyers"
    wish = {**WISH, "buyer": "API Buyer", "asked": {"amount": "5.00", "currency": "EUR"},
            "paid_12m": {"amount": "500.00", "currency": "EUR"}}  # fmt: skip
    made = client.ask("POST", path, "exporter", json=wish)
    one = f"{path}/{made.json()['reference']}"
    number = client.ask("POST", one, "exporter", json={"move": "claim", "ref": "S1", "amount": 5})

    assert made.status_code == 201, made.text
    assert number.status_code == 422
    assert number.json()["problems"][0]["code"] == "money.float"
    assert client.get(one, "insurer").json()["buyer"] == "API Buyer"
    assert client.get(one, "rival").status_code == 404
    assert client.get(path, "bank").status_code == 403
    listed = client.get(path, "auditor").json()["rows"]
    assert made.json()["reference"] in [row["reference"] for row in listed]


def test_fruit_is_put_into_boxes_for_anybody_and_the_shares_add_up(client: Client) -> None:
    empty = client.get("/fruit?lang=en", "").text
    example = re.search(r'href="(/fruit\?id=[^"]+)"', empty)[1].replace("&amp;", "&")
    english, chinese = (client.get(f"{example}&lang={lang}", "").text for lang in ("en", "zh"))
    sheet = client.get(example.replace("/fruit?", "/fruit.csv?"), "").text.splitlines()

    assert "would not keep long enough after arrival" in english
    assert "quarantine is not over" in english
    assert CHINESE.search(chinese.partition("<main")[2])
    shares = [Decimal(row.rsplit(",", 1)[1].split()[0]) for row in sheet if row.endswith(" EUR")]
    assert sum(shares) == Decimal("44000.00")
    wrong = client.get(example.replace("mass_kg_1=4000", "mass_kg_1=much") + "&lang=en", "")
    assert wrong.status_code == 422
    assert 'value="much"' in wrong.text
