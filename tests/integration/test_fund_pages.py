"""The pages and the API of the fund and of small exporters, in both languages."""

import asyncio
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.integration.conftest import copy_of
from tests.integration.test_fund import MEMBERS, NOON, rehearse_hub

from entrepot.service.accounts import Visitor
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.lending import acting_lending
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.fund_binding import bind_fund
from entrepot.web.window_verbs import WindowVerbs

CHINESE = re.compile("[\u4e00-\u9fff]")
FORM = {
    "title": "Cold boxes", "title_zh": "冷藏箱", "budget": "1000.00", "opens_on": "2026-03-01",
    "closes_on": "2026-03-31", "members": ", ".join(MEMBERS), "quorum_pct": "66.67",
    "majority_pct": "50",
}  # fmt: skip


class Client:
    """Asks the application within this process as somebody."""

    def __init__(self, app: FastAPI, database: Database) -> None:
        self.app, self.database = app, database

    def ask(self, method: str, path: str, who: str, **body: Any) -> httpx.Response:
        if "data" in body:
            body["data"] = {"csrf": who, **body["data"]}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="https://here") as client:
                client.cookies.set("__Host-session", who)
                headers = {"x-csrf-token": who}
                return await client.request(method, path, headers=headers, **body)

        return asyncio.run(ask())

    def get(self, path: str, who: str) -> httpx.Response:
        return self.ask("GET", path, who)

    def act(self, path: str, who: str, **data: str) -> str:
        """Send a form that works; where it leads."""
        answer = self.ask("POST", path, who, data=data)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture(scope="module")
def client(server, template_of, tmp_path_factory) -> Iterator[Client]:
    """The application over a database with the hub's accounts."""
    home = Home(tmp_path_factory.mktemp("fund"), region="upland")
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(home, database, open_reference("upland"))

        def find_visitor(token: str, _: str) -> Visitor | None:
            if not token:
                return None
            with acting_for(database, token, NOON) as (_book, actor):
                return Visitor(actor, token, token, token)

        unasked: Any = lambda *_: None  # noqa: E731
        desk: Any = SimpleNamespace(window=window)
        verbs = WindowVerbs(
            sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
            switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
            fund=bind_fund(desk, lambda: NOON),
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        yield Client(build_app(told, verbs), database)


def test_a_project_goes_through_the_pages_from_call_to_money(client: Client) -> None:
    call = client.act("/fund", "fund", **FORM)
    form = {"do": "apply", "title": "Two boxes", "asked": "600.00", "step_0": "bought",
            "amount_0": "400.00", "step_1": "at work", "amount_1": "200.00"}  # fmt: skip
    project = client.act(call, "exporter", **form)
    for member in MEMBERS:
        client.act(project, member, do="vote", vote="yes")
    client.act(project, "fund", do="decide")
    client.act(project, "fund", do="commit", amount="600.00", key="c")
    client.act(project, "fund", do="reach", milestone="1", evidence="invoice 7")
    client.act(project, "fund", do="draw", amount="400.00", key="d")
    refused = client.ask("POST", project, "fund", data={"do": "draw", "amount": "1.00", "key": "e"})

    assert refused.status_code == 409
    assert "is left of the commitment" in refused.text
    english, chinese = (client.get(f"{project}?lang={lang}", "fund").text for lang in ("en", "zh"))
    assert "money promised" in english
    assert "400.00" in english
    assert CHINESE.search(chinese.partition("<main")[2])
    assert 'value="66.67"' in client.get("/fund?lang=zh", "fund").text
    board = client.get("/fund?lang=en", "exporter").text
    assert "Cold boxes" in board
    assert 'action="/fund"' not in board


def test_a_form_that_is_wrong_keeps_what_was_typed_and_names_every_fault(client: Client) -> None:
    answer = client.ask("POST", "/fund", "fund", data={**FORM, "budget": "much", "members": "ann"})

    assert answer.status_code == 422
    assert 'value="much"' in answer.text
    assert "budget" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "who", "status"),
    [
        ("GET", "/fund", "site", 403), ("POST", "/fund", "exporter", 403),
        ("GET", "/fund/F0000000000000", "fund", 404), ("GET", "/api/v1/fund/calls", "bank", 403),
    ],
)  # fmt: skip
def test_the_fund_is_closed_to_who_has_no_business_there(client, method, path, who, status):
    body = {"data": {}} if method == "POST" else {}

    assert client.ask(method, path, who, **body).status_code == status


def test_a_loan_is_scored_for_anybody_and_nothing_is_kept(client: Client) -> None:
    asked = "exports_12m=12500000&credit_class=registered&asked=10"
    english, chinese = (client.get(f"/loan?{asked}&lang={lang}", "").text for lang in ("en", "zh"))

    assert '<b id="score">20</b>' in english
    assert "unknown" in english
    assert "synthetic" in english
    assert CHINESE.search(chinese.partition("<main")[2])
    wrong = client.get("/loan?exports_12m=many&lang=en", "")
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text


def test_the_api_answers_as_the_command_does(client: Client) -> None:
    records = [{"feature": "credit_class", "value": "aeo", "source": "customs"}]
    scored = client.ask("POST", "/api/v1/loans/score", "", json={"records": records})
    number = client.ask("POST", "/api/v1/loans/score", "", json={"asked": 5})
    opened = client.ask(
        "POST", "/api/v1/fund/calls", "fund",
        json={"title": "A", "budget": {"amount": "5.00", "currency": "EUR"},
              "opens_on": "2026-03-01", "closes_on": "2026-03-31", "members": MEMBERS},
    )  # fmt: skip

    assert (scored.status_code, scored.json()["score"]) == (200, 14)
    assert number.status_code == 422
    assert number.json()["problems"][0]["code"] == "money.float"
    assert opened.status_code == 201, opened.text
    listed = client.get("/api/v1/fund/calls", "auditor").json()["rows"]
    assert opened.json()["reference"] in [row["reference"] for row in listed]


def test_a_loan_goes_through_the_pages_from_the_wish_to_the_last_payment(client: Client) -> None:
    with acting_lending(client.database, "bank", NOON) as (_, actor):
        lender = actor.uscc
    form = {"lender": lender, "asked": "1000.00", "due_on": "2026-09-01", "consent": "yes",
            "exports_12m": "12500000", "tax_arrears": "0", "refund_class": "I"}  # fmt: skip
    loan = client.act("/loans", "exporter", **form)
    stopped = client.ask("POST", "/loans", "exporter", data={**form, "consent": "no"})
    client.act(loan, "bank", do="grant", amount="10.00")
    client.act(loan, "bank", do="draw", amount="10.00", key="d")
    client.act(loan, "bank", do="repay", amount="10.00", key="r")

    assert stopped.status_code == 422
    assert "12500000" in stopped.text
    english, chinese = (client.get(f"{loan}?lang={lang}", "exporter").text for lang in ("en", "zh"))
    assert "closed" in english
    assert 'name="do"' not in english
    assert CHINESE.search(chinese.partition("<main")[2])
    assert loan.rpartition("/")[2] in client.get("/loans?lang=en", "bank").text
    assert client.get(loan, "rival").status_code == 404
    answer = client.get(f"/api/v1{loan}", "auditor")
    assert (answer.status_code, answer.json()["state"]) == (200, "closed")
