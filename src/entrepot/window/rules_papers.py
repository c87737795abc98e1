"""Numbered rules about documents, dates and the first of two steps."""

from collections.abc import Iterator
from datetime import date

from entrepot.window.filed import Declaration
from entrepot.window.reasons import Words
from entrepot.window.rulebook import STANDARD, WINDOW, Finding, RuleFacts, needed, rule

TWO_STEP = "GACC two-step declaration announcements of 2019"


def _category(facts: RuleFacts, kind: str) -> str:
    return str(getattr(facts.dictionary.codes.row("documents", kind), "category", ""))


@rule(
    "DEC-25", code="declaration.date_order", source=WINDOW,
    zh="发票日期、启运日期不得晚于申报日；单证生效日期不得晚于有效期。",
)  # fmt: skip
def dates_are_in_order(declaration: Declaration, _facts: RuleFacts, on: date) -> Iterator[Finding]:
    """Invoices and dispatch are not later than the filing; documents begin before they end."""
    for index, invoice in enumerate(declaration.rows("invoices")):
        yield from _later("invoice_date", invoice.get("invoice_date"), on, index)
    yield from _later("dispatch_date", declaration.values.get("dispatch_date"), on)
    for index, document in enumerate(declaration.documents):
        start, end = (document.values.get(f"document_valid_{way}") for way in ("from", "to"))
        yield from _later("document_valid_from", start, end, index)


def _later(element: str, first: object, second: object, *indices: int) -> Iterator[Finding]:
    if isinstance(first, date) and isinstance(second, date) and first > second:
        yield Finding(element, indices, values={"a": first, "b": second})


@rule("DEC-26", code="document.expired", source=STANDARD, zh="所附单证须在有效期内。")
def documents_are_valid(declaration: Declaration, _facts: RuleFacts, on: date) -> Iterator[Finding]:
    """Each document is still valid."""
    for index, document in enumerate(declaration.documents):
        end = document.values.get("document_valid_to")
        if isinstance(end, date) and end < on:
            told = {"no": document.no or document.type, "date": end}
            yield Finding("document_valid_to", (index,), values=told)


@rule(
    "DEC-27", code="declaration.field_needed", source=STANDARD,
    zh="随附单证须填报编号，或填报免证代码。",
)  # fmt: skip
def documents_have_numbers(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Each document has its number, or says why it is not needed."""
    for index, document in enumerate(declaration.documents):
        if not document.no and not document.values.get("document_exemption"):
            yield needed("document_no", "a document is named", "已填报单证代码", index)


@rule(
    "DEC-28", code="declaration.field_needed", source=TWO_STEP,
    zh="概要申报须说明是否涉证、涉检、涉税。",
)  # fmt: skip
def summary_answers_three_questions(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """The first of two steps says whether licences, inspection or tax are at stake."""
    if declaration.type != "SUMMARY" or declaration.flow != "import":
        return
    for name in ("is_controlled", "is_inspectable", "is_dutiable"):
        if declaration.flag(name) is None:
            yield needed(name, "first of two steps", "概要申报")


@rule(
    "DEC-29", code="document.category_missing", source=TWO_STEP,
    zh="概要申报涉证的，须列明许可证件。",
)  # fmt: skip
def controlled_summary_names_its_permit(
    declaration: Declaration, facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A first step under licence control names the licence."""
    if declaration.type != "SUMMARY" or declaration.flag("is_controlled") is not True:
        return
    kinds = {_category(facts, document.type) for document in declaration.documents}
    if "permit" not in kinds:
        category = facts.dictionary.codes.label("document_category", "permit")
        when = Words("the goods are under control", "货物涉证")
        told = {"category": category or Words("permit", "许可证件"), "when": when}
        yield Finding("document_type", values=told)


@rule(
    "DEC-36", code="document.item_unknown", source=STANDARD,
    zh="随附单证所对应的商品项须存在。",
)  # fmt: skip
def documents_speak_of_items(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A document that speaks of one item speaks of an item that is there."""
    for index, document in enumerate(declaration.documents):
        item = document.values.get("document_item")
        if isinstance(item, int) and not 1 <= item <= len(declaration.items):
            told = {"no": document.no or document.type, "item": item}
            yield Finding("document_item", (index,), values=told)


@rule(
    "DEC-37", code="declaration.code_unknown", source=STANDARD,
    zh="提运单类型须为运输单证。",
)  # fmt: skip
def transport_document_is_one(
    declaration: Declaration, facts: RuleFacts, on: date
) -> Iterator[Finding]:
    """The transport document is of a kind that goes with transport."""
    kind = declaration.text("transport_document_type")
    if kind and _category(facts, kind) != "transport":
        told = {"code": kind, "list": "documents (transport)", "date": on}
        yield Finding("transport_document_type", values=told)
