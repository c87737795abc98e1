"""The API: documents, problems, access."""

import csv
import io
import json

import pytest
from pypdf import PdfReader

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.web.access import PERMISSIONS, PUBLIC, routes_of

ASKED = {
    "origin": "up",
    "destination": "north",
    "hs": "401120",
    "teu": 2,
    "tonnes": 24,
    "value": 60000,
    "currency": "USD",
    "incoterm": "DAP",
    "on": "2026-11-20",
}


def test_a_quote_is_made_and_its_address_told(client, service) -> None:
    answer = client.post("/api/v1/quotes", json=ASKED)

    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/quotes/QTEST234567"
    assert answer.json() == service.quote


def test_numbers_reach_the_service_as_they_were_written(client, service) -> None:
    client.post("/api/v1/quotes", json=ASKED | {"value": "60000.10", "tonnes": 0.1})

    assert service.asked[0]["value"] == "60000.10"
    assert service.asked[0]["tonnes"] == "0.1"


def test_every_fault_of_the_service_comes_as_one_problem_document(client) -> None:
    answer = client.post("/api/v1/quotes", json={"origin": "nowhere", "hs": "tyres"})

    document = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {problem["where"] for problem in document["problems"]} == {
        "origin",
        "destination",
        "hs",
        "value",
        "tonnes",
    }
    assert set(document["problems"][0]) == {"code", "where", "message", "hint", "source"}


def test_every_fault_of_the_body_comes_in_the_same_form(client) -> None:
    body = ASKED | {"colour": "red", "teu": [1], "max": "two", "value": True}

    answer = client.post("/api/v1/quotes", json=body)

    problems = {problem["where"]: problem["code"] for problem in answer.json()["problems"]}
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(problems) == {"colour", "teu", "max", "value"}
    assert problems["colour"] == "body.extra"


@pytest.mark.parametrize("body", ["{", "[]", "null", '"text"'])
def test_a_body_that_is_no_object_is_refused(client, body) -> None:
    headers = {"content-type": "application/json"}

    answer = client.post("/api/v1/quotes", content=body, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["problems"]


@pytest.mark.parametrize("ending", ["", ".csv", ".pdf"])
def test_an_unknown_reference_is_not_found(client, ending) -> None:
    answer = client.get(f"/api/v1/quotes/QNOTHERE{ending}")

    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "quote.unknown"


def test_routes_are_told_as_the_service_finds_them(client, service) -> None:
    body = {"origin": "up", "destination": "north", "teu": 1, "modes": ["rail"], "max": 0}
    answer = client.post("/api/v1/routes", json=body)

    assert answer.status_code == 200
    assert answer.json() == {"query": body | {"teu": "1"}, "routes": []}
    assert service.asked == [body | {"teu": "1"}]


def test_without_a_way_the_problem_document_holds_the_misses(client) -> None:
    body = {"origin": "up", "destination": "north", "teu": 1, "avoid": ["border:all"]}
    answer = client.post("/api/v1/routes", json=body)

    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "corridors.unreachable"
    assert answer.json()["misses"] == [{"what": "rail", "code": "corridors.no_rail"}]


def test_the_openapi_text_names_what_a_quote_needs(client) -> None:
    document = client.get("/api/openapi.json").json()

    body = document["components"]["schemas"]["QuoteBody"]
    assert {"origin", "destination", "hs", "value"} <= set(body["required"])
    assert body["additionalProperties"] is False
    assert not [path for path in document["paths"] if not path.startswith("/api/")]


def test_the_file_for_spreadsheets_holds_every_leg_and_line(client, service) -> None:
    answer = client.get("/api/v1/quotes/QTEST234567.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    legs = [row for row in rows if row["row"] == "leg"]
    lines = [row for row in rows if row["row"] == "landed"]
    options = service.quote["options"]
    assert 'filename="quote-QTEST234567.csv"' in answer.headers["content-disposition"]
    assert len(legs) == sum(len(option["legs"]) for option in options)
    assert len(lines) == sum(len(option["landed"]["lines"]) for option in options)
    assert legs[0]["from"] == "Upland City"
    unknown = next(row for row in lines if row["what"] == "Anti-dumping duty")
    assert (unknown["state"], unknown["amount"]) == ("unknown", "")
    assert [row["state"] for row in rows if row["row"] == "total"] == ["incomplete"] * 5


def test_a_cell_that_would_run_as_a_formula_is_made_text(client, service) -> None:
    service.quote["options"][0]["legs"][0]["service"] = "=HYPERLINK(1)"
    service.quote["options"][0]["legs"][0]["note"] = "-5"

    text = client.get("/api/v1/quotes/QTEST234567.csv").content.decode("utf-8-sig")

    row = next(csv.DictReader(io.StringIO(text)))
    assert row["service"] == "'=HYPERLINK(1)"
    assert row["note"] == "-5"


def test_the_chinese_file_has_chinese_names(client) -> None:
    text = client.get("/api/v1/quotes/QTEST234567.csv?lang=zh").content.decode("utf-8-sig")

    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["from"], row["what"]) == ("高地市", "运输")


def text_of(pdf: bytes) -> str:
    """What a reader could copy out of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_print_is_a_pdf_named_by_its_reference(client) -> None:
    answer = client.get("/api/v1/quotes/QTEST234567.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="quote-QTEST234567.pdf"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type /Page ") >= 2
    assert b"QTEST234567 Upland City" in answer.content


def test_the_chinese_print_writes_chinese(client) -> None:
    answer = client.get("/api/v1/quotes/QTEST234567.pdf?lang=zh")

    assert "高地市" in text_of(answer.content)
    assert b"/FontFile2" in answer.content


def test_the_print_tells_what_was_avoided_and_proved_and_the_year_of_the_network(
    client, service
) -> None:
    service.quote |= {"year": 2032, "avoid": ["border:all"], "proofs": ["PACT"]}

    written = text_of(client.get("/api/v1/quotes/QTEST234567.pdf").content)

    assert "Year of the network: 2032" in written
    assert "avoiding border:all" in written
    assert "PACT" in written


def test_a_language_we_do_not_speak_is_refused(client) -> None:
    answer = client.get("/api/v1/quotes/QTEST234567.pdf?lang=xx")

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "lang"


def test_a_duty_is_assessed(client, service) -> None:
    body = {
        "market": "EU",
        "hs": "401120",
        "origin": "XU",
        "value": "100",
        "currency": "EUR",
        "quantities": {"l": 1000},
    }

    answer = client.post("/api/v1/duties", json=body)

    assert answer.json()["lines"][0]["what"] == "customs_duty"
    assert service.asked[0]["quantities"] == {"l": "1000"}


def test_places_and_goods_are_found_by_words(client) -> None:
    places = client.get("/api/v1/places", params={"q": "northport"}).json()["places"]
    goods = client.get("/api/v1/goods", params={"q": "tyre"}).json()["goods"]
    nothing = client.get("/api/v1/places", params={"q": "  "}).json()

    assert [place["id"] for place in places] == ["north"]
    assert goods[0]["hs"] == "401120"
    assert nothing == {"places": []}


def test_a_search_word_has_a_limit(client) -> None:
    answer = client.get("/api/v1/places", params={"q": "x" * 101})

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "q"


def test_the_region_and_the_health_are_told(client, service) -> None:
    assert client.get("/api/v1/region").json() == service.region
    assert client.get("/api/v1/health").json()["database"] == "ok"


def test_a_silent_database_is_told_as_unavailable(with_get_quote) -> None:
    def silent(_: str) -> dict:
        raise OutsideError(Problem("database.silent", "database", "does not answer."))

    client = with_get_quote(silent)

    assert client.get("/api/v1/quotes/Q1").status_code == 503
    assert "does not answer" in client.get("/quotes/Q1").text


def test_a_fault_of_ours_says_nothing_of_the_inside(with_get_quote) -> None:
    def broken(_: str) -> dict:
        raise RuntimeError("secret detail")

    client = with_get_quote(broken)
    answers = [client.get("/api/v1/quotes/Q1"), client.get("/quotes/Q1")]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert all("script-src 'self'" in a.headers["content-security-policy"] for a in answers)
    assert "secret detail" not in answers[0].text + answers[1].text
    assert answers[0].headers["content-type"] == "application/problem+json"


def test_every_route_is_public_by_name_or_asks_for_a_permission(client) -> None:
    routes = routes_of(client.app)

    assert routes == PUBLIC | set(PERMISSIONS)
    assert not PUBLIC & set(PERMISSIONS)


def test_every_route_of_the_api_is_described(client) -> None:
    paths = json.loads(client.get("/api/openapi.json").text)["paths"]

    bare = [
        f"{method} {path}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if not operation.get("description")
    ]
    assert bare == []


def test_scenarios_are_run_for_anybody_and_their_tables_reach_the_service(client, service) -> None:
    tables = {
        "od": [{"origin": "up", "destination": "north", "teu": 1}],
        "scenario": [{"name": "x", "edit": [{"close": "passage:p"}]}],
    }

    assert client.post("/api/v1/scenarios", json=tables).json()["scenarios"][0]["od"]
    assert service.asked[-1] == tables
    assert client.post("/api/v1/scenarios", json={"od": 1}).status_code == 422


def test_kept_scenarios_ask_who_is_there(client) -> None:
    for method, path in (("GET", ""), ("POST", "/kept"), ("GET", "/S1"), ("DELETE", "/S1"),
                         ("POST", "/S1/restore")):  # fmt: skip
        answer = client.send(method, f"/api/v1/scenarios{path}", json={})

        assert answer.status_code == 401, path
