"""The XML Schema of a declaration, made from the dictionary: names of the WCO, schema our own."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from entrepot.region.window_codes import Element
from entrepot.window.codec import CODE_TAG, NAMESPACE, ROOT, TEXT_TAG
from entrepot.window.documents import SIGNED, Dictionary, wco_name
from entrepot.window.shape import Shape, shape_of

_XS = "http://www.w3.org/2001/XMLSchema"
_LISTED_LENGTH = 64
_MOST_TEXT = 4000
_NUMBERS = ("amount", "quantity", "rate")


def xml_schema(dictionary: Dictionary) -> bytes:
    """Describe the XML of a declaration of either flow; the same bytes for the same dictionary.

    Which elements must be there depends on flow and type, and is told when a document is read;
    the schema holds names, order, repetition and form.
    """
    root = etree.Element(
        f"{{{_XS}}}schema",
        nsmap={"xs": _XS, None: NAMESPACE},
        targetNamespace=NAMESPACE,
        elementFormDefault="qualified",
    )
    _complex(_add(root, "element", name=ROOT), shape_of(dictionary))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _complex(at: Any, shape: Shape) -> None:
    sequence = _add(_add(at, "complexType"), "sequence")
    for child in shape.children.values():
        element = _add(sequence, "element", name=wco_name(child.name), minOccurs="0")
        if child.is_list or child.is_note:
            element.set("maxOccurs", "unbounded")
        if child.is_note:
            _note(element, child)
        elif child.children:
            _complex(element, child)
        else:
            _say(element, child.elements)
            _simple(element, child.elements)


def _note(at: Any, shape: Shape) -> None:
    """A national element: its registered code and its text."""
    sequence = _add(_add(at, "complexType"), "sequence")
    code = _add(_add(sequence, "element", name=CODE_TAG), "simpleType")
    words = _add(code, "restriction", base="xs:string")
    for child in shape.children.values():
        _say(_add(words, "enumeration", value=child.name), child.elements)
    text = _add(_add(sequence, "element", name=TEXT_TAG), "simpleType")
    _add(_add(text, "restriction", base="xs:string"), "maxLength", value=str(_MOST_TEXT))


def _say(at: Any, elements: Iterable[Element]) -> None:
    notes = _add(at, "annotation")
    for row in elements:
        for language, label in (("en", row.label_en), ("zh", row.label_zh)):
            note = _add(notes, "documentation")
            note.set("{http://www.w3.org/XML/1998/namespace}lang", language)
            note.text = label


def _simple(at: Any, elements: list[Element]) -> None:
    """The type that holds each element that may stand here."""
    kinds = {row.type for row in elements}
    length = max(_LISTED_LENGTH if row.type == "code" else row.length for row in elements)
    decimals = max((row.decimals or 0) for row in elements)
    if kinds == {"boolean"}:
        at.set("type", "xs:boolean")
    elif kinds == {"date"}:
        at.set("type", "xs:date")
    elif kinds == {"integer"}:
        _restrict(at, "xs:nonNegativeInteger", "totalDigits", length)
    elif kinds <= set(_NUMBERS):
        sign = "-?" if any(row.element in SIGNED for row in elements) else ""
        form = rf"{sign}\d{{1,{length}}}(\.\d{{1,{max(decimals, 3)}}})?"
        _restrict(at, "xs:string", "pattern", form)
    else:
        _restrict(at, "xs:string", "maxLength", length)


def _restrict(at: Any, base: str, facet: str, value: object) -> None:
    restriction = _add(_add(at, "simpleType"), "restriction", base=base)
    _add(restriction, facet, value=str(value))


def _add(at: Any, tag: str, /, **attributes: str) -> Any:
    return etree.SubElement(at, f"{{{_XS}}}{tag}", attributes)
