"""References, container numbers and credit codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.identifiers import check_container, check_ucr, check_uscc, uscc_check_sign

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def codes(check) -> list[str]:
    return [problem.code for problem in check.problems]


@pytest.mark.parametrize(
    "value",
    [
        "6CN91520100MA6DABCD12-EXP0001",
        "6CN91520100MA6DABCD12EXP(1)",
        "0XU12345678-A",
        "6CN" + "A" * 18 + "-" + "1" * 13,
    ],
)
def test_a_reference_of_the_right_form_is_valid(value: str) -> None:
    check = check_ucr(value)

    assert (check.is_valid, check.expected_check) == (True, None)


@pytest.mark.parametrize(
    "value",
    ["", "CN91520100-EXP1", "6cn91520100MA6D-EXP1", "6CN915-1", "6CN91520100MA6D EXP1",
     "6CN91520100MA6D-EXP1\n", "６CN91520100MA6D-EXP1"],
)  # fmt: skip
def test_a_reference_of_another_form_is_not(value: str) -> None:
    assert codes(check_ucr(value)) == ["window.ucr_form"]


def test_a_reference_of_36_signs_is_too_long_and_is_told_how_long() -> None:
    check = check_ucr("6CN" + "A" * 18 + "-" + "1" * 14)

    assert codes(check) == ["window.ucr_length"]
    assert "36" in check.problems[0].message
    assert "36" in check.problems[0].message_zh


@pytest.mark.parametrize("value", ["", "CSQ3054383", "CSQR3054383", "csqu3054383", "CSQU 305438 3",
                                   "CSQU30543833", "C5QU3054383", "CSQU30543８3"])  # fmt: skip
def test_a_container_number_of_another_form_has_no_check_digit_to_expect(value: str) -> None:
    check = check_container(value)

    assert codes(check) == ["equipment.form"]
    assert check.expected_check is None


def test_a_number_without_its_check_digit_is_told_which() -> None:
    check = check_container("GYLU000015")

    assert codes(check) == ["equipment.check_digit"]
    assert check.expected_check == "0"


@pytest.mark.parametrize(
    "value",
    ["", "91110000600037341", "9111000060003734IL", "91A10000600037341L", "91110000600037341l"],
)
def test_a_credit_code_of_another_form_is_not_valid(value: str) -> None:
    assert not check_uscc(value).is_valid


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_sign_changed_changes_the_check_sign(prefix: str, place: int, sign: str) -> None:
    changed = prefix[:place] + sign + prefix[place + 1 :]

    assert (uscc_check_sign(changed) == uscc_check_sign(prefix)) == (changed == prefix)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    for check in (check_ucr(text), check_container(text), check_uscc(text)):
        assert check.is_valid == (not check.problems)
        assert all(problem.message_zh for problem in check.problems)
