"""Numbered rules about the price and the costs beside it."""

from collections.abc import Iterator
from datetime import date

from entrepot.window.filed import RATE, UNIT_PRICE, Declaration
from entrepot.window.rulebook import STANDARD, Finding, RuleFacts, needed, rule, unexpected

VALUATION = "WTO Agreement on Customs Valuation, article 8; GACC announcement 18 of 2019"
# What an import price lacks and what any price holds beyond FOB, by transaction mode.
_LACKS = {"EXW": ("freight",), "FOB": ("freight",), "C&I": ("freight",)}
_HOLDS = {"C&I": ("insurance",), "C&F": ("freight",), "CIF": ("freight", "insurance")}
_PARTS = ("freight", "insurance")


@rule(
    "DEC-18", code="value.freight_missing", source=VALUATION,
    zh="进口成交价不含运费的须填报运费；出口成交价含运费、保险费的须填报以便扣除。",
)  # fmt: skip
def costs_the_value_needs_are_stated(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Freight and insurance are stated where the customs value needs them."""
    term, mode = declaration.incoterm, declaration.transaction_mode
    if not term:
        return
    wanted = _LACKS if declaration.flow == "import" else _HOLDS
    for part in wanted.get(mode, ()):
        if f"{part}_value" in declaration.values:
            continue
        if part == "freight":
            yield Finding("freight_value", values={"term": term})
        else:
            yield needed(f"{part}_value", f"trade term {term}", f"贸易术语{term}")


@rule(
    "DEC-19", code="declaration.field_unexpected", source=VALUATION,
    zh="成交价已含（进口）或不含（出口）的运费、保险费不得填报。",
)  # fmt: skip
def costs_in_the_price_are_not_stated_again(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Costs an import price holds already, or an export price does not hold, are left out."""
    term, mode = declaration.incoterm, declaration.transaction_mode
    if not term:
        return
    is_import = declaration.flow == "import"
    for part in _PARTS:
        is_idle = (part in _HOLDS.get(mode, ())) == is_import
        if is_idle and f"{part}_value" in declaration.values:
            yield unexpected(f"{part}_value", f"trade term {term}", f"贸易术语{term}")


@rule(
    "DEC-20", code="declaration.field_needed", source=VALUATION,
    zh="EXW进口须填报境外内陆费用。",
)  # fmt: skip
def inland_cost_is_stated(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """An import bought ex works states the inland cost abroad."""
    is_ex_works = declaration.flow == "import" and declaration.transaction_mode == "EXW"
    if is_ex_works and declaration.inland is None:
        yield needed("inland_cost", "trade term EXW", "贸易术语EXW")


@rule(
    "DEC-21", code="declaration.field_needed", source=STANDARD,
    zh="运费、保险费、杂费的标记、数值与币制须配套填报；保险费不按单价填报。",
)  # fmt: skip
def fees_are_complete(declaration: Declaration, _facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """A fee has its mark, its figure and, unless it is a rate, its currency."""
    for what in ("freight", "insurance", "other"):
        mark = declaration.text(f"{what}_mark")
        has_value = f"{what}_value" in declaration.values
        if has_value and not mark:
            yield needed(f"{what}_mark", "a figure is stated", "已填报数值")
        if mark and not has_value:
            yield needed(f"{what}_value", "its mark is stated", "已填报标记")
        if mark and mark != RATE and not declaration.text(f"{what}_currency"):
            yield needed(f"{what}_currency", "the fee is no rate", "非按率计收")
        if what == "insurance" and mark == UNIT_PRICE:
            yield unexpected("insurance_mark", "insurance has no unit price", "保险费无单价")


@rule(
    "DEC-35", code="declaration.field_needed", source=VALUATION,
    zh="公式定价的须确认是否为暂定价格。",
)  # fmt: skip
def formula_prices_say_whether_they_are_final(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A price by formula says whether it is provisional."""
    is_formula = declaration.flow == "import" and declaration.text("formula_price") == "1"
    if is_formula and not declaration.text("provisional_price"):
        yield needed("provisional_price", "price by formula", "公式定价")
