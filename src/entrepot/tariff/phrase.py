"""Whether words that people use name a thing, in English and Chinese."""

import re

_LATIN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[㐀-鿿]+")


def words_of(text: str) -> frozenset[str]:
    """Words of a text: Latin ones without a plural's ending, each Chinese run whole."""
    lower = text.casefold()
    return frozenset(map(_singular, _LATIN.findall(lower))) | frozenset(_HAN.findall(lower))


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
