"""Laws of the lists: a partition at every date, moves that lead from day to day, currencies."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.ladder import LADDER, LISTS
from entrepot.industry.lists import Key, changes, snapshot, states
from entrepot.industry.metrics import life_of, measure
from entrepot.industry.pipeline import Span, StageEvent, effective, spans, standings
from entrepot.industry.survival import median_days, survival

FIRST = date(2024, 1, 1)
_STAGES = st.sampled_from((*LADDER, "stalled", "lost"))
_DAYS = st.integers(0, 60)


@st.composite
def story(draw: st.DrawFn) -> list[StageEvent]:
    """Events of a project as they became known, corrections and removals among them."""
    first = StageEvent(1, 1, "E1", FIRST, draw(st.sampled_from(LADDER)), Decimal(5), None, "CNY")
    events = [first]
    for seq in range(2, draw(st.integers(2, 12))):
        on, stage = FIRST + timedelta(draw(_DAYS)), draw(_STAGES)
        root = draw(st.integers(2, seq)) if seq > 2 else seq
        is_root = root == seq or events[root - 1].root != root
        if is_root:
            events.append(StageEvent(seq, seq, f"E{seq}", on, stage, reason="x"))
        else:
            word = "void" if draw(st.booleans()) else stage
            events.append(StageEvent(seq, root, f"E{seq}", on, word, reason="x"))
    return events


def spans_of(stories: Sequence[Sequence[StageEvent]]) -> list[tuple[Key, Span]]:
    return [(("p", f"P{at}"), span) for at, one in enumerate(stories)
            for span in spans(standings(effective(one)))]  # fmt: skip


@given(st.lists(story(), max_size=6), _DAYS)
def test_lists_part_the_live_projects_at_every_date(
    stories: list[list[StageEvent]], day: int
) -> None:
    on = FIRST + timedelta(day)
    placed = snapshot(spans_of(stories), on)
    every = [key for some in placed.values() for key, _ in some]

    assert len(every) == len(set(every)) == len(stories)
    for number, one in enumerate(stories):
        told = [event for event in effective(one) if event.on is not None and event.on <= on]
        found = standings(told)[-1]
        assert ("p", f"P{number}") in [key for key, _ in placed[found.state]]
        assert (found.state in LISTS) == (not found.is_lost and found.stage not in LADDER[-2:])


@given(st.lists(story(), max_size=6), _DAYS, _DAYS)
def test_moves_applied_to_one_snapshot_give_the_next(
    stories: list[list[StageEvent]], one: int, other: int
) -> None:
    since, day = (FIRST + timedelta(at - 1) for at in sorted((one, other)))
    every = spans_of(stories)
    found, now = changes(every, since, day), states(every, since)
    for move in found.moves:
        assert now.get(move.project, "absent") == move.before != move.after
        assert since < move.standing.on <= day
        now[move.project] = move.after

    assert now == states(every, day)
    assert found.is_reconciled
    assert [move.standing.on for move in found.moves] == sorted(
        move.standing.on for move in found.moves
    )


@given(st.lists(story(), min_size=1, max_size=6), st.integers(2, 1000))
def test_scaling_a_currency_changes_no_share(stories: list[list[StageEvent]], factor: int) -> None:
    scaled = [
        [one if one.promised is None else one._replace(promised=one.promised * factor)
         for one in some]
        for some in stories
    ]  # fmt: skip
    found, other = (
        measure([life for at, one in enumerate(some)
                 if (life := life_of(f"P{at}", one, FIRST + timedelta(60)))])
        for some in (stories, scaled)
    )  # fmt: skip

    assert found.conversion == other.conversion
    assert found.stage_days == other.stage_days


@given(st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=40))
def test_survival_falls_and_without_open_items_is_the_plain_share(
    lasted: list[tuple[int, bool]],
) -> None:
    shares = [one.share for one in survival(lasted)]
    closed = [(days, True) for days, _ in lasted]

    assert all(0 <= after < before for before, after in zip([1, *shares], shares, strict=False))
    for one in survival(closed):
        assert one.share * len(closed) == sum(days > one.days for days, _ in closed)
    if closed:
        days = sorted(days for days, _ in closed)
        assert median_days(closed) == days[(len(days) - 1) // 2]
