"""Laws of the replay by columns: it tells of many projects what `pipeline` tells of each."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from entrepot.industry.ladder import LADDER, STATES
from entrepot.industry.pipeline import StageEvent, Standing, effective, faults, spans, standings
from entrepot.industry.replay import (
    STAGES,
    STEPS,
    Told,
    effective_places,
    makes_story,
    replay,
)

FIRST = date(2024, 1, 1)
_AMOUNTS = st.none() | st.sampled_from((Decimal(0), Decimal("5.50"), Decimal(9)))
_MONEY = ("", "CNY", "USD")
Story = list[StageEvent]


@st.composite
def stories(draw: st.DrawFn) -> list[Story]:
    """Events of some projects, known one after another whose ever they are; corrections too."""
    found: list[Story] = [[] for _ in range(draw(st.integers(0, 4)))]
    money = st.sampled_from(draw(st.sampled_from((_MONEY[:2], _MONEY))))
    for seq in range(1, draw(st.integers(0, 25)) + 1 if found else 1):
        one = draw(st.sampled_from(found))
        root = draw(st.sampled_from([seq, *{event.root for event in one}]))
        stage = draw(st.sampled_from(STAGES if root < seq else STAGES[:-1]))
        on = FIRST + timedelta(draw(st.integers(0, 9)))
        one.append(StageEvent(
            seq, root, f"E{seq}", on, stage, draw(_AMOUNTS), draw(_AMOUNTS),
            draw(money), f"why {seq}", f"who {seq}", "synthetic",
        ))  # fmt: skip
    return found


def columns(found: Sequence[Story]) -> tuple[list[StageEvent], Told, np.ndarray]:
    """Effective events of projects in their order, the same by columns, and their currencies."""
    known = sorted(((event, at) for at, one in enumerate(found) for event in one),
                   key=lambda pair: pair[0].seq)  # fmt: skip
    events = [event for event, _ in known]
    whose = np.array([at for _, at in known], int)
    day = np.array([(event.on - FIRST).days for event in events], int)
    stage = np.array([STAGES.index(event.stage) for event in events], int)
    places = effective_places(whose, np.array([one.root for one in events], int), day, stage)
    told = [events[at] for at in places]
    return told, Told(
        whose[places], day[places], stage[places],
        np.array([one.promised is not None for one in told], bool),
        np.array([one.landed is not None for one in told], bool),
        np.array([one.currency != "" for one in told], bool),
    ), np.array([_MONEY.index(one.currency) for one in told], int)  # fmt: skip


@given(stories())
def test_the_events_that_count_and_their_faults_are_those_of_each_project(
    found: list[Story],
) -> None:
    told, by_columns, currency = columns(found)
    counted = [effective(one) for one in found]

    assert told == [event for one in counted for event in one]
    assert makes_story(by_columns, currency) == (not any(list(faults(one)) for one in counted))


def _one(*stages: str) -> list[Story]:
    return [[StageEvent(seq, seq, f"E{seq}", FIRST + timedelta(seq), stage, reason=f"why {seq}")
             for seq, stage in enumerate(stages, start=1)]]  # fmt: skip


@given(stories())
@example(_one("visited", "lost", "stalled", "lost", "visited"))
@example(_one("lead", "stalled", "stalled", "lead", "signed", "lead", "contacted"))
def test_projects_stood_where_their_events_say(found: list[Story]) -> None:
    whole = [one for one in found if not list(faults(effective(one)))]
    told, by_columns, _ = columns(whole)
    stood = replay(by_columns)
    each = [standings(effective(one)) for one in whole]
    rows = [_standing(told, *row) for row in zip(*stood, strict=True)]

    assert rows == [one for some in each for one in some]
    assert [STATES[at] for at in stood.state] == [one.state for one in rows]
    begun = [span for some in each for span in spans(some)]
    assert [one for one, begins in zip(rows, stood.begins, strict=True) if begins] == [
        span.standings[0] for span in begun
    ]


def _standing(told: Sequence[StageEvent], *row: int) -> Standing:
    (last, run, rung, reason, source, promised, landed, currency, step, _, is_lost, is_stalled,
     _) = row  # fmt: skip
    began, who = told[run], told[source]
    on = told[last].on
    assert on is not None
    assert began.on is not None
    return Standing(
        on, LADDER[STAGES.index(told[rung].stage)], bool(is_lost), began.on,
        began.event, began.root, STEPS[step], bool(is_stalled), told[reason].reason,
        told[promised].promised if promised >= 0 else None,
        told[landed].landed if landed >= 0 else None,
        told[currency].currency if currency >= 0 else "", who.source, who.status,
    )  # fmt: skip
