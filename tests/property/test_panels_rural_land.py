"""Laws of the panels of rural land."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.rural_land import takes_land, tell_parcels
from entrepot.industry.rural_rolls import HELD, MOVED, PARCELS, RULES
from entrepot.industry.rural_transfers import tell_transfers
from entrepot.kernel.roll import read_rows

ON = date(2026, 6, 15)
DAYS = st.integers(-400, 0)


def rows_of(roll, lines):
    numbered = [{"id": str(at), **line} for at, line in enumerate(lines)]
    rows, problems = read_rows(roll, [column.name for column in roll.columns], numbered, {})
    assert problems == []
    return rows


@st.composite
def transfers(draw):
    begins, lasts = draw(DAYS), draw(st.none() | st.integers(0, 900))
    first = ON + timedelta(begins)
    return {
        "right": draw(st.sampled_from("01")), "to_holder": "F",
        "kind": draw(st.sampled_from(["lease", "mortgage", "exchange"])),
        "agreed_on": (ON + timedelta(draw(DAYS))).isoformat(), "from_on": first.isoformat(),
        "until_on": "" if lasts is None else (first + timedelta(lasts)).isoformat(),
        "area_m2": draw(st.just("") | st.integers(0, 700).map(str)),
    }  # fmt: skip


def land(moved):
    rights = [{"parcel": "0", "right": "contract", "holder": "H", "share_pct": share,
               "from_on": "2000-01-01"} for share in ("60", "40")]  # fmt: skip
    return {
        "rural_parcels": rows_of(PARCELS, [{"village": "V", "land": "arable", "area_m2": "1000",
                                            "registered_on": "2000-01-01"}]),
        "rural_rights": rows_of(HELD, rights), "rural_transfers": rows_of(MOVED, moved),
        "rural_rules": rows_of(RULES, []),
    }  # fmt: skip


@given(st.lists(transfers(), max_size=6))
def test_what_is_not_found_too_large_fits_the_right_on_every_day(moved):
    rolls = land(moved)
    too_large = {row["transfer"] for row in tell_transfers(rolls, ON).rows
                 if "takes more" in (row["wrong"] or "")}  # fmt: skip
    fine = [one for one in rolls["rural_transfers"] if one["id"] not in too_large]

    for right, whole in (("0", 600), ("1", 400)):
        for day in {one["from_on"] for one in fine}:
            areas = [one["area_m2"] if one["area_m2"] is not None else Decimal(whole)
                     for one in fine if one["right"] == right and takes_land(one, day)]  # fmt: skip
            assert sum(areas) <= whole


@given(st.lists(transfers(), max_size=6))
def test_each_transfer_has_one_state(moved):
    answer = tell_transfers(land(moved), ON)
    states = ("sound", "faulty", "no_rule", "ended")

    assert len(answer.rows) == len(moved)
    assert sum(answer.figures[name] or 0 for name in states) == len(moved)


@given(st.lists(transfers(), max_size=6))
def test_no_more_is_in_other_hands_than_there_is(moved):
    for row in tell_parcels(land(moved), ON).rows:
        assert 0 <= row["transferred_m2"] <= row["area_m2"]
