"""The API of declarations: what it asks, what it tells, how it refuses."""

import json

import pytest

from entrepot.kernel.errors import Problem, RefusedError

REFERENCE, DRAFT = "DTEST123456789", "DDRAFT98765432"
BASE = "/api/v1/declarations"
BODY = {"typeCode": "E"}


@pytest.fixture
def headers(signed_in):
    return signed_in()


# Drafting


def test_a_draft_is_made_with_its_address_and_revision(client, traders, headers) -> None:
    answer = client.post(BASE, json=BODY, headers=headers)

    verb, given, told = traders.asked[-1]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{BASE}/{DRAFT}"
    assert answer.headers["etag"] == '"7"'
    assert (verb, given[0], json.loads(given[1])) == ("save_draft", "firm@firm_org", BODY)
    assert told == {"media_type": "application/json"}


def test_a_draft_may_come_as_xml(client, traders, headers) -> None:
    xml = {**headers, "content-type": "application/xml; charset=utf-8"}

    answer = client.post(BASE, content=b"<Declaration/>", headers=xml)

    assert answer.status_code == 201
    assert traders.asked[-1][2]["media_type"] == "application/xml"


def test_a_body_of_another_type_is_not_taken(client, traders, headers) -> None:
    told = {**headers, "content-type": "text/plain"}

    answer = client.post(BASE, content=b"x", headers=told)

    assert answer.status_code == 415
    assert answer.json()["problems"][0]["message_zh"]
    assert traders.asked == []


@pytest.mark.parametrize(
    ("told", "status", "expected"),
    [({}, 428, None), ({"if-match": '"7"'}, 200, 7), ({"if-match": "*"}, 200, None)],
)
def test_a_change_says_which_revision_it_saw(
    client, traders, headers, told, status, expected
) -> None:
    answer = client.send("PUT", f"{BASE}/{DRAFT}", json=BODY, headers={**headers, **told})

    assert answer.status_code == status
    if status == 200:
        assert traders.asked[-1][2]["expected"] == expected
        assert traders.asked[-1][2]["draft"] == DRAFT
    else:
        assert traders.asked == []


def test_a_stale_change_is_told_the_revision_there_is_now(client, traders, headers) -> None:
    traders.fault = traders.stale()

    answer = client.send(
        "PUT", f"{BASE}/{DRAFT}", json=BODY, headers={**headers, "if-match": '"1"'}
    )

    assert answer.status_code == 412
    assert answer.headers["etag"] == '"3"'
    assert answer.json()["revision"] == 3


def test_a_check_stores_nothing_and_estimates(client, traders, headers) -> None:
    answer = client.post(f"{BASE}/validate", json=BODY, headers=headers)

    assert answer.json()["estimate"]["total_due"]["amount"] == "3224.54"
    assert [verb for verb, *_ in traders.asked] == ["check"]


# Lodging


def lodge(client, headers, **more):
    return client.post(f"{BASE}/lodge", json=BODY, headers={**headers, **more})


def test_a_lodgement_needs_a_key(client, traders, headers) -> None:
    answer = lodge(client, headers)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "Idempotency-Key"
    assert traders.asked == []


def test_a_lodgement_tells_address_and_revision(client, traders, headers) -> None:
    answer = lodge(client, headers, **{"idempotency-key": "k1"})

    assert answer.status_code == 201
    assert answer.headers["location"] == f"{BASE}/{REFERENCE}"
    assert answer.headers["etag"] == '"3"'
    assert "idempotent-replayed" not in answer.headers
    assert traders.asked[-1][2]["key"] == "k1"


def test_a_repeated_lodgement_is_marked(client, traders, headers) -> None:
    traders.case["replayed"] = True

    answer = lodge(client, headers, **{"idempotency-key": "k1"})

    assert answer.status_code == 201
    assert answer.headers["idempotent-replayed"] == "true"


def test_a_reference_that_is_taken_leads_to_the_first(client, traders, headers) -> None:
    error = RefusedError(Problem("window.ucr_taken", "U", "It is taken.", message_zh="已用。"))
    error.extra["first"] = "DFIRST"
    traders.fault = error

    answer = lodge(client, headers, **{"idempotency-key": "k2"})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["first_address"] == f"{BASE}/DFIRST"
    assert answer.json()["problems"][0]["message_zh"] == "已用。"


def test_a_key_used_for_another_body_is_refused(client, traders, headers) -> None:
    traders.fault = RefusedError(Problem("window.key_reused", "k", "Another body."))

    assert lodge(client, headers, **{"idempotency-key": "k"}).status_code == 422


def test_faults_name_their_places_and_the_draft_that_was_kept(client, traders, headers) -> None:
    kept = Problem("declaration.draft_kept", DRAFT, "Kept.", message_zh="已保存。")
    traders.fault = traders.faulty("/functionalReferenceId", kept=kept)

    answer = lodge(client, headers, **{"idempotency-key": "k"})

    assert answer.status_code == 422
    assert answer.json()["draft_address"] == f"{BASE}/{DRAFT}"
    assert answer.json()["problems"][0]["pointer"] == "/functionalReferenceId"


def test_a_draft_is_lodged_as_it_is_or_with_a_body(client, traders, headers) -> None:
    told = {**headers, "idempotency-key": "k", "if-match": '"7"'}

    client.post(f"{BASE}/{DRAFT}/lodge", headers=told)
    client.post(f"{BASE}/{DRAFT}/lodge", json=BODY, headers=told)

    bodies = [json.loads(given[1]) for verb, given, _ in traders.asked if verb == "lodge"]
    assert bodies == [traders.case["contents"], BODY]
    assert traders.asked[-1][2]["expected"] == 7


# What follows


@pytest.mark.parametrize(
    ("path", "body", "verb", "given"),
    [
        ("withdraw", None, "withdraw", {}),
        ("cancel-requests", {"reason": "sold"}, "ask_cancellation", {"reason": "sold"}),
        ("appeals", {"reason": "wrong"}, "appeal", {"reason": "wrong"}),
        ("complete", BODY, "complete", {"media_type": "application/json"}),
        ("proofs", {"number": "P1"}, "bring_proof", {"kind": "", "criterion": ""}),
    ],
)
def test_each_act_needs_the_revision(client, traders, headers, path, body, verb, given) -> None:
    without = client.post(f"{BASE}/{REFERENCE}/{path}", json=body, headers=headers)
    answer = client.post(
        f"{BASE}/{REFERENCE}/{path}", json=body, headers={**headers, "if-match": '"3"'}
    )

    assert (without.status_code, answer.status_code) == (428, 200)
    assert answer.headers["etag"] == '"3"'
    assert traders.asked[-1][0] == verb
    assert traders.asked[-1][2] == {**given, "expected": 3}


def test_an_amendment_tells_its_changes_by_pointer(client, traders, headers) -> None:
    body = {"changes": {"/goodsShipment/x": None}, "reason": "a slip"}
    told = {**headers, "if-match": '"3"'}

    client.post(f"{BASE}/{REFERENCE}/amendments", json=body, headers=told)

    assert traders.asked[-1] == (
        "ask_amendment",
        ("firm@firm_org", REFERENCE, {"/goodsShipment/x": None}),
        {"reason": "a slip", "expected": 3},
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("cancel-requests", {}),
        ("cancel-requests", {"reason": ""}),
        ("amendments", {"reason": "x", "changes": {}}),
        ("answers", {"text": 5}),
        ("answers", {"text": "x", "more": 1}),
    ],
)
def test_a_wrong_body_is_told_with_its_pointer_in_both_languages(
    client, traders, headers, path, body
) -> None:
    told = {**headers, "if-match": '"3"'}

    answer = client.post(f"{BASE}/{REFERENCE}/{path}", json=body, headers=told)

    problem = answer.json()["problems"][0]
    assert answer.status_code == 422
    assert problem["pointer"]
    assert problem["message_zh"]
    assert traders.asked == []


def test_what_is_anothers_is_not_there(client, headers) -> None:
    answers = [
        client.get(f"{BASE}/DOTHER{path}", headers=headers)
        for path in ("", "/timeline", "/contents", "/versions", "/messages", "/blockers")
    ]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize(
    ("name", "path"), [("timeline", "timeline"), ("blockers", "blockers"), ("versions", "versions")]
)
def test_a_part_of_the_record_is_told_alone(client, traders, headers, name, path) -> None:
    answer = client.get(f"{BASE}/{REFERENCE}/{path}", headers=headers)

    assert answer.json() == {"rows": traders.case[name]}


def test_the_contents_come_as_json_or_xml_with_the_revision(client, traders, headers) -> None:
    plain = client.get(f"{BASE}/{REFERENCE}/contents", headers=headers)
    xml = client.get(
        f"{BASE}/{REFERENCE}/contents", headers={**headers, "accept": "application/xml"}
    )

    assert plain.json() == traders.case["contents"]
    assert plain.headers["etag"] == xml.headers["etag"] == '"3"'
    assert xml.headers["content-type"] == "application/xml"
    assert b"<FunctionalReferenceID>Z2</FunctionalReferenceID>" in xml.content


def test_a_list_is_asked_by_tab_state_and_word(client, traders, headers) -> None:
    answer = client.get(
        BASE, params={"tab": "action", "state": "DRAFT", "q": "Z2", "limit": 5}, headers=headers
    )

    assert answer.json()["rows"]
    assert traders.asked[-1][2] == {
        "tab": "action", "state": "DRAFT", "ucr": "", "word": "Z2", "cursor": "", "most": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    "query", [{"tab": "x"}, {"limit": 0}, {"cursor": "-1"}, {"state": "a b"}, {"q": "x" * 61}]
)
def test_a_list_asked_wrongly_is_refused(client, headers, query) -> None:
    assert client.get(BASE, params=query, headers=headers).status_code == 422


# Files


def test_a_file_is_kept_by_its_bytes(client, traders, headers) -> None:
    answer = client.post(
        f"{BASE}/{REFERENCE}/documents",
        params={"kind": "invoice", "name": "i.pdf"},
        content=b"%PDF",
        headers=headers,
    )

    assert answer.status_code == 201
    assert answer.headers["location"] == f"{BASE}/{REFERENCE}/documents/{'a' * 64}"
    assert traders.asked[-1][1][2] == b"%PDF"


def test_a_file_is_saved_and_never_shown(client, headers) -> None:
    answer = client.get(f"{BASE}/{REFERENCE}/documents/{'a' * 64}", headers=headers)

    assert answer.headers["content-disposition"] == 'attachment; filename="a b.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (f"{BASE}/lodge", 1_000_000),
        (f"{BASE}/{REFERENCE}/documents?kind=a&name=b", 10 * 1024 * 1024),
        ("/api/v1/uploads", 10_000_000),
        (f"{BASE}/{REFERENCE}/answers", 1_000_000),
        ("/api/v1/token", 64 * 1024),
    ],
)
def test_a_body_that_is_too_large_is_refused_at_the_edge(
    client, traders, headers, path, most
) -> None:
    told = {**headers, "content-length": str(most + 1), "idempotency-key": "k"}

    answer = client.post(path, content=b"x", headers=told)

    assert answer.status_code == 413
    assert traders.asked == []


def test_a_body_that_tells_no_length_is_cut_off_too(client, traders, headers) -> None:
    async def pieces():
        for _ in range(20):
            yield b"x" * 100_000

    answer = client.post(
        f"{BASE}/lodge", content=pieces(), headers={**headers, "idempotency-key": "k"}
    )

    assert answer.status_code == 413
    assert traders.asked == []


# Who may


@pytest.mark.parametrize("path", ["", f"/{REFERENCE}", "/validate"])
def test_who_is_not_known_is_told_to_sign_in(client, path) -> None:
    method = "POST" if path == "/validate" else "GET"

    assert client.send(method, f"{BASE}{path}").status_code == 401


def test_an_officer_files_nothing(client, traders, signed_in) -> None:
    answer = client.post(BASE, json=BODY, headers=signed_in("officer"))

    assert answer.status_code == 403
    assert traders.asked == []


def test_a_browser_must_show_the_token_of_its_form(client, traders, headers) -> None:
    told = {name: value for name, value in headers.items() if name != "x-csrf-token"}

    assert client.post(BASE, json=BODY, headers=told).status_code == 403
    assert traders.asked == []


# Beside the declarations


def test_what_tells_of_nobody_is_open_to_all(client, traders) -> None:
    answers = {
        path: client.get(path).status_code
        for path in (
            "/api/v1/schemas/declaration.json?flow=import&type=SUMMARY",
            "/api/v1/schemas/declaration.xsd",
            "/api/v1/schemas/declaration.csv",
            "/api/v1/sandbox/outcomes",
            "/api/v1/calendar/working-days?from=2026-03-10&n=2",
        )
    }
    calculated = client.post("/api/v1/calculations", content=b'{"value": 1.10}')

    assert set(answers.values()) == {200}
    assert calculated.status_code == 200
    assert traders.asked[-1] == ("calculate", ({"value": "1.10"},), {})


def test_every_letter_of_the_rehearsal_is_told_in_both_languages(client) -> None:
    told = client.get("/api/v1/sandbox/outcomes").json()["outcomes"]

    assert [one["letter"] for one in told if one["position"] == 1] == list("GYRBJDQ")
    assert all(one["text"] and one["text_zh"] for one in told)


def test_a_file_of_many_is_checked_by_default_and_given_back(client, traders, headers) -> None:
    client.post("/api/v1/uploads", content=b"lrn\n", headers=headers)
    checked = traders.asked[-1]
    client.post("/api/v1/uploads", params={"act": "lodge"}, content=b"lrn\n", headers=headers)
    report = client.post("/api/v1/uploads/report", content=b"lrn\n", headers=headers)

    assert checked[1][1:] == (b"lrn\n", "check")
    assert [given[2] for verb, given, _ in traders.asked if verb == "take"] == ["check", "lodge"]
    assert report.headers["content-disposition"] == 'attachment; filename="checked.csv"'
