"""Second persons, rules, audit and administration."""

import re

import pytest

from entrepot.kernel.errors import InputError, Problem, RefusedError

REFERENCE = "DTEST000000001"


def text_of(answer) -> str:
    main = answer.text.split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# Approvals


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_waits_is_told_with_who_proposed_it(browse, lang) -> None:
    text = text_of(browse("supervisor").get("/approvals", params={"lang": lang}))

    assert "counterfeit" in text
    assert "inspector" in text
    assert ("Seizure" in text) == (lang == "en")
    assert ("扣留" in text) == (lang == "zh")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "You proposed this yourself: a second person decides."),
        ("zh", "此为您本人提议，须由第二人决定。"),
    ],
)
def test_his_own_proposal_is_told_in_words_and_has_no_button(browse, officers, lang, words) -> None:
    officers.answers["list_approvals"]["rows"][0]["proposed_by"] = "supervisor"

    answer = browse("supervisor").get("/approvals", params={"lang": lang})

    assert words in text_of(answer)
    assert 'name="decision"' not in answer.text


def test_who_decides_all_the_same_is_refused_in_words(browse, officers) -> None:
    officers.answers.pop("decide", None)
    officers.fault = RefusedError(
        Problem("window.second_person", "1", "Another person must decide this.",
                message_zh="须由另一人决定。")
    )  # fmt: skip

    answer = browse("supervisor").post(
        "/approvals", {"kind": "seizure", "id": "1", "decision": "approve"}
    )

    assert answer.status_code == 409
    assert "Another person must decide this." in text_of(answer)


@pytest.mark.parametrize(
    ("who", "form", "verb", "told"),
    [
        ("supervisor", {"kind": "seizure", "id": "1"}, "decide",
         {"approve": True, "reason": ""}),
        ("supervisor", {"kind": "amendment", "reference": REFERENCE}, "decide_amendment",
         {"approve": True, "reason": ""}),
        ("supervisor", {"kind": "cancellation", "reference": REFERENCE}, "decide_cancellation",
         {"grant": True, "reason": ""}),
        ("supervisor", {"kind": "rule", "reference": "R003", "version": "2"}, "approve_rule", {}),
        ("admin", {"kind": "role", "id": "7"}, "decide_proposal",
         {"is_approved": True, "reason": ""}),
    ],
)  # fmt: skip
def test_each_kind_of_proposal_is_decided_by_its_own_act(
    browse, officers, who, form, verb, told
) -> None:
    answer = browse(who).post("/approvals", {**form, "decision": "approve"})

    assert answer.headers["location"] == "/approvals?done=decided"
    assert [(one[0], one[2]) for one in officers.changes()] == [(verb, told)]


@pytest.mark.parametrize("form", [{"kind": "other"}, {"kind": "rule", "decision": "refuse"}])
def test_a_proposal_of_no_kind_is_not_found(browse, officers, form) -> None:
    answer = browse("supervisor").post("/approvals", {"decision": "approve", **form})

    assert answer.status_code == 404
    assert officers.changes() == []


def test_an_auditor_looks_and_decides_nothing(browse, officers) -> None:
    browser = browse("auditor")

    page = browser.get("/approvals")
    tried = browser.post("/approvals", {"kind": "seizure", "id": "1", "decision": "approve"})

    assert 'name="decision"' not in page.text
    assert tried.status_code == 403
    assert officers.changes() == []


# Rules


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_rules_are_listed_with_their_aim(browse, officers, lang) -> None:
    officers.answers["hit_rates"] = {"rows": [
        {"rule": "R001", "fired": 400, "n": 300, "hits": 30, "precision": 0.1, "low": 0.07,
         "high": 0.14, "lift": 0.8, "is_flagged": True}
    ]}  # fmt: skip

    text = text_of(browse("supervisor").get("/rules", params={"lang": lang}))

    assert "R001.1" in text
    assert "10.0 %" in text
    assert ("worse than chance" in text) == (lang == "en")
    assert ("价格远低于中位数" in text) == (lang == "zh")


def test_the_next_version_begins_with_the_words_of_the_last(browse) -> None:
    page = browse("supervisor").get("/rules", params={"rule": "R001"}).text

    assert "Price far below the median" in page.split('<textarea id="definition"')[1]
    assert "&#34;version&#34;" not in page.split('<textarea id="definition"')[1]


def test_a_rule_that_fails_its_tests_is_kept_in_the_form_with_every_fault(browse, officers) -> None:
    officers.fault = InputError(
        [Problem("risk.vector", "rule R9, vector 1", "gives true where false is expected."),
         Problem("risk.label", "rule R9", "has no name in both languages.")]
    )  # fmt: skip

    answer = browse("supervisor").post("/rules", {"definition": '{"id": "R9"}'})

    assert answer.status_code == 422
    assert "Gives true where false is expected." in answer.text
    assert "Has no name in both languages." in answer.text
    assert "{&#34;id&#34;: &#34;R9&#34;}" in answer.text


@pytest.mark.parametrize("definition", ["", "{", "[]"])
def test_a_definition_that_is_no_json_object_is_refused(browse, officers, definition) -> None:
    answer = browse("supervisor").post("/rules", {"definition": definition})

    assert answer.status_code == 422
    assert officers.changes() == []


def test_a_proposed_rule_takes_force_and_one_in_force_is_retired(browse, officers) -> None:
    browser = browse("supervisor")

    browser.post("/rules/R003/approve", {"version": "2"})
    browser.post("/rules/R003/retire", {"reason": "worn out"})

    assert [(one[0], one[1][1:], one[2]) for one in officers.changes()] == [
        ("approve_rule", ("R003", 2), {}),
        ("retire_rule", ("R003",), {"reason": "worn out"}),
    ]


def test_his_own_rule_waits_for_a_second_person(browse, officers) -> None:
    officers.answers["list_rules"]["rows"][0] |= {"state": "proposed", "proposed_by": "supervisor"}

    page = browse("supervisor").get("/rules")

    assert "You proposed this yourself: a second person decides." in page.text
    assert "/approve" not in page.text


# Audit


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_auditor_sees_every_event_with_its_hash_and_the_replay(browse, officers, lang) -> None:
    answer = browse("auditor").get("/audit", params={"reference": REFERENCE, "lang": lang})

    rows = officers.answers["events"]["rows"]
    assert all(row["hash"] in answer.text for row in rows)
    assert ("identical" in text_of(answer)) == (lang == "en")
    assert ("逐位相同" in text_of(answer)) == (lang == "zh")


def test_a_difference_and_a_broken_link_are_named(browse, officers) -> None:
    officers.answers["replay"] = {
        "reference": REFERENCE, "identical": False,
        "screenings": [{"version": 1, "n": 1, "identical": False, "hash": "a", "again": "b",
                        "differences": [{"pointer": "/score", "old": 10, "new": 20}]}],
    }  # fmt: skip
    officers.answers["events"]["rows"][1]["fits"] = False
    officers.answers["events"]["ok"] = False

    text = text_of(browse("auditor").get("/audit", params={"reference": REFERENCE}))

    assert "different" in text
    assert "/score 10 → 20" in text
    assert "broken" in text


def test_what_was_never_screened_says_so_and_still_shows_its_events(browse, officers) -> None:
    del officers.answers["replay"]
    officers.fault = RefusedError(Problem("risk.nothing", REFERENCE, "It was not screened."))

    answer = browse("auditor").get("/audit", params={"reference": REFERENCE})

    assert answer.status_code == 200
    assert "It was not screened." in text_of(answer)
    assert officers.answers["events"]["rows"][0]["hash"] in answer.text


def test_an_unknown_reference_is_told_above_the_search(browse) -> None:
    answer = browse("auditor").get("/audit", params={"reference": "DNONE"})

    assert answer.status_code == 404
    assert 'value="DNONE"' in answer.text


def test_only_an_auditor_verifies_all_chains(browse, officers) -> None:
    officers.answers["verify"] |= {
        "ok": False, "first_bad": {"chain": "D1", "seq": 3, "reason": "the hash is wrong"},
    }  # fmt: skip

    told = browse("auditor").post("/audit/verify")
    refused = browse("supervisor").post("/audit/verify")

    assert "A chain does not hold." in told.text
    assert "the hash is wrong" in told.text
    assert refused.status_code == 403
    assert '<a class="button" href="/desk">To my work</a>' in refused.text


# Administration


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_administrator_sees_firms_accounts_and_what_waits(browse, lang) -> None:
    answer = browse("admin").get("/admin", params={"lang": lang})

    text = text_of(answer)
    assert "91000000MA0000001R" in text
    assert "ul_landport" in text
    assert answer.text.count('action="/admin/decide"') == 1
    assert ("a second administrator decides" in text) == (lang == "en")


@pytest.mark.parametrize(
    ("act", "form", "verb", "given", "told"),
    [
        ("suspend", {"organisation": "firm", "reason": "r"}, "propose_suspension",
         ("firm",), {"is_suspended": True, "reason": "r"}),
        ("restore", {"organisation": "firm", "reason": "r"}, "propose_suspension",
         ("firm",), {"is_suspended": False, "reason": "r"}),
        ("role", {"account": "a", "role": "inspector", "organisation": "o", "offices": "x, y"},
         "grant_role", ("a", "inspector", "o"), {"offices": ["x", "y"], "agency": ""}),
        ("take", {"account": "a", "role": "inspector", "organisation": "o"}, "take_role",
         ("a", "inspector", "o"), {}),
        ("account", {"account": "a", "name": "A"}, "make_account", ("a",),
         {"name": "A", "name_zh": ""}),
        ("password", {"account": "a", "password": "a long sentence"}, "set_password",
         ("a", "a long sentence"), {}),
        ("close", {"account": "a"}, "close_account", ("a",), {}),
        ("decide", {"id": "7", "decision": "refuse", "reason": "r"}, "decide_proposal", (7,),
         {"is_approved": False, "reason": "r"}),
    ],
)  # fmt: skip
def test_each_act_of_an_administrator_reaches_the_service(
    browse, officers, act, form, verb, given, told
) -> None:
    answer = browse("admin").post(f"/admin/{act}", form)

    assert answer.headers["location"] == f"/admin?done={act}"
    assert officers.changes() == [(verb, ("admin@house", *given), told)]


def test_an_act_that_is_none_is_not_found(browse, officers) -> None:
    assert browse("admin").post("/admin/delete").status_code == 404
    assert officers.changes() == []
