"""Identifiers that prove themselves: UCR, container number, credit code.

A value is judged as it stands: blanks, small letters and wide characters are faults of form,
so that what is stored is what others will look for.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from types import MappingProxyType

from entrepot.kernel.errors import Problem

UCR_LENGTH = 35  # WCO UCR, Recommendation of 2004
_UCR = re.compile(r"[0-9][A-Z]{2}[A-Z0-9]{8,18}-?[A-Z0-9()\-]{1,19}", re.ASCII)
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ]\d{6}\d?", re.ASCII)
_USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{9,10}", re.ASCII)
_CONTAINER_LENGTH, _USCC_LENGTH = 11, 18
# ISO 6346, annex A: letters take 10 to 38 in order, multiples of 11 left out.
_LETTERS = "0123456789A BCDEFGHIJK LMNOPQRSTU VWXYZ"
_LETTER_VALUES = {sign: value for value, sign in enumerate(_LETTERS)}
_LETTER_WEIGHTS = tuple(1 << place for place in range(10))
# GB 32100-2015: 31 signs without I, O, S, V, Z; the weight of place i is 3 to the i, mod 31.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SIGN_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_SIGN_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


@dataclass(frozen=True, slots=True)
class Check:
    """What an identifier proves.

    Attributes:
        kind: ucr, container or uscc.
        value: What was looked at.
        expected_check: The check sign its other signs call for; None where the kind has none
            or the form is too far off to tell.
        problems: Everything wrong with it.
    """

    kind: str
    value: str
    expected_check: str | None
    problems: tuple[Problem, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems


def check_ucr(value: str) -> Check:
    """Judge a unique consignment reference.

    One digit of the year, country, firm, and the trader's own reference, at most 35 signs.

    Example:
        >>> check_ucr("6CN91520100MA6DABCD12-EXP0001").is_valid
        True

    Source:
        WCO Recommendation on the unique consignment reference, 2004.
    """
    problems = []
    if len(value) > UCR_LENGTH:
        message = f"The consignment reference has {len(value)} characters, at most {UCR_LENGTH}."
        chinese = f"货物唯一编号有{len(value)}位，最多{UCR_LENGTH}位。"
        problems.append(Problem("window.ucr_length", "ucr", message, message_zh=chinese))
    if not _UCR.fullmatch(value):
        message = "The consignment reference breaks the pattern or is longer than 35."
        hint = "Write the last digit of the year, country, firm, a hyphen, your own reference."
        chinese = "货物唯一编号格式错误或超过35位。"
        problems.append(Problem("window.ucr_form", "ucr", message, hint, message_zh=chinese))
    return Check("ucr", value, None, tuple(problems))


def container_check_digit(prefix: str) -> str:
    """The check digit of a container number's first ten signs.

    Args:
        prefix: Owner, category and serial number, such as `CSQU305438`.

    Example:
        >>> container_check_digit("CSQU305438")
        '3'

    Source:
        ISO 6346:2022, annex A. A remainder of ten counts as 0.
    """
    total = sum(map(mul, map(_LETTER_VALUES.__getitem__, prefix), _LETTER_WEIGHTS))
    return str(total % 11 % 10)


def check_container(value: str) -> Check:
    """Judge a container number: three letters, U, J or Z, six digits and the check digit.

    Source:
        ISO 6346:2022.
    """
    if not _CONTAINER.fullmatch(value):
        message = f"Container {value}: write three letters, U, J or Z, and seven digits."
        chinese = f"集装箱{value}：应为三位字母、U、J或Z，及七位数字。"
        problem = Problem("equipment.form", "container", message, message_zh=chinese)
        return Check("container", value, None, (problem,))
    expected = container_check_digit(value[: _CONTAINER_LENGTH - 1])
    if value[_CONTAINER_LENGTH - 1 :] == expected:
        return Check("container", value, expected, ())
    message = f"Container {value}: check digit should be {expected}."
    chinese = f"集装箱{value}校验位应为{expected}。"
    problem = Problem("equipment.check_digit", "container", message, message_zh=chinese)
    return Check("container", value, expected, (problem,))


def uscc_check_sign(prefix: str) -> str:
    """The check sign of a credit code's first seventeen signs.

    Example:
        >>> uscc_check_sign("91110000600037341")
        'L'

    Source:
        GB 32100-2015, annex A.
    """
    total = sum(map(mul, map(_SIGN_VALUES.__getitem__, prefix), _SIGN_WEIGHTS))
    return _SIGNS[-total % 31]


@lru_cache(maxsize=4096)  # the same firms file again and again
def check_uscc(value: str) -> Check:
    """Judge a Chinese unified social credit code of eighteen signs.

    Source:
        GB 32100-2015.
    """
    if not _USCC.fullmatch(value):
        message = f"Credit code {value}: write eighteen digits and capitals, without I, O, S, V, Z."
        chinese = f"统一社会信用代码{value}：应为18位数字和大写字母，不含I、O、S、V、Z。"
        problem = Problem("party.uscc_form", "uscc", message, message_zh=chinese)
        return Check("uscc", value, None, (problem,))
    expected = uscc_check_sign(value[: _USCC_LENGTH - 1])
    if value[_USCC_LENGTH - 1 :] == expected:
        return Check("uscc", value, expected, ())
    message = f"Credit code {value}: wrong check character."
    chinese = f"统一社会信用代码{value}校验错误。"
    problem = Problem("party.uscc_invalid", "uscc", message, message_zh=chinese)
    return Check("uscc", value, expected, (problem,))


KINDS: Mapping[str, Callable[[str], Check]] = MappingProxyType(
    {"ucr": check_ucr, "container": check_container, "uscc": check_uscc}
)
