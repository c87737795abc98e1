"""The pages of a firm's own declarations: list, one of them, files of many."""

import copy
import re

import pytest

REFERENCE, DRAFT = "DTEST123456789", "DDRAFT98765432"
CSRF = {"csrf": "csrf of token1"}


@pytest.fixture
def headers(signed_in):
    return signed_in()


def text_of(page: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# The list


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_home_shows_four_tabs_with_counts_and_what_is_owed(client, headers, lang) -> None:
    page = client.get("/window", params={"lang": lang}, headers=headers).text

    tabs = re.findall(r'<span class="count">([^<]+)</span>', page)
    assert tabs == ["2", "0", "100+", "1"]
    assert "3,224.54 EUR" in page
    assert "1,000,000.00 EUR" in page
    assert ("Security free: Cash deposit <b>" in page) == (lang == "en")
    assert ("Action needed" in page) == (lang == "en")
    assert ("需要处理" in page) == (lang == "zh")


def test_a_search_looks_in_all_tabs(client, traders, headers) -> None:
    client.get("/window", params={"q": " CSQU3054383 "}, headers=headers)

    assert traders.asked[-1][2] == {"tab": "", "word": "CSQU3054383", "cursor": "", "most": 25}


def test_a_tab_that_is_none_is_the_first(client, traders, headers) -> None:
    answer = client.get("/window?tab=x", headers=headers)

    assert answer.status_code == 200
    assert traders.asked[-1][2]["tab"] == "action"


@pytest.mark.parametrize("tab", ["action", "progress", "released", "rejected"])
def test_an_empty_tab_says_what_to_do_next(client, traders, headers, tab) -> None:
    traders.listed = {"rows": [], "cursor": ""}

    page = client.get("/window", params={"tab": tab, "lang": "en"}, headers=headers).text

    assert re.search(r'<p class="empty">[A-Z][^<]+\.</p>', page[page.index("</nav>") :])
    assert "<tbody>" not in page


def test_the_next_page_keeps_tab_and_word(client, traders, headers) -> None:
    traders.listed = {**traders.listed, "cursor": "41"}

    page = client.get("/window?tab=released&q=a&lang=en", headers=headers).text

    assert 'href="/window?tab=released&amp;q=a&amp;cursor=41"' in page


def test_who_files_for_nobody_sees_no_button_to_file(client, signed_in) -> None:
    page = client.get("/window?lang=en", headers=signed_in("officer")).text

    assert "/declarations/new" not in page


# One declaration


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_declaration_says_where_it_stands_and_whose_turn_it_is(client, headers, lang) -> None:
    page = client.get(f"/declarations/{REFERENCE}", params={"lang": lang}, headers=headers).text
    told = text_of(page)

    words = {
        "en": ["Assessed", "Green: no check", "Due", "Arrived", "Your turn", "Pay what is due",
               "Tax of 3224.54 is not paid or secured.", "Reference for the bank"],
        "zh": ["已计税", "绿色通道", "应缴", "已运抵", "轮到您", "税款3224.54尚未缴纳或担保。"],
    }[lang]  # fmt: skip
    assert [word for word in words if word not in told] == []
    assert ("Customs duty" in told) == (lang == "en")
    assert "(14000.00 USD + 1150.00 USD + 96.00 USD) x 0.890155" in told


def test_only_what_is_allowed_now_is_offered(client, traders, headers) -> None:
    page = client.get(f"/declarations/{REFERENCE}?lang=en", headers=headers).text
    traders.case |= {"state": "COMPLETED", "blockers": [], "release_no": "R1"}
    later = client.get(f"/declarations/{REFERENCE}?lang=en", headers=headers).text

    def offered(text: str) -> set[str]:
        return set(re.findall(rf'(?:action|href)="/declarations/{REFERENCE}/([a-z.]+)"', text))

    assert offered(page) == {"amend", "copy", "cancel", "secure", "documents"}
    assert offered(later) == {"copy", "documents", "note.pdf"}


def test_an_officer_looks_and_may_do_nothing_of_the_firms(client, signed_in) -> None:
    page = client.get(f"/declarations/{REFERENCE}?lang=en", headers=signed_in("officer")).text

    assert f'action="/declarations/{REFERENCE}/' not in page


def test_an_open_question_is_answered_on_the_page(client, traders, headers) -> None:
    traders.case["queries"] = [
        {"code": "value.too_low", "question": "Why so <cheap>?", "asked_by": "officer",
         "asked_at": "2026-11-26T10:00:00+00:00", "due_at": None, "answer": None,
         "answered_at": None},
    ]  # fmt: skip
    page = client.get(f"/declarations/{REFERENCE}?lang=en", headers=headers).text

    answer = client.post(
        f"/declarations/{REFERENCE}/answer", data={**CSRF, "text": "A rebate."}, headers=headers
    )

    assert "Why so &lt;cheap&gt;?" in page
    assert "Answer the officer&#39;s question" in page
    assert answer.headers["location"] == f"/declarations/{REFERENCE}?done=answer"
    assert traders.asked[-1][1] == ("firm@firm_org", REFERENCE, "A rebate.")


def test_an_empty_answer_is_told_on_the_page(client, traders, headers) -> None:
    answer = client.post(
        f"/declarations/{REFERENCE}/answer", data={**CSRF, "text": " "}, headers=headers
    )

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "answer" not in [verb for verb, *_ in traders.asked]


@pytest.mark.parametrize(
    ("path", "fields", "verb", "told"),
    [
        ("withdraw", {"revision": "3"}, "withdraw", {"expected": 3}),
        ("cancel", {"revision": "3", "reason": "sold"}, "ask_cancellation",
         {"reason": "sold", "expected": 3}),
        ("appeal", {"revision": "3", "reason": "wrong"}, "appeal",
         {"reason": "wrong", "expected": 3}),
        ("proof", {"revision": "3", "number": "P1", "kind": "1", "criterion": "WO"},
         "bring_proof", {"kind": "1", "criterion": "WO", "expected": 3}),
        ("secure", {}, "secure", {}),
    ],
)  # fmt: skip
def test_each_act_leads_back_to_the_page(client, traders, headers, path, fields, verb, told):
    answer = client.post(
        f"/declarations/{REFERENCE}/{path}", data={**CSRF, **fields}, headers=headers
    )
    back = client.get(f"{answer.headers['location']}&lang=zh", headers=headers).text

    acts = {asked: given for asked, _, given in traders.asked}
    assert answer.status_code == 303
    assert acts[verb] == told
    assert re.search(r'class="alert alert-done" role="status">[^<]*[一-鿿]', back)


def test_a_refused_act_is_told_on_the_page(client, traders, headers) -> None:
    traders.fault = traders.stale()

    answer = client.post(
        f"/declarations/{REFERENCE}/withdraw", data={**CSRF, "revision": "1"}, headers=headers
    )

    assert answer.status_code == 412
    assert "It is at 3 now." in answer.text


def test_there_is_no_other_act(client, headers) -> None:
    answer = client.post(f"/declarations/{REFERENCE}/release", data=CSRF, headers=headers)

    assert answer.status_code == 404


def test_a_copy_is_gone_on_with_and_asks_for_a_consignment_of_its_own(client, headers) -> None:
    answer = client.post(f"/declarations/{REFERENCE}/copy", data=CSRF, headers=headers)
    page = client.get(answer.headers["location"], headers=headers).text

    assert answer.headers["location"] == f"/declarations/{DRAFT}/edit?copied=1"
    assert re.search(r'<input id="ucr" name="ucr" value=""', page)
    assert re.search(r'<input id="lrn"[^>]* autofocus', page)


def test_files_are_kept_one_by_one(client, traders, headers) -> None:
    files = [("file", ("a.pdf", b"%PDF-1")), ("file", ("b.csv", b"x"))]

    answer = client.post(
        f"/declarations/{REFERENCE}/documents", data={**CSRF, "kind": "invoice"},
        files=files, headers=headers,
    )  # fmt: skip

    kept = [(given[2], told["name"]) for verb, given, told in traders.asked if verb == "attach"]
    assert answer.status_code == 303
    assert kept == [(b"%PDF-1", "a.pdf"), (b"x", "b.csv")]


def test_adding_no_file_is_told(client, headers) -> None:
    answer = client.post(
        f"/declarations/{REFERENCE}/documents", data={**CSRF, "kind": "x"}, headers=headers
    )

    assert answer.status_code == 422


def test_changed_fields_are_named_in_the_language_of_the_page(client, traders, headers) -> None:
    version = copy.deepcopy(traders.case["versions"][0])
    pointer = "/goodsShipment/governmentAgencyGoodsItem/0/commodity/description"
    changes = [{"pointer": pointer, "old": "Tyres", "new": "New tyres"}]
    traders.case["versions"].append({**version, "n": 2, "changes": changes})

    english, chinese = (
        text_of(
            client.get(f"/declarations/{REFERENCE}", params={"lang": lang}, headers=headers).text
        )
        for lang in ("en", "zh")
    )

    assert "Goods name [1]: Tyres → New tyres" in english
    assert "商品名称 [1]： Tyres → New tyres" in chinese


def test_the_note_is_a_pdf(client, headers) -> None:
    answer = client.get(f"/declarations/{REFERENCE}/note.pdf", headers=headers)

    assert answer.headers["content-type"] == "application/pdf"


def test_what_is_anothers_is_not_there(client, headers) -> None:
    assert client.get("/declarations/DOTHER", headers=headers).status_code == 404


def test_who_is_not_known_is_led_to_sign_in_and_back(client) -> None:
    answer = client.get(f"/declarations/{REFERENCE}")

    assert answer.headers["location"] == f"/sign-in?next=%2Fdeclarations%2F{REFERENCE}"


# Files of many


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_is_checked_and_each_declaration_told(client, traders, headers, lang) -> None:
    answer = client.post(
        "/uploads", params={"lang": lang}, data={**CSRF, "act": "check"},
        files={"file": ("a.csv", b"lrn\n")}, headers=headers,
    )  # fmt: skip

    assert answer.status_code == 200
    assert traders.asked[-1][1] == ("firm@firm_org", b"lrn\n", "check")
    assert f'href="/declarations/{REFERENCE}"' in answer.text
    assert ("缺失。" in answer.text) == (lang == "zh")


def test_a_checked_file_is_downloaded_with_its_faults(client, headers) -> None:
    answer = client.post(
        "/uploads", data={**CSRF, "act": "report"}, files={"file": ("a.csv", b"lrn\n")},
        headers=headers,
    )  # fmt: skip

    assert answer.headers["content-disposition"] == 'attachment; filename="checked.csv"'


def test_no_file_is_told(client, headers) -> None:
    answer = client.post("/uploads", data={**CSRF, "act": "check"}, headers=headers)

    assert answer.status_code == 422


def test_an_empty_file_to_fill_in_is_offered(client, headers) -> None:
    answer = client.get("/uploads/template.csv?flow=import&type=FULL", headers=headers)

    assert answer.content.startswith(b"\xef\xbb\xbflrn,")


@pytest.mark.parametrize(("lang", "words"), [("en", "not decided yet"), ("zh", "尚未审批")])
def test_a_direct_release_tells_what_became_of_it(client, traders, headers, lang, words) -> None:
    address = f"/declarations/{REFERENCE}?lang={lang}"
    before = client.get(address, headers=headers).text
    traders.case |= {"direct_release": "asked"}

    assert words not in before
    assert words in client.get(address, headers=headers).text
