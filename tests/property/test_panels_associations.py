"""A law of business associations: who is in touch."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from entrepot.partners.associations import tell_associations

days = st.integers(0, 60).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


def rows(**cells):
    """Rows of cells, each with an id of its own."""
    return st.lists(st.fixed_dictionaries(cells), max_size=8).map(
        lambda found: [{"id": str(at), **one} for at, one in enumerate(found)]
    )


@given(
    rows(name=st.just("x"), name_zh=st.none(), kind=st.sampled_from(["association", "city"]),
         country=st.none(), office=st.none()),
    rows(partner=st.sampled_from("0123"), on=days, precision=st.none(), kind=st.just("meeting"),
         two_way=st.booleans(), subject=st.none(), subject_zh=st.none()),
    days,
)  # fmt: skip
def test_a_letter_sent_keeps_nobody_in_touch(partners, contacts, on):
    rolls = {"partners": partners, "contacts": contacts, "association_events": [],
             "association_deals": []}  # fmt: skip
    met = {one["partner"] for one in contacts if one["two_way"] and one["on"] <= on}

    assert {row["partner"] for row in tell_associations(rolls, on).rows if row["in_touch"]} == {
        one["id"] for one in partners if one["kind"] == "association" and one["id"] in met
    }
