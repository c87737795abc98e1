"""Clauses of trade agreements side by side: where they differ, and where one was not read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.region.origin import OriginAgreement
from entrepot.tariff.concordance import Concordance
from entrepot.tariff.origin_law import OriginLaw, Profile
from entrepot.tariff.origin_rule import find_rule
from entrepot.tariff.rules_of_origin import Rvc, parse_rule, tests_of

State: TypeAlias = Literal["same", "differs", "in_words", "unknown"]
"""`in_words`: every side was read, but a person must compare what it says."""
GAPS: tuple[State, ...] = ("differs", "unknown")
NONE = "none"
METHODS = ("RVC build-down", "RVC build-up")


@dataclass(frozen=True, slots=True)
class Clause:
    """Something agreements, or countries, lay down.

    Attributes:
        id: Its name; that of a topic of the articles where it has no column of its own.
        form: A figure, a set of names, or words.
        topics: Topics of the articles that say it in words.
        easier: Which figure is easier for who exports: the high one or the low one.
        unit: Of the figure.
    """

    id: str
    form: Literal["figure", "names", "words"]
    topics: tuple[str, ...] = ()
    easier: Literal["", "high", "low"] = ""
    unit: str = ""


CLAUSES = (
    Clause("parties", "names"),
    Clause("rule_edition", "names", ("nomenclature",)),
    Clause("product_rule", "names"),
    Clause("general_rule", "names"),
    Clause("rvc_pct", "figure", (), "low", "%"),
    Clause("rvc_method", "names", METHODS),
    Clause("de_minimis_pct", "figure", ("de minimis by value",), "high", "%"),
    Clause("de_minimis_weight_pct", "figure", ("de minimis by weight",), "high", "%"),
    Clause("cumulation", "words", ("cumulation",)),
    Clause("direct_transport", "words", ("direct consignment",)),
    Clause("certificates", "names", ("proof",)),
    Clause("proof_months", "figure", ("validity of proof",), "high", "months"),
    Clause("minimal_operations", "names", ("minimal operations",)),
    Clause("differentials", "names", ("tariff differentials",)),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agreement, or one country, says on a clause.

    Attributes:
        side: Code of the agreement or of the country.
        values: A figure, or names in order; empty where it was not read.
        text, text_zh: The article in short; empty where none was read.
        article: Its number.
        source, status: Where it was read, and how sure it is.
    """

    side: str
    values: tuple[str, ...] = ()
    text: str = ""
    text_zh: str = ""
    article: str = ""
    source: str = ""
    status: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything was read."""
        return bool(self.values or self.text)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A clause on several sides, in the order they were named; the first is one's own.

    Attributes:
        state: Whether they are the same.
        easiest: Agreements whose figure is easiest for who exports, where figures differ.
    """

    clause: Clause
    state: State
    cells: tuple[Cell, ...]
    easiest: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether they differ, or one was not read."""
        return self.state in GAPS


@dataclass(frozen=True, slots=True)
class Good:
    """A good whose product rules are compared: a code of six digits, of an edition of the HS."""

    hs: str
    edition: str


def compare_clauses(
    law: OriginLaw,
    codes: Sequence[str],
    on: date,
    *,
    good: Good | None = None,
    concordance: Concordance | None = None,
) -> tuple[Comparison, ...]:
    """Put the clauses of agreements side by side.

    Args:
        law: Agreements, with articles and product rules.
        codes: Codes of the agreements; the first is one's own.
        on: Legal day.
        good: A good whose product rules are compared, None for none.
        concordance: For a good of another edition than the rules.

    Raises:
        MissingError: There is no agreement of a code.
    """
    profiles = [_profile(law, code) for code in codes]
    reader = _Reader(law, on, good, concordance or Concordance(()))
    asked = [one for one in CLAUSES if good or one.id != "product_rule"]
    clauses = (*asked, *_other_topics(profiles))
    return tuple(compare(one, [reader.read(one, each) for each in profiles]) for one in clauses)


def thresholds_of(law: OriginLaw, code: str, on: date) -> tuple[Decimal, ...] | None:
    """Shares of value content that rules of an agreement ask for; None where no rule is known."""
    texts = [law.profiles[code].agreement.general_rule]
    texts += [rule.rule for rule in law.rules if rule.agreement == code and on in rule.valid]
    known = [text for text in texts if text]
    found = {test.threshold_pct for text in known for test in _tests(text)}
    return tuple(sorted(found)) if known else None


def _tests(text: str) -> Iterator[Rvc]:
    try:
        yield from (test for test in tests_of(parse_rule(text)) if isinstance(test, Rvc))
    except InputError:
        return


def _profile(law: OriginLaw, code: str) -> Profile:
    if code not in law.profiles:
        known = ", ".join(law.profiles)
        raise MissingError(
            Problem("origin.agreement", "agreements", f"{code[:40]!r} is no agreement known.",
                    f"Known: {known}.", message_zh="没有该协定。")
        )  # fmt: skip
    return law.profiles[code]


def _other_topics(profiles: Sequence[Profile]) -> Iterator[Clause]:
    """A clause for each topic that no clause of its own takes in."""
    taken = {topic for clause in CLAUSES for topic in clause.topics}
    topics = dict.fromkeys(topic for profile in profiles for topic in profile.articles)
    yield from (Clause(topic, "words", (topic,)) for topic in topics if topic not in taken)


@dataclass(frozen=True, slots=True)
class _Reader:
    law: OriginLaw
    on: date
    good: Good | None
    concordance: Concordance

    def read(self, clause: Clause, profile: Profile) -> Cell:
        """A cell, with the values of a column and the words of the articles."""
        row = profile.agreement
        articles = [profile.articles[name] for name in clause.topics if name in profile.articles]
        column, column_zh = _words(clause.id, profile)
        values = self._values(clause.id, profile)
        source, status = row.source, str(row.status)
        if clause.id == "product_rule":
            values, source, status = self._product_rule(profile)
        elif articles:
            source = "; ".join(dict.fromkeys(one.source for one in articles))
            status = articles[0].status
        text = "; ".join([one.rule for one in articles] or [column] * bool(column))
        text_zh = "；".join([one.rule_zh or one.rule for one in articles] or [column_zh or column])
        return Cell(
            row.code, values, text, text_zh, "; ".join(one.article for one in articles),
            *((source, status) if values or text else ("", "")),
        )  # fmt: skip

    def _values(self, clause: str, profile: Profile) -> tuple[str, ...]:
        if clause == "parties":
            return tuple(sorted(profile.list_parties(self.on)))
        if clause == "rvc_pct":
            return self._thresholds(profile.code)
        if clause == "rvc_method":
            return tuple(one for one in METHODS if one in profile.articles)
        return _column(clause, profile.agreement)

    def _thresholds(self, code: str) -> tuple[str, ...]:
        found = thresholds_of(self.law, code, self.on)
        return () if found is None else tuple(f"{one:f}" for one in found) or (NONE,)

    def _product_rule(self, profile: Profile) -> tuple[tuple[str, ...], str, str]:
        if self.good is None:
            return (), "", ""
        found = find_rule(
            profile.code, self.good.hs, self.good.edition, self.on, self.law, self.concordance
        )
        texts = [text or "?" for _, text in found.candidates] or [found.text] * bool(found.text)
        return tuple(dict.fromkeys(texts)), found.source, found.status


def _column(clause: str, row: OriginAgreement) -> tuple[str, ...]:
    """What a column of the agreement says."""
    match clause:
        case "rule_edition":
            return (row.edition,) if row.edition else ()
        case "general_rule":
            return (row.general_rule,) if row.general_rule else ()
        case "differentials":
            return () if row.has_differentials is None else (_yes_or_no(row.has_differentials),)
        case "certificates" | "minimal_operations":
            return tuple(sorted(getattr(row, clause)))
        case "de_minimis_pct" | "de_minimis_weight_pct" | "proof_months":
            return _figure(getattr(row, clause))
    return ()


def _words(clause: str, profile: Profile) -> tuple[str, str]:
    row = profile.agreement
    match clause:
        case "cumulation":
            return row.cumulation, row.cumulation_zh
        case "direct_transport":
            return row.direct_transport, row.direct_transport_zh
    return "", ""


def _figure(number: Decimal | int | None) -> tuple[str, ...]:
    return () if number is None else (f"{Decimal(number):f}",)


def _yes_or_no(flag: bool) -> str:
    return "yes" if flag else "no"


def compare(clause: Clause, cells: Sequence[Cell]) -> Comparison:
    """Hold cells of a clause against each other."""
    return Comparison(clause, _state(clause, cells), tuple(cells), _easiest(clause, cells))


def _state(clause: Clause, cells: Sequence[Cell]) -> State:
    if not all(cell.is_known for cell in cells):
        return "unknown"
    if clause.form == "words":
        return "in_words" if len({cell.text for cell in cells}) > 1 else "same"
    if not all(cell.values for cell in cells):
        return "in_words"
    return "same" if len({cell.values for cell in cells}) == 1 else "differs"


def _easiest(clause: Clause, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Who has the figure that is easiest, where each known one is a single figure."""
    figures = {cell.side: cell.values for cell in cells if cell.values}
    single = {code: values[0] for code, values in figures.items() if len(values) == 1}
    if not clause.easier or len(single) < len(figures) or NONE in single.values():
        return ()
    numbers = {code: Decimal(text) for code, text in single.items()}
    if len(set(numbers.values())) < 2:
        return ()
    best = (max if clause.easier == "high" else min)(numbers.values())
    return tuple(code for code, number in numbers.items() if number == best)
