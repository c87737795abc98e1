"""The formula of a gravity equation: `trade ~ rta + log(dist) | exporter^year + importer^year`.

Left of `~` stands what is explained; right of it terms, joined by `+`: a column, `log(x)`,
a product `a:b`, or `i(factor, x, ref=…)`, one term for each level of a factor, times x where
it is given. After `|` stand effects: a column, or columns joined by `^` for each combination.
Without `|` there is a constant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from entrepot.kernel.errors import InputError, Problem

CONSTANT = "(intercept)"
_NAME = r"[^\W\d]\w*|`[^`]+`"
_COLUMN = re.compile(rf"({_NAME})")
_LOG = re.compile(rf"log\(\s*({_NAME})\s*\)")
_LEVELS = re.compile(
    rf"i\(\s*({_NAME})\s*(?:,\s*(?!ref\s*=)({_NAME})\s*)?(?:,\s*ref\s*=\s*(.+?)\s*)?\)"
)
_HINT = "Write such as 'trade ~ rta + log(dist) | exporter^year + importer^year'."


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a term.

    Attributes:
        column: Column it takes.
        kind: `column` as it is, `log` its logarithm, `levels` one column for each level.
        reference: Level that gets no column; None leaves out none.
    """

    column: str
    kind: str = "column"
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term: the product of its factors.

    Attributes:
        text: How it is written.
        factors: Its factors.
    """

    text: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """What explains what.

    Attributes:
        outcome: Column that is explained.
        terms: The terms in their order.
        effects: Columns of each effect; none where there is a constant.
    """

    outcome: str
    terms: tuple[Term, ...]
    effects: tuple[tuple[str, ...], ...]

    @property
    def has_constant(self) -> bool:
        """Whether a constant is estimated: where no effect takes it up."""
        return not self.effects

    def columns(self) -> list[str]:
        """Every column it takes, each once."""
        of_terms = [one.column for term in self.terms for one in term.factors]
        of_effects = [name for effect in self.effects for name in effect]
        return list(dict.fromkeys([self.outcome, *of_terms, *of_effects]))


def parse_formula(text: str) -> Formula:
    """Read a formula.

    Raises:
        InputError: It is not written as one; all that is wrong is told.

    Example:
        >>> parse_formula("trade ~ rta | exporter^year").effects
        (('exporter', 'year'),)
    """
    left, tilde, right = text.partition("~")
    terms, bar, effects = right.partition("|")
    problems: list[Problem] = []
    if not tilde or not _COLUMN.fullmatch(left.strip()):
        problems.append(_problem("left of ~", left, "must be one column"))
    if "|" in effects:
        problems.append(_problem("effects", effects, "has a second |"))
    found = [term for one in _pieces(terms) for term in _term(one, problems)]
    if not found and terms.strip() != "1":
        problems.append(_problem("right of ~", terms, "has no term; write 1 for none"))
    groups = [_effect(one, problems) for one in _pieces(effects)] if bar else []
    if bar and not groups:
        problems.append(_problem("after |", effects, "has no effect"))
    for kind, names in (("term", [one.text for one in found]), ("effect", groups)):
        problems += [_problem(kind, str(one), "is there twice") for one in _twice(names)]
    if problems:
        raise InputError(problems)
    return Formula(_plain(left.strip()), tuple(found), tuple(groups))


def _term(text: str, problems: list[Problem]) -> Iterator[Term]:
    if text == "1":
        return
    factors = [one for piece in _split(text, ":") for one in _factors(piece, problems)]
    yield Term(":".join(_split(text, ":")), tuple(factors))


def _factors(text: str, problems: list[Problem]) -> Iterator[Factor]:
    if match := _COLUMN.fullmatch(text):
        yield Factor(_plain(match[1]))
    elif match := _LOG.fullmatch(text):
        yield Factor(_plain(match[1]), "log")
    elif match := _LEVELS.fullmatch(text):
        reference = match[3].strip("'\"") if match[3] else None
        yield Factor(_plain(match[1]), "levels", reference)
        if match[2]:
            yield Factor(_plain(match[2]))
    else:
        problems.append(_problem("term", text, "is no column, log(x), a:b or i(factor, x, ref=…)"))


def _effect(text: str, problems: list[Problem]) -> tuple[str, ...]:
    names = tuple(one.strip() for one in text.split("^"))
    if not all(_COLUMN.fullmatch(one) for one in names):
        problems.append(_problem("effect", text, "is no column nor columns joined by ^"))
    return tuple(map(_plain, names))


def _pieces(text: str) -> list[str]:
    return _split(text, "+") if text.strip() else []


def _split(text: str, by: str) -> list[str]:
    """A text in pieces, but not within brackets or back quotes."""
    pieces, depth, is_quoted = [""], 0, False
    for sign in text:
        is_quoted ^= sign == "`"
        depth += (sign == "(") - (sign == ")")
        if sign == by and not depth and not is_quoted:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [one.strip() for one in pieces]


def _plain(name: str) -> str:
    return name.strip("`")


def _twice(names: Sequence[object]) -> list[object]:
    return [name for place, name in enumerate(names) if name in names[:place]]


def _problem(where: str, text: str, message: str) -> Problem:
    return Problem("gravity.formula", where, f"'{text.strip()}' {message}.", _HINT)


def parse_clusters(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Columns of each grouping of errors: a column, or columns joined by `^`.

    Args:
        texts: The groupings; one text may name several, parted by commas or `+`.

    Raises:
        InputError: A name is none.
    """
    problems: list[Problem] = []
    names = [one for text in texts for part in _split(text, ",") for one in _split(part, "+")]
    found = tuple(_effect(name, problems) for name in names)
    if problems:
        raise InputError(problems)
    return found
