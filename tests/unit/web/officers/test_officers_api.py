"""The API of control, inspection, gates, decisions, evidence and the public."""

from datetime import datetime

import pytest

from entrepot.kernel.errors import Problem, RefusedError

REFERENCE = "DTEST000000001"
CONTROL = f"/api/v1/declarations/{REFERENCE}/control"
INSPECTION = f"/api/v1/inspections/{REFERENCE}"
BOX = "MSCU1234566"
SEEN = {"if-match": '"5"'}

CHANGES = [
    ("documents", "POST", f"{CONTROL}/documents", {"outcome": "clear"}, "documents"),
    ("documents", "POST", f"{CONTROL}/claim", {"task": "documents"}, "claim"),
    ("documents", "POST", f"{CONTROL}/holds", {"reason": "r"}, "hold"),
    ("quarantine", "POST", f"{CONTROL}/lifts", None, "lift"),
    ("inspector", "POST", f"{CONTROL}/queries", {"code": "value.too_low"}, "ask"),
    ("inspector", "POST", f"{CONTROL}/channel", {"channel": "RED", "reason": "r"},
     "raise_channel"),
    ("inspector", "POST", f"{CONTROL}/held-containers", {"containers": [BOX]}, "narrow"),
    ("supervisor", "POST", f"{CONTROL}/released-containers", {"containers": [BOX]},
     "release_part"),
    ("inspector", "POST", f"{CONTROL}/amendment-proposals",
     {"changes": {"/a": "1"}, "reason": "r"}, "propose_amendment"),
    ("supervisor", "POST", f"{CONTROL}/amendment", {"decision": "approve"}, "decide_amendment"),
    ("supervisor", "POST", f"{CONTROL}/cancellation", {"decision": "refuse", "reason": "r"},
     "decide_cancellation"),
    ("supervisor", "POST", f"{CONTROL}/direct-release", {"decision": "approve", "reason": "r"},
     "decide_direct_release"),
    ("inspector", "POST", f"{CONTROL}/seizure", {"reason": "r"}, "propose_seizure"),
    ("supervisor", "POST", f"{CONTROL}/appeal", {"outcome": "upheld"}, "decide_appeal"),
    ("supervisor", "POST", f"{CONTROL}/audit", {"step": "open", "reason": "r"}, "open_audit"),
    ("supervisor", "POST", f"{CONTROL}/audit", {"step": "close", "reason": "r"}, "close_audit"),
    ("inspector", "PUT", f"{INSPECTION}/customs", {"outcome": "clear"}, "record_result"),
    ("inspector", "POST", f"{INSPECTION}/move", {"start": "2026-11-27T04:00:00Z"}, "move_visit"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "method", "path", "body", "verb"), CHANGES)
def test_a_change_says_what_it_saw_and_gets_the_new_tag(
    browse, officers, who, method, path, body, verb
) -> None:
    answer = browse(who).send(method, path, json=body, headers=SEEN)

    assert answer.status_code == 200
    assert officers.changes()[0][0] == verb
    assert officers.changes()[0][2]["expected"] == 5
    assert verb == "move_visit" or answer.headers["etag"] == f'"{officers.case["revision"]}"'


@pytest.mark.parametrize(("who", "method", "path", "body", "verb"), CHANGES)
def test_a_change_that_does_not_say_what_it_saw_is_refused(
    browse, officers, who, method, path, body, verb
) -> None:
    answer = browse(who).send(method, path, json=body)

    assert answer.status_code == 428
    assert answer.json()["problems"][0]["code"] == "request.if_match"
    assert officers.changes() == [], verb


@pytest.mark.parametrize(("who", "method", "path", "body", "verb"), CHANGES)
def test_a_change_is_not_for_a_trader(browse, officers, who, method, path, body, verb) -> None:
    answer = browse("exporter").send(method, path, json=body, headers=SEEN)

    assert answer.status_code == 403
    assert officers.changes() == [], (who, verb)


def test_a_stale_tag_is_told_with_the_version_there_is(browse, officers) -> None:
    officers.fault = RefusedError(
        Problem("window.stale_version", REFERENCE, "It is at 9 now.", message_zh="现为第9版。")
    )

    answer = browse("documents").send("POST", f"{CONTROL}/lifts", headers=SEEN)

    assert answer.status_code == 412
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["problems"][0]["message_zh"] == "现为第9版。"


def test_his_own_proposal_is_refused_in_both_languages(browse, officers) -> None:
    officers.fault = RefusedError(
        Problem("window.second_person", "1", "Another must.", message_zh="须由另一人。")
    )

    answer = browse("supervisor").send("POST", "/api/v1/approvals/1/approve", json={})

    problem = answer.json()["problems"][0]
    assert answer.status_code == 409
    assert (problem["message"], problem["message_zh"]) == ("Another must.", "须由另一人。")


LOOKS = [
    ("documents", "/api/v1/worklists/documents", "worklist"),
    ("exporter", INSPECTION, "inspection"),
    ("coast", f"/api/v1/gates/CNXXX/{BOX}", "check_gate"),
    ("exporter", f"/api/v1/declarations/{REFERENCE}/explanations", "explain"),
    ("auditor", "/api/v1/approvals?state=open", "list_approvals"),
    ("auditor", "/api/v1/risk/rules", "list_rules"),
    ("auditor", "/api/v1/risk/hit-rates", "hit_rates"),
    ("auditor", f"/api/v1/audit/events?reference={REFERENCE}", "events"),
]


@pytest.mark.parametrize(("who", "path", "verb"), LOOKS)
def test_a_look_gives_what_the_service_tells(browse, officers, client, who, path, verb) -> None:
    answer = browse(who).send("GET", path)

    assert answer.status_code == 200
    assert answer.json() == officers.answers[verb]
    assert client.get(path).status_code == 401


def test_a_queue_that_is_none_is_refused(browse) -> None:
    assert browse("documents").send("GET", "/api/v1/worklists/nothing").status_code == 422


def test_the_board_is_that_of_ones_own_site(browse) -> None:
    browser = browse("inspector")

    own = browser.send("GET", "/api/v1/sites/averlund_landport/board?day=2026-11-27")
    other = browser.send("GET", "/api/v1/sites/elsewhere/board")

    assert own.json()["site"] == "averlund_landport"
    assert other.status_code == 404


def test_a_site_tells_an_arrival_with_its_instant(browse, officers) -> None:
    body = {"container": "mscu 123456-6", "site": "averlund_landport", "at": "2026-11-26T08:00:00Z"}

    answer = browse("site").send("POST", "/api/v1/arrivals", json=body)

    _, given, told = officers.asked[0]
    assert answer.status_code == 201
    assert given[1:] == (BOX, "averlund_landport")
    assert told["arrived_at"] == datetime.fromisoformat("2026-11-26T08:00:00+00:00")


def test_a_gate_is_asked_and_lets_out(browse, officers) -> None:
    browser = browse("coast")

    asked = browser.send("POST", "/api/v1/gates/check", json={"container": BOX, "place": "CNXXX"})
    moved = browser.send("POST", f"/api/v1/gates/CNXXX/{BOX}/moves")

    assert asked.json()["decision"] == "STOP"
    assert moved.status_code == 200
    assert officers.changes() == [("move_out", ("coast@port", BOX, "CNXXX"), {})]


def test_a_bank_tells_a_payment_and_hears_that_it_told_it_before(browse, officers) -> None:
    officers.case["replayed"] = True
    body = {"reference": REFERENCE, "amount": "46843.89", "bank_ref": "B-1"}

    answer = browse("bank").send("POST", "/api/v1/payments/callbacks", json=body)

    assert answer.headers["idempotent-replayed"] == "true"
    assert officers.changes() == [("pay", ("bank@bank", REFERENCE, "46843.89", "B-1"), {})]


def test_a_payment_told_as_a_number_is_refused(browse, officers) -> None:
    body = {"reference": REFERENCE, "amount": 1.1, "bank_ref": "B-1"}

    answer = browse("bank").send("POST", "/api/v1/payments/callbacks", json=body)

    assert answer.status_code == 422
    assert officers.changes() == []


def test_a_rule_is_proposed_approved_and_retired(browse, officers) -> None:
    browser = browse("supervisor")

    made = browser.send("POST", "/api/v1/risk/rules", json={"id": "R9", "points": 5})
    browser.send("POST", "/api/v1/risk/rules/R9/2/approve")
    gone = browser.send("POST", "/api/v1/risk/rules/R001/1/retire", json={"reason": "r"})
    none = browser.send("POST", "/api/v1/risk/rules/R001/7/retire", json={"reason": "r"})

    assert (made.status_code, gone.status_code, none.status_code) == (201, 200, 404)
    assert [one[0] for one in officers.changes()] == ["propose_rule", "approve_rule", "retire_rule"]


def test_proposals_are_decided_by_those_whose_they_are(browse, officers) -> None:
    browse("supervisor").send("POST", "/api/v1/approvals/3/refuse", json={"reason": "no"})
    browse("admin").send("POST", "/api/v1/approvals/4/approve", json={})

    assert [(one[0], one[1][1], one[2]) for one in officers.changes()] == [
        ("decide", 3, {"approve": False, "reason": "no"}),
        ("decide_proposal", 4, {"is_approved": True, "reason": ""}),
    ]


def test_only_overseers_replay_and_only_auditors_verify(browse) -> None:
    replay, verify = f"/api/v1/declarations/{REFERENCE}/replay", "/api/v1/audit/verify"

    told = {
        name: (browse(name).send("POST", replay).status_code,
               browse(name).send("POST", verify).status_code)
        for name in ("documents", "supervisor", "auditor", "admin")
    }  # fmt: skip

    assert told == {
        "documents": (403, 403), "supervisor": (200, 403), "auditor": (200, 200),
        "admin": (403, 403),
    }  # fmt: skip


PUBLIC = [
    ("/api/v1/trs?flow=import&from=2026-01-01&to=2026-02-01&group=month", "study"),
    ("/api/v1/release/verify?payload=ENT1:X", "check_note"),
    ("/api/v1/risk/commitments", "draws"),
    ("/api/v1/risk/draws?day=2026-11-25&number=N1", "draw"),
]


@pytest.mark.parametrize(("path", "verb"), PUBLIC)
def test_what_is_public_needs_no_account(client, officers, path, verb) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.json() == officers.answers[verb]


def test_the_study_is_asked_of_days_from_and_to(client, officers) -> None:
    client.get("/api/v1/trs?flow=import&from=2026-01-01&to=2026-02-01&group=month")

    told = officers.asked[0][2]
    assert (told["flow"], str(told["since"]), str(told["until"]), told["group"]) == (
        "import", "2026-01-01", "2026-02-01", "month",
    )  # fmt: skip
    assert client.get("/api/v1/trs.csv").content.startswith(b"\xef\xbb\xbfflow,month,seconds")
