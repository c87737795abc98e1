"""The form: one page, every fault beside its field, nothing typed ever lost, no script needed."""

import html
import json
import re

import pytest

from entrepot.kernel.errors import Problem, RefusedError

REFERENCE, DRAFT = "DTEST123456789", "DDRAFT98765432"
GOODS = "/goodsShipment/governmentAgencyGoodsItem"


@pytest.fixture
def headers(signed_in):
    return signed_in()


@pytest.fixture
def post(client, headers):
    """Presses a button of a form."""

    def press(path: str, act: str, lang: str = "en", **fields: str):
        return client.post(
            path, params={"lang": lang}, data={**fields, "act": act}, headers=headers
        )

    return press


def value_of(page: str, name: str) -> str:
    """What stands in an input of a page."""
    found = re.search(rf'<input id="{re.escape(name)}" name="[^"]*" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def sent(traders, verb: str) -> dict:
    """The document that a verb was last asked with."""
    given = next(given for asked, given, _ in reversed(traders.asked) if asked == verb)
    body = next(one for one in given if isinstance(one, bytes))
    return json.loads(body)


# What is asked


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("flow", ["import", "export"])
@pytest.mark.parametrize("kind", ["FULL", "ADVANCE", "SUMMARY"])
def test_the_form_asks_what_flow_and_type_need(client, headers, lang, flow, kind) -> None:
    page = client.get(
        "/declarations/new", params={"flow": flow, "kind": kind, "lang": lang}, headers=headers
    ).text

    assert ('id="special_relationship"' in page) == (flow == "import" and kind != "SUMMARY")
    assert ('id="incoterm"' in page) == (kind != "SUMMARY")
    assert 'id="items.1.hs_code"' in page
    assert ("商品编号" in page) == (lang == "zh")


def test_every_field_has_its_label_and_its_help(client, headers) -> None:
    page = client.get("/declarations/new?flow=import&lang=en", headers=headers).text
    form = page[page.index('id="declaration"') :]
    names = re.findall(r'<(?:input|select) id="([^"]+)" name="', form)

    unlabelled = [name for name in names if f'<label for="{name}">' not in form]
    described = set(re.findall(r'aria-describedby="([^" ]+)', form))
    assert len(names) > 50
    assert unlabelled == []
    assert described <= set(re.findall(r' id="([^"]+)"', form))


def test_no_id_stands_twice(client, headers) -> None:
    page = client.get("/declarations/new?flow=import&lang=en", headers=headers).text
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))


def test_what_is_optional_is_folded_and_what_is_seldom_used_left_out(client, headers, post) -> None:
    page = client.get("/declarations/new?flow=export&lang=en", headers=headers).text
    wide = post("/declarations/new", "form:wide", flow="E").text

    assert 'id="items.1.gtin"' not in page
    assert 'id="items.1.gtin"' in wide
    assert re.search(r'<details class="more"><summary>More fields</summary>', page)


def test_a_new_form_is_for_ones_own_firm(client, headers) -> None:
    page = client.get("/declarations/new?lang=zh", headers=headers).text

    assert '<option value="91000000MA0000001R" selected>企业 · 91000000MA0000001R</option>' in page


def test_a_broker_chooses_whom_he_files_for(client, traders, headers) -> None:
    other = {**traders.firms[0], "uscc": "91000000MA0000002W", "name": "Principal", "is_own": False}
    traders.firms.append(other)

    page = client.get(f"/declarations/new?firm={other['uscc']}&lang=en", headers=headers).text

    assert f'<option value="{other["uscc"]}" selected>Principal' in page


def test_a_pack_without_offices_says_so(client, traders, headers) -> None:
    traders.has_offices = False

    answers = [
        client.get(path, params={"lang": "en"}, headers=headers)
        for path in ("/declarations/new", "/window")
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert all("names no customs offices" in answer.text for answer in answers)
    assert 'id="declaration"' not in answers[0].text


# Rows


def test_a_row_is_added_and_takes_over_what_seldom_changes(post, traders) -> None:
    page = post(
        "/declarations/new", "add:items",
        **{"flow": "E", "items.1.hs_code": "4011200000", "items.1.quantity_unit": "015",
           "items.1.final_country": "DE", "items.1.line_value": "10"},
    ).text  # fmt: skip

    assert value_of(page, "items.1.hs_code") == "4011200000"
    assert value_of(page, "items.2.quantity_unit") == "015"
    assert value_of(page, "items.2.final_country") == "DE"
    assert value_of(page, "items.2.line_value") == ""
    assert re.search(r'id="items\.2\.hs_code"[^>]* autofocus', page)
    assert traders.asked == []


def test_the_last_row_is_repeated_whole(post) -> None:
    page = post(
        "/declarations/new", "repeat:items",
        **{"flow": "E", "items.1.hs_code": "4011200000", "items.1.line_value": "10"},
    ).text  # fmt: skip

    assert value_of(page, "items.2.hs_code") == "4011200000"
    assert value_of(page, "items.2.line_value") == "10"
    assert re.search(r'id="items\.2\.hs_code"[^>]* autofocus', page)


def test_a_row_is_taken_out_and_the_next_moves_up(post) -> None:
    page = post(
        "/declarations/new", "remove:items:1",
        **{"flow": "E", "items.1.hs_code": "4011200000", "items.2.hs_code": "4011100000"},
    ).text  # fmt: skip

    assert value_of(page, "items.1.hs_code") == "4011100000"
    assert 'id="items.2.hs_code"' not in page


@pytest.mark.parametrize("act", ["add:nothing", "add:", "remove:items:x", "remove:", "form:x"])
def test_a_button_that_is_none_changes_nothing(post, act) -> None:
    answer = post("/declarations/new", act, **{"flow": "E", "items.1.hs_code": "1"})

    assert answer.status_code == 200
    assert value_of(answer.text, "items.1.hs_code") == "1"


def test_lists_that_may_be_empty_begin_empty(client, headers, post) -> None:
    page = client.get("/declarations/new?lang=en", headers=headers).text
    more = post("/declarations/new", "add:documents", flow="E").text

    assert 'id="documents.1.document_no"' not in page
    assert 'id="documents.1.document_no"' in more


# Checking


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_faults_stand_beside_their_fields_and_in_a_summary(post, traders, lang) -> None:
    faults = traders.faulty("/functionalReferenceId", f"{GOODS}/1/commodity/classification/id")
    traders.checked |= {
        "is_valid": False, "problems": [one.document() for one in faults.problems],
        "estimate": None,
    }  # fmt: skip

    page = post(
        "/declarations/new", "check", lang,
        **{"flow": "E", "items.1.hs_code": "401120", "items.2.hs_code": "401110"},
    ).text  # fmt: skip

    summary = page[page.index('id="summary"') : page.index("</div>", page.index('id="summary"'))]
    assert re.findall(r'href="#([^"]+)"', summary) == ["lrn", "items.2.hs_code"]
    assert 'id="items.2.hs_code-fault"' in page
    assert re.search(r'id="items\.2\.hs_code"[^>]*aria-invalid="true"', page)
    assert ("缺失。" in page) == (lang == "zh")


def test_a_fault_of_no_field_shown_is_told_in_the_summary(post, traders) -> None:
    traders.checked |= {
        "is_valid": False,
        "problems": [one.document() for one in traders.faulty("/x/y").problems],
    }

    page = post("/declarations/new", "check", flow="E").text

    assert "/x/y is not filled in." in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_check_shows_what_would_be_owed_with_every_working(post, lang) -> None:
    page = post("/declarations/new", "check", lang, flow="I", **{"items.1.hs_code": "1"}).text

    assert "3,224.54 EUR" in page
    assert "19 %" in page
    working = {
        "en": "(13571.30 EUR customs value + 542.85 EUR customs duty) x 19 %",
        "zh": "(13571.30 EUR 完税价格 + 542.85 EUR 关税) x 19 %",
    }[lang]
    assert working in page


def test_blank_rows_are_dropped_so_that_faults_point_at_the_right_ones(post, traders) -> None:
    post(
        "/declarations/new", "check",
        **{"flow": "E", "items.1.hs_code": "1", "items.2.final_country": "DE",
           "items.3.hs_code": "3"},
    )  # fmt: skip

    items = sent(traders, "check")["goodsShipment"]["governmentAgencyGoodsItem"]
    assert [one["commodity"]["classification"]["id"] for one in items] == ["1", "3"]


def test_an_empty_line_is_asked_for_field_by_field(post, traders) -> None:
    post("/declarations/new", "check", flow="E")
    post("/declarations/new", "save", flow="E")

    checked = sent(traders, "check")["goodsShipment"]["governmentAgencyGoodsItem"]
    assert checked == [{}]
    assert "governmentAgencyGoodsItem" not in sent(traders, "save_draft").get("goodsShipment", {})


def test_words_in_place_of_a_code_lead_to_a_choice(post, traders) -> None:
    traders.checked |= {
        "problems": [one.document() for one in traders.faulty("/functionalReferenceId").problems]
    }

    page = post("/declarations/new", "check", flow="E", **{"items.1.hs_code": "tyres"}).text
    chosen = post(
        "/declarations/new", "form", flow="E",
        **{"items.1.hs_code": "tyres", "items.1.hs_code_choice": "401120"},
    ).text  # fmt: skip

    assert 'name="items.1.hs_code_choice"' in page
    assert value_of(chosen, "items.1.hs_code") == "401120"


def test_the_reference_of_the_consignment_is_made_where_none_was_typed(post, traders) -> None:
    post("/declarations/new", "check", flow="E", lrn="exp-7",
         domestic_party_uscc="91000000MA0000001R")  # fmt: skip

    assert sent(traders, "check")["goodsShipment"]["ucr"]["id"] == "6XU91000000MA0000001R-EXP-7"


# Keeping and lodging


def test_a_draft_is_kept_and_gone_on_with(post, traders) -> None:
    answer = post("/declarations/new", "save", flow="E", lrn="A")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/declarations/{DRAFT}/edit?kept=1"
    assert traders.asked[-1][2] == {"draft": "", "expected": None}


def test_a_script_that_keeps_a_draft_is_told_its_revision(client, headers) -> None:
    answer = client.post(
        "/declarations/new", data={"act": "save", "flow": "E"},
        headers={**headers, "accept": "application/json"},
    )  # fmt: skip

    assert answer.json() == {"reference": DRAFT, "revision": 7}


def test_a_script_is_told_faults_as_a_script_expects(client, traders, headers) -> None:
    traders.fault = traders.stale()

    answer = client.post(
        f"/declarations/{DRAFT}/edit", data={"act": "save", "flow": "E", "revision": "1"},
        headers={**headers, "accept": "application/json"},
    )  # fmt: skip

    assert answer.status_code == 412


def test_a_draft_is_opened_with_what_it_says(client, headers) -> None:
    page = client.get(f"/declarations/{DRAFT}/edit?lang=en", headers=headers).text

    assert value_of(page, "items.1.hs_code") == "4011100000"
    assert f'action="/declarations/{DRAFT}/edit"' in page
    assert '<input type="hidden" name="revision" value="7">' in page


def test_a_lodgement_leads_to_the_declaration_and_carries_the_key_of_its_page(post, traders):
    answer = post(f"/declarations/{DRAFT}/edit", "lodge", flow="E", key="k1", revision="7")

    assert answer.headers["location"] == f"/declarations/{REFERENCE}"
    assert traders.asked[-1][2] == {"key": "k1", "draft": DRAFT, "expected": 7}


def test_each_page_has_a_key_of_its_own(client, headers) -> None:
    pages = [client.get("/declarations/new", headers=headers).text for _ in range(2)]
    keys = {re.search(r'name="key" value="([^"]+)"', page)[1] for page in pages}

    assert len(keys) == 2


def test_a_lodgement_with_faults_goes_on_as_the_draft_that_was_kept(post, traders) -> None:
    kept = Problem("declaration.draft_kept", DRAFT, "The draft is kept.", message_zh="已保存。")
    traders.fault = traders.faulty("/functionalReferenceId", kept=kept)

    answer = post("/declarations/new", "lodge", flow="E", **{"items.1.goods_name": "Tyres <b>"})

    assert answer.status_code == 422
    assert f'action="/declarations/{DRAFT}/edit"' in answer.text
    assert 'name="revision" value="7"' in answer.text
    assert value_of(answer.text, "items.1.goods_name") == "Tyres <b>"


def test_a_reference_that_is_taken_leads_to_the_first(post, traders) -> None:
    traders.fault = RefusedError(Problem("window.ucr_taken", "U", "It is taken."))
    traders.fault.extra["first"] = "DFIRST"

    answer = post("/declarations/new", "lodge", flow="E", lrn="A")

    assert answer.status_code == 409
    assert 'href="/declarations/DFIRST"' in answer.text
    assert value_of(answer.text, "lrn") == "A"


def test_what_somebody_else_changed_is_not_overwritten(post, traders) -> None:
    traders.fault = traders.stale()

    answer = post(f"/declarations/{DRAFT}/edit", "save", flow="E", revision="1", lrn="mine")

    assert answer.status_code == 412
    assert "It is at 3 now." in answer.text
    assert value_of(answer.text, "lrn") == "mine"


@pytest.mark.parametrize("mode", ["edit", "amend", "complete"])
def test_a_form_of_what_is_anothers_is_not_there(client, headers, mode) -> None:
    assert client.get(f"/declarations/DOTHER/{mode}", headers=headers).status_code == 404


# Amendments and second steps


def filled(client, headers, mode: str) -> dict[str, str]:
    """The fields of a form as a browser would post them."""
    page = client.get(f"/declarations/{REFERENCE}/{mode}?lang=en", headers=headers).text
    form = page[page.index('id="declaration"') :]
    inputs = re.findall(r'<input id="([^"]+)" name="[^"]*" value="([^"]*)"', form)
    chosen = re.findall(
        r'<select id="([^"]+)"[^>]*>(?:(?!</select>).)*?<option(?: value="([^"]*)")? selected',
        form,
        flags=re.DOTALL,
    )
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(text) for name, text in (*inputs, *chosen, *hidden)}


def test_an_amendment_asks_for_what_differs_alone(client, traders, headers, post) -> None:
    fields = filled(client, headers, "amend")

    answer = post(
        f"/declarations/{REFERENCE}/amend", "lodge",
        **{**fields, "items.1.goods_name": "Used tyres", "reason": "a slip"},
    )  # fmt: skip

    assert answer.headers["location"] == f"/declarations/{REFERENCE}"
    verb, given, told = traders.asked[-1]
    assert verb == "ask_amendment"
    assert given[2] == {f"{GOODS}/0/commodity/description": "Used tyres"}
    assert told == {"reason": "a slip", "expected": 3}


def test_flow_and_type_of_what_was_lodged_cannot_be_changed(client, headers) -> None:
    page = client.get(f"/declarations/{REFERENCE}/amend?lang=en", headers=headers).text

    assert re.search(r'<select id="flow"[^>]* disabled', page)
    assert '<input type="hidden" name="flow" value="I">' in page
    assert 'value="save"' not in page


def test_a_second_step_is_the_full_form(client, traders, headers, post) -> None:
    traders.case["contents"]["procedureCategory"] = "SUMMARY"
    fields = filled(client, headers, "complete")

    post(f"/declarations/{REFERENCE}/complete", "lodge", **fields)

    assert traders.asked[-1][0] == "complete"
    assert sent(traders, "complete")["procedureCategory"] == "FULL"
    assert traders.asked[-1][2] == {"expected": 3}
