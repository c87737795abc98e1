"""Growth a target needs, the growth there is, and the standing that follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.forecast import Walk
from entrepot.assess.targets import Aim, Mark, chance_of, growth_pct, pace_of, path_of

values = st.floats(0.01, 1e6)


def test_trade_of_3_49_in_2018_reaches_5_in_2020_at_19_694_per_cent_a_year() -> None:
    """Golden 8: the statement of a city's trade in 2018 and its goal for 2020."""
    assert growth_pct(Mark(2018, 3.49), Mark(2020, 5)) == pytest.approx(19.694, abs=5e-4)


@given(values, values, st.integers(1, 30), st.sampled_from(["geometric", "linear"]))
def test_a_path_goes_from_base_to_target(base, target, years, way) -> None:
    path = path_of(Mark(2020, base), Aim(Mark(2020 + years, target), way=way))
    steps = list(path.values())

    assert list(path) == list(range(2020, 2021 + years))
    assert (steps[0], steps[-1]) == (pytest.approx(base), target)
    assert steps == pytest.approx(sorted(steps, reverse=target < base), rel=1e-9)


@pytest.mark.parametrize(
    ("actual", "standing"),
    [(1.21, "on_track"), (1.19, "moderate"), (1.10, "insufficient"), (1.0, "insufficient"),
     (0.99, "moving_away"), (1.5, "met")],
)  # fmt: skip
def test_bands_of_a_target_of_ten_per_cent_a_year(actual: float, standing: str) -> None:
    aim = Aim(Mark(2024, 1.1**4))

    assert pace_of(Mark(2020, 1), aim, Mark(2022, actual)).standing == standing


def test_a_fall_that_is_wanted_is_measured_like_growth() -> None:
    aim = Aim(Mark(2030, 70), "<=")

    assert pace_of(Mark(2025, 88), aim, Mark(2027, 80)).standing == "on_track"
    assert pace_of(Mark(2025, 88), aim, Mark(2027, 89)).standing == "moving_away"
    assert pace_of(Mark(2025, 88), aim, Mark(2027, 69)).standing == "met"


def test_who_was_there_and_fell_back_moves_away() -> None:
    aim = Aim(Mark(2030, 100), ">=")

    told = pace_of(Mark(2020, 120), aim, Mark(2024, 90))

    assert (told.ratio is not None and told.ratio > 0, told.standing) == (True, "moving_away")


def test_what_is_missing_is_unknown_with_its_reason() -> None:
    aim = Aim(Mark(2025, 140))
    told = pace_of(Mark(), aim, Mark())

    assert (told.required_pct, told.path, told.standing) == (None, {}, "unknown")
    assert told.reasons["required_cagr_pct"] == "base_missing"
    assert pace_of(Mark(2020, 0), aim, Mark()).reasons["required_cagr_pct"] == "base_not_positive"
    assert pace_of(Mark(2020, 1), Aim(Mark(2025)), Mark()).reasons["required_cagr_pct"] == (
        "target_missing"
    )
    assert pace_of(Mark(2020, 9), Aim(Mark(2025, 9)), Mark(2021, 9.5)).standing == "met"


def test_a_walk_starts_at_the_latest_value() -> None:
    walk = Walk(0.05, 0.1, None, "normal")
    marks = [Mark(2018, 3.0), Mark(2021, 4.0), Mark(2020, 9.0)]

    found = chance_of(Aim(Mark(2023, 4.5)), marks, walk, {})

    assert (found.start, found.years) == (Mark(2021, 4.0), 2)
    assert list(found.fan) == [2021, 2022, 2023]
    assert found.fan[2021] == (4.0, 4.0, 4.0)
    assert chance_of(Aim(Mark(2020, 4.5)), marks, walk, {}).reason == "target_past"
    assert chance_of(Aim(Mark(2023, 4.5)), [], walk, {}).reason == "start_missing"
    assert chance_of(Aim(Mark(2023, 4.5)), marks, None, {}).reason == "history_short"
