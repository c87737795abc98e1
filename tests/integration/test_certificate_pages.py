"""The pages and the API of certificates, from the determination to the public check."""

import asyncio
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pypdf import PdfReader

from entrepot.service.accounts import Visitor
from entrepot.service.origin import OriginDesk, determine_origin
from entrepot.store.accounts import acting_for
from entrepot.store.db import Database
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.certificate_binding import bind_certificates
from entrepot.web.tariff_binding import bind_tariff
from entrepot.web.verify_pages import PER_MINUTE
from entrepot.web.window_verbs import WindowVerbs

AT = datetime(2026, 8, 4, 3, tzinfo=UTC)  # a day after the goods left
FIRM, ISSUER, RIVAL = "exporter", "issuer", "rival"
GUITAR = {
    "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP", "on": "2026-08-01",
    "operations": ["carving", "assembly", "finishing"],
    "good": {"hs": "920290", "fob": {"amount": "80", "currency": "USD"}},
    "materials": [{"name": "neck", "hs": "920290", "origin": "BR",
                   "value": {"amount": "47.20", "currency": "USD"}}],
}  # fmt: skip
FIELDS = {
    "exporter_name": "Guitar Works", "exporter_address": "1 Road", "importer_name": "Music Co",
    "importing_party": "JP", "description": "Acoustic guitars", "hs6": "920290",
    "criterion": "RVC", "origin_country": "CN", "quantity": "100", "quantity_unit": "item",
    "fob": "8000", "fob_currency": "USD", "invoice_number": "INV-1",
    "invoice_date": "2026-08-01", "departure_date": "2026-08-03",
}  # fmt: skip


SAVED = {
    "firm": "Example", "firm_zh": "示例", "hs6": "401120", "market": "AU", "month": "2026-08",
    "certificates": 2, "saved": {"amount": "1000.00", "currency": "AUD"}, "unknown": 1,
}  # fmt: skip


class Client:
    """Asks the application within this process, as somebody or as a stranger."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, path: str, who: str = "", host: str = "1.1.1.1") -> httpx.Response:
        return self._ask("GET", path, who, host)

    def post(self, path: str, who: str, **body: Any) -> httpx.Response:
        if "data" in body:
            body["data"] = {"csrf": who, **body["data"]}
        return self._ask("POST", path, who, "1.1.1.1", **body)

    def _ask(self, method: str, path: str, who: str, host: str, **body: Any) -> httpx.Response:
        headers = {"x-csrf-token": who} if "json" in body else {}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, client=(host, 1))
            async with httpx.AsyncClient(transport=transport, base_url="https://here") as client:
                client.cookies.set("__Host-session", who)
                return await client.request(method, path, headers=headers, **body)

        return asyncio.run(ask())


@pytest.fixture(scope="module")
def client(rehearsal: Database, tmp_path_factory: pytest.TempPathFactory) -> Client:
    reference = open_reference("guizhou")
    folder: Path = tmp_path_factory.mktemp("home")
    desk: Any = SimpleNamespace(
        window=SimpleNamespace(
            reference=reference, database=rehearsal, home=SimpleNamespace(folder=folder)
        ),
        database=rehearsal, region=SimpleNamespace(currency="CNY", country="CN"),
    )  # fmt: skip

    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(rehearsal, token, AT) as (_book, actor):
            return Visitor(actor, token, token, token)

    unasked: Any = lambda *_: None  # noqa: E731
    window = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
    )  # fmt: skip
    verbs: Any = SimpleNamespace(wording={}, matrices=None)
    tariff = replace(
        bind_tariff(desk, lambda: AT),
        certificates=replace(
            bind_certificates(desk, lambda: AT), saved=lambda _: {"rows": [SAVED]}
        ),
    )
    return Client(build_app(verbs, window, tariff=tariff))


@pytest.fixture(scope="module")
def determination(rehearsal: Database) -> str:
    desk = OriginDesk(open_reference("guizhou"), rehearsal)
    found: str = determine_origin(desk, GUITAR, at=AT, by=FIRM)["id"]
    return found


@pytest.fixture
def where(client: Client, determination: str) -> str:
    """Path of a fresh draft."""
    made = client.post("/certificates", FIRM, data={"determination": determination})
    return str(made.headers["location"])


@pytest.fixture
def issued(client: Client, where: str) -> str:
    for who, told in (
        (FIRM, FIELDS | {"do": "check"}), (FIRM, {"do": "submit"}), (ISSUER, {"do": "issue"}),
    ):  # fmt: skip
        assert client.post(where, who, data=told).status_code == 303
    return where


def checks(text: str) -> dict[str, str]:
    return {
        name: state for state, name in re.findall(r'class="check-(\w+)" data-check="(\w+)"', text)
    }


def test_a_draft_is_filled_in_checked_submitted_issued_and_printed(
    client: Client, issued: str
) -> None:
    page = client.get(f"{issued}?lang=en", FIRM).text
    paper = client.get(f"{issued}/print.pdf", FIRM).content
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)
    number = issued.rpartition("/")[2]

    assert '<b id="state">Issued</b>' in page
    for said in ("原产地证书", "Guitar Works", "920290", "RVC", "8000 USD", number,
                 "ISSUED RETROACTIVELY", "SYNTHETIC"):  # fmt: skip
        assert said in text, said
    assert paper == client.get(f"{issued}/print.pdf", FIRM).content
    address = re.search(r"https://here/verify/\S+", text.replace("\n", ""))
    assert address is not None
    shown = client.get(urlsplit(address[0]).path + "?lang=en").text
    assert set(checks(shown).values()) == {"passed"}
    assert "Guitar Works" in shown
    assert "Music Co" not in shown


def test_a_draft_with_faults_names_each_beside_its_field(client: Client, where: str) -> None:
    wrong = FIELDS | {"do": "check", "hs6": "920210", "quantity": ""}
    answer = client.post(f"{where}?lang=en", FIRM, data=wrong)

    assert answer.status_code == 422
    for name in ("hs6", "quantity"):
        assert f'id="{name}-fault"' in answer.text
    assert "Submit</button>" not in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "No certificate"), ("zh", "没有该编号的证书")]
)
def test_an_unknown_number_is_told_in_plain_words(client: Client, language: str, said: str) -> None:
    answer = client.get(f"/verify/C000000000000X?lang={language}")

    assert answer.status_code == 404
    assert said in answer.text
    assert client.get("/api/v1/certificates/verify/C000000000000X").json()["certificates"] == []


def test_a_cancelled_certificate_says_so_in_both_languages(client: Client, issued: str) -> None:
    refused = client.post(issued, ISSUER, data={"do": "cancel"})
    client.post(issued, ISSUER, data={"do": "cancel", "reason": "wrong goods"})
    number = issued.rpartition("/")[2]
    english = client.get(f"/verify/{number}?lang=en").text
    chinese = client.get(f"/verify/{number}?lang=zh").text

    assert refused.status_code == 409
    assert checks(english)["status"] == "failed"
    assert "not to be relied on" in english
    assert "已作废" in chinese
    assert "不可采信" in chinese


def test_who_asks_too_often_waits_and_others_do_not(client: Client) -> None:
    asked = 0
    while client.get("/api/v1/certificates/verify/C1", host="9.9.9.9").status_code == 200:
        asked += 1

    assert 2 * PER_MINUTE <= asked < 4 * PER_MINUTE
    assert client.get("/verify/C1", host="9.9.9.9").status_code == 404  # its own count
    assert client.get("/api/v1/certificates/verify/C1", host="8.8.8.8").status_code == 200


def test_who_is_not_concerned_sees_nothing(client: Client, where: str) -> None:
    for path in (where, f"{where}/print.pdf", f"/api/v1{where}"):
        assert client.get(path, RIVAL).status_code == 404
        assert client.get(path, "officer").status_code == 403
    assert client.get(where).status_code in (303, 401)
    assert client.get(f"{where}/credential.json", FIRM).status_code == 404


def test_the_api_carries_a_certificate_through_its_life(client: Client, determination: str) -> None:
    draft = {"determination": determination, "fields": FIELDS}
    made = client.post("/api/v1/certificates", FIRM, json=draft)
    path = f"/api/v1/certificates/{made.json()['reference']}"
    moves = [
        client.post(path, who, json={"move": move})
        for who, move in ((FIRM, "check"), (FIRM, "submit"), (FIRM, "issue"), (ISSUER, "issue"))
    ]
    told = {"move": "correct", "reason": "moved", "fields": {"importer_address": "2 Street"}}
    corrected = client.post(path, ISSUER, json=told).json()

    assert made.status_code == 201
    assert [one.status_code for one in moves] == [200, 200, 403, 200]
    assert (corrected["state"], corrected["version"]) == ("corrected", 2)
    assert corrected["credential"]["credentialSubject"]["importer_address"] == "2 Street"
    assert client.post(path, FIRM, json={"move": "fly"}).status_code == 422
    assert client.post(path, FIRM, json={"move": "submit"}).status_code == 409
    listed = client.get("/api/v1/certificates", FIRM).json()["certificates"]
    assert corrected["reference"] in {one["reference"] for one in listed}


def test_the_list_of_statuses_is_a_signed_credential(client: Client) -> None:
    listed = client.get("/api/v1/certificates/statuses").json()

    assert listed["type"][1] == "BitstringStatusListCredential"
    assert listed["proof"]["cryptosuite"] == "eddsa-jcs-2022"


def test_the_signed_file_is_handed_out_as_it_was_signed(client: Client, issued: str) -> None:
    answer = client.get(f"{issued}/credential.json", FIRM)

    assert answer.headers["content-type"] == "application/vc"
    assert json.loads(answer.content)["type"] == ["VerifiableCredential", "CertificateOfOrigin"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["/certificates", "/verify"])
def test_every_page_is_shown(client: Client, path: str, language: str) -> None:
    assert client.get(f"{path}?lang={language}", FIRM).status_code == 200


@pytest.mark.parametrize(("language", "said"), [("en", "Duty saved"), ("zh", "节省关税")])
def test_duty_saved_is_shown_where_it_is_asked_for(
    client: Client, language: str, said: str
) -> None:
    asked = client.get(f"/certificates?lang={language}&saved=1", FIRM).text
    plain = client.get(f"/certificates?lang={language}", FIRM).text

    assert said in asked
    assert "1,000.00" in asked
    assert 'id="saved"' not in plain
