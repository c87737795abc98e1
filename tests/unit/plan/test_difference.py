"""What differs between two plans: every step once, money only where it is of one kind."""

from decimal import Decimal

from entrepot.plan.difference import IN, MOVED, OUT, Step, Told, difference


def told(starts: dict, *spend: int, worth: float | None = 1.0, currency: str = "CNY") -> Told:
    return Told(starts, [Decimal(one) for one in spend], worth, currency, Decimal(1))


def test_projects_come_in_go_out_and_move_in_the_order_of_periods() -> None:
    before = told({"RAIL": 0, "YARD": 2, "PORT": None, "ROAD": 1}, 5, 5, 4)
    after = told({"RAIL": 0, "YARD": 1, "PORT": 3, "ROAD": None, "NEW": None}, 5, 4)
    found = difference(before, after)

    assert found.steps == (
        Step("ROAD", OUT, 1, None), Step("YARD", MOVED, 2, 1), Step("PORT", IN, None, 3),
    )  # fmt: skip
    assert [one.change for one in found.spent] == [Decimal(0), Decimal(-1), None]
    assert (found.spent[2].before, found.spent[2].after) == (Decimal(4), None)


def test_what_is_unknown_or_in_other_money_is_not_compared() -> None:
    other_money = difference(told({}, 5), told({}, 5, currency="USD"))
    no_worth = difference(told({}, 5), told({}, 5, worth=None))

    assert (other_money.worth, other_money.spent, other_money.is_one_money) == (None, (), False)
    assert (no_worth.worth, no_worth.is_one_money) == (None, True)
    assert difference(told({}, worth=3.0), told({}, worth=1.5)).worth == -1.5
