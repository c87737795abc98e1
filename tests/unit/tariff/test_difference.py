"""Editions compared: what is added, removed, changed; what stands of days before; doubles."""

from dataclasses import replace
from datetime import date

from entrepot.kernel.period import Period
from entrepot.region.law import Measure
from entrepot.tariff.difference import compare, settle_doubles, tell

OLD, NEW, LATE = date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)


def measure(code: str, duty: str, start: date | None = OLD, end: date | None = None, **more):
    made = Measure(
        "", "made up", "synthetic", f"row {code[-1]}, rate", "XA", "mfn", "MFN", code, (), (),
        duty, duty, start, end, "",
    )  # fmt: skip
    return replace(made, **more)


def days(measures) -> list[tuple]:
    return [(m.hs_code, m.duty, m.valid_from, m.valid_to) for m in measures]


def test_the_first_edition_adds_everything() -> None:
    found = compare([], [measure("0101", "5 %", NEW)], NEW)

    assert tell(found) == {"added": 1, "removed": 0, "changed": 0}
    assert days(found.begun) == [("0101", "5 %", NEW, None)]
    assert found.ended == ()


def test_the_same_again_changes_nothing_whatever_its_day() -> None:
    standing = [measure("0101", "5 %", OLD)]

    for day in (OLD, NEW):
        found = compare(standing, [measure("0101", "5 %", day)], day)
        assert (found.changes, found.ended, found.begun) == ((), (), ())


def test_a_changed_duty_leaves_the_days_before_as_they_were() -> None:
    found = compare([measure("0101", "5 %", OLD, id="7")], [measure("0101", "4 %", NEW)], NEW)

    assert tell(found)["changed"] == 1
    assert found.ended == ("7",)
    assert days(found.begun) == [("0101", "5 %", OLD, NEW), ("0101", "4 %", NEW, None)]
    (change,) = found.changes
    assert (change.before, change.after) == ("5 %", "4 %")


def test_a_line_that_is_gone_ends_on_the_first_day() -> None:
    found = compare([measure("0101", "5 %", OLD)], [], NEW)

    assert tell(found)["removed"] == 1
    assert days(found.begun) == [("0101", "5 %", OLD, NEW)]


def test_what_ended_before_the_edition_is_left_alone() -> None:
    found = compare([measure("0101", "5 %", OLD, NEW)], [measure("0101", "4 %", NEW)], NEW)

    assert tell(found)["added"] == 1
    assert found.ended == ()


def test_a_correction_of_the_same_day_replaces_the_whole() -> None:
    found = compare([measure("0101", "5 %", NEW, id="7")], [measure("0101", "6 %", NEW)], NEW)

    assert (found.ended, days(found.begun)) == (("7",), [("0101", "6 %", NEW, None)])


def test_steps_are_compared_as_a_whole() -> None:
    steps = [measure("0101", "5 %", NEW, LATE), measure("0101", "0 %", LATE)]

    assert compare(steps, steps, NEW).changes == ()
    assert tell(compare(steps, steps[:1], NEW))["changed"] == 1


def test_rows_with_days_of_their_own_are_compared_from_ever() -> None:
    rows = [measure("0101", "9 %", OLD, NEW), measure("0101", "6 %", NEW)]

    assert compare(rows, rows, date.min).changes == ()
    assert (
        compare([measure("0101", "9 %", None)], [measure("0101", "9 %", None)], date.min).ended
        == ()
    )


def test_the_same_duty_twice_is_one() -> None:
    kept, needs, problems = settle_doubles(
        [measure("0101", "5 %"), measure("0101", "5 %")], "refuse"
    )

    assert (len(kept), needs, problems) == (1, [], [])


def test_two_duties_of_one_line_on_one_day_overlap() -> None:
    _, _, (problem,) = settle_doubles([measure("0101", "5 %"), measure("0101", "4 %")], "refuse")

    assert problem.code == "measure.overlap"
    assert "0101" in problem.message


def test_a_person_reads_two_duties_where_the_map_says_so() -> None:
    kept, (need,), problems = settle_doubles(
        [measure("0101", "5 %"), measure("0101", "4 %")], "person"
    )

    assert problems == []
    assert (kept[0].duty, kept[0].source_text) == ("", "5 % | 4 %")
    assert (need.code, need.text) == ("0101", "5 % | 4 %")


def test_a_blank_cell_yields_to_one_that_is_not() -> None:
    blank = measure("0101", "", source_text="")
    kept, needs, problems = settle_doubles([measure("0101", "5 %"), blank], "refuse")

    assert ([m.duty for m in kept], needs, problems) == (["5 %"], [], [])


def test_measures_that_fall_together_are_told_apart_by_their_variant() -> None:
    both = [
        measure("0101", "5 %", additional_code="a"),
        measure("0101", "4 %", additional_code="b"),
    ]

    assert settle_doubles(both, "refuse") == (both, [], [])


def test_days_that_only_touch_do_not_overlap() -> None:
    both = [measure("0101", "5 %", OLD, NEW), measure("0101", "4 %", NEW)]

    assert settle_doubles(both, "refuse")[2] == []
    assert not Period(OLD, NEW).overlaps(Period(NEW))
