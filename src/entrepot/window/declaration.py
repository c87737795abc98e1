"""A document into a declaration, or every fault of it; and back into the same document.

The form of each element, its codes, the identifiers that prove themselves and the decimals of
each currency are judged here; what elements mean together is judged by the numbered rules.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.documents import FLOWS, TYPES, Dictionary
from entrepot.window.faults import Faults
from entrepot.window.filed import (
    Declaration,
    DocumentRef,
    Equipment,
    Item,
    Proof,
    Values,
)
from entrepot.window.plan import leaves, plan_of
from entrepot.window.reading import Walk, build
from entrepot.window.values import Value
from entrepot.window.writing import write_document

__all__ = [
    "Declaration",
    "DocumentRef",
    "Equipment",
    "Item",
    "Proof",
    "Value",
    "Values",
    "parse_declaration",
    "read_declaration",
    "to_json",
    "view",
]


def parse_declaration(raw: Mapping[str, object], dictionary: Dictionary, on: date) -> Declaration:
    """Read a document.

    Args:
        raw: The document as JSON gives it; amounts may be text or numbers.
        dictionary: Elements and codes it is judged by.
        on: Legal day of the filing.

    Returns:
        The declaration.

    Raises:
        InputError: Every fault of form, each with its code, both wordings and pointers.
    """
    declaration, problems = read_declaration(raw, dictionary, on)
    if problems or declaration is None:
        raise InputError(problems)
    return declaration


def read_declaration(
    raw: Mapping[str, object], dictionary: Dictionary, on: date
) -> tuple[Declaration | None, tuple[Problem, ...]]:
    """Read a document, faults and all.

    Args:
        raw: The document as JSON gives it.
        dictionary: Elements and codes it is judged by.
        on: Legal day of the filing.

    Returns:
        What could be read, so that the rules can be tried on it as well, and every fault of
        form. None where not even the flow can be told.
    """
    faults = Faults(dictionary, on)
    if not isinstance(raw, Mapping):
        return None, (dictionary.reasons.problem("declaration.not_an_object", "declaration"),)
    given, kind = raw.get("typeCode") or "", raw.get("procedureCategory") or ""
    flow = FLOWS.get(str(given))
    if flow is None:
        code = "declaration.code_unknown" if given else "declaration.schema"
        faults.of(code, "flow", ("typeCode",), given)
        return None, tuple(faults.problems)
    if kind and kind not in TYPES:
        faults.of("declaration.code_unknown", "declaration_type", ("procedureCategory",), kind)
    faults.flow = flow
    plan = plan_of(dictionary, flow, str(kind) if kind in TYPES else TYPES[0])
    declaration = build(Walk(plan, faults).read(raw), plan, faults)
    return declaration, tuple(dict.fromkeys(faults.problems))


def to_json(declaration: Declaration, dictionary: Dictionary) -> dict[str, Any]:
    """The document of a declaration: only what was stated, in the order of the dictionary."""
    plan = plan_of(dictionary, declaration.flow, declaration.type)
    return write_document(plan, _all(declaration))


def view(declaration: Declaration, agency: str, dictionary: Dictionary) -> dict[str, Any]:
    """What an agency sees of a declaration: the elements it has a part in.

    Source:
        UN/CEFACT Recommendation 33: what is stated once fills the view of each agency.
    """
    plan = plan_of(dictionary, declaration.flow, declaration.type)
    seen = frozenset(
        leaf.name for leaf in leaves(plan.root) if agency in dictionary[leaf.name].agencies
    )
    return write_document(plan, _all(declaration), seen)


def _all(declaration: Declaration) -> Values:
    lists = {name: declaration.rows(name) for name in ("items", "equipment", "documents")}
    return {**declaration.values, **lists}
