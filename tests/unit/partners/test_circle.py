"""Instruments on a day, contact both ways, promises, and stated figures explained."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.partners.agreements import (
    KINDS,
    TIES,
    Instrument,
    anniversaries,
    count_kinds,
    in_force,
    signed_by,
    states_on,
)
from entrepot.partners.circle import Circle, Stated, changes
from entrepot.partners.days import read_day
from entrepot.partners.exchanges import Commitment, Contact, is_dormant, last_two_way, overdue

YEARS = st.integers(2000, 2030)


def paper(id_: str, signed: str, kind: str = "friendship", **more) -> Instrument:
    for name in ("expires", "ended"):
        if name in more:
            more[name] = read_day(more[name])
    return Instrument(id_, more.pop("partner", "p"), kind, read_day(signed), **more)


def stated(year: int, count: int, name: str = "") -> Stated:
    return Stated(read_day(str(year)), count, "a source", "published", name)


def test_an_instrument_is_in_force_from_signing_until_its_last_day() -> None:
    papers = [paper("a", "2014-04-17", expires="2019-04-16")]

    assert [states_on(papers, date(2014, 4, day)) for day in (16, 17)] == [{}, {"a": "in_force"}]
    assert [states_on(papers, date(2019, 4, day))["a"] for day in (16, 17)] == [
        "in_force", "expired",
    ]  # fmt: skip


def test_one_that_is_ended_is_in_force_no_more_from_that_day() -> None:
    papers = [paper("a", "2014", ended="2016-05-01")]

    assert states_on(papers, date(2016, 4, 30)) == {"a": "in_force"}
    assert states_on(papers, date(2016, 5, 1)) == {"a": "ended"}


def test_one_known_to_the_year_counts_from_its_last_day() -> None:
    papers = [paper("a", "2021")]

    assert not in_force(papers, date(2021, 12, 30))
    assert in_force(papers, date(2021, 12, 31)) == papers


def test_one_is_superseded_only_once_the_later_is_signed() -> None:
    papers = [paper("a", "2017-01-07", "memorandum"),
              paper("b", "2017-05-28", supersedes=frozenset("a"))]  # fmt: skip

    assert states_on(papers, date(2017, 5, 27)) == {"a": "in_force"}
    assert states_on(papers, date(2017, 5, 28)) == {"a": "superseded", "b": "in_force"}


@pytest.mark.parametrize(
    ("signed", "day", "found"),
    [
        ("2014-04-17", date(2018, 12, 31), [("2019-04-17", 5)]),
        ("2014-04-17", date(2019, 4, 17), [("2020-04-17", 6)]),
        ("2020-02-29", date(2021, 2, 28), [("2022-02-28", 2)]),
        ("2020-02-29", date(2021, 2, 27), [("2021-02-28", 1)]),
        ("1992", date(2021, 12, 31), [("2022", 30)]),
        ("2018-12-31", date(2018, 12, 31), [("2019-12-31", 1)]),
    ],
)
def test_the_next_anniversary_within_a_year_is_told(signed, day, found) -> None:
    told = anniversaries([paper("a", signed)], day)

    assert [(one.on.text, one.years) for one in told] == found


def test_one_that_expires_before_its_anniversary_has_none() -> None:
    assert not anniversaries([paper("a", "2014-04-17", expires="2019-01-01")], date(2018, 12, 31))


def test_signing_is_two_way_and_a_letter_sent_is_not() -> None:
    papers = [paper("a", "2016-01-31")]
    sent = Contact("c", "p", read_day("2018-01-01"), "letter", is_two_way=False)
    met = Contact("d", "p", read_day("2017-03"), "visit_in", is_two_way=True)

    assert last_two_way(papers, [sent], date(2018, 12, 31)) == read_day("2016-01-31")
    assert last_two_way(papers, [sent, met], date(2018, 12, 31)) == read_day("2017-03")
    assert last_two_way(papers, [sent, met], date(2017, 3, 30)) == read_day("2016-01-31")


@pytest.mark.parametrize(("day", "told"), [(date(2018, 1, 30), False), (date(2018, 1, 31), True)])
def test_24_months_without_contact_make_a_partner_dormant(day, told) -> None:
    assert is_dormant([paper("a", "2016-01-31")], [], day) is told


def test_nobody_is_dormant_without_an_instrument_in_force() -> None:
    met = Contact("d", "p", read_day("2010"), "visit_in", is_two_way=True)

    assert not is_dormant([], [met], date(2026, 1, 1))
    assert not is_dormant([paper("a", "2010", ended="2011")], [met], date(2026, 1, 1))


@pytest.mark.parametrize(
    ("done", "evidence", "late"),
    [(None, "", True), ("2020-01-01", "", True), ("2020-01-01", "a photograph", False),
     ("2021-01-01", "a photograph", True)],
)  # fmt: skip
def test_a_promise_is_kept_only_with_evidence_and_by_the_day(done, evidence, late) -> None:
    promise = Commitment("c", "p", "li", "send books", read_day("2020-05-31"),
                         read_day(done) if done else None, evidence)  # fmt: skip

    assert bool(overdue([promise], date(2020, 6, 1))) is late
    assert not overdue([promise], date(2020, 5, 31))


def test_a_stated_change_is_explained_by_letters_friendships_and_sister_cities_alone() -> None:
    papers = [paper("a", "2021", "letter_of_intent"), paper("b", "2021-03-01", "sister_city"),
              paper("c", "2021", "cooperation_agreement"), paper("d", "2020"),
              paper("e", "2022")]  # fmt: skip
    circle = Circle("h", (), papers, stated=[stated(2020, 17), stated(2021, 21)])
    found = changes(circle, date(2022, 12, 31))

    assert [(one.explained, one.unexplained) for one in found] == [(2, 2)]
    assert [one.id for one in found[0].signed] == ["b", "a", "c"]


def test_a_letter_that_becomes_a_sister_city_is_no_friend_more() -> None:
    papers = [paper("a", "2021", "letter_of_intent"),
              paper("b", "2024", "sister_city", supersedes=frozenset("a"))]  # fmt: skip
    circle = Circle("h", (), papers, stated=[stated(2023, 5), stated(2024, 6)])

    assert [one.explained for one in changes(circle, date(2024, 12, 31))] == [0]


def test_figures_of_another_name_are_another_series() -> None:
    circle = Circle("h", (), stated=[stated(2020, 17, "sisters"), stated(2023, 27, "and friends")])

    assert changes(circle, date(2026, 1, 1)) == []


def test_a_fall_is_explained_by_nothing_that_was_signed() -> None:
    circle = Circle("h", (), [paper("a", "2021")], stated=[stated(2020, 5), stated(2021, 3)])

    assert [(one.explained, one.unexplained) for one in changes(circle, date(2022, 1, 1))] == [
        (0, -2)
    ]


@given(
    signed=st.lists(st.tuples(YEARS, st.sampled_from(KINDS)), max_size=12),
    counts=st.lists(st.integers(0, 30), min_size=2, max_size=6), day=st.dates(date(2000, 1, 1)),
)  # fmt: skip
def test_what_is_explained_is_never_more_than_the_change_nor_than_was_signed(
    signed, counts, day
) -> None:
    papers = [paper(str(at), str(year), kind) for at, (year, kind) in enumerate(signed)]
    told = [stated(2005 + 3 * at, count) for at, count in enumerate(counts)]
    circle = Circle("h", (), papers, stated=told)

    for one in changes(circle, day):
        ties = [each for each in one.signed if each.kind in TIES]
        assert 0 <= one.explained <= len(ties)
        assert one.explained + one.unexplained == one.after.count - one.before.count
        assert one.after.on.last <= day
    assert sum(count_kinds(in_force(papers, day)).values()) == len(signed_by(papers, day))
