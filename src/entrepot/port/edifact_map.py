"""Maps of messages: which segments in which order, how often, with which elements and codes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_FORMAT = re.compile(r"(an?|n)(\.\.)?(\d+)")
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A single data element.

    Attributes:
        id: Its number in the directory.
        is_mandatory: Whether it must be there, within a composite that is.
        kind: a letters, n digits, an both.
        least, most: Its length.
    """

    id: str
    is_mandatory: bool
    kind: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of an element in a segment: one data element, or a composite of several.

    Attributes:
        id: Its number in the directory.
        is_mandatory: Whether it must be there.
        parts: What it is made of.
    """

    id: str
    is_mandatory: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A segment or a group in the order of a message.

    Attributes:
        tag: Of the segment; of a group its name.
        is_mandatory: Whether it must be there.
        most: How often it may be.
        nodes: What a group is made of, its first segment first; empty for a segment.
    """

    tag: str
    is_mandatory: bool
    most: int
    nodes: tuple["Node", ...] = ()

    @property
    def trigger(self) -> str:
        """Tag of the segment that begins it."""
        return self.nodes[0].trigger if self.nodes else self.tag


@dataclass(frozen=True, slots=True)
class MessageMap:
    """What a message may look like.

    Attributes:
        type: Such as CODECO.
        name, name_zh: What people call it.
        nodes: Its order.
        segments: Elements by tag.
        codes: Values that an element may have, by its number or by TAG.ELEMENT.COMPONENT.
        source: Where this was read.
    """

    type: str
    name: str
    name_zh: str
    nodes: tuple[Node, ...]
    segments: Mapping[str, tuple[Slot, ...]]
    codes: Mapping[str, frozenset[str]]
    source: str

    def codes_of(self, tag: str, element: int, component: int, part: str) -> frozenset[str] | None:
        """Values that an element may have here; None where all may be."""
        whole = (f"{tag}.{element}",) if component == 1 else ()
        for name in (f"{tag}.{element}.{component}", *whole, part):
            if name in self.codes:
                return self.codes[name]
        return None


def read_map(segments: Mapping[str, Any], message: Mapping[str, Any]) -> MessageMap:
    """Make a map of its two documents: segments of the directory, and the message.

    Raises:
        ValueError: A line of them cannot be read.
    """
    codes = {**segments["codes"], **message.get("codes", {})}
    lines = [line for line in message["order"].splitlines() if line.strip()]
    return MessageMap(
        message["type"], message["name"], message["name_zh"], tuple(_nodes(lines, 0)),
        {tag: tuple(map(_slot, rows)) for tag, rows in segments["segments"].items()},
        {name: frozenset(values) for name, values in codes.items()}, message["source"],
    )  # fmt: skip


def _nodes(lines: list[str], depth: int) -> Iterator[Node]:
    """Nodes of the lines at a depth; those deeper belong to the one before."""
    at = [n for n, line in enumerate(lines) if _depth(line) == depth]
    for start, end in pairwise([*at, len(lines)]):
        tag, status, most = lines[start].split()
        inner = tuple(_nodes(lines[start + 1 : end], depth + 1))
        yield Node(tag, status == "M", int(most), inner)


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip())) // _INDENT


def _slot(text: str) -> Slot:
    head, colon, inner = text.partition(":")
    if not colon:
        part = _part(head)
        return Slot(part.id, part.is_mandatory, (part,))
    name, status = head.split()
    return Slot(name, status == "M", tuple(_part(one) for one in inner.split(",")))


def _part(text: str) -> Part:
    name, status, form = text.split()
    found = _FORMAT.fullmatch(form)
    if found is None:
        raise ValueError(f"{text!r} has no format such as an..35")
    most = int(found[3])
    return Part(name, status == "M", found[1], 1 if found[2] else most, most)
