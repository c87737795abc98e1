"""What is typed, what an amendment asks for, whose turn it is, and how fast one may go."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from entrepot.service.accounts import TooManyError
from entrepot.web.amending import changes_of
from entrepot.web.form_rows import (
    add_row,
    remove_row,
    row_count,
    with_only_container,
    without_blank_rows,
)
from entrepot.web.language import language
from entrepot.web.pace import Pace
from entrepot.web.turns import acts_of, steps_of, times_of, turn_of
from entrepot.web.typed import read_fields, with_ucr
from entrepot.window.amendment import amend
from entrepot.window.declaration import read_declaration
from entrepot.window.form import fields_of

DAY = date(2026, 3, 10)

# Typing


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("items.1.line_value", "６０,０００.50", "60000.50"),
        ("items.1.line_value", "1,5", "1,5"),
        ("items.1.hs_code", "4011.20.00 00", "4011200000"),
        ("items.1.hs_code", "tyres", "tyres"),
        ("trade_country", "germany", "DE"),
        ("trade_country", "德国", "DE"),
        ("trade_country", "de", "DE"),
        ("currency", "usd", "USD"),
        ("flow", "Export", "E"),
        ("items.1.goods_name", " 轮胎（新）\x00 ", "轮胎（新）"),
        ("equipment.1.container_no", "csqu3054383", "CSQU3054383"),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(dictionary, name, typed, read) -> None:
    assert read_fields(FormData([(name, typed)]), dictionary) == {name: read}


def test_a_choice_goes_before_what_was_typed_and_strangers_are_passed_over(dictionary) -> None:
    form = FormData(
        [("items.1.hs_code", "tyres"), ("items.1.hs_code_choice", "401120"), ("colour", "red"),
         ("items.1.colour", "red"), ("csrf", "x"), ("items.100.hs_code", "1")]
    )  # fmt: skip

    assert read_fields(form, dictionary) == {"items.1.hs_code": "401120"}


@given(
    st.dictionaries(st.sampled_from(["lrn", "items.1.hs_code", "currency", "x"]), st.text()),
)
def test_any_text_can_be_typed(dictionary, typed) -> None:
    fields = read_fields(FormData(list(typed.items())), dictionary)

    assert set(fields) <= set(typed) - {"x"}
    assert not any("\x00" in text for text in fields.values())


@pytest.mark.parametrize(
    ("fields", "ucr"),
    [
        ({"domestic_party_uscc": "91000000MA0000001R", "lrn": "a-1"}, "6CN91000000MA0000001R-A-1"),
        ({"domestic_party_uscc": "91000000MA0000001R", "lrn": "a-1", "ucr": "mine"}, "mine"),
        ({"domestic_party_uscc": "91000000MA0000001R", "lrn": "no blanks"}, ""),
        ({"domestic_party_uscc": "91000000MA0000001R"}, ""),
        ({}, ""),
    ],
)
def test_a_consignment_reference_is_made_only_where_it_holds(fields, ucr) -> None:
    assert with_ucr(fields, "CN", DAY).get("ucr", "") == ucr


# Rows


def test_a_row_put_in_and_taken_out_leaves_what_was_there() -> None:
    fields = {"lrn": "A", "items.1.hs_code": "1", "items.1.origin_country": "DE"}

    assert remove_row(add_row(fields, "items"), "items", 2) == fields


def test_blank_rows_go_and_the_first_stays() -> None:
    fields = {
        "items.1.hs_code": "", "items.2.hs_code": "2", "items.3.hs_code": "",
        "items.3.origin_country": "DE", "documents.1.document_no": "",
    }  # fmt: skip

    left = without_blank_rows(fields)

    assert left == {"items.1.hs_code": "", "items.2.hs_code": "2"}
    assert row_count(left, "items") == 2


def test_lines_are_in_the_only_container_and_in_none_of_several() -> None:
    fields = {
        "equipment.1.container_no": "A", "items.1.hs_code": "1", "items.2.container_items": "B",
    }  # fmt: skip

    one = with_only_container(fields)
    several = with_only_container({**fields, "equipment.2.container_no": "C"})

    assert one == {**fields, "items.1.container_items": "A"}
    assert several == {**fields, "equipment.2.container_no": "C"}


# Amendments


def test_a_form_that_nobody_touched_changes_nothing(dictionary, example) -> None:
    document = example("import")

    assert changes_of(document, fields_of(document, dictionary), dictionary) == {}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("contract_no", "C-2"),
        ("remarks", "added"),
        ("remarks", ""),
        ("items.1.line_value", "1.00"),
        ("items.1.container_items", ""),
        ("items.1.declaration_elements", "one; two"),
        ("special_circumstance", "1; 2"),
        ("invoices.1.invoice_no", "I-2"),
    ],
)
def test_each_changed_field_becomes_what_the_form_says(dictionary, example, field, text) -> None:
    document = example("import")
    fields = {**fields_of(document, dictionary), field: text}

    changes = changes_of(document, fields, dictionary)

    amended = amend(document, changes) if changes else document
    assert {k: v for k, v in fields_of(amended, dictionary).items() if v} == {
        k: v for k, v in fields.items() if v
    }


def test_lines_that_come_and_go_are_told_with_their_list(dictionary, example) -> None:
    document = example("import")
    fields = fields_of(document, dictionary)
    second = {name.replace(".1.", ".2."): text for name, text in fields.items() if ".1." in name}
    second = {name: text for name, text in second.items() if name.startswith("items.")}

    more = amend(document, changes_of(document, {**fields, **second}, dictionary))
    fewer = amend(more, changes_of(more, fields, dictionary))

    assert len(read_declaration(more, dictionary, DAY)[0].items) == 2
    assert fields_of(fewer, dictionary) == fields


def test_what_the_form_does_not_show_is_kept_when_a_line_is_added(dictionary, example) -> None:
    document = copy.deepcopy(example("import"))
    item = document["goodsShipment"]["governmentAgencyGoodsItem"][0]
    addition = [{"chargesTypeCode": "1", "otherChargeDeductionAmount": "5"}]
    item["customsValuation"] = {"chargeDeduction": addition}
    fields = fields_of(document, dictionary) | {"items.2.hs_code": "4011100000"}

    changed = amend(document, changes_of(document, fields, dictionary))

    items = changed["goodsShipment"]["governmentAgencyGoodsItem"]
    assert items[0]["customsValuation"]["chargeDeduction"] == addition
    assert items[1]["commodity"]["classification"]["id"] == "4011100000"


# Turns


def case(**facets):
    """A declaration before release, with some facets."""
    return {
        "state": "ASSESSED", "channel": "GREEN", "revenue": "NIL", "cargo": "ARRIVED",
        "amendment": "AMEND_NONE", "audit": "PCA_NONE", "completion_due": None, "flags": [],
        "blockers": [], "tasks": [], "queries": [], "cases": [], "assessments": [],
        "release_no": None, **facets,
    }  # fmt: skip


def blocked(*codes: str) -> list[dict[str, str]]:
    return [{"code": code} for code in codes]


@pytest.mark.parametrize(
    ("facets", "whose", "what"),
    [
        ({"state": "DRAFT"}, "you", "draft"),
        ({"state": "LODGED"}, "site", "arrival"),
        ({"state": "ACCEPTED"}, "window", "screening"),
        (
            {
                "state": "UNDER_CONTROL",
                "blockers": blocked("inspection.unfinished"),
                "tasks": [{"kind": "documents", "closed_at": None}],
            },
            "customs",
            "documents",
        ),
        (
            {
                "state": "UNDER_CONTROL",
                "blockers": blocked("inspection.unfinished"),
                "tasks": [
                    {"kind": "documents", "closed_at": None},
                    {"kind": "inspection:market", "closed_at": None},
                ],
            },
            "agency",
            "inspection",
        ),
        (
            {"state": "UNDER_CONTROL", "blockers": blocked("goods.not_as_declared")},
            "customs",
            "discrepancy",
        ),
        ({"state": "UNDER_CONTROL", "queries": [{"answered_at": None}]}, "you", "question"),
        ({"blockers": blocked("gate.held", "tax.unpaid")}, "agency", "hold"),
        ({"blockers": blocked("tax.unpaid")}, "you", "pay"),
        ({"blockers": blocked("tax.security")}, "you", "secure"),
        ({"blockers": blocked("arrival.not_confirmed")}, "site", "arrival"),
        ({"amendment": "AMEND_PENDING"}, "customs", "amendment"),
        ({"state": "CANCEL_REQUESTED"}, "customs", "cancellation"),
        ({"state": "RELEASED"}, "site", "move"),
        ({"state": "RELEASED", "completion_due": "2026-04-01"}, "you", "complete"),
        ({"state": "RELEASED", "flags": ["no_exit"]}, "you", "no_exit"),
        ({"state": "COMPLETED", "revenue": "DUE"}, "you", "pay"),
        ({"state": "COMPLETED"}, "nobody", "completed"),
        ({"state": "SEIZED"}, "you", "seized"),
        ({"state": "EXPIRED"}, "nobody", "over"),
    ],
)
def test_somebody_is_always_next(facets, whose, what) -> None:
    turn = turn_of(case(**facets))

    assert (turn.whose, turn.what) == (whose, what)


@pytest.mark.parametrize(
    ("facets", "offered"),
    [
        ({"state": "DRAFT"}, {"edit", "withdraw", "copy", "attach"}),
        ({"state": "PRELODGED"}, {"withdraw", "copy", "attach"}),
        ({"state": "UNDER_CONTROL", "channel": "RED"}, {"copy", "attach"}),
        ({"state": "UNDER_CONTROL", "channel": "YELLOW"}, {"copy", "attach", "amend", "cancel"}),
        ({"revenue": "DUE"}, {"copy", "attach", "amend", "cancel", "secure"}),
        (
            {"state": "RELEASED", "cargo": "EXITED", "release_no": "R"},
            {"copy", "attach", "amend", "note"},
        ),
        (
            {"state": "SEIZED", "cases": [{"kind": "seizure", "closed_at": None}]},
            {"copy", "attach", "appeal"},
        ),
        (
            {
                "state": "SEIZED",
                "cases": [
                    {"kind": "seizure", "closed_at": None},
                    {"kind": "appeal", "closed_at": None},
                ],
            },
            {"copy", "attach"},
        ),
        (
            {
                "state": "RELEASED",
                "cargo": "EXITED",
                "assessments": [{"document": {"preference": {"status": "secured"}}}],
            },
            {"copy", "attach", "amend", "proof"},
        ),
        ({"state": "REJECTED"}, {"copy"}),
    ],
)
def test_each_state_offers_what_it_allows(facets, offered) -> None:
    assert {name for name, is_offered in acts_of(case(**facets)).items() if is_offered} == offered


def test_each_step_tells_how_long_it_was_waited_for_and_by_whom() -> None:
    timeline = [
        {"event": "lodge", "at": "2026-03-10T08:00:00+00:00", "party": "trader"},
        {"event": "arrived", "at": "2026-03-10T11:00:00+00:00", "party": "port_operator"},
        {"event": "risk_run", "at": "2026-03-10T11:00:00.5+00:00", "party": "system"},
        {"event": "documents", "at": "2026-03-11T11:00:00+00:00", "party": "officer"},
    ]

    steps = steps_of(timeline, language("en"))

    assert [step["took"] for step in steps] == ["", "3 hours", "", "24 hours"]
    assert times_of(timeline, language("en")) == [
        ("officer", "24 hours"), ("port_operator", "3 hours")
    ]  # fmt: skip


# Pace


def test_a_burst_is_taken_and_then_a_minute_gives_so_many_more() -> None:
    now = [0.0]
    pace = Pace(60, clock=lambda: now[0])

    for _ in range(120):
        pace.take("firm")
    with pytest.raises(TooManyError) as refused:
        pace.take("firm")
    pace.take("other")
    now[0] += 2.0
    pace.take("firm")
    pace.take("firm")

    assert refused.value.retry_after_s == 1
    with pytest.raises(TooManyError):
        pace.take("firm")


def test_no_limit_is_no_limit() -> None:
    pace = Pace(0)

    for _ in range(1000):
        pace.take("firm")


def test_an_account_that_goes_too_fast_is_told_when_to_come_back(
    client, signed_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app.state, "pace", Pace(1, clock=lambda: 0.0))
    headers = signed_in()

    answers = [
        client.post("/api/v1/declarations", json={}, headers=headers) for _ in range(3)
    ]  # fmt: skip
    looking = client.get("/api/v1/declarations", headers=headers)

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].headers["retry-after"] == "60"
    assert looking.status_code == 200
