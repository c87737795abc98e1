"""Numbered rules a declaration must keep: what its elements mean together.

A rule takes what is there and passes over what is not: whether an element must be there at
all is told by the dictionary, or by a rule of its own. Those about the totals are here, the
others in the files beside: parties, goods, value, papers. Form, codes and identifiers are
judged when the document is read.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from entrepot.kernel.errors import Problem
from entrepot.window import rules_items, rules_papers, rules_parties, rules_value
from entrepot.window.declaration import read_declaration
from entrepot.window.filed import Declaration
from entrepot.window.rulebook import (
    BOOK,
    STANDARD,
    WINDOW,
    Finding,
    RuleFacts,
    rule,
)

ROOMS = (rules_parties, rules_items, rules_value, rules_papers)  # importing them registers theirs


def check_rules(declaration: Declaration, facts: RuleFacts, on: date) -> tuple[Problem, ...]:
    """Hold a declaration against every rule.

    Args:
        declaration: What was stated; parts of it may be missing.
        facts: What the rules need to know beside it.
        on: Legal day the law is taken of.

    Returns:
        Every breach, with its code, both wordings and pointers; its source begins with the
        number of the rule.
    """
    return BOOK.check(declaration, facts, on)


def examine(
    raw: Mapping[str, object], facts: RuleFacts, on: date
) -> tuple[Declaration | None, tuple[Problem, ...]]:
    """Read a document and hold it against every rule: all that is wrong with it, at once.

    Args:
        raw: The document as JSON gives it.
        facts: What the rules need to know beside it.
        on: Legal day.

    Returns:
        What could be read, and every fault of form and breach of a rule.
    """
    declaration, faults = read_declaration(raw, facts.dictionary, on)
    if declaration is None:
        return None, faults
    known = {fault.pointer for fault in faults}
    breaches = check_rules(declaration, facts, on)
    return declaration, (*faults, *(one for one in breaches if one.pointer not in known))


class RuleLine(NamedTuple):
    """A rule as the rule book tells it."""

    number: str
    code: str
    text: str
    source: str


def rule_book(language: str = "en") -> tuple[RuleLine, ...]:
    """Every rule in the order of their numbers, in English or Chinese.

    Args:
        language: en or zh.
    """
    index = 0 if language == "en" else 1
    return tuple(RuleLine(one.number, one.code, one.words[index], one.source) for one in BOOK)


# Codes of what is judged when a document is read, before any rule.
FORM_CODES = (
    "declaration.not_an_object", "declaration.structure", "declaration.schema",
    "declaration.code_unknown", "declaration.field_unknown", "declaration.field_of_window",
    "declaration.field_not_used", "declaration.no_items", "declaration.too_many_items",
    "declaration.too_long", "goods.hs_unknown", "window.ucr_form", "equipment.check_digit",
    "value.currency_minor",
)  # fmt: skip


@rule(
    "DEC-01", code="declaration.total_mismatch", source=STANDARD,
    zh="发票总额如有填报，须等于各商品项总价之和。",
)  # fmt: skip
def total_is_the_sum(declaration: Declaration, _facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """An invoice total, where stated, is the sum of the lines."""
    stated, found = declaration.values.get("invoice_total"), declaration.goods_value.amount
    if stated is not None and stated != found:
        yield Finding("invoice_total", values={"sum": f"{found:f}", "total": f"{stated:f}"})


@rule(
    "DEC-02", code="declaration.count_mismatch", source=WINDOW,
    zh="项数、项号、净重合计如有填报，须与报关单内容一致。",
)  # fmt: skip
def counts_agree(declaration: Declaration, _facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """Item numbers, their count and the net mass of all, where stated, are what is there."""
    masses = [item.net_mass_kg for item in declaration.items]
    known = [mass for mass in masses if mass is not None]
    found = {"item_count": len(masses)}
    stated = declaration.values.get("item_count")
    if stated is not None and stated != len(masses):
        yield Finding("item_count", values={"stated": stated, "found": found["item_count"]})
    mass = declaration.values.get("net_mass_total")
    if mass is not None and len(known) == len(masses) and mass != sum(known, Decimal(0)):
        told = {"stated": f"{mass:f}", "found": f"{sum(known, Decimal(0)):f}"}
        yield Finding("net_mass_total", values=told)
    for index, item in enumerate(declaration.items):
        number = item.values.get("item_no")
        if number is not None and number != item.seq:
            yield Finding("item_no", (index,), values={"stated": number, "found": item.seq})


@rule("DEC-03", code="declaration.mass_order", source=STANDARD, zh="净重不得大于毛重。")
def net_is_not_above_gross(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """The net mass of all items is not above the gross mass."""
    gross = declaration.gross_mass_kg
    masses = [mass for item in declaration.items if (mass := item.net_mass_kg) is not None]
    if gross is not None and sum(masses, Decimal(0)) > gross:
        yield Finding("gross_mass")


@rule(
    "DEC-04", code="declaration.not_positive", source=STANDARD,
    zh="毛重与成交数量必须大于零。",
)  # fmt: skip
def goods_weigh_and_count(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """The gross mass and each quantity are above zero."""
    if declaration.gross_mass_kg == 0:
        yield Finding("gross_mass")
    for index, item in enumerate(declaration.items):
        if item.quantity == 0:
            yield Finding("quantity", (index,))


@rule("DEC-05", code="declaration.package_zero", source=STANDARD, zh="件数至少为1。")
def there_is_a_package(declaration: Declaration, _facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """There is at least one package; bulk counts as one."""
    if declaration.values.get("total_packages") == 0:
        yield Finding("total_packages")
