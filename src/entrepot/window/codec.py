"""The same declaration as JSON and as XML, without loss both ways.

The XML has the names of the WCO data model under a namespace and a schema of our own. National
elements stand in AdditionalInformation, each with its registered code. What is read is held
small and shallow: no document type, no entity, no attribute, no network.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.documents import Dictionary, wco_name
from entrepot.window.reasons import Words
from entrepot.window.shape import Shape, shape_of

NAMESPACE = "urn:entrepot:declaration:1"
ROOT = "Declaration"
MOST_DEPTH = 50
MOST_ELEMENTS = 50_000  # some five times what the largest declaration holds
MOST_BYTES = 5_000_000
NOTE_TAG, CODE_TAG, TEXT_TAG = "AdditionalInformation", "StatementTypeCode", "StatementDescription"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*", re.ASCII)
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_JSON_NAMES = {"ID": "id", "UCR": "ucr", "UNDGID": "undgid"}


def json_name(tag: str) -> str:
    """The name in JSON of an element of the XML.

    Example:
        >>> [json_name(tag) for tag in ("GoodsShipment", "FunctionalReferenceID", "UCR")]
        ['goodsShipment', 'functionalReferenceId', 'ucr']
    """
    if tag in _JSON_NAMES:
        return _JSON_NAMES[tag]
    tag = f"lpco{tag[4:]}" if tag.startswith("LPCO") else tag[:1].lower() + tag[1:]
    return tag[:-2] + "Id" if tag.endswith("ID") else tag


# Writing


def to_xml(document: Mapping[str, Any], dictionary: Dictionary) -> bytes:
    """Write a document as XML; the same bytes for the same document.

    Args:
        document: The document as JSON has it.
        dictionary: Gives the order of the elements.

    Raises:
        InputError: A name or a text cannot stand in XML.
    """
    root = etree.Element(f"{{{NAMESPACE}}}{ROOT}", nsmap={None: NAMESPACE})
    problems: list[Problem] = []
    _write(root, document, shape_of(dictionary), _Writer(dictionary, problems))
    if problems:
        raise InputError(problems)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


@dataclass(frozen=True, slots=True)
class _Writer:
    dictionary: Dictionary
    problems: list[Problem]

    def fault(self, name: str) -> None:
        self.problems.append(
            self.dictionary.reasons.problem("xml.unwritable", name, field=Words(name, name))
        )


def _write(at: Any, given: Mapping[str, Any], shape: Shape | None, writer: _Writer) -> None:
    """Known members in the order of the dictionary, then what it does not know."""
    known = shape.children if shape else {}
    for name in [*(name for name in known if name in given), *(n for n in given if n not in known)]:
        child = known.get(name)
        if child is not None and child.is_note and isinstance(given[name], Mapping):
            _write_notes(at, given[name], child, writer)
            continue
        values = given[name] if isinstance(given[name], list | tuple) else [given[name]]
        for value in values:
            _write_one(at, name, value, child, writer)


def _write_one(at: Any, name: str, value: Any, shape: Shape | None, writer: _Writer) -> None:
    if value is None:
        return
    tag = wco_name(name)
    if not _NAME.fullmatch(tag) or isinstance(value, list | tuple):
        writer.fault(name)
        return
    below = etree.SubElement(at, f"{{{NAMESPACE}}}{tag}")
    if isinstance(value, Mapping):
        _write(below, value, shape, writer)
    else:
        _set_text(below, name, value, writer)


def _write_notes(at: Any, given: Mapping[str, Any], shape: Shape, writer: _Writer) -> None:
    names = [name for name in shape.children if name in given]
    for name in [*names, *(name for name in given if name not in shape.children)]:
        values = given[name] if isinstance(given[name], list | tuple) else [given[name]]
        for value in values:
            if isinstance(value, Mapping | list | tuple):
                writer.fault(name)
            elif value is not None:
                note = etree.SubElement(at, f"{{{NAMESPACE}}}{NOTE_TAG}")
                _set_text(etree.SubElement(note, f"{{{NAMESPACE}}}{CODE_TAG}"), name, name, writer)
                text = etree.SubElement(note, f"{{{NAMESPACE}}}{TEXT_TAG}")
                _set_text(text, name, value, writer)


def _set_text(at: Any, name: str, value: object, writer: _Writer) -> None:
    try:
        at.text = _text(value)
    except ValueError:  # a sign that no XML can carry
        writer.fault(name)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


# Reading


def from_xml(
    data: bytes, dictionary: Dictionary, *, most_bytes: int = MOST_BYTES
) -> dict[str, Any]:
    """Read XML into the document as JSON has it.

    Args:
        data: The bytes as received.
        dictionary: Says which elements are lists, numbers or flags.
        most_bytes: Most bytes taken.

    Returns:
        The document; what the dictionary does not know is kept, for its faults to be named.

    Raises:
        InputError: `xml.size`, `xml.elements`, `xml.entities`, `xml.depth`, `xml.root`,
            `xml.attribute`, `xml.text` or `xml.syntax`.
    """
    if len(data) > most_bytes:
        raise InputError(dictionary.reasons.problem("xml.size", "body", most=most_bytes))
    root = _parse(data, dictionary)
    return dict(_read(root, shape_of(dictionary)))


@dataclass(slots=True)
class _Node:
    """An element of the XML."""

    tag: str
    children: "list[_Node]" = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class _StopError(Exception):
    """The document is refused; carries the code and what fills it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class _Target:
    """Takes the events of the parser, and stops at the first thing not allowed."""

    def __init__(self) -> None:
        self.open: list[_Node] = []
        self.count = 0
        self.root: _Node | None = None

    def doctype(self, *_told: object) -> None:
        raise _StopError("xml.entities")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, name = tag[1:].rpartition("}")
        if space != NAMESPACE or (not self.open and name != ROOT):
            raise _StopError("xml.root", namespace=NAMESPACE)
        if len(self.open) >= MOST_DEPTH:
            raise _StopError("xml.depth", most=MOST_DEPTH)
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise _StopError("xml.elements", most=MOST_ELEMENTS)
        for attribute in attributes:
            if not attribute.startswith(_XSI):
                raise _StopError("xml.attribute", name=attribute)
        node = _Node(name)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def data(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        if node.children and node.text.strip():
            raise _StopError("xml.text", name=node.tag)

    def close(self) -> _Node | None:
        return self.root


def _parse(data: bytes, dictionary: Dictionary) -> _Node:
    parser = etree.XMLParser(
        target=_Target(),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        root = etree.XML(data, parser)
    except _StopError as stop:
        raise InputError(dictionary.reasons.problem(stop.code, "body", **stop.values)) from None
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None) or 1
        raise InputError(dictionary.reasons.problem("xml.syntax", "body", line=line)) from None
    if not isinstance(root, _Node):
        raise InputError(dictionary.reasons.problem("xml.syntax", "body", line=1))
    return root


def _read(node: _Node, shape: Shape | None) -> Iterator[tuple[str, Any]]:
    """The members of an element, in the order they first came."""
    notes: dict[str, Any] = {}
    found: dict[str, list[Any]] = {}
    known = shape.children if shape else {}
    for child in node.children:
        name = json_name(child.tag)
        below = known.get(name)
        if below is not None and below.is_note:
            if name not in found:
                found[name] = [notes]
            _read_note(child, below, notes)
        else:
            found.setdefault(name, []).append(_value(child, below))
    for name, values in found.items():
        below = known.get(name)
        yield name, values if len(values) > 1 or (below and below.is_list) else values[0]


def _value(node: _Node, shape: Shape | None) -> Any:
    if node.children:
        return dict(_read(node, shape))
    if shape is not None and shape.children:
        return {}
    return _typed(node.text, shape)


def _typed(text: str, shape: Shape | None) -> Any:
    kind = shape.elements[0].type if shape is not None and shape.elements else "text"
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind == "integer" and text.isascii() and text.isdigit() and len(text) < _LONG:
        return int(text)
    return text


_LONG = 19  # digits; a longer number is left as it is, and found too long when it is judged


def _read_note(node: _Node, shape: Shape, notes: dict[str, Any]) -> None:
    parts = {child.tag: child.text for child in node.children}
    code = parts.get(CODE_TAG, "")
    below = shape.children.get(code)
    value = _typed(parts.get(TEXT_TAG, ""), below)
    if below is not None and below.is_list:
        notes.setdefault(code, []).append(value)
    elif code in notes:
        earlier = notes[code]
        notes[code] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
    else:
        notes[code] = value
