"""A rule of origin as an annex words it, as a tree: "CTH or RVC40".

    rule  = each { "or" each }
    each  = one { "and" one }
    one   = "(" rule ")" | "WO" | "CR" | "any materials" | "process" "'" name "'"
          | ("CC" | "CTH" | "CTSH") [ "except" "from" codes ] [ "only" "from" codes ]
          | "RVC" number [ "build-down" | "build-up" ]
          | "MaxNOM" number [ "EXW" | "FOB" ] [ "of" codes ]
    codes = span { ("," | "or" | "and") span }
    span  = code [ ("to" | "through" | "-") code ]

The words of the Chinese edition (完全获得, 品目改变, 区域价值成分40, 或) say the same. `render`
writes the one canonical form. What is not understood is refused with its place, never skipped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn, TypeAlias

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError, Problem

Level: TypeAlias = Literal[2, 4, 6]
Method: TypeAlias = Literal["either", "build_down", "build_up"]
LEVELS: dict[str, Level] = {"CC": 2, "CTH": 4, "CTSH": 6}
_NAMES = {digits: name for name, digits in LEVELS.items()}
UNREAD = "origin.rule_unread"


@dataclass(frozen=True, slots=True)
class Span:
    """Codes from one to another, both counted, written with as many digits."""

    low: str
    high: str

    def holds(self, code: str) -> bool:
        """Say whether a code lies in it; a code shorter than the span does not."""
        digits = len(self.low)
        return len(code) >= digits and self.low <= code[:digits] <= self.high


@dataclass(frozen=True, slots=True)
class Ctc:
    """Every non-originating material changed its class on the way to the good.

    Attributes:
        level: Digits at which it must differ from the good: 2, 4 or 6.
        exceptions: Materials of these codes do not count as changed.
        only_from: Materials of no other codes count as changed; empty is any.
    """

    level: Level
    exceptions: tuple[Span, ...] = ()
    only_from: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Rvc:
    """A regional value content of no less than a share of FOB [%]."""

    threshold_pct: Decimal
    method: Method = "either"


@dataclass(frozen=True, slots=True)
class MaxNom:
    """Non-originating materials of no more than a share of a price [%].

    Attributes:
        limit_pct: The most they may be.
        base: `EXW` or `FOB`.
        of: Only materials of these codes are counted; empty is every material.
    """

    limit_pct: Decimal
    base: Literal["EXW", "FOB"] = "EXW"
    of: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """A named working was done in a party."""

    name: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """The good is the product of a chemical reaction in a party (CR)."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """The good is wholly obtained or produced in a party (WO)."""


@dataclass(frozen=True, slots=True)
class Any:
    """One of several suffices; the exporter chooses."""

    of: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class All:
    """Each of several must hold; of none, as "any materials", nothing must."""

    of: tuple["Rule", ...]


Test: TypeAlias = Ctc | Rvc | MaxNom | Process | Reaction | Obtained
Rule: TypeAlias = Test | Any | All


def parse_rule(text: str) -> Rule:
    """Read a rule of origin.

    Raises:
        InputError: The text is no rule; the problem names the place and what would do.

    Example:
        >>> print(render(parse_rule("cc EXCEPT from 12.11 or (CTH and RVC 40%)")))
        CC except from 1211 or CTH and RVC40
    """
    return _Parser(text).rule_whole()


def render(rule: Rule) -> str:
    """Write a rule in its canonical form; `parse_rule(render(r))` is the same tree."""
    match rule:
        case All(()):
            return "any materials"
        case Any(of):
            return " or ".join(map(_enclosed_any, of))
        case All(of):
            return " and ".join(map(_enclosed, of))
        case Ctc(level, exceptions, only_from):
            return _NAMES[level] + _told(" except from ", exceptions) + _told(
                " only from ", only_from
            )  # fmt: skip
        case Rvc(threshold, method):
            return f"RVC{threshold:f}" + ("" if method == "either" else f" {_dashed(method)}")
        case MaxNom(limit, base, of):
            return f"MaxNOM {limit:f} {base}{_told(' of ', of)}"
        case Process(name):
            return f"process '{name}'"
        case Reaction():
            return "CR"
        case Obtained():
            return "WO"


def tests_of(rule: Rule) -> Iterator[Test]:
    """The tests of a rule from left to right."""
    match rule:
        case Any(of) | All(of):
            for one in of:
                yield from tests_of(one)
        case _:
            yield rule


def any_of(rules: tuple[Rule, ...]) -> Rule:
    """One of several rules; one alone is itself."""
    return rules[0] if len(rules) == 1 else Any(rules)


def all_of(rules: tuple[Rule, ...]) -> Rule:
    """Each of several rules; one alone is itself."""
    return rules[0] if len(rules) == 1 else All(rules)


def _told(before: str, spans: tuple[Span, ...]) -> str:
    parts = (s.low if s.low == s.high else f"{s.low}-{s.high}" for s in spans)
    return before + ", ".join(parts) if spans else ""


def _enclosed(rule: Rule) -> str:
    is_composed = isinstance(rule, Any) or (isinstance(rule, All) and rule.of)
    return f"({render(rule)})" if is_composed else render(rule)


def _enclosed_any(rule: Rule) -> str:
    return f"({render(rule)})" if isinstance(rule, Any) else render(rule)


def _dashed(method: str) -> str:
    return method.replace("_", "-")


_TOKEN = re.compile(
    r"""(?P<blank>[\s:]+) | (?P<open>[(（]) | (?P<close>[)）]) | (?P<comma>[,;，；、])
    | '(?P<name>[^']+)' | (?P<number>\d[\d.]*) | (?P<sign>[-–—%])
    | (?P<word>build[-\s]?(?:down|up)|[A-Za-z]+|完全获得|章改变|品目改变|子目改变
        |区域价值成分|化学反应|但从|至此除外|改变|除外|或者|或|和|且|至|不少于)""",
    re.VERBOSE | re.IGNORECASE,
)
_ALIASES = {
    "完全获得": "wo", "章改变": "cc", "品目改变": "cth", "子目改变": "ctsh",
    "区域价值成分": "rvc", "化学反应": "cr", "但从": "except", "除外": "except",
    "或者": "or", "或": "or", "和": "and", "且": "and", "至": "to", "through": "to",
    "qvc": "rvc", "excluding": "except",
}  # fmt: skip
# Words around codes and figures that say nothing more.
_QUIET = {
    "heading", "headings", "subheading", "subheadings", "chapter", "chapters", "the",
    "percent", "per", "cent", "至此除外", "改变", "不少于",
}  # fmt: skip
_LENGTHS = (2, 4, 6)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    """Reads one rule by recursive descent."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tuple(self._cut())
        self._next = 0

    def rule_whole(self) -> Rule:
        if len(self._tokens) == 1:
            self._fail("is empty")
        rule = self._any()
        if self._here.kind != "end":
            self._fail(f"is not understood from {self._text[self._here.at :][:30]!r} on")
        return rule

    def _any(self) -> Rule:
        found = [self._all()]
        while self._take("or"):
            found.append(self._all())
        return any_of(tuple(found))

    def _all(self) -> Rule:
        found = [self._one()]
        while self._take("and"):
            found.append(self._one())
        return all_of(tuple(found))

    def _one(self) -> Rule:
        if self._take_kind("open"):
            rule = self._any()
            if not self._take_kind("close"):
                self._fail("lacks a closing bracket")
            return rule
        word = self._here.text
        if word in ("cc", "cth", "ctsh"):
            return self._ctc()
        if word not in ("rvc", "maxnom", "wo", "cr", "process", "any"):
            self._fail(f"is not understood at {self._text[self._here.at :][:30]!r}")
        self._next += 1
        return self._simple(word)

    def _simple(self, word: str) -> Rule:
        match word:
            case "rvc":
                return Rvc(self._share(), self._method())
            case "maxnom":
                return MaxNom(self._share(), self._base(), self._spans_after("of"))
            case "wo":
                return Obtained()
            case "cr":
                return Reaction()
            case "any":
                return self._any_materials()
            case _:
                return self._process()

    def _ctc(self) -> Ctc:
        level = LEVELS[self._here.text.upper()]
        self._next += 1
        exceptions = self._spans_after("except")
        return Ctc(level, exceptions, self._spans_after("only"))

    def _spans_after(self, word: str) -> tuple[Span, ...]:
        if not self._take(word):
            return ()
        self._take("from")
        found = [self._span()]
        while self._joins_a_code():
            self._next += 1
            found.append(self._span())
        return tuple(found)

    def _joins_a_code(self) -> bool:
        """Whether a comma, "or" or "and" leads to one more code, not to another test."""
        here, after = self._here, self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        joins = here.kind == "comma" or here.text in ("or", "and")
        return joins and after.kind == "number"

    def _span(self) -> Span:
        low = self._code()
        if self._take("to") or self._take_sign("-"):
            high = self._code()
            if len(high) != len(low) or high < low:
                self._fail(f"has codes that are no range: {low} to {high}")
            return Span(low, high)
        return Span(low, low)

    def _code(self) -> str:
        if self._here.kind != "number":
            self._fail("lacks a code of two, four or six digits")
        code = bare_hs(self._here.text)
        if len(code) not in _LENGTHS:
            self._fail(f"has {self._here.text!r} for a code of two, four or six digits")
        self._next += 1
        return code

    def _share(self) -> Decimal:
        here = self._here
        number = here.text.rstrip(".")
        if here.kind != "number" or number.count(".") > 1 or not 0 < Decimal(number) <= 100:
            self._fail("lacks a share between 0 and 100 %")
        self._next += 1
        self._take_sign("%")
        plain = Decimal(number).normalize()
        return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain

    def _method(self) -> Method:
        told = re.sub(r"[-\s]", "", self._here.text)
        if told not in ("builddown", "buildup"):
            return "either"
        self._next += 1
        return "build_down" if told == "builddown" else "build_up"

    def _base(self) -> Literal["EXW", "FOB"]:
        if self._take("fob"):
            return "FOB"
        self._take("exw")
        return "EXW"

    def _any_materials(self) -> Rule:
        if not self._take("materials"):
            self._fail("lacks the word 'materials' behind 'any'")
        return All(())

    def _process(self) -> Process:
        if self._here.kind != "name":
            self._fail("lacks the name of the process in quotation marks")
        self._next += 1
        return Process(" ".join(self._tokens[self._next - 1].text.split()))

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, word: str) -> bool:
        return self._take_where(self._here.kind == "word" and self._here.text == word)

    def _take_kind(self, kind: str) -> bool:
        return self._take_where(self._here.kind == kind)

    def _take_sign(self, sign: str) -> bool:
        dashes = {"-", "–", "—"} if sign == "-" else {sign}
        return self._take_where(self._here.kind == "sign" and self._here.text in dashes)

    def _take_where(self, fits: bool) -> bool:
        self._next += fits
        return fits

    def _cut(self) -> Iterator[_Token]:
        at = 0
        while at < len(self._text):
            found = _TOKEN.match(self._text, at)
            if found is None:
                self._fail(f"is not understood at {self._text[at:][:30]!r}")
            kind, text = str(found.lastgroup), str(found[found.lastgroup or 0])
            text = _ALIASES.get(text.lower(), text.lower()) if kind == "word" else text
            if kind != "blank" and text not in _QUIET:
                yield _Token(kind, text, at)
            at = found.end()
        yield _Token("end", "", at)

    def _fail(self, told: str) -> NoReturn:
        raise InputError(
            Problem(
                UNREAD,
                "rule",
                f"the rule {self._text.strip()[:80]!r} {told}.",
                "Write it as 'CTH or RVC40', 'CC except from 1211.20' or 'CTH and RVC40'.",
            )
        )
