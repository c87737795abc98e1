"""Opening of ports: what is done has its day and evidence, and a second person says so."""

from datetime import date

import pytest

from entrepot.port.openings import (
    Step,
    check_confirm,
    check_step,
    goods_without_area,
    readiness_of,
)

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(("step", "codes"), [
    (Step("z", "approval", "s", "open"), []),
    (Step("z", "approval", "s", "done"), ["opening.since", "opening.evidence"]),
    (Step("z", "approval", "s", "done", date(2026, 3, 11), "act"), ["opening.future"]),
    (Step("z", "approval", "s", "done", TODAY, "act"), []),
])  # fmt: skip
def test_what_is_done_has_its_day_and_evidence(step, codes) -> None:
    assert [one.code for one in check_step(step, TODAY)] == codes


def test_only_another_person_confirms_and_only_what_is_done() -> None:
    done = Step("z", "approval", "s", "done", TODAY, "act", "", "anna")
    confirmed = Step("z", "approval", "s", "done", TODAY, "act", "", "anna", is_confirmed=True)

    assert check_confirm(done, "ben") == ()
    assert [one.code for one in check_confirm(done, "anna")] == ["opening.same_person"]
    assert [one.code for one in check_confirm(confirmed, "ben")] == ["opening.confirmed"]
    assert [one.code for one in check_confirm(Step("z", "approval", "s", "open"), "ben")] == [
        "opening.not_done"
    ]


def test_readiness_counts_what_is_done_and_confirmed() -> None:
    steps = [
        Step("a", "approval", "1", "done", is_confirmed=True),
        Step("a", "approval", "2", "done"),
        Step("a", "readiness", "3", "open"),
        Step("b", "readiness", "4", "applied"),
    ]
    first, second = readiness_of(steps)

    assert (first.zone, first.done, first.steps) == ("a", 1, 3)
    assert [one.step for one in first.missing] == ["2", "3"]
    assert first.share == pytest.approx(1 / 3)
    assert (second.done, second.share) == (0, 0)


def test_goods_need_an_area_only_where_a_row_says_so_and_none_is_open() -> None:
    goods = [("fruit", ["0803", "0810"]), ("meat", ["02"])]

    assert goods_without_area(["08031000", "8504"], goods, []) == ("fruit",)
    assert goods_without_area(["08031000", "0203"], goods, ["fruit"]) == ("meat",)
    assert goods_without_area(["8504"], goods, []) == ()
    assert goods_without_area(["0803"], [], []) == ()
