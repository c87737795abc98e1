"""Names of firms made alike: widths, case, legal forms and places taken away."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_FORMS_ZH = (
    "股份有限公司", "有限责任公司", "集团有限公司", "集团股份公司", "有限公司", "集团公司",
    "分公司", "公司", "集团",
)  # fmt: skip
_FORMS = frozenset(
    ("co", "company", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "llc", "plc",
     "gmbh", "ag", "sa", "bv", "nv", "pte", "pty", "group", "holding", "holdings")
)  # fmt: skip
_KINDS_ZH = "省市州县区盟旗"
_OTHER = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_END_MARKS = "\x02\x03"


def plain_name(name: str) -> str:
    """A name in one width and one case, its marks blanks.

    Example:
        >>> plain_name("Ｈｉｇｈ Land（Tyres）Co., Ltd.")
        'high land tyres co ltd'
    """
    return _OTHER.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def bare_name(name: str, places: Iterable[str] = ()) -> str:
    """A name without its legal form and the places it names; all of it where nothing is left.

    Args:
        name: The name.
        places: Plain names of places, the longest first.

    Example:
        >>> bare_name("Ridge Tyres Co., Ltd.", ("ridge",))
        'tyres'
        >>> bare_name("山地轮胎股份有限公司", ("山地",))
        '轮胎'
    """
    plain = plain_name(name)
    return (_bare_han if _HAN.search(plain) else _bare_words)(plain, places) or plain


def plain_places(names: Iterable[str]) -> tuple[str, ...]:
    """Plain names of places, without the word for their kind too, the longest first."""
    found = {plain_name(one) for one in names if one}
    found |= {one.rstrip(_KINDS_ZH) for one in found if len(one.rstrip(_KINDS_ZH)) > 1}
    return tuple(sorted(found, key=lambda one: (-len(one), one)))


def grams_of(bare: str) -> Sequence[str]:
    """The pairs of neighbouring characters of a name, its ends marked."""
    text = _END_MARKS[0] + bare.replace(" ", "") + _END_MARKS[1]
    return sorted({text[at : at + 2] for at in range(len(text) - 1)})


def _bare_words(plain: str, places: Iterable[str]) -> str:
    padded = f" {plain} "
    for place in places:
        padded = padded.replace(f" {place} ", " ")
    return " ".join(word for word in padded.split() if word not in _FORMS)


def _bare_han(plain: str, places: Iterable[str]) -> str:
    text = plain.replace(" ", "")
    for form in _FORMS_ZH:
        text = text.removesuffix(form)
    for place in places:
        text = text.removeprefix(place).lstrip(_KINDS_ZH) if text.startswith(place) else text
    return text
