"""Container numbers and credit codes against python-stdnum."""

import stdnum.cn.uscc
import stdnum.iso6346
from hypothesis import example, given
from hypothesis import strategies as st

from entrepot.kernel.identifiers import (
    check_container,
    check_uscc,
    container_check_digit,
    uscc_check_sign,
)

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OWNERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
PREFIXES = st.builds("{}{}{:06d}".format, OWNERS, st.sampled_from("UJZ"), st.integers(0, 999_999))
FIRMS = st.builds(
    "{:02d}{:06d}{}".format,
    st.integers(0, 99), st.integers(0, 999_999), st.text(SIGNS, min_size=9, max_size=9),
)  # fmt: skip


@given(PREFIXES)
@example("GYLU000015")
def test_check_digits_of_containers_agree(prefix: str) -> None:
    assert container_check_digit(prefix) == stdnum.iso6346.calc_check_digit(prefix)


@given(PREFIXES, st.sampled_from("0123456789"))
def test_container_numbers_are_judged_alike(prefix: str, digit: str) -> None:
    number = prefix + digit

    assert check_container(number).is_valid == stdnum.iso6346.is_valid(number)


@given(FIRMS)
def test_check_signs_of_credit_codes_agree(prefix: str) -> None:
    assert uscc_check_sign(prefix) == stdnum.cn.uscc.calc_check_digit(prefix)


@given(FIRMS, st.sampled_from(SIGNS))
def test_credit_codes_are_judged_alike(prefix: str, sign: str) -> None:
    number = prefix + sign

    assert check_uscc(number).is_valid == stdnum.cn.uscc.is_valid(number)


def test_a_farmers_cooperative_begins_with_a_letter_that_only_the_standard_knows() -> None:
    number = "N2520102MF0000001" + uscc_check_sign("N2520102MF0000001")

    assert check_uscc(number).is_valid
    assert not stdnum.cn.uscc.is_valid(number)
