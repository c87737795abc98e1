"""Laws of advisers and forums: nothing is counted twice, nothing before its day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from entrepot.partners.advice import tell_advice
from entrepot.partners.forums import tell_forums

FIRST = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
perhaps = st.none() | days
TITLE = {"title": st.just("x"), "title_zh": st.none()}
TASK = {
    "owner": st.none(),
    "due_on": perhaps,
    "done_on": perhaps,
    "proof": st.sampled_from([None, "y"]),
}


def rows(**cells):
    """Rows of cells, each with an id of its own."""
    return st.lists(st.fixed_dictionaries(cells), max_size=8).map(
        lambda found: [{"id": str(at), **one} for at, one in enumerate(found)]
    )


advisers = rows(name=st.just("x"), field=st.sampled_from("LF"), from_on=days, to_on=perhaps)
questions = rows(**TITLE, field=st.sampled_from([None, "L"]), asked_on=days, due_on=perhaps)
advice = rows(
    question=st.sampled_from("0123"), adviser=st.sampled_from("0123"), given_on=days,
    advice=st.just("x"), is_taken=st.none() | st.booleans(), **TASK,
)  # fmt: skip
forums = rows(**TITLE, year=st.just(2026), begins_on=perhaps, ends_on=st.none(),
              stated_speakers=st.none() | st.integers(0, 9))  # fmt: skip
topics = rows(**TITLE, forum=st.sampled_from("012"))
speakers = rows(
    forum=st.sampled_from("012"), topic=st.sampled_from([None, "0", "1", "2"]), country=st.none(),
    partner=st.none(), post=st.just("x"), invited_on=perhaps, confirmed_on=perhaps,
    spoke=st.none() | st.booleans(), is_online=st.none(),
)  # fmt: skip
commitments = rows(
    **TITLE, forum=st.sampled_from("012"), topic=st.sampled_from([None, "0", "1", "2"]), **TASK
)


@given(advisers, questions, advice, days)
def test_what_is_counted_and_what_is_outside_is_all_that_was_given(advisers, questions, advice, on):
    rolls = {"advisers": advisers, "adviser_questions": questions, "adviser_advice": advice}
    figures = tell_advice(rolls, on).figures
    given_by = sum(one["given_on"] <= on for one in advice)

    assert (figures["advice"] or 0) + (figures["outside"] or 0) == given_by
    assert tell_advice({**rolls, "advisers": []}, on).figures["advice"] in (0, None)


@given(advisers, questions, advice, days)
def test_a_question_without_advice_is_asked_or_late_and_no_other(advisers, questions, advice, on):
    rolls = {"advisers": advisers, "adviser_questions": questions, "adviser_advice": advice}
    rows = tell_advice(rolls, on).rows

    assert all((row["advice"] == 0) == (row["standing"] in ("asked", "late")) for row in rows)
    assert all(row["done"] <= row["taken"] <= row["advice"] for row in rows)


@given(forums, topics, speakers, commitments, days)
def test_every_speaker_and_commitment_stands_under_one_topic(
    forums, topics, speakers, commitments, on
):
    rolls = {"forums": forums, "forum_topics": topics, "forum_speakers": speakers,
             "forum_commitments": commitments}  # fmt: skip
    answer = tell_forums(rolls, on)
    held = {one["id"] for one in forums if (one["begins_on"] or date(2026, 12, 31)) <= on}
    spoke = [one for one in speakers if one["spoke"] and one["forum"] in held]

    assert sum(row["spoke"] or 0 for row in answer.rows) == len(spoke)
    assert sum(row["promised"] for row in answer.rows) == sum(
        one["forum"] in held for one in commitments
    )
    assert sum(row["invited"] for row in answer.rows) == sum(
        one["invited_on"] is not None and one["invited_on"] <= on
        and one["forum"] in {forum["id"] for forum in forums}
        for one in speakers
    )  # fmt: skip
