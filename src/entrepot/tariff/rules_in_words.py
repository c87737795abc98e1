"""Rules of origin that an annex words in full sentences, as trees.

"Manufacture from materials of any heading, except that of the product" is CTH. A sentence is
read only if every word of it is understood; a sentence that sets a condition more is refused.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from html import unescape

from entrepot.kernel.errors import InputError, Problem
from entrepot.tariff.rules_of_origin import (
    UNREAD,
    All,
    Any,
    Ctc,
    Level,
    MaxNom,
    Obtained,
    Process,
    Rule,
    Rvc,
    Span,
    any_of,
    parse_rule,
)

_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LEVELS: dict[str, Level] = {"chapter": 2, "heading": 4, "subheading": 6}
_LIST = r"(?P<codes>.+?)"
_GOOD = r"(?:good|product)s?"


def read_words(text: str) -> Rule:
    """Read a rule in words, or in the short form of `parse_rule`.

    Args:
        text: One rule; tags, links and entities of HTML and marks of Markdown are left out.

    Raises:
        InputError: It is not understood in full.

    Example:
        >>> from entrepot.tariff.rules_of_origin import render
        >>> print(render(read_words("Manufacture from materials of any heading, except that of "
        ...                         "the product and of heading 2106.")))
        CTH except from 2106
    """
    plain = plain_words(text)
    for pattern, build in _PATTERNS:
        if found := pattern.fullmatch(plain):
            return build(found)
    if _WORKING.fullmatch(plain) and not _CONDITIONS.search(plain):
        return Process(plain.removesuffix(".").lower())
    return parse_rule(plain.removesuffix("."))


def read_alternatives(texts: Iterable[str]) -> Rule:
    """Several rules of which one suffices.

    Raises:
        InputError: One of them is not understood; all such are named.
    """
    found: list[Rule] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            rule = read_words(text)
            found += rule.of if isinstance(rule, Any) else (rule,)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return any_of(tuple(dict.fromkeys(found)))


def plain_words(text: str) -> str:
    """A text without HTML and Markdown, its blanks made one."""
    bare = _LINK.sub(r"\1", _TAG.sub(" ", unescape(text)))
    bare = bare.replace("*", " ").replace("\N{NO-BREAK SPACE}", " ").replace("|", " ")
    return re.sub(r"\s+([.,;:%])", r"\1", " ".join(bare.split()))


# Builders


def _shift(found: re.Match[str]) -> Rule:
    named = found.groupdict()
    return Ctc(_LEVELS[named["level"].lower()], _spans(named.get("codes") or ""))


def _maximum(found: re.Match[str]) -> Rule:
    return MaxNom(_pct(found["pct"]), "EXW")


def _content(found: re.Match[str]) -> Rule:
    return Rvc(_pct(found["pct"]))


def _content_up(found: re.Match[str]) -> Rule:
    return Rvc(_pct(found["pct"]), "build_up")


def _content_down(found: re.Match[str]) -> Rule:
    return Rvc(_pct(found["pct"]), "build_down")


def _focused(found: re.Match[str]) -> Rule:
    """The value of named foreign materials alone: at most what the content leaves."""
    return MaxNom(100 - _pct(found["pct"]), "FOB", _spans(found["codes"]))


def _pct(text: str) -> Decimal:
    number = Decimal(text)
    if not 0 < number < 100:
        raise InputError(Problem(UNREAD, "rule", f"{text} % is no share of a rule.", "Mend it."))
    return number


def _spans(text: str) -> tuple[Span, ...]:
    """Codes and ranges of codes in a list.

    Raises:
        InputError: There are words among them that are no codes.
    """
    codes = _AROUND_CODES.sub(" ", text)
    codes = " ".join(re.sub(r",\s*(?:or|and)\b", ",", codes).split()).strip(" ,.")
    if not codes:
        return ()
    rule = parse_rule(f"CC except from {codes}")
    if not isinstance(rule, Ctc):
        raise InputError(Problem(UNREAD, "rule", f"{text[:60]!r} is no list of codes.", "Mend it."))
    return rule.exceptions


_AROUND_CODES = re.compile(
    r"(?:sub)?headings?|chapters?|non-originating|materials?|\bof\b|\bthose\b", re.IGNORECASE
)
_PCT = r"(?P<pct>\d+(?:\.\d+)?) ?(?:%|per cent)"
_LEVEL = r"(?P<level>chapter|heading|subheading)"
_SENTENCES: tuple[tuple[str, Callable[[re.Match[str]], Rule]], ...] = (
    (
        r"(?:CC|CTH|CTSH): All non-originating materials used in the production of the good have "
        r"undergone a change in tariff classification at the \d-digit level "
        rf"\((?:tariff )?{_LEVEL}\)(?:,? except from {_LIST})?\.?",
        _shift,
    ),
    (
        rf"(?:Manufacture|Production) from (?:non-originating )?materials of any {_LEVEL},? "
        rf"except that of the {_GOOD}(?:,? (?:and|or)(?: of| those of)? {_LIST})?\.?",
        _shift,
    ),
    (
        r"A change to a good of [^;:]+? from any other "
        rf"{_LEVEL}(?:,? except from {_LIST})?\.?(?: or)?",
        _shift,
    ),
    (
        r"(?:Manufacture|Production) from (?:non-originating )?materials of any heading"
        r"(?:, including other materials of the heading of the product)?\.?",
        lambda _: All(()),
    ),
    (
        rf"A maximum of {_PCT} of the ex-works price \(EXW\) is made up of non-originating parts "
        r"\(MAXNOM\)\.?",
        _maximum,
    ),
    (
        r"Manufacture in which the value of all the (?:non-originating )?materials used does not "
        rf"exceed {_PCT} of the ex-works? price of the {_GOOD}\.?",
        _maximum,
    ),
    (
        r"Your goods contain a Regional Value Content \(RVC\) of at least "
        rf"{_PCT} of the Free on Board \(FOB\) cost of the goods\.?",
        _content,
    ),
    (
        r"The good has a Regional Value Content \(RVC\) as calculated under Article [\w.]+ of the "
        rf"Origin Reference Document of not less than {_PCT}, whether using the build-up method or "
        r"build-down method \(RVC\d+\)\.?",
        _content,
    ),
    (
        r"No change in tariff classification required for a good of [^;:]+?, provided there is "
        rf"a regional value content of not less than:[\s-]*(?:a\) )?{_PCT} under the build-up "
        r"method[.;]?(?: or)?",
        _content_up,
    ),
    (rf"[\s-]*b\) {_PCT} under the build-down method[.;]?(?: or)?", _content_down),
    (
        rf"[\s-]*c\) {_PCT} under the focused value method taking into account only the "
        rf"non-originating materials of {_LIST}[.;]?",
        _focused,
    ),
    (
        r"All [\w ,-]+ (?:are|is|must be|shall be) wholly obtained"
        r"(?: in the country or territory)?\.?",
        lambda _: Obtained(),
    ),
)  # fmt: skip
# A sentence that names a working and asks for nothing else: it holds where somebody says so.
_WORKING = re.compile(r"[A-Z][a-z]+ing\b[A-Za-z ,/()-]*\.?")
_CONDITIONS = re.compile(
    r"material|heading|chapter|originating|except|provided|value|weight|price|however|note|rule"
    r"|condition|from ",
    re.IGNORECASE,
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), build) for pattern, build in _SENTENCES)
