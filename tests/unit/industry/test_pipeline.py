"""How a project moves: ladder, stalls, revivals, corrections, the order of a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from entrepot.industry.ladder import LADDER, LIST_OF, parse_pipeline
from entrepot.industry.pipeline import StageEvent, effective, faults, spans, standings

FIRST = date(2024, 1, 1)


def event(seq: int, day: int | None, stage: str, root: int = 0, **more: object) -> StageEvent:
    on = None if day is None else FIRST + timedelta(day)
    return StageEvent(seq, root or seq, f"E{seq}", on, stage, **more)  # type: ignore[arg-type]


def last(*events: StageEvent):
    return standings(effective(events))[-1]


def test_the_ladder_is_in_three_lists_and_landed() -> None:
    assert [LIST_OF[stage] for stage in LADDER] == [
        "to_recruit", *3 * ["negotiating"], *4 * ["ongoing"], *2 * ["landed"]
    ]  # fmt: skip


def test_a_stall_leaves_stage_list_and_run_until_the_next_rung() -> None:
    stalled = last(event(1, 0, "lead"), event(2, 5, "stalled", reason="no land"))
    again = last(event(1, 0, "lead"), event(2, 5, "stalled", reason="x"), event(3, 9, "lead"))

    assert (stalled.state, stalled.since, stalled.event) == ("to_recruit", FIRST, "E1")
    assert (stalled.is_stalled, stalled.reason) == (True, "no land")
    assert (again.is_stalled, again.since, again.event) == (False, FIRST, "E1")


def test_what_was_lost_stays_lost_until_a_rung_revives_it() -> None:
    gone = [event(1, 0, "visited"), event(2, 5, "lost", reason="a")]
    lost = last(*gone, event(3, 7, "stalled", reason="b"), event(4, 8, "lost", reason="c"))
    back = last(*gone, event(3, 9, "visited"))

    assert (lost.state, lost.since, lost.is_stalled) == ("lost", FIRST + timedelta(5), False)
    assert (back.state, back.since, back.step) == ("negotiating", FIRST + timedelta(9), "revived")


@pytest.mark.parametrize(
    ("stages", "step"),
    [(("lead",), "first"), (("lead", "contacted"), "next"), (("lead", "signed"), "skipped"),
     (("signed", "visited"), "back")],
)  # fmt: skip
def test_steps_that_are_skipped_or_go_back_are_marked(stages: tuple[str, ...], step: str) -> None:
    told = [event(seq, seq, stage) for seq, stage in enumerate(stages, start=1)]

    assert last(*told).step == step


def test_of_one_day_the_later_row_counts_last_and_a_correction_stands_in_its_place() -> None:
    day = [event(1, 0, "contacted"), event(2, 0, "visited")]
    fixed = last(*day, event(3, 0, "lead", root=1, promised=Decimal(7), currency="CNY"))

    assert last(*day).stage == "visited"
    assert (fixed.stage, fixed.promised) == ("visited", 7)


def test_the_last_word_on_an_event_counts_and_void_removes_it() -> None:
    told = [event(1, 0, "lead"), event(2, 3, "signed")]
    fixed = [*told, event(3, 4, "contacted", root=2)]

    assert last(*fixed).since == FIRST + timedelta(4)
    assert last(*fixed, event(4, None, "void", root=2)).stage == "lead"
    assert effective([*told, event(3, None, "void", root=1), event(4, None, "void", root=2)]) == []


def test_a_story_begins_on_the_ladder_and_keeps_its_currency() -> None:
    off = list(faults(effective([event(1, 0, "lost", reason="x"), event(2, 1, "lead")])))
    two = [event(1, 0, "lead", promised=Decimal(1), currency="CNY"),
           event(2, 1, "lead", promised=Decimal(1), currency="USD")]  # fmt: skip

    assert [(one.event.event, one.code) for one in off] == [("E1", "off_ladder")]
    assert [(one.event.event, one.code) for one in faults(two)] == [("E2", "currency_changes")]


def test_times_in_lists_follow_one_another_without_a_gap() -> None:
    found = spans(standings([event(1, 0, "lead"), event(2, 5, "visited"), event(3, 9, "contacted"),
                             event(4, 9, "signed"), event(5, 20, "operation")]))  # fmt: skip

    assert [(one.state, (one.first - FIRST).days) for one in found] == [
        ("to_recruit", 0), ("negotiating", 5), ("ongoing", 9), ("landed", 20)
    ]  # fmt: skip
    assert [one.end for one in found] == [*(one.first for one in found[1:]), None]


def test_everything_wrong_with_a_definition_is_told() -> None:
    raw = {"pipeline": "", "extra": 1, "stages": [
        {"stage": "签约", "canonical": "done"}, {"stage": "洽谈", "canonical": "negotiating"},
        {"stage": "洽谈", "canonical": "lead"}, {"stage": "lead", "canonical": "signed"},
        {"stage": "x", "canonical": "lead", "limit_days": 0}]}  # fmt: skip
    pipeline, problems = parse_pipeline(raw)

    assert pipeline is None
    assert [one.where for one in problems] == [
        "extra", "pipeline", "stages[0].canonical", "stages[2].stage", "stages[3].stage",
        "stages[4].limit_days",
    ]  # fmt: skip


def test_a_word_means_its_stage_and_canonical_ones_always_work() -> None:
    pipeline, _ = parse_pipeline(
        {"pipeline": "p", "stages": [{"stage": "洽谈", "canonical": "negotiating",
                                      "limit_days": 60}]}
    )  # fmt: skip

    assert pipeline is not None
    assert (pipeline.words["洽谈"], pipeline.words["signed"]) == ("negotiating", "signed")
    assert (pipeline.name, pipeline.limits) == ("p", {"negotiating": 60})
