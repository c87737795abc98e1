"""What the window's tables say, they say in two languages with a source, and rightly."""

import re
from collections import Counter

import pytest

from entrepot.kernel.identifiers import check_container, check_ucr, check_uscc
from entrepot.region.model import TABLES, Region, columns_of
from entrepot.store import packs
from entrepot.window.reasons import Reasons

LABELLED = sorted(name for name in TABLES if "label_zh" in columns_of(name))
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def region() -> Region:
    """The default region over the world."""
    found = packs.read_region(packs.read_folder(packs.find_folder(""))).region
    assert found is not None
    return found


def test_the_tables_of_the_window_are_filled(region) -> None:
    empty = [name for name in LABELLED if not region.table(name)]

    assert len(LABELLED) > 20
    assert set(empty) <= {"risk_rules"}


@pytest.mark.parametrize("name", LABELLED)
def test_every_row_is_named_in_two_languages_and_cites_a_source(region, name: str) -> None:
    wrong = [
        row
        for row in region.table(name)
        if not (row.label_en.strip() and row.source.strip())
        or not (CHINESE.search(row.label_zh) or row.label_zh == row.label_en)  # such as CIF
    ]

    assert wrong == []


def test_both_texts_of_a_reason_have_the_same_places(region) -> None:
    wrong = [
        row.code
        for row in region.reason_codes
        if Counter(re.findall(r"\{\w+\}", row.text_en))
        != Counter(re.findall(r"\{\w+\}", row.text_zh))
        or not CHINESE.search(row.text_zh)
    ]

    assert wrong == []


def test_an_identifier_is_judged_in_the_words_of_the_reason_codes(region) -> None:
    reasons = Reasons(region.reason_codes)
    long, box, firm = "6CN" + "A" * 18 + "-" + "1" * 14, "CSQU3054384", "91110000600037341M"
    told = [*check_ucr(long).problems, *check_ucr("x").problems, *check_container(box).problems,
            *check_container("x").problems, *check_uscc(firm).problems,
            *check_uscc("x").problems]  # fmt: skip
    worded = [
        reasons.problem("window.ucr_length", "", length=len(long)),
        reasons.problem("window.ucr_form", ""),
        reasons.problem("equipment.check_digit", "", no=box, expected="3"),
        reasons.problem("equipment.form", "", no="x"),
        reasons.problem("party.uscc_invalid", "", code=firm),
        reasons.problem("party.uscc_form", "", code="x"),
    ]

    assert [(p.code, p.message, p.message_zh) for p in told] == [
        (p.code, p.message, p.message_zh) for p in worded
    ]


def test_a_role_may_do_what_the_transitions_say(region) -> None:
    by_arrow = {(role, arrow.id) for arrow in region.transitions for role in arrow.role}
    by_role = {(role.role, arrow) for role in region.roles for arrow in role.may_do}

    assert by_arrow == by_role


def test_codes_of_a_list_are_of_lists_that_say_so(region) -> None:
    kept = {row.code_list for row in region.code_lists if row.kind == "codes"}

    assert {row.list for row in region.codes} == kept


def test_a_list_kept_in_a_file_names_a_table_and_its_key(region) -> None:
    for row in region.code_lists:
        if row.kind == "file":
            assert row.key_column in columns_of(row.where.removesuffix(".csv")), row.code_list


def test_every_facet_a_transition_changes_is_a_state(region) -> None:
    states = {(row.facet, row.state) for row in region.states}
    channels = {row.channel for row in region.channels}
    changed = set()
    for arrow in region.transitions:
        facet = ""
        for part in filter(None, arrow.facet_changes.split(";")):
            facet, _, value = part.rpartition("=") if "=" in part else (facet, "", part)
            changed.add((facet, value))

    assert {value for facet, value in changed if facet == "channel"} <= channels
    assert {pair for pair in changed if pair[0] != "channel"} <= states


def test_a_trade_mode_meets_only_flows_it_is_open_for(region) -> None:
    flows = {row.code: set(row.flows) for row in region.trade_modes}

    wrong = [pair for pair in region.mode_matrix if not set(pair.flows) <= flows[pair.trade_mode]]

    assert wrong == []


def test_what_the_law_leaves_unread_is_said_so(region) -> None:
    unread = {row.name for row in region.legal if row.status == "unverified"}

    assert {row.name for row in region.legal if "memory" in row.source} <= unread
    assert {"late_payment_days", "tax_waiver_threshold", "audit_years"} <= unread
