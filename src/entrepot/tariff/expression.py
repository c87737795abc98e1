"""A duty as the tariff words it, as a formula: "12 % MIN (0.34 EUR/kg)".

    duty     = "Free" | "NotCovered" | "SeeLine" code | expr | seasons
    seasons  = season { ";" season }
    season   = ( "Free" | expr ) "from" day "to" day { "and" day "to" day }
    expr     = sum { bound } | sum "or" sum "," "whichever is" ("higher" | "lower")
    bound    = ("MIN" | "MAX") "(" sum ")" | "," ("at least" | "at most") sum
    sum      = term { ("+" | "-") term }
    term     = number "%" [ "of" basis ] | number currency ( "/" quantity | "each" )
             | "[" name "]"
    quantity = [ number ] unit [ "/" qualifier ]
    day      = month "-" day of the month

MIN is a floor and MAX a cap, as schedules use the words. A name in square brackets is a part
that the schedule does not put into figures, such as [entry_price]; it is unknown until supplied.
`render` writes the one canonical form: floors as MIN, caps as MAX, numbers with the digits they
were given.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NoReturn, TypeVar

from entrepot.kernel.errors import InputError, Problem
from entrepot.tariff.formula import (
    BASES,
    COMPOSITE_PRICE,
    CUSTOMS_VALUE,
    DUTY_PAID,
    AdValorem,
    Bound,
    Bounded,
    Duty,
    Free,
    NotCovered,
    Part,
    Season,
    Seasonal,
    SeeLine,
    Span,
    Specific,
    Sum,
    Term,
    YearDay,
    is_plain,
    is_zero,
    terms_of,
)
from entrepot.tariff.units import PER_STRENGTH, UNITS

__all__ = [
    "BASES", "COMPOSITE_PRICE", "CUSTOMS_VALUE", "DUTY_PAID", "AdValorem", "Bound", "Bounded",
    "Duty", "Free", "NotCovered", "Part", "Season", "Seasonal", "SeeLine", "Span", "Specific",
    "Sum", "Term", "YearDay", "is_plain", "is_zero", "parse_duty", "render", "render_term",
    "terms_of",
]  # fmt: skip


def parse_duty(text: str) -> Duty:
    """Read a duty.

    Raises:
        InputError: The text is no duty; the problem names the position and what would do.

    Example:
        >>> print(render(parse_duty("12% MIN(0.34 EUR/kg)")))
        12 % MIN (0.34 EUR/kg)
    """
    return _Parser(text).duty()


def render(duty: Duty) -> str:
    """Write a duty in its canonical form; `render(parse_duty(t))` parses to the same tree."""
    match duty:
        case Free():
            return "Free"
        case NotCovered():
            return "NotCovered"
        case SeeLine(code):
            return f"SeeLine {code}"
        case Sum():
            return _render_sum(duty)
        case Bounded(body, bounds):
            held = (f"{_WORDS[bound.kind]} ({_render_sum(bound.limit)})" for bound in bounds)
            return " ".join((_render_sum(body), *held))
        case Seasonal(seasons):
            return "; ".join(f"{render(season.duty)} {_spans(season)}" for season in seasons)


def render_term(term: Term) -> str:
    """Write one term."""
    if isinstance(term, Part):
        return f"[{term.name}]"
    if isinstance(term, AdValorem):
        of = "" if term.basis == CUSTOMS_VALUE else f" of {term.basis}"
        return f"{term.rate_pct:f} %{of}"
    per = "" if term.per == 1 else f"{term.per:f} "
    qualifier = f"/{term.qualifier}" if term.qualifier else ""
    return f"{term.amount:f} {term.currency}/{per}{term.unit}{qualifier}"


def _render_sum(total: Sum) -> str:
    (_, first), *rest = total.terms
    return render_term(first) + "".join(f" {sign} {render_term(term)}" for sign, term in rest)


def _spans(season: Season) -> str:
    return "from " + " and ".join(f"{span.first} to {span.last}" for span in season.spans)


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<word>[^\W\d]\w*)|(?P<sign>[%/+\-(),;\[\]]))"
)
_WORDS = {"at least": "MIN", "at most": "MAX"}
_CURRENCY = re.compile(r"[A-Z]{3}")
_D = TypeVar("_D", bound=Duty)
_BOUND_WORDS: dict[str, Literal["at least", "at most"]] = {
    "least": "at least",
    "most": "at most",
    "min": "at least",
    "max": "at most",
}


class _Parser:
    """Reads tokens from left to right; one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split())
        self._next = 0

    def duty(self) -> Duty:
        """Duty = "Free" | "NotCovered" | "SeeLine" code | expr | seasons."""
        word = self._peek().lower()
        if word == "notcovered":
            self._take()
            return self._ended(NotCovered())
        if word == "seeline":
            self._take()
            return self._ended(SeeLine(self._digits()))
        duty = self._owed()
        return self._ended(self._seasons(duty) if self._peek().lower() == "from" else duty)

    def _owed(self) -> Free | Sum | Bounded:
        return Free() if self._accept("free") else self._expr()

    def _seasons(self, duty: Free | Sum | Bounded) -> Seasonal:
        seasons = [self._season(duty)]
        while self._accept(";"):
            seasons.append(self._season(self._owed()))
        return Seasonal(tuple(seasons))

    def _season(self, duty: Free | Sum | Bounded) -> Season:
        self._expect("from", "and the first day, as in from 01-01 to 02-14")
        spans = [self._span()]
        while self._accept("and"):
            spans.append(self._span())
        return Season(duty, tuple(spans))

    def _span(self) -> Span:
        first = self._day()
        self._expect("to", "and the last day")
        return Span(first, self._day())

    def _day(self) -> YearDay:
        month = self._whole("a month, 01 to 12", 12)
        self._expect("-", "between month and day")
        return YearDay(month, self._whole("a day of that month", monthrange(2000, month)[1]))

    def _expr(self) -> Sum | Bounded:
        body = self._sum()
        if self._accept("or"):
            return Bounded(body, (self._alternative(),))
        bounds = tuple(self._bounds())
        return Bounded(body, bounds) if bounds else body

    def _alternative(self) -> Bound:
        limit = self._sum()
        self._accept(",")
        self._expect("whichever", 'after two rates joined by "or"')
        self._accept("is")
        if self._accept("higher"):
            return Bound("at least", limit)
        self._expect("lower", 'or "higher"')
        return Bound("at most", limit)

    def _bounds(self) -> Iterator[Bound]:
        while self._peek() == "," or self._peek().lower() in ("at", "min", "max"):
            self._accept(",")
            if self._peek().lower() in ("min", "max"):
                kind = _BOUND_WORDS[self._take().lower()]
                self._expect("(", "after MIN or MAX")
                yield Bound(kind, self._sum())
                self._expect(")", "to close MIN or MAX")
            else:
                self._expect("at", 'as in "at least" or "at most"')
                word = self._peek().lower()
                if word not in ("least", "most"):
                    self._fail('"least" or "most" is missing', 'Write "at least" or "at most".')
                self._take()
                yield Bound(_BOUND_WORDS[word], self._sum())

    def _sum(self) -> Sum:
        terms: list[tuple[Literal["+", "-"], Term]] = [("+", self._term())]
        while self._peek() in ("+", "-"):
            sign: Literal["+", "-"] = "+" if self._take() == "+" else "-"
            terms.append((sign, self._term()))
        return Sum(tuple(terms))

    def _term(self) -> Term:
        if self._accept("["):
            part = Part(self._word("the part"))
            self._expect("]", "to close the name")
            return part
        amount = self._number("a rate such as 6.5 % or 0.34 EUR/kg")
        if self._accept("%"):
            return AdValorem(amount, self._basis())
        currency = self._peek()
        if not _CURRENCY.fullmatch(currency):
            self._fail("neither % nor a currency follows the number", "Write 6.5 % or 2 EUR/kg.")
        self._take()
        if self._accept("each"):
            return Specific(amount, currency, Decimal(1), "item")
        self._expect("/", f'after {currency}, then the unit; or "each"')
        return self._quantity(amount, currency)

    def _quantity(self, amount: Decimal, currency: str) -> Specific:
        per = Decimal(1)
        if self._peek()[:1].isdigit():
            if not Decimal(self._peek()):
                self._fail("an amount for none of a unit has no meaning", "Give 1 or more.")
            per = self._number("how many of the unit")
        if self._accept("%"):
            for word in ("vol", "/", "hl"):
                self._expect(word, "as in 1 EUR/% vol/hl")
            return Specific(amount, currency, per, PER_STRENGTH)
        unit = self._peek()
        if unit not in UNITS:
            self._fail(f"{unit or 'nothing'} is not a unit", f"Units: {', '.join(sorted(UNITS))}.")
        self._take()
        qualifier = self._word("what is counted") if self._accept("/") else ""
        return Specific(amount, currency, per, unit, qualifier)

    def _basis(self) -> str:
        if not self._accept("of"):
            return CUSTOMS_VALUE
        word = self._peek()
        if word == "content":
            self._take()
            return f"content {self._word('the material')}"
        if word not in BASES:
            self._fail(
                f"{word or 'nothing'} is not a basis", f"Bases: {', '.join(BASES)}, content."
            )
        return self._take()

    # tokens

    def _split(self) -> Iterator[tuple[str, int]]:
        place, text = 0, self._text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                place += len(text[place:]) - len(text[place:].lstrip())
                self._fail_at(place, f"{text[place]!r} has no meaning here", "Write 6.5 %.")
            assert match.lastgroup is not None
            yield match[match.lastgroup], match.start(match.lastgroup)
            place = match.end()

    def _peek(self) -> str:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._next += 1
        return token

    def _accept(self, word: str) -> bool:
        found = self._peek().lower() == word
        self._next += found
        return found

    def _expect(self, word: str, hint: str) -> None:
        if not self._accept(word):
            self._fail(f'"{word}" is missing', f'Write "{word}" {hint}.')

    def _number(self, what: str) -> Decimal:
        if not self._peek()[:1].isdigit():
            self._fail("a number is missing", f"Give {what}.")
        return Decimal(self._take())

    def _whole(self, what: str, most: int) -> int:
        text = self._peek()
        if not (text.isdigit() and 1 <= int(text) <= most):
            self._fail("no such day of a year", f"Give {what}.")
        return int(self._take())

    def _digits(self) -> str:
        if not self._peek().isdigit():
            self._fail("a code is missing", "Give the digits of the line.")
        return self._take()

    def _word(self, what: str) -> str:
        if not self._peek()[:1].isalpha():
            self._fail("a word is missing", f"Name {what}.")
        return self._take()

    def _ended(self, duty: _D) -> _D:
        if self._peek():
            self._fail(f'"{self._peek()}" is left over', "One duty a cell; join rates with +.")
        return duty

    def _fail(self, message: str, hint: str) -> NoReturn:
        place = self._tokens[self._next][1] if self._next < len(self._tokens) else len(self._text)
        self._fail_at(place, message, hint)

    def _fail_at(self, place: int, message: str, hint: str) -> NoReturn:
        where = f"duty {self._text!r}, character {place + 1}"
        raise InputError(Problem("duty.syntax", where, message, hint))
