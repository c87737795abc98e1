"""A guarantee: its accounts, its days, who may open it, and the refusals by their codes."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.finance.guarantee import (
    Guarantee,
    Held,
    activate,
    check_opening,
    is_sound,
    move,
    recount,
    spread,
    take_down,
)
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money

ON = date(2026, 3, 10)


def money(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def letter(limit: str = "500", reserved: str = "0", used: str = "0", **more: object) -> Guarantee:
    given = {"state": "active", "first": date(2026, 1, 1), "last": date(2026, 12, 31), **more}
    return Guarantee(
        "G", "bank-letter", limit=money(limit), reserved=money(reserved), used=money(used),
        claimed=money("0"), **given,
    )  # fmt: skip


def held(reserved: str = "0", used: str = "0") -> Held:
    return Held(money(reserved), money(used))


def accounts(one: Guarantee) -> list[str]:
    names = ("reserved", "used", "claimed", "available")
    return [f"{getattr(one, name).amount}" for name in names]


@pytest.mark.parametrize(
    ("kind", "stands", "found", "rows"),
    [
        ("reserve", held(), ["300", "0", "0", "200"], [("reserve", "100")]),
        ("free", held("200"), ["100", "0", "0", "400"], [("free", "100")]),
        ("use", held("200"), ["100", "100", "0", "300"], [("use", "100")]),
        ("claim", held("200"), ["100", "0", "100", "300"], [("use", "100"), ("claim", "100")]),
    ],
)
def test_a_move_takes_from_one_account_what_it_gives_another(
    kind, stands: Held, found: list[str], rows: list[tuple[str, str]]
) -> None:
    moved = move(letter(reserved="200"), kind, money("100"), stands, ON)

    assert accounts(moved.guarantee) == found
    assert [(name, str(amount.amount)) for name, amount in moved.rows] == rows


def test_a_claim_takes_what_was_used_before_what_is_set_aside() -> None:
    moved = move(letter(reserved="50", used="80"), "claim", money("100"), held("50", "80"), ON)

    assert accounts(moved.guarantee) == ["30", "0", "100", "370"]
    assert [name for name, _ in moved.rows] == ["use", "claim"]


@pytest.mark.parametrize(
    ("one", "kind", "amount", "code"),
    [
        (letter(state="registered"), "reserve", "1", "guarantee.not_active"),
        (letter(state="registered"), "free", "1", "guarantee.not_active"),
        (letter(first=date(2026, 4, 1)), "reserve", "1", "guarantee.not_active"),
        (letter(last=date(2026, 3, 9)), "reserve", "1", "guarantee.expired"),
        (letter(reserved="400"), "reserve", "100.01", "guarantee.limit"),
        (letter(), "free", "1", "guarantee.nothing_reserved"),
        (letter(reserved="9"), "use", "10", "guarantee.nothing_reserved"),
        (letter(), "claim", "1", "guarantee.nothing_reserved"),
    ],
)
def test_what_is_refused_has_its_code(one: Guarantee, kind, amount: str, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        move(one, kind, money(amount), Held(one.reserved, one.used), ON)

    assert [problem.code for problem in caught.value.problems] == [code]
    assert all(problem.message_zh for problem in caught.value.problems)


def test_what_was_reserved_before_the_end_stays_usable() -> None:
    ended = letter(reserved="100", last=date(2026, 3, 9))

    assert ended.state_on(ON) == "expired"
    assert accounts(move(ended, "use", money("60"), held("100"), ON).guarantee)[1] == "60"


def test_the_last_day_is_inside_and_one_that_is_over_is_not_activated() -> None:
    waiting = letter(state="registered", last=ON)

    assert activate(waiting, ON).state == "active"
    with pytest.raises(RefusedError):
        activate(waiting, date(2026, 3, 11))


@pytest.mark.parametrize(
    ("kind", "roles", "standing", "codes"),
    [
        ("bank-letter", {"bank"}, "", []),
        ("bank-letter", {"insurer"}, "", ["guarantee.issuer"]),
        ("insurance", {"insurer"}, "dishonest", ["guarantee.dishonest"]),
        ("aeo-waiver", {"supervisor"}, "aeo", []),
        ("aeo-waiver", {"trader"}, "registered", ["guarantee.issuer", "guarantee.not_aeo"]),
        ("cash", {"document_officer"}, "", []),
    ],
)
def test_who_may_open_what_for_whom(kind, roles: set[str], standing: str, codes: list[str]) -> None:
    assert [one.code for one in check_opening(kind, roles, standing)] == codes


def test_an_amount_is_spread_over_several_only_where_none_covers_it_alone() -> None:
    first, second = letter("100", "40"), letter("100")

    assert spread(money("80"), [first, second]) == (money("0"), money("80"))
    assert spread(money("150"), [first, second]) == (money("60"), money("90"))
    assert spread(money("160.01"), [first, second]) is None
    assert take_down(money("70"), [money("60"), money("90")]) == (money("60"), money("10"))
    with pytest.raises(ValueError, match="set aside"):
        take_down(money("151"), [money("60"), money("90")])


def test_a_recount_that_differs_is_not_sound() -> None:
    moves = [("reserve", money("100")), ("use", money("40")), ("claim", money("10"))]
    one = letter(reserved="60", used="30")

    assert not is_sound(one, recount(moves, "CNY"))
    assert is_sound(letter(reserved="60", used="40"), recount(moves[:2], "CNY"))
