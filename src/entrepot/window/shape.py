"""The document of either flow as one tree, for what does not know the flow: XML and its schema."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from entrepot.region.window_codes import Element
from entrepot.window.documents import NOTE, Dictionary, Flow

_FLOWS: tuple[Flow, ...] = ("import", "export")


@dataclass(slots=True)
class Shape:
    """A name of the document and what is below it.

    Attributes:
        name: Its name in JSON.
        is_list: Whether it may be there several times.
        elements: Elements it may hold; more than one where the flows differ.
        children: What is below it, by name.
    """

    name: str
    is_list: bool = False
    elements: list[Element] = field(default_factory=list)
    children: "dict[str, Shape]" = field(default_factory=dict)

    @property
    def is_note(self) -> bool:
        """Whether it holds national elements by their registered codes."""
        return self.name == NOTE


@lru_cache(maxsize=8)
def shape_of(dictionary: Dictionary) -> Shape:
    """The tree of every element of a dictionary, in its order."""
    root = Shape("declaration")
    for row in dictionary.elements.values():
        for path in dict.fromkeys(dictionary.place(row.element, flow).path for flow in _FLOWS):
            at = root
            for part in path:
                name = part.removesuffix("[]")
                at = at.children.setdefault(name, Shape(name))
                at.is_list = at.is_list or part != name
            at.elements.append(row)
    return root


def walk(shape: Shape) -> Iterator[Shape]:
    """A tree and everything below it."""
    yield shape
    for child in shape.children.values():
        yield from walk(child)
