"""Panels of partners at the edges of days, of what is known, and of what is told twice."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from entrepot.kernel.errors import InputError
from entrepot.partners.alliance import without_overlap
from entrepot.partners.days import read_day
from entrepot.partners.outgoing import outgoing
from entrepot.service.panel_pages import work_out

BONN = {"id": "bonn", "name": "Bonn"}
Rows = list[dict[str, Any]]


def told(panel: str, on: str, **rolls: Rows) -> tuple[dict[str, Any], Rows]:
    """Figures and rows of a panel over rows that are handed in."""
    found = work_out(panel, {"rolls": rolls}, date.fromisoformat(on))
    return {one["name"]: one["value"] for one in found["figures"]}, found["rows"]


def wrong(panel: str, **rolls: Rows) -> list[str]:
    with pytest.raises(InputError) as error:
        told(panel, "2026-01-01", **rolls)
    return [f"{one.where}: {one.message}" for one in error.value.problems]


def test_a_february_known_to_the_month_ends_on_the_29th_in_leap_years() -> None:
    assert read_day("2018-02").after(2) == read_day("2020-02")


def test_an_agreement_covers_nothing_from_the_day_it_was_ended() -> None:
    sets = [{"id": day, "agreement": "A", "kind": "data_set", "title": "t", "on": day,
             "has_personal": "no"} for day in ("2025-05-31", "2025-06-01")]  # fmt: skip
    figures, _ = told(
        "data_exchanges", "2026-01-01", partners=[BONN], data_exchanges=sets, data_agreements=[
            {"id": "A", "partner": "bonn", "title": "t", "signed": "2024-01-01",
             "ended": "2025-06-01"}])  # fmt: skip

    assert figures["outside_term"] == 1


def value(on: str, trade: Rows, contact: dict[str, str]) -> Rows:
    partners = [{"id": one, "name": one} for one in ("a", "b")]
    met = [{"id": one, "partner": one, "kind": "meeting", "two_way": "yes", **contact}
           for one in ("a", "b")]  # fmt: skip
    fits = [{"id": one, "partner": one, "aim": "x", "fit_pct": "50", "judged_on": "2025-01-01"}
            for one in ("a", "b")]  # fmt: skip
    links = [{"id": str(n), "kind": "trade_lane", "reference": "r", **one}
             for n, one in enumerate(trade)]  # fmt: skip
    _, rows = told("partner_value", on, partners=partners, contacts=met, partner_links=links,
                   partner_fits=fits)  # fmt: skip
    return sorted(rows, key=lambda row: row["partner"])


def test_trade_of_nothing_is_nothing_and_not_the_trade_of_the_year_before() -> None:
    rows = value("2026-06-01", [
        {"partner": "a", "year": "2024", "amount": "9", "currency": "CNY"},
        {"partner": "a", "year": "2025", "amount": "0", "currency": "CNY"},
        {"partner": "b", "year": "2025", "amount": "5", "currency": "CNY"},
    ], {"on": "2026-01-01"})  # fmt: skip

    assert [row["trade"][0]["amount"] for row in rows] == ["0", "5"]
    assert [row["value_pct"] for row in rows] == ["0.0", "50.0"]


def test_trade_in_two_currencies_is_not_held_against_each_other() -> None:
    rows = value("2026-06-01", [
        {"partner": "a", "year": "2025", "amount": "9", "currency": "USD"},
        {"partner": "b", "year": "2025", "amount": "5", "currency": "CNY"},
    ], {"on": "2026-01-01"})  # fmt: skip

    assert [row["value_pct"] for row in rows] == [None, None]


def test_a_contact_known_to_the_year_counts_from_the_last_day_of_it() -> None:
    rows = value("2026-06-01", [], {"on": "2024-03-01", "precision": "year"})

    assert [row["activity"] for row in rows] == [1, 1]


def test_a_text_beneath_a_text_beneath_another_is_told_once() -> None:
    texts = [{"id": one, "title": one, "kind": "agreement", "partner": "p", "year": "2020",
              "under": under} for one, under in (("a", ""), ("b", "a"), ("c", "b"))]  # fmt: skip
    items = [{"id": "1", "title": "t", "partner": "p", "text": "b", "agreed_on": "2020-01-01"}]
    figures, rows = told("joint_texts", "2026-01-01", joint_texts=texts, joint_items=items)

    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert (figures["texts"], figures["tasks"]) == (3, 1)


def test_visitors_from_abroad_may_be_known_alone() -> None:
    event = {"id": "E", "title": "t", "begins_on": "2025-05-01"}
    count = {"id": "1", "event": "E", "told_on": "2025-06-01", "visitors_abroad": "7"}
    _, rows = told("expos", "2026-01-01", expo_events=[event], expo_counts=[count])

    assert (rows[0]["visitors"], rows[0]["visitors_abroad"]) == (None, 7)
    assert wrong("expos", expo_events=[event], expo_counts=[{**count, "visitors": "6"}]) == [
        "row 1, visitors_abroad: is more than the visitors."
    ]


def test_a_session_known_to_the_year_comes_after_those_with_a_day_in_it() -> None:
    events = [{"id": "Y", "title": "t", "series": "s", "year": "2024"},
              {"id": "D", "title": "t", "series": "s", "begins_on": "2024-05-01"}]  # fmt: skip
    orders = [{"id": one, "event": one, "enterprise": "f", "ordered_on": "2024-05-02",
               "amount": amount, "currency": "CNY"}
              for one, amount in (("Y", "150"), ("D", "100"))]  # fmt: skip
    _, rows = told("fair_orders", "2026-01-01", expo_events=events, fair_orders=orders)

    assert [(row["event"], row["change_pct"]) for row in rows] == [("D", None), ("Y", "50.0")]


PAPER = {"id": "A", "partner": "bonn", "kind": "friendship", "signed": "2020-06-01"}
NEXT = {"id": "B", "partner": "bonn", "kind": "sister_city", "signed": "2025-06-01",
        "supersedes": "A"}  # fmt: skip


def test_a_paper_replaced_today_has_no_anniversary_today() -> None:
    _, rows = told("anniversaries", "2025-06-01", partners=[BONN], instruments=[PAPER, NEXT])
    _, before = told("anniversaries", "2025-06-01", partners=[BONN], instruments=[PAPER])

    assert rows == []
    assert [(row["years"], row["state"]) for row in before] == [(5, "today")]


def test_a_paper_that_expired_before_it_was_replaced_has_its_last_day() -> None:
    expired = {**PAPER, "expires": "2023-05-31"}
    _, rows = told("timeline", "2026-01-01", partners=[BONN], instruments=[expired, NEXT])
    _, renewed = told("timeline", "2026-01-01", partners=[BONN],
                      instruments=[{**expired, "expires": "2025-06-01"}, NEXT])  # fmt: skip

    assert [row["what"] for row in rows] == ["signed", "expires", "signed"]
    assert [row["what"] for row in renewed] == ["signed", "signed"]


def test_a_paper_does_not_take_its_own_place() -> None:
    assert wrong("tie_stages", partners=[BONN], instruments=[{**PAPER, "supersedes": "A"}]) == [
        "row 1, supersedes: is the paper itself."
    ]


def test_a_reply_in_the_year_of_a_letter_known_to_the_year_is_no_fault() -> None:
    letter = {"id": "L", "partner": "bonn", "subject": "s", "sent_on": "2024-12-31",
              "precision": "year", "replied_on": "2024-05-01"}  # fmt: skip
    figures, _ = told("letters", "2026-01-01", partners=[BONN], letters=[letter])

    assert figures["replied"] == 1
    assert wrong("letters", partners=[BONN], letters=[{**letter, "replied_on": "2023-12-31"}]) == [
        "row 1, replied_on: is before the letter."
    ]


def test_the_next_event_of_a_network_is_not_behind() -> None:
    event = {"id": "E", "network": "n", "title": "t", "on": "2026-01-01", "precision": "year"}
    _, rows = told("networks", "2026-06-01", partners=[{"id": "n", "name": "N", "kind": "network"}],
                   network_events=[event])  # fmt: skip

    assert rows[0]["next_event"] == "2026-12-31"


def test_a_result_does_not_come_before_every_step_to_it() -> None:
    item = {"id": "I", "title": "t", "field": "trade", "country": "DE", "idea_on": "2025-03-01",
            "result_on": "2025-02-01", "result": "r", "evidence": "e"}  # fmt: skip

    assert wrong("fields", field_items=[item]) == ["row 1, result_on: is before every other step."]
    told("fields", "2026-01-01", field_items=[{**item, "precision": "year"}])


def test_points_in_codes_of_goods_change_nothing() -> None:
    rule = {"id": "R", "partner": "c", "what": "risk", "way": "given", "hs": "8517.12",
            "from_on": "2024-01-01", "basis": "b"}  # fmt: skip
    result = {"id": "F", "partner": "c", "what": "risk", "way": "given", "hs": "85171200",
              "found_on": "2025-01-01"}  # fmt: skip
    figures, _ = told("customs_sharing", "2026-01-01", sharing_rules=[rule],
                      inspection_results=[result])  # fmt: skip

    assert (figures["waiting"], figures["barred"]) == (1, 0)


def test_what_is_not_told_of_fields_and_countries_is_unknown() -> None:
    adviser = {"id": "A", "name": "n", "field": "x", "from_on": "2024-01-01"}
    question = {"id": "Q", "title": "t", "asked_on": "2025-01-01"}
    _, rows = told("advice", "2026-01-01", advisers=[adviser], adviser_questions=[question])
    figures, _ = told("advisers", "2026-01-01", advisers=[adviser])

    assert rows[0]["members"] is None
    assert figures["countries"] is None


def test_letters_of_plans_with_long_names_are_kept_apart() -> None:
    unknown = ("kind", "occasion_zh", "ends_on", "text", "reply_days", "remind_days", "owner",
               "place", "status")  # fmt: skip
    plans = [{**dict.fromkeys(unknown),
              "id": "p" * 75 + one, "partner": "bonn", "occasion": "o",
              "begins_on": date(2026, 1, 1), "every_months": 12} for one in "ab"]  # fmt: skip
    found = outgoing({"partners": [], "letters": [], "contact_plans": plans}, date(2026, 1, 2))
    names = {one.cells["id"] for one in found}

    assert len(names) == 2
    assert {len(one) for one in names} == {80}


def test_of_counts_that_overlap_the_one_told_later_stands() -> None:
    draw, first = Random(5), date(2025, 1, 1)
    same = {"route": "r", "member": "m", "told_on": first}
    counts = [{"id": f"{n:03}", **same,
               "from_on": first + timedelta(start := draw.randrange(900)),
               "to_on": first + timedelta(start + draw.randrange(9))}
              for n in range(300)]  # fmt: skip
    plain: Rows = []
    for one in reversed(counts):
        if all(one["to_on"] < other["from_on"] or other["to_on"] < one["from_on"]
               for other in plain):  # fmt: skip
            plain.append(one)

    assert {one["id"] for one in without_overlap(counts)} == {one["id"] for one in plain}
