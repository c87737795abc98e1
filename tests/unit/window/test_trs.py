"""Time release study: whose time an interval is, who is left out, and what the public sees."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from entrepot.region.window import EventCode
from entrepot.window.trs import (
    EXCLUSIONS,
    Case,
    Excluded,
    Stamp,
    cases_of,
    hide_small,
    parse_instant,
    percentile,
    study,
    study_groups,
)

PARTIES = {
    "import": "T0 transport,T1 port,T2 port,T3 port,T4 trader,T5 agency,T6 agency,T7 trader,"
    "T8 trader,T9 agency,T10 agency,T11 agency,T12 agency,T13 trader,T14 agency,T15 port",
    "export": "E0 trader,E1 agency,E2 port,E3 agency,E4 trader,E5 agency,E6 agency,E7 agency,"
    "E8 port,E9 transport",
}
CODES = [
    EventCode(
        note="", source="a test", status="synthetic", code=word.split()[0], flow=flow,
        label_en="", label_zh="", party="", time_counts_for=word.split()[1],
    )
    for flow, words in PARTIES.items()
    for word in words.split(",")
]  # fmt: skip
START = datetime(2026, 3, 10, 8, tzinfo=UTC)


def stamps(flow: str = "import", name: str = "A", **at_s: float | None) -> list[Stamp]:
    """Stamps by seconds after the start; `T7_2` is a second T7."""
    return [
        Stamp(name, flow, code.split("_")[0], None if s is None else START + timedelta(seconds=s))
        for code, s in at_s.items()
    ]


def case_of(flow: str = "import", **at_s: float | None) -> Case | Excluded:
    cases, excluded = cases_of(stamps(flow, **at_s), CODES)
    return (*cases, *excluded)[0]


def test_an_interval_counts_for_the_party_whose_act_ends_it() -> None:
    case = case_of(T1=0, T2=10, T4=110, T5=111, T12=200, T13=1000, T14=1005)

    assert case == Case("A", "import", 1005, {
        "port": 10, "trader": 100 + 800, "agency": 1 + 89 + 5,
    }, is_precleared=False)  # fmt: skip


def test_time_until_documents_are_asked_is_the_agencys_and_until_answered_the_traders() -> None:
    asked_once = case_of(T1=0, T7=100, T14=150)
    answered = case_of(T1=0, T7=100, T7_2=140, T14=150)
    asked_again = case_of(T1=0, T7=10, T7_2=30, T7_3=60, T7_4=100, T14=150)

    assert asked_once.parts == {"trader": 100, "agency": 50}
    assert answered.parts == {"agency": 100 + 10, "trader": 40}
    assert asked_again.parts == {"agency": 10 + 30 + 50, "trader": 20 + 40}


def test_what_was_done_before_arrival_or_after_release_costs_nothing() -> None:
    case = case_of(T4=-5000, T5=-4000, T0=-10, T1=0, T14=60, T15=9000)

    assert case == Case("A", "import", 60, {"agency": 60}, is_precleared=True)


def test_goods_released_before_they_arrive_wait_no_time() -> None:
    assert case_of(T5=-100, T14=-50, T1=0) == Case("A", "import", 0, {}, is_precleared=True)


def test_acceptance_in_the_second_of_arrival_is_not_before_it() -> None:
    assert case_of(T5=0, T1=0, T14=5).is_precleared is False
    assert case_of(T5=0, T1=0.9, T14=5).is_precleared is False


def test_export_runs_from_the_site_to_release() -> None:
    case = case_of("export", E0=-500, E1=-400, E2=0, E3=30, E7=90, E9=5000)

    assert case == Case("A", "export", 90, {"agency": 90}, is_precleared=True)


def test_acts_of_one_second_follow_in_the_order_of_their_codes() -> None:
    assert case_of(T14=60, T13=60, T12=60, T1=0).parts == {"agency": 60}
    assert case_of(T14=60, T13=60, T1=0).parts == {"trader": 60}


def test_of_arrivals_the_first_counts_and_of_releases_the_last() -> None:
    case = case_of(T1=0, T1_2=20, T14=50, T14_2=80)

    assert case == Case("A", "import", 80, {"port": 20, "agency": 60}, is_precleared=False)


def test_fractions_of_a_second_are_dropped_so_that_parts_sum_to_the_second() -> None:
    case = case_of(T1=0.9, T4=1.8, T14=3.1)

    assert (case.seconds, case.parts) == (3, {"trader": 1, "agency": 2})


@pytest.mark.parametrize(
    ("at_s", "reason"),
    [
        ({"T14": 5}, "missing_start"),
        ({"T4": 5}, "missing_start"),
        ({"T1": 5}, "missing_end"),
        ({"T1": 5, "T14": 4}, "end_before_start"),
        ({"T1": 5, "T5": 6, "T14": 4}, "end_before_start"),
        ({"T1": 5, "T4": None, "T14": 9}, "unreadable_stamp"),
        ({"T1": 5, "T14": None}, "unreadable_stamp"),
        ({"T1": 5, "T14": 9, "T99": 7}, "unknown_code"),
        ({"T1": 5, "T14": 9, "E7": 7}, "unknown_code"),
    ],
)
def test_who_is_left_out_is_named_with_the_reason(at_s: dict, reason: str) -> None:
    assert case_of(**at_s) == Excluded("A", reason)


def test_a_flow_that_is_none_or_two_is_left_out() -> None:
    mixed = [*stamps(T1=0, T14=5), *stamps("export", E2=0)]

    assert case_of("sideways", T1=0, T14=5) == Excluded("A", "unknown_code")
    assert cases_of(mixed, CODES)[1] == (Excluded("A", "unknown_code"),)


def test_every_reason_is_worded_in_both_languages() -> None:
    reasons = {"missing_start", "missing_end", "end_before_start", "unreadable_stamp"}

    assert EXCLUSIONS.keys() == reasons | {"unknown_code"}
    assert all(
        english.isascii() and not chinese.isascii() for english, chinese in EXCLUSIONS.values()
    )


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-10T08:00:00Z", START),
        ("2026-03-10T08:00:00", START),
        (" 2026-03-10 16:00+08:00 ", START),
        ("20260310T080000Z", START),
        ("2026-03-10", None),
        ("10.3.2026 8:00", None),
        ("2026-02-30T08:00:00Z", None),
        ("", None),
    ],
)
def test_an_instant_is_iso_and_in_utc_where_it_names_no_zone(text, instant) -> None:
    assert parse_instant(text) == instant


# Figures


def case(seconds: int, *, flow: str = "import", is_precleared: bool = False) -> Case:
    return Case("A", flow, seconds, {"agency": seconds}, is_precleared)


def test_the_trimmed_mean_leaves_out_a_tenth_at_each_end_rounded_down() -> None:
    ten = study([case(3600 * hours) for hours in (*range(1, 10), 100)])
    nine = study([case(3600 * hours) for hours in (*range(1, 9), 100)])

    assert ten.trimmed_mean_h == 5.5
    assert nine.trimmed_mean_h == nine.mean_h


def test_without_cases_there_is_no_figure() -> None:
    document = study([], [Excluded("A", "missing_end")]).document()

    assert document == {
        "n": 0, "mean_h": None, "median_h": None, "p10_h": None, "p90_h": None,
        "trimmed_mean_h": None, "total_s": 0, "parts": [], "precleared_share": None,
        "excluded": [{"declaration": "A", "reason": "missing_end"}],
    }  # fmt: skip


def test_one_case_is_its_own_percentile() -> None:
    assert percentile([7], Fraction(9, 10)) == 7


def test_groups_are_studied_apart() -> None:
    groups = study_groups([case(60), case(120, flow="export"), case(180)], lambda one: one.flow)

    assert {name: one.total_s for name, one in groups.items()} == {"export": 120, "import": 240}


def groups_of(**sizes: int):
    return {name: study([case(60)] * n) for name, n in sizes.items()}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 5, "b": 6}, {"a", "b"}),
        ({"a": 4}, set()),
        ({"a": 5, "b": 4, "c": 9}, {"c"}),  # b alone could be worked out from the whole
        ({"a": 5, "b": 4, "c": 1}, {"a"}),
        ({"a": 5, "b": 2, "c": 2}, set()),
    ],
)
def test_small_groups_are_hidden_and_cannot_be_worked_out(sizes: dict, shown: set) -> None:
    seen = hide_small(groups_of(**sizes), 5)

    assert seen.keys() == sizes.keys()
    assert {name for name, one in seen.items() if one is not None} == shown
