"""Judging a declaration without a store: the dictionary, the facts of the rules, the verdict."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from entrepot.kernel.errors import Problem
from entrepot.kernel.period import Period
from entrepot.store.hscodes import load_hs
from entrepot.store.reference import WindowReference
from entrepot.window.codelists import HsEditions
from entrepot.window.documents import Dictionary
from entrepot.window.rulebook import RuleFacts
from entrepot.window.rules import examine

# Editions of the Harmonized System take effect every five or six years; this is that of 2022.
HS_2022 = Period(date(2022, 1, 1), date(2028, 1, 1))
_SUBHEADING = 6


@cache
def hs_editions() -> HsEditions:
    """The editions of the Harmonized System at hand."""
    subheadings = frozenset(code for code, _ in load_hs() if len(code) == _SUBHEADING)
    return HsEditions(((HS_2022, subheadings),))


def dictionary_of(tables: WindowReference) -> Dictionary:
    """The dictionary of a region, with its codes and the commodity codes in force."""
    return Dictionary.of(tables.table, hs_editions())


def rule_facts_of(tables: WindowReference, dictionary: Dictionary) -> RuleFacts:
    """What the numbered rules ask of a region's tables."""
    return RuleFacts.of(tables.table, dictionary, country=tables.settings.country)


def check_document(tables: WindowReference, raw: Mapping[str, object], on: date) -> list[Problem]:
    """Everything that is wrong with a document, its form and the rules, in one go."""
    _, problems = examine(raw, rule_facts_of(tables, dictionary_of(tables)), on)
    return list(problems)
