"""Numbered rules: how one is registered, what it may ask, and the book of all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.region.window import Office
from entrepot.region.window_codes import ModePair, TradeMode
from entrepot.window.agreements import members_of
from entrepot.window.codelists import Tables
from entrepot.window.documents import FLOWS, Dictionary, Flow
from entrepot.window.filed import Declaration
from entrepot.window.reasons import Words

STANDARD = "GACC announcement 18 of 2019, completion standard of the declaration"
WINDOW = "rule of the window; UN/CEFACT Recommendation 33"
FLOW_CODES: Mapping[str, str] = {flow: code for code, flow in FLOWS.items()}
Check = Callable[[Declaration, "RuleFacts", date], Iterator["Finding"]]


def _knows_no_members(_agreement: str, _on: date) -> frozenset[str]:
    return frozenset()


def _knows_no_units(_hs: str, _on: date) -> tuple[str, ...]:
    return ()


def _asks_no_documents(_hs: str, _flow: Flow, _on: date) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What the rules need to know beside the declaration.

    Attributes:
        dictionary: Elements, code lists, commodity codes and wording.
        offices: Offices by id.
        trade_modes: Supervision modes by code.
        pairs: Natures of levy that go with each supervision mode.
        country: Country of the customs territory, ISO 3166-1 alpha-2.
        customs_codes: Shorter customs code by credit code, where known.
        members: Countries an agreement covers on a day; empty where that is not known.
        units: Statutory units of a commodity code on a day; empty where they are not known.
        documents_for: Kinds of document a commodity code asks for on a day.
    """

    dictionary: Dictionary
    offices: Mapping[str, Office]
    trade_modes: Mapping[str, TradeMode]
    pairs: Mapping[str, tuple[ModePair, ...]]
    country: str
    customs_codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    members: Callable[[str, date], frozenset[str]] = _knows_no_members
    units: Callable[[str, date], tuple[str, ...]] = _knows_no_units
    documents_for: Callable[[str, Flow, date], tuple[str, ...]] = _asks_no_documents

    @classmethod
    def of(
        cls, tables: Tables, dictionary: Dictionary, *, country: str, **more: Any
    ) -> "RuleFacts":
        """Put the tables of a region together.

        Args:
            tables: Gives the rows of a table by its name.
            dictionary: Elements and codes.
            country: Country of the customs territory.
            more: Other attributes, such as `customs_codes`.
        """
        pairs: dict[str, list[ModePair]] = {}
        for pair in tables("mode_matrix"):
            if isinstance(pair, ModePair):
                pairs.setdefault(pair.trade_mode, []).append(pair)
        return cls(
            dictionary=dictionary,
            offices={row.office: row for row in tables("offices") if isinstance(row, Office)},
            trade_modes={
                row.code: row for row in tables("trade_modes") if isinstance(row, TradeMode)
            },
            pairs={mode: tuple(rows) for mode, rows in pairs.items()},
            country=country,
            **{"members": members_of(tables), **more},
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a declaration does not keep a rule.

    Attributes:
        element: Element it is about.
        indices: Which entries of its lists, counted from 0.
        code: Reason code, where it is not the rule's own.
        values: What fills the places of the code's wording.
    """

    element: str
    indices: tuple[int, ...] = ()
    code: str = ""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered rule.

    Attributes:
        number: Its number, the same in code, message, test and page.
        code: Reason code of its findings.
        words: What it asks.
        source: The act behind it.
        check: Gives a finding for each breach.
    """

    number: str
    code: str
    words: Words
    source: str
    check: Check

    def problem(self, finding: Finding, flow: Flow, dictionary: Dictionary) -> Problem:
        """A breach in the words of its code, with both pointers."""
        words = dictionary.words(finding.element)
        where = f"{words.en} [{finding.indices[0] + 1}]" if finding.indices else words.en
        return dictionary.reasons.problem(
            finding.code or self.code,
            where,
            pointer=dictionary.pointer(finding.element, flow, *finding.indices),
            wco_pointer=dictionary.wco_pointer(finding.element, flow, *finding.indices),
            source=f"{self.number}: {self.source}",
            **{"field": words, **finding.values},
        )


class RuleBook:
    """Rules in the order of their numbers."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}
        self._sorted: tuple[Rule, ...] | None = None

    def __iter__(self) -> Iterator[Rule]:
        if self._sorted is None or len(self._sorted) != len(self._rules):
            self._sorted = tuple(self._rules[number] for number in sorted(self._rules))
        return iter(self._sorted)

    def rule(self, number: str, *, code: str, zh: str, source: str) -> Callable[[Check], Check]:
        """Register a rule; the first line of its docstring is what people read in English.

        Args:
            number: Its number, such as DEC-01.
            code: Reason code of its findings.
            zh: The rule in Chinese.
            source: The act behind it.

        Raises:
            ValueError: The number is taken, or the rule says nothing.
        """

        def register(check: Check) -> Check:
            english = (check.__doc__ or "").strip().partition("\n")[0]
            if number in self._rules or not english:
                raise ValueError(f"rule {number} is there already or has no docstring")
            self._rules[number] = Rule(number, code, Words(english, zh), source, check)
            return check

        return register

    def check(self, declaration: Declaration, facts: RuleFacts, on: date) -> tuple[Problem, ...]:
        """Every breach of every rule."""
        return tuple(
            rule.problem(finding, declaration.flow, facts.dictionary)
            for rule in self
            for finding in rule.check(declaration, facts, on)
        )


BOOK = RuleBook()
rule = BOOK.rule


def needed(element: str, en: str, zh: str, *indices: int) -> Finding:
    """A finding that an element is missing, with the reason it is asked."""
    when = Words(en, zh)
    return Finding(element, indices, "declaration.field_needed", {"when": when})


def unexpected(element: str, en: str, zh: str, *indices: int) -> Finding:
    """A finding that an element must be left out, with the reason."""
    when = Words(en, zh)
    return Finding(element, indices, "declaration.field_unexpected", {"when": when})


def repeated(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Index and value of each that was there before."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)
