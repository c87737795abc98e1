"""Laws of ties: stages partition the partners, anniversaries fall within the year."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.panel import Answer
from entrepot.kernel.roll import read_rows
from entrepot.service.panels import PANELS, ROLLS

FIRST = date(2020, 1, 1)
_DAYS = st.integers(0, 3_000).map(lambda one: (FIRST + timedelta(one)).isoformat())
_MAYBE = st.one_of(st.just(""), _DAYS)
_NAMES = st.sampled_from("ABCD")
_PRECISION = st.sampled_from(("", "day", "month", "year"))
_ON = st.integers(0, 4_000).map(lambda one: FIRST + timedelta(one))
PARTNERS = [{"id": one, "name": one, "kind": "city"} for one in "ABCD"]


def rows_of(roll: str, lines: Sequence[Mapping[str, str]]) -> list[Any]:
    header = list(lines[0]) if lines else ["id"]
    rows, problems = read_rows(ROLLS[roll], header, lines, {}) if lines else ([], [])
    assert problems == []
    return rows


def tell(panel: str, on: date, **lines: Sequence[Mapping[str, str]]) -> Answer:
    held = {roll.name: rows_of(roll.name, lines.get(roll.name, ())) for roll in PANELS[panel].rolls}
    return PANELS[panel].tell(held, on)


def numbered(lines: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"id": str(at), **one} for at, one in enumerate(lines, 1)]


@st.composite
def papers(draw: st.DrawFn) -> list[dict[str, str]]:
    """Papers signed, some of which end."""
    found = []
    for _ in range(draw(st.integers(0, 8))):
        signed = draw(_DAYS)
        last = (date.fromisoformat(signed) + timedelta(draw(st.integers(366, 2_000)))).isoformat()
        kind = draw(st.sampled_from(("letter_of_intent", "sister_city", "membership")))
        found.append({"partner": draw(_NAMES), "kind": kind, "signed": signed,
                      "precision": draw(_PRECISION),
                      "expires": draw(st.sampled_from(("", last)))})  # fmt: skip
    return numbered(found)


CONTACTS = st.lists(
    st.fixed_dictionaries(
        {"partner": _NAMES, "on": _DAYS, "precision": _PRECISION, "kind": st.just("meeting"),
         "two_way": st.sampled_from(("yes", "no"))}
    ),
    max_size=8,
).map(numbered)  # fmt: skip


@given(papers(), CONTACTS, _ON)
def test_every_partner_stands_at_one_stage(
    signed: list[dict[str, str]], contacts: list[dict[str, str]], on: date
) -> None:
    answer = tell("tie_stages", on, partners=PARTNERS, instruments=signed, contacts=contacts)
    stages = ("contact", "intent", "agreement", "activity", "without_contact")

    assert sum(answer.figures[one] for one in stages) == len(PARTNERS)
    for row in answer.rows:
        assert (row["in_force"] is not None) == (
            row["stage"] in {"intent", "agreement", "activity"}
        )


@given(papers(), CONTACTS, _ON)
def test_what_comes_later_changes_nothing_today(
    signed: list[dict[str, str]], contacts: list[dict[str, str]], on: date
) -> None:
    held = [one for one in contacts if one["on"] <= on.isoformat()]
    known = [one for one in signed if one["signed"] <= on.isoformat()]

    assert tell("tie_stages", on, partners=PARTNERS, instruments=signed, contacts=contacts) == tell(
        "tie_stages", on, partners=PARTNERS, instruments=known, contacts=held
    )


@given(papers(), _ON)
def test_anniversaries_fall_within_the_year_the_nearest_first(
    signed: list[dict[str, str]], on: date
) -> None:
    left = [row["days_left"] for row in
            tell("anniversaries", on, partners=PARTNERS, instruments=signed).rows
            if row["days_left"] is not None]  # fmt: skip

    assert left == sorted(left)
    assert all(0 <= one <= 366 for one in left)
