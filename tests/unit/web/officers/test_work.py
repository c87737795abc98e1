"""The worklist, one declaration, the board and the findings."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.web.board_pages import free_slots
from entrepot.web.case_view import deadline, reasons_of
from entrepot.web.language import language
from entrepot.window.amendment import diff

REFERENCE = "DTEST000000001"
HERE = f"/cases/{REFERENCE}"
CHINESE = re.compile("[\u4e00-\u9fff]")


def text_of(answer) -> str:
    main = answer.text.split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# The worklist


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_worklist_tells_each_task_its_deadline_and_who_has_it(browse, officers, lang) -> None:
    answer = browse("supervisor").get("/worklist", params={"lang": lang})

    assert answer.status_code == 200
    assert answer.text.count("<tr>") == len(officers.answers["worklist"]["rows"]) + 1
    assert "ULLP20260000000002" in answer.text
    assert 'class="due due-' in answer.text
    assert ("示例出口企业" in answer.text) == (lang == "zh")


def test_an_empty_queue_says_so_and_offers_no_next_page(browse, officers) -> None:
    officers.answers["worklist"] = {"rows": [], "cursor": ""}

    text = text_of(browse("documents").get("/worklist", params={"queue": "documents"}))

    assert "Nothing waits here" in text
    assert "Next page" not in text


def test_the_next_page_begins_where_the_cursor_says(browse, officers) -> None:
    officers.answers["worklist"]["cursor"] = "2026-11-27T16:00:00+00:00|7"

    page = browse("documents").get("/worklist").text
    browse("documents").get("/worklist", params={"cursor": "2026-11-27T16:00:00+00:00|7"})

    assert "cursor=2026-11-27T16%3A00%3A00%2B00%3A00%7C7" in page
    cursors = [told["cursor"] for verb, _, told in officers.asked if verb == "worklist"]
    assert cursors == ["", "2026-11-27T16:00:00+00:00|7"]


@pytest.mark.parametrize(
    ("minutes", "urgency", "said"),
    [(-90, "late", "late by 2 hours"), (30, "soon", "due in 30 minutes"),
     (60 * 30, "fine", "due in 1 day")],
)  # fmt: skip
def test_a_deadline_is_told_in_colour_and_in_words(minutes, urgency, said) -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    due = (now + timedelta(minutes=minutes)).isoformat()

    assert deadline(language("en"), due, now) == (urgency, said)
    assert CHINESE.search(deadline(language("zh"), due, now)[1])


def test_a_task_is_taken_from_the_list_whatever_its_revision(browse, officers) -> None:
    answer = browse("documents").post(
        f"{HERE}/claim", {"task": "documents", "revision": "*", "back": "list"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/worklist?done=claim")
    assert officers.changes() == [
        ("claim", ("officer@office", REFERENCE, "documents"), {"expected": None})
    ]


# One declaration


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_declaration_lies_beside_why_it_was_chosen(browse, lang) -> None:
    answer = browse("supervisor").get(HERE, params={"lang": lang})

    text = text_of(answer)
    assert answer.status_code == 200
    assert "Tyres &lt;new&gt;" in answer.text
    assert "box.png" in text
    assert ("New trader, first ten declarations" in text) == (lang == "en")
    assert ("新企业前十票" in text) == (lang == "zh")
    assert ("It was not drawn by chance." in text) == (lang == "en")


def test_one_click_asks_a_standard_question_in_the_language_of_the_page(browse, officers) -> None:
    browser = browse("documents")
    page = browser.get(HERE, params={"lang": "zh"}).text

    browser.post(f"{HERE}/ask", {"code": "value.too_low"})

    assert "请提供证明。</button>" in page
    verb, given, told = officers.changes()[0]
    assert (verb, given[2], told) == ("ask", "value.too_low", {"text": "", "expected": 5})


ACTS = [
    ("documents", "documents", {"outcome": "clear", "note": "n"}, "documents"),
    ("documents", "hold", {"reason": "r"}, "hold"),
    ("supervisor", "lift", {}, "lift"),
    ("documents", "amendment", {"decision": "approve"}, "decide_amendment"),
    ("supervisor", "cancellation", {"decision": "refuse", "reason": "r"}, "decide_cancellation"),
    ("documents", "direct", {"decision": "approve", "reason": "r"}, "decide_direct_release"),
    ("inspector", "seizure", {"reason": "r"}, "propose_seizure"),
    ("inspector", "channel", {"channel": "RED", "reason": "r"}, "raise_channel"),
    ("inspector", "narrow", {"box.MSCU1234566": "1"}, "narrow"),
    ("supervisor", "part", {"box.MSCU1234566": "1"}, "release_part"),
    ("inspector", "amend", {"changes": '{"/a": "1.50"}', "reason": "r"}, "propose_amendment"),
    ("supervisor", "appeal", {"outcome": "upheld"}, "decide_appeal"),
    ("supervisor", "audit", {"step": "open", "reason": "r"}, "open_audit"),
    ("supervisor", "audit", {"step": "close", "reason": "r", "changes": '{"/a": "1.50"}'},
     "close_audit"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "act", "form", "verb"), ACTS)
def test_each_act_of_the_page_reaches_the_service_with_the_revision_seen(
    browse, officers, who, act, form, verb
) -> None:
    answer = browse(who).post(f"{HERE}/{act}", form)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?done={act}")
    assert [one[0] for one in officers.changes()] == [verb]
    assert officers.changes()[0][2]["expected"] == 5


def test_what_was_done_is_told_on_the_page_it_leads_to(browse) -> None:
    page = browse("documents").get(HERE, params={"done": "documents"}).text

    assert '<p class="alert alert-done" role="status">The check of the documents is closed.' in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_refused_is_told_in_words_above_the_declaration(browse, officers, lang) -> None:
    officers.fault = RefusedError(
        Problem("window.second_person", REFERENCE, "Another person must decide.",
                message_zh="须由另一人决定。")
    )  # fmt: skip

    answer = browse("documents").post(
        f"{HERE}/amendment", {"decision": "approve"}, params={"lang": lang}
    )

    told = {"en": "Another person must decide.", "zh": "须由另一人决定。"}[lang]
    assert answer.status_code == 409
    assert told in text_of(answer)
    assert "Tyres" in text_of(answer)


def test_a_field_is_amended_by_choosing_it(browse, officers) -> None:
    page = browse("inspector").get(HERE, params={"lang": "en"}).text
    form = {"field": "/goods/0/name", "value": "Wheels", "changes": '{"/a": "1"}', "reason": "r"}
    browse("inspector").post(f"{HERE}/amend", form)
    browse("inspector").post(f"{HERE}/amend", {**form, "value": "", "changes": ""})

    assert '<option value="/goods/0/name">Goods name: Tyres &lt;new&gt;</option>' in page
    assert [one[1][2] for one in officers.changes()] == [
        {"/a": "1", "/goods/0/name": "Wheels"}, {"/goods/0/name": None}
    ]  # fmt: skip


REFUSED = Problem("window.state", REFERENCE, "It is released.")


@pytest.mark.parametrize(
    ("who", "act", "form", "kept"),
    [
        ("inspector", "amend", {"reason": "smells <odd>"}, 'value="smells &lt;odd&gt;"'),
        ("documents", "ask", {"text": "Which tyres?"}, ">Which tyres?</textarea>"),
        ("documents", "documents", {"outcome": "clear", "note": "seen"}, ">seen</textarea>"),
        ("documents", "documents", {"outcome": "clear"}, 'value="clear" checked'),
        ("inspector", "amend", {"field": "/goods/0/name"}, '"/goods/0/name" selected'),
        ("inspector", "amend", {"value": "Wheels"}, 'value="Wheels"'),
        ("inspector", "amend", {"changes": '{"/a": 1}'}, ">{&#34;/a&#34;: 1}</textarea>"),
    ],
)
def test_what_was_typed_stays_where_an_act_is_refused(
    browse, officers, who, act, form, kept
) -> None:
    officers.fault = RefusedError(REFUSED)

    answer = browse(who).post(f"{HERE}/{act}", form)

    assert answer.status_code == 409
    assert kept in answer.text
    assert kept not in browse(who).get(HERE).text


def test_the_remark_on_an_inspection_stays_where_it_is_refused(browse, officers) -> None:
    officers.fault = RefusedError(REFUSED)

    answer = browse("inspector").post(
        f"/findings/{REFERENCE}", {"agency": "customs", "outcome": "discrepancy", "note": "wet"}
    )

    assert ">wet</textarea>" in answer.text
    assert 'value="discrepancy" checked' in answer.text


def test_an_amendment_asked_for_names_its_field_and_both_values(browse, officers) -> None:
    officers.case |= {
        "amendment": "AMEND_PENDING",
        "amendments": [
            {"n": 1, "changes": {"/goods/0/name": "Wheels"}, "reason": "typo", "asked_by": "x",
             "asked_at": "2026-11-26T08:00:00+00:00", "state": "pending", "decided_by": None,
             "decided_at": None, "decision": ""}
        ],
    }  # fmt: skip

    page = text_of(browse("documents").get(HERE))

    assert "Goods name (No. 1) Tyres &lt;new&gt; → Wheels" in page


def test_a_form_made_from_an_older_version_is_told_to_look_again(browse, officers) -> None:
    officers.fault = RefusedError(
        Problem("window.stale_version", REFERENCE, "The declaration has changed.")
    )

    answer = browse("documents").post(f"{HERE}/hold", {"reason": "r"})

    assert answer.status_code == 412
    assert "The declaration has changed." in text_of(answer)


def test_a_decision_that_is_neither_yes_nor_no_changes_nothing(browse, officers) -> None:
    answer = browse("documents").post(f"{HERE}/amendment", {"decision": "perhaps"})

    assert answer.status_code == 422
    assert officers.changes() == []


@pytest.mark.parametrize("path", ["/cases/D%00X", f"{HERE}/nothing"])
def test_an_address_that_means_nothing_is_refused(browse, officers, path) -> None:
    answer = browse("documents").post(path)

    assert answer.status_code in {404, 405, 422}
    assert officers.changes() == []


def test_a_foreign_reference_is_not_found(browse) -> None:
    answer = browse("documents").get("/cases/DFOREIGN000001")

    assert answer.status_code == 404
    assert "no such declaration" in text_of(answer)


def test_his_own_amendment_is_told_to_need_a_second_person(browse, officers) -> None:
    officers.case |= {
        "amendment": "AMEND_PENDING",
        "amendments": [
            {"n": 1, "changes": {"/a": None}, "reason": "typo", "asked_by": "officer",
             "asked_at": "2026-11-26T08:00:00+00:00", "state": "pending", "decided_by": None,
             "decided_at": None, "decision": ""}
        ],
    }  # fmt: skip

    page = text_of(browse("documents").get(HERE))

    assert "You proposed this yourself: a second person decides." in page


def test_a_file_is_saved_and_not_shown(browse) -> None:
    answer = browse("auditor").get(f"{HERE}/files/{'0' * 64}")

    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-type"] == "image/png"


def test_differences_of_versions_are_told_by_their_pointer(browse, officers) -> None:
    changes = list(diff({"a": "1"}, {"a": "2"}))
    officers.case["versions"][0]["changes"] = changes

    page = text_of(browse("auditor").get(HERE))

    assert "/a 1 → 2" in page


def test_an_auditor_is_offered_no_act(browse) -> None:
    page = browse("auditor").get(HERE).text

    assert '<form class="act"' not in page


def test_containers_that_are_ticked_are_named(browse, officers) -> None:
    browse("supervisor").post(f"{HERE}/part", {"box.A": "1", "box.B": "1", "other": "1"})

    assert officers.changes()[0][1][2] == ["A", "B"]


def test_some_containers_go_before_the_others_only_where_there_are_others(browse, officers) -> None:
    one = browse("supervisor").get(HERE).text
    officers.case["equipment"].append({**officers.case["equipment"][0], "container": "CSQU3054383"})

    two = browse("supervisor").get(HERE).text

    assert f'action="{HERE}/part"' not in one
    assert f'action="{HERE}/part"' in two
    assert 'name="box.CSQU3054383"' in two


# Who may


ROLES = [
    ("/worklist", {"documents", "inspector", "quarantine", "supervisor"}),
    (HERE, {"documents", "inspector", "quarantine", "supervisor", "coast", "auditor"}),
    ("/gate", {"coast", "site"}),
    ("/arrivals", {"site"}),
    ("/approvals", {"supervisor", "auditor", "admin"}),
    ("/rules", {"supervisor", "auditor", "admin"}),
    ("/audit", {"supervisor", "auditor"}),
    ("/admin", {"admin"}),
]


@pytest.mark.parametrize(("path", "allowed"), ROLES)
def test_a_page_is_for_its_roles_alone(browse, client, path, allowed) -> None:
    names = ("documents", "inspector", "quarantine", "supervisor", "coast", "site", "auditor",
             "admin", "exporter")  # fmt: skip

    seen = {name for name in names if browse(name).get(path).status_code == 200}

    assert seen == allowed
    assert client.get(path).headers["location"].startswith("/sign-in?next=")


PORT = ["/port/throughput"]


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("documents", ["/worklist", "/board", "/ecommerce", *PORT, "/guarantees"]),
        ("coast", ["/gate", *PORT, "/guarantees"]),
        ("site", ["/gate", "/arrivals", *PORT]),
        (
            "supervisor",
            [
                "/worklist",
                "/board",
                "/approvals",
                "/rules",
                "/audit",
                *PORT,
                "/guarantees",
                "/calendar",
            ],
        ),
        (
            "auditor",
            ["/assess", "/bonded", "/approvals", "/rules", "/audit", *PORT, "/guarantees"],
        ),
        ("admin", ["/approvals", "/rules", "/admin", "/calendar"]),
    ],
)
def test_each_role_sees_its_own_entries_in_the_head(browse, name, entries) -> None:
    head = browse(name).get("/about").text.split("<nav")[1].split("</nav>")[0]

    assert re.findall(r'href="([^"]+)"', head) == ["/", "/corridors", *entries]


def test_a_stranger_sees_what_is_public_in_the_head(client) -> None:
    head = client.get("/about").text.split("<nav")[1].split("</nav>")[0]

    assert re.findall(r'href="([^"]+)"', head) == [
        "/", "/quote", "/corridors", "/check", "/times", "/draws", "/about",
    ]  # fmt: skip


# Findings


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_findings_page_tells_the_visit_and_takes_photos_from_the_camera(browse, lang) -> None:
    answer = browse("quarantine").get(f"/findings/{REFERENCE}", params={"lang": lang})

    assert answer.status_code == 200
    assert answer.text.count('name="agency" value="quarantine"') == 1
    assert 'accept="image/jpeg,image/png" capture="environment"' in answer.text
    assert "MSCU1234566" in answer.text
    assert '<script type="module"' not in answer.text


def test_photos_are_kept_before_the_result_is_given(browse, officers) -> None:
    photos = [("photos", (f"{n}.jpg", b"\xff\xd8\xff", "image/jpeg")) for n in range(2)]

    answer = browse("quarantine").post(
        f"/findings/{REFERENCE}", {"agency": "quarantine", "outcome": "clear"}, files=photos
    )

    told = [(verb, named["expected"]) for verb, _, named in officers.changes()]
    assert answer.headers["location"] == f"/findings/{REFERENCE}?done=result"
    assert told == [("attach", 5), ("attach", 8), ("record_result", 8)]
    assert officers.changes()[0][1][2] == b"\xff\xd8\xff"


def test_too_many_photos_are_refused_and_none_is_kept(browse, officers) -> None:
    photos = [("photos", (f"{n}.jpg", b"\xff", "image/jpeg")) for n in range(5)]

    answer = browse("inspector").post(
        f"/findings/{REFERENCE}", {"agency": "customs", "outcome": "clear"}, files=photos
    )

    assert answer.status_code == 422
    assert officers.changes() == []


def test_findings_without_photos_need_none(browse, officers) -> None:
    browse("inspector").post(
        f"/findings/{REFERENCE}",
        {"agency": "customs", "outcome": "discrepancy", "note": "seal broken"},
        files=[("photos", ("", b"", "application/octet-stream"))],
    )

    verb, given, told = officers.changes()[0]
    assert (verb, given[2:], told["note"]) == (
        "record_result", ("customs", "discrepancy"), "seal broken",
    )  # fmt: skip


# The board


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_board_shows_a_day_by_slot_and_bay(browse, officers, lang) -> None:
    answer = browse("inspector").get("/board", params={"lang": lang, "day": ""})

    board = officers.answers["board"]
    assert answer.text.count('<th scope="row">') == len(board["slots"])
    assert answer.text.count('class="taken"') == 2


def test_a_visit_moves_to_a_slot_that_is_chosen(browse, officers) -> None:
    start = "2026-11-27T04:00:00+00:00"

    answer = browse("inspector").post(
        "/board/moves", {"reference": REFERENCE, "start": start, "revision": "*"}
    )

    verb, _, told = officers.changes()[0]
    assert answer.headers["location"] == "/board?day=2026-11-27&done=visit"
    assert (verb, told["start"].isoformat(), told["expected"]) == ("move_visit", start, None)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "tomorrow"])
def test_a_day_that_is_out_of_all_reason_is_refused(browse, officers, day) -> None:
    shown = browse("inspector").get("/board", params={"day": day})
    told = browse("inspector").send("GET", f"/api/v1/sites/averlund_landport/board?day={day}")

    assert (shown.status_code, told.status_code) == (422, 422)
    assert "board" not in [verb for verb, _, _ in officers.asked]


@pytest.mark.parametrize("start", ["", "soon", "2026-11-27T04:00:00"])
def test_a_slot_that_is_none_moves_nothing(browse, officers, start) -> None:
    answer = browse("inspector").post("/board/moves", {"reference": REFERENCE, "start": start})

    assert answer.status_code == 422
    assert officers.changes() == []


def test_only_slots_to_come_with_a_free_bay_are_offered() -> None:
    day = "2026-11-27T0{}:00:00+00:00"
    slots = [
        {"starts": day.format(3), "bays": {"1": None}},
        {"starts": day.format(4), "bays": {"1": {"reference": "A"}}},
        {"starts": day.format(5), "bays": {"1": {"reference": "A"}, "2": None}},
    ]
    now = datetime(2026, 11, 27, 4, tzinfo=UTC)

    assert free_slots({"slots": slots}, now) == [day.format(5)]


# Why


def test_what_a_rule_read_is_told_by_its_name_and_item() -> None:
    fired = {
        "rule": "R", "version": 1, "points": 1, "channel": "RED", "agency": "customs",
        "inputs": {"score": 3, "items": [{"seq": 2, "unit_value": {"n": "5.90"}, "hs_code": "1"}]},
    }  # fmt: skip

    why = reasons_of({"screenings": [{"fired": [fired], "channel": "RED", "score": 1}]})

    assert why is not None
    assert [(one["name"], one["value"], one["item"]) for one in why["fired"][0]["inputs"]] == [
        ("Points of the other rules", "3", 0),
        ("Value of one unit", "5.90", 2),
        ("Commodity code", "1", 2),
    ]
    assert reasons_of({"channel": "RED"}) is None


@pytest.mark.parametrize(
    ("standing", "buttons"), [("", 0), ("asked", 2), ("refused", 2), ("approved", 1)]
)
def test_a_direct_release_is_decided_only_where_it_was_asked_for(
    browse, officers, standing: str, buttons: int
) -> None:
    officers.case |= {"direct_release": standing, "state": "ACCEPTED"}

    page = browse("documents").get(HERE).text
    form = page.partition(f'action="{HERE}/direct"')[2].partition("</form>")[0]

    assert form.count('name="decision"') == buttons
    assert f'action="{HERE}/direct"' not in browse("inspector").get(HERE).text


def test_the_order_of_the_worklist_is_chosen_by_links_that_keep_the_queue(browse, officers) -> None:
    officers.answers["worklist"]["cursor"] = "90|2026-11-27T16:00:00+00:00|7"

    page = browse("documents").get(
        "/worklist", params={"queue": "documents", "order": "score"}
    ).text  # fmt: skip

    assert 'href="/worklist?queue=documents&amp;order=deadline"' in page
    assert 'href="/worklist?queue=documents&amp;order=score" aria-current="page"' in page
    assert 'href="/worklist?queue=documents&amp;order=score&amp;cursor=90' in page
    assert [told["order"] for verb, _, told in officers.asked if verb == "worklist"] == ["score"]
