"""Names of firms made alike, and who may be the same firm."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entrepot.industry.names import bare_name, plain_name, plain_places
from entrepot.industry.register import LIKELY, Firm, Register

PLACES = plain_places(["Upland", "云顶洲", "艾沃隆市"])
TYRES = Firm("tyres", ("Upland Tyres Co., Ltd.", "云顶洲轮胎有限公司"), "C1", "1 Road, Averlund")
FIRMS = (TYRES, Firm("soda", ("Soda Works Ltd.", "苏打厂"), "C2", "2 Road"),
         Firm("bank", ("Bank of Upland",), "", "3 Road"))  # fmt: skip
NAMES = st.text(min_size=1, max_size=20)


@pytest.fixture
def register() -> Register:
    return Register(FIRMS, PLACES)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Upland Tyres Co., Ltd.", "tyres"),
        ("ＵＰＬＡＮＤ　Tyres LIMITED", "tyres"),
        ("云顶洲轮胎股份有限公司", "轮胎"),
        ("艾沃隆轮胎（集团）有限责任公司", "轮胎"),
        ("Upland Ltd.", "upland ltd"),
        ("有限公司", "有限公司"),
        ("", ""),
    ],
)
def test_legal_form_and_place_are_taken_away_but_never_all(name, bare) -> None:
    assert bare_name(name, PLACES) == bare


@given(name=NAMES)
def test_a_bare_name_is_empty_only_where_nothing_was_written(name) -> None:
    assert bool(bare_name(name, PLACES)) == bool(plain_name(name))


@given(name=NAMES)
@example(name="0:_0")  # two marks of both kinds are one blank
def test_a_plain_name_is_plain(name) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)


def test_the_same_code_says_more_than_any_name(register) -> None:
    (found, *_) = register.candidates(Firm("", ("Another Name",), "C1"))

    assert (found.firm, found.why) == ("tyres", ("same code",))
    assert found.score >= 0.97


def test_another_code_speaks_against_a_name_alike(register) -> None:
    named = Firm("", ("Upland Tyres Co., Ltd.",), "C9")

    assert register.compare(named, TYRES).why == ("same name", "another code")
    assert register.compare(named, TYRES).score < LIKELY


def test_an_address_lifts_a_score_and_another_lowers_none(register) -> None:
    bare, there, moved = (
        register.compare(Firm("", ("Tyre Works Upland",), "", address), TYRES).score
        for address in ("", "1 Road Averlund", "99 Street")
    )

    assert there > bare == moved


def test_a_firm_is_no_candidate_for_itself(register) -> None:
    assert register.candidates(TYRES, least=0.9) == []


def test_names_in_either_language_are_searched(register) -> None:
    assert register.candidates(Firm("", ("轮胎有限公司",)))[0].firm == "tyres"


def test_nothing_is_found_where_nothing_is_there() -> None:
    assert Register(()).candidates(TYRES) == []


@given(st.permutations(range(len(FIRMS))))
def test_the_order_of_the_register_changes_no_score(order) -> None:
    mixed = Register([FIRMS[at] for at in order], PLACES)
    asked = Firm("", ("Upland Tyre",))

    assert mixed.candidates(asked, least=0) == Register(FIRMS, PLACES).candidates(asked, least=0)


def test_candidates_hold_what_a_look_at_every_firm_finds() -> None:
    """A second way: every firm compared, on names with a slip of the pen."""
    draw = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    firms = [Firm(str(at), ("".join(draw.choices(letters, k=draw.randint(5, 12))) + " ltd",))
             for at in range(400)]  # fmt: skip
    register = Register(firms)
    for firm in draw.sample(firms, 40):
        at = draw.randrange(len(firm.names[0]) - 5)
        slip = firm.names[0][:at] + draw.choice(letters) + firm.names[0][at + 1 :]
        asked = Firm("", (slip,))
        best = max((register.compare(asked, one) for one in firms), key=lambda one: one.score)
        assert register.candidates(asked)[0].score == best.score
