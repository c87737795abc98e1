"""Guarantees, refunds and the calendar as pages in two languages, as files and as API."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.window.house import House
from tests.integration.window.test_port_pages import CHINESE, Client, words
from tests.integration.window.test_refund_cases import case_of, exported, filed, goods_of, hub

from entrepot.service.accounts import Visitor
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.finance_binding import bind_finance
from entrepot.web.green_binding import bind_green
from entrepot.web.window_verbs import WindowVerbs

__all__ = ["hub"]
G, R = "/api/v1/guarantees", "/api/v1/refund-cases"
LETTER = {"kind": "bank-letter", "issuer": "Example Bank", "limit": "500.00", "to": "2026-12-31"}


@pytest.fixture(scope="module")
def client(hub: House) -> Client:
    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(hub.window.database, token, hub.at) as (_book, actor):
            return Visitor(actor, token, token, token)

    unasked: Any = lambda *_: None  # noqa: E731
    desk: Any = SimpleNamespace(window=hub.window)
    window = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        finance=bind_finance(desk, lambda: hub.at), green=bind_green(desk, lambda: hub.at),
    )  # fmt: skip
    verbs: Any = SimpleNamespace(wording={}, matrices=None)
    return Client(build_app(verbs, window))


@pytest.fixture(scope="module")
def letter(client: Client) -> str:
    """A letter of a bank that customs have activated."""
    made = client.post(G, "bank", json={**LETTER, "firm": "exporter"})
    reference = str(made.json()["guarantee"])
    assert client.post(f"{G}/{reference}/activate", "officer").status_code == 200
    return reference


def test_a_guarantee_by_the_api_from_the_move_to_the_paid_claim(client: Client, letter) -> None:
    move = {"kind": "reserve", "amount": "200.00", "ref": "D1", "key": "k"}
    told = client.post(f"{G}/{letter}/moves", "officer", json=move)
    again = client.post(f"{G}/{letter}/moves", "officer", json=move)
    beyond = client.post(f"{G}/{letter}/moves", "officer", json={**move, "key": "l",
                                                                 "amount": "400.00"})  # fmt: skip
    lines = '{"key":"m","kind":"claim","ref":"D1","amount":"50.00"}\n'
    bulk = client.post(f"{G}/{letter}/moves:bulk", "officer", content=lines.encode())
    claim = client.ask("GET", f"{G}/{letter}", "exporter").json()["claims"][0]

    assert told.json() == again.json()
    assert (beyond.status_code, beyond.json()["problems"][0]["code"]) == (409, "guarantee.limit")
    assert (bulk.json()["applied"], bulk.json()["balance"]["claimed"]["amount"]) == (1, "50.00")
    assert client.post(f"{G}/claims/{claim['id']}/paid", "officer").status_code == 403
    assert client.post(f"{G}/claims/{claim['id']}/paid", "bank").status_code == 200
    assert client.get(f"{G}/{letter}/verify", "auditor").json()["ok"]
    assert client.get(f"{G}/{letter}", "rival").status_code == 404
    assert client.post(f"{G}/{letter}/moves", "exporter", json=move).status_code == 403


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/guarantees", "officer"), ("/guarantees/{letter}", "officer"), ("/refunds", "refunds"),
        ("/green", "refunds"), ("/green", "exporter"),
        ("/refunds/new?kind=trader", "exporter"), ("/refunds/new?kind=manufacturer", "exporter"),
        ("/refunds/new?kind=trader", "broker"),
        ("/calendar?year=2026", "admin"), ("/calendar?year=2031", ""),
    ],
)  # fmt: skip
def test_every_page_is_there_in_both_languages(client: Client, letter, path: str, who) -> None:
    path = path.format(letter=letter)
    mark = "&" if "?" in path else "?"
    english, chinese = (client.get(f"{path}{mark}lang={lang}", who) for lang in ("en", "zh"))

    assert (english.status_code, chinese.status_code) == (200, 200)
    assert not CHINESE.search(re.sub(r"（虚构）", "", words(english.text)))
    assert CHINESE.search(words(chinese.text))


@pytest.mark.parametrize(("lang", "name"), [("en", "Customs at Averlund"), ("zh", "艾沃隆")])
def test_customs_offices_of_a_guarantee_are_named(client: Client, lang: str, name: str) -> None:
    page = client.get(f"/guarantees?lang={lang}", "officer").text

    assert f'<option value="ul_landport">{name}' in page


def test_a_broker_names_the_exporter_on_the_form_and_an_exporter_does_not(
    client: Client, hub: House
) -> None:
    export = exported(hub)
    form = {
        "kind": "trader", "class": "II", "declaration.1": export, "invoice.1": "F-broker",
        "hs.1": goods_of(hub, export)["hs"], "levy_pct.1": "19", "purchase_ex_vat.1": "1,000.00",
    }  # fmt: skip
    forms = [client.get("/refunds/new?kind=trader", who).text for who in ("broker", "exporter")]
    lacking = client.post("/refunds", "broker", data=form)
    made = client.post("/refunds", "broker", data={**form, "firm": "sandbox_exporter"})

    assert ['name="firm"' in one for one in forms] == [True, False]
    assert lacking.status_code == 409
    assert 'id="broker"' in client.get(made.headers["location"], "exporter").text


def test_a_refund_is_filed_by_its_form_and_seen_in_the_queue(client: Client, hub: House) -> None:
    export = exported(hub)
    form = {
        "kind": "trader", "class": "II", "declaration.1": export, "invoice.1": "F-page",
        "hs.1": goods_of(hub, export)["hs"], "levy_pct.1": "19", "purchase_ex_vat.1": "1,000.00",
    }  # fmt: skip
    faulty = client.post("/refunds", "exporter", data={**form, "levy_pct.1": "x"})
    made = client.post("/refunds", "exporter", data=form)
    path = made.headers["location"]
    for who, move in (("exporter", "submit"), ("refunds", "accept"), ("refunds", "match")):
        done = client.post(path, who, data={"do": move})
        assert done.status_code == 303, done.text
    lacking = client.post(path, "refunds", data={"do": "query"})
    case, queue = client.get(path, "refunds"), client.get("/refunds", "refunds")
    file = client.get("/refunds.csv", "refunds")
    api = client.get(R, "refunds").json()["cases"]

    assert (faulty.status_code, made.status_code, lacking.status_code) == (422, 303, 409)
    assert "90.00" in words(case.text)
    assert "3 working days left" in words(case.text)
    assert path.rpartition("/")[2] in queue.text
    assert file.text.startswith("\ufeffreference,")
    assert "matching" in file.text
    assert path.rpartition("/")[2] in {one["reference"] for one in api}


def test_two_persons_open_a_green_channel_on_its_page_and_the_queue_says_why(
    client: Client, hub: House
) -> None:
    form = {"firm": "exporter", "channel": "refund", "from": "2026-01-01", "to": "2026-12-31",
            "grounds": "no fault in three years", "source": "list 7"}  # fmt: skip
    faulty = client.post("/green", "refunds", data={**form, "to": "2025-01-01"})
    assert client.post("/green", "refunds", data=form).status_code == 303
    [row] = client.get("/api/v1/green-channels", "exporter").json()["rows"]
    path = f"/green/{row['reference']}"
    own = client.post(path, "refunds", data={"do": "confirm", "reason": ""})
    assert client.post(path, "refunds2", data={"do": "confirm", "reason": ""}).status_code == 303
    export = exported(hub)
    case = filed(hub, case_of(hub, export, "F-green"))
    assert client.post(f"/refunds/{case}", "exporter", data={"do": "submit"}).status_code == 303
    queue = words(client.get("/refunds?lang=en", "refunds").text)
    told = client.get("/api/v1/green-channels/queues/refund", "refunds").json()["waiting"]

    assert (faulty.status_code, own.status_code) == (422, 403)
    assert "goes before ordinary cases" in queue
    assert "no fault in three years" in queue
    assert [(one["case"], one["why"]) for one in told] == [(case, "eligible")]
    assert client.get("/api/v1/green-channels/queues/refund", "exporter").status_code == 403
    assert client.get("/api/v1/green-channels", "rival").json()["rows"] == []
    assert "list 7" in client.get("/green.csv", "exporter").text
    assert client.post(path, "refunds", data={"do": "revoke", "reason": "x"}).status_code == 303


def test_a_refund_is_worked_out_without_signing_in(client: Client) -> None:
    line = {
        "declaration": "D", "invoice": "F", "exited": True, "levy_pct": "13", "refund_pct": "9",
        "purchase_ex_vat": {"amount": "250000.00", "currency": "EUR"},
    }  # fmt: skip
    told = client.post(f"{R}/compute", "", json={"kind": "trader", "lines": [line]})
    twice = client.post(f"{R}/compute", "", json={"kind": "trader", "lines": [line, line]})

    assert (told.json()["refund"]["amount"], told.json()["to_cost"]["amount"]) == (
        "22500.00", "10000.00"
    )  # fmt: skip
    assert (twice.status_code, twice.json()["problems"][0]["code"]) == (409, "refund.invoice_used")


def test_two_persons_change_the_calendar_on_its_page(client: Client) -> None:
    form = {"do": "propose", "year": "2026", "reason": "Notice 9", "date.1": "2026-12-24",
            "is_working.1": "false", "publish": "2027"}  # fmt: skip
    assert client.post("/calendar", "admin", data=form).status_code == 303
    own = client.get("/calendar?year=2026", "admin").text
    theirs = client.get("/calendar?year=2026", "admin2").text
    number = re.search(r'name="proposal" value="(\d+)"', theirs)

    assert number
    assert 'name="proposal"' not in own
    decided = client.post("/calendar", "admin2", data={"do": "approve", "proposal": number[1]})
    year = client.get("/api/v1/calendar/working-days/2026", "").json()
    assert decided.status_code == 303
    assert {"date": "2026-12-24", "is_working": False}.items() <= year["days"][-1].items()
    assert client.get("/api/v1/calendar/working-days/2027", "").json()["is_published"]
    assert client.post("/calendar", "exporter", data=form).status_code == 403
