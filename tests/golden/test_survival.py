"""Survival worked by hand: a case of the issue, and one of a textbook with ties."""

from fractions import Fraction

from entrepot.industry.survival import median_days, survival


def test_days_in_stage_with_two_still_open() -> None:
    """Golden case 3 of industry: 10, 20+, 30, 40, 50+."""
    lasted = [(10, True), (20, False), (30, True), (40, True), (50, False)]

    assert [(one.days, round(float(one.share), 4)) for one in survival(lasted)] == [
        (10, 0.8), (30, 0.5333), (40, 0.2667)
    ]  # fmt: skip
    assert median_days(lasted) == 40


def test_remission_under_6_mp() -> None:
    """Freireich et al. (1963), the 6-MP arm, as in Kalbfleisch and Prentice: median 23 weeks."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    lasted = [*((one, True) for one in ended), *((one, False) for one in still)]
    found = {one.days: one.share for one in survival(lasted)}

    assert found[6] == Fraction(18, 21)
    assert [round(float(found[day]), 3) for day in (7, 10, 13, 16, 22, 23)] == [
        0.807, 0.753, 0.690, 0.627, 0.538, 0.448
    ]  # fmt: skip
    assert median_days(lasted) == 23


def test_nothing_or_too_little_ended_has_no_median() -> None:
    assert median_days([]) is None
    assert median_days([(3, False), (5, False)]) is None
    assert median_days([(3, True), (5, False), (6, False)]) is None
