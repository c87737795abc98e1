"""Whether words that people use name a thing, in English and Chinese."""

import re

_LATIN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[㐀-鿿]+")


def words_of(text: str) -> frozenset[str]:
    """Words of a text: Latin ones without a plural's ending, each Chinese run whole."""
    lower = text.casefold()
    return frozenset(map(_singular, _LATIN.findall(lower))) | frozenset(_HAN.findall(lower))


def fold(text: str) -> str:
    """A name as it is looked up: small letters, Latin words without a plural's ending.

    Example:
        >>> fold("Solar Panels"), fold("太阳能 板")
        ('solar panel', '太阳能板')
    """
    lower = text.casefold()
    return "".join(_HAN.findall(lower)) or " ".join(map(_singular, _LATIN.findall(lower)))


def has_han(text: str) -> bool:
    """Say whether a text has a Chinese character."""
    return _HAN.search(text) is not None


_ASIDE = re.compile(
    r"[(（]\s*(?:excl|exclud|other than|not |except|除|不含|不包括)[^()（）]*[)）]", re.I
)
_REST = re.compile(r"\b(?:other than|excluding|excl\.|except|excepting)\b|（?不包括|（?除外", re.I)


def split_exclusion(text: str) -> tuple[str, str]:
    """What a text says of goods, and what it says they are not.

    Example:
        >>> split_exclusion("Live horses (excl. for slaughter)")
        ('Live horses ', '(excl. for slaughter)')
    """
    aside = " ".join(_ASIDE.findall(text))
    kept = _ASIDE.sub("", text)
    cut = _REST.search(kept)
    if cut is not None and cut.start():
        kept, aside = kept[: cut.start()], " ".join(filter(None, (aside, kept[cut.end() :])))
    return (kept, aside) if kept.strip() else (text, "")


def bigrams(text: str) -> list[str]:
    """Characters of the Chinese runs of a text and the pairs of neighbours, in order."""
    found: list[str] = []
    for run in _HAN.findall(text):
        found += run
        found += (run[place : place + 2] for place in range(len(run) - 1))
    return found


def parts(folded: str, longest: int = 6) -> list[str]:
    """Every name that may be said inside a question: runs of words, or of characters."""
    pieces = list(folded) if has_han(folded) else folded.split()
    glue = "" if has_han(folded) else " "
    return [
        glue.join(pieces[start:end])
        for start in range(len(pieces))
        for end in range(start + 1, min(len(pieces), start + longest) + 1)
    ]


def names(phrase: str, text: str) -> bool:
    """Say whether a phrase is said in a text: all its Latin words, each Chinese run inside.

    Example:
        >>> names("market survey", "Surveys of the market for tea")
        True
        >>> names("market research", "research")
        False
    """
    said = words_of(text)
    runs = [word for word in said if _HAN.fullmatch(word)]
    return bool(phrase) and all(
        any(word in run for run in runs) if _HAN.fullmatch(word) else word in said
        for word in words_of(phrase)
    )


def shared(phrase: str, text: str) -> int:
    """How much a phrase and a text have in common: words, and characters of Chinese runs."""
    one, other = words_of(phrase), words_of(text)
    characters = _characters(one) & _characters(other)
    return len({word for word in one & other if not _HAN.fullmatch(word)}) + len(characters)


def _characters(words: frozenset[str]) -> set[str]:
    return {sign for word in words if _HAN.fullmatch(word) for sign in word}


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
