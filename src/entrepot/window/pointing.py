"""From a JSON pointer into a declaration to the field of its form, and to its element."""

from collections.abc import Iterator
from typing import NamedTuple

from entrepot.window.documents import FLOWS, TYPES, Dictionary, Flow
from entrepot.window.plan import Branch, Leaf, Many, plan_of


class Pointed(NamedTuple):
    """What a pointer leads to.

    Attributes:
        element: Name of the element; empty where the pointer leads to no single one.
        rows: Name of the list it is in, empty for the whole.
        number: Which entry of the list, from 1; 0 for the whole.
    """

    element: str
    rows: str
    number: int

    @property
    def field(self) -> str:
        """Name of the field of the form, such as `items.2.hs_code`; of a list, of its entry."""
        return ".".join(str(part) for part in (self.rows, self.number, self.element) if part)


NOWHERE = Pointed("", "", 0)


def point(pointer: str, dictionary: Dictionary, flow: Flow, kind: str) -> Pointed:
    """Follow a JSON pointer (RFC 6901) through the document of a flow and type.

    Args:
        pointer: Such as `/goodsShipment/governmentAgencyGoodsItem/0/origin/countryCode`.
        dictionary: Elements and where they stand.
        flow: import or export.
        kind: FULL, ADVANCE or SUMMARY.

    Returns:
        The element, the entry of a list, or the list; `NOWHERE` for anything else.
    """
    node: Branch | Leaf | Many = plan_of(dictionary, flow, kind).root
    found = NOWHERE
    for part in _parts(pointer):
        if isinstance(node, Many) and part.isdigit():
            if not found.rows and node.single is None:
                found = found._replace(rows=node.name, number=int(part) + 1)
            node = node.single[1] if node.single is not None else node.branch
        elif isinstance(node, Branch) and part in node.children:
            node = node.children[part]
        elif not isinstance(node, Leaf):
            return NOWHERE
    if isinstance(node, Leaf):
        return found._replace(element=node.name)
    if isinstance(node, Many) and not found.rows:
        return found._replace(rows=node.name)
    return found


def pointed(pointer: str, document: object, dictionary: Dictionary) -> Pointed:
    """The same for a document, whose own flow and type are read."""
    told = document if isinstance(document, dict) else {}
    flow = FLOWS.get(str(told.get("typeCode", "")), "import")
    kind = str(told.get("procedureCategory", ""))
    return point(pointer, dictionary, flow, kind if kind in TYPES else TYPES[0])


def _parts(pointer: str) -> Iterator[str]:
    for part in pointer.split("/")[1:]:
        yield part.replace("~1", "/").replace("~0", "~")


def pointer_to(element: str, number: int, dictionary: Dictionary, flow: Flow) -> str:
    """The JSON pointer to an element, or to the list that holds its several values.

    Args:
        element: Name of the element.
        number: Which entry of its list, from 1; 0 for the whole.
        dictionary: Elements and where they stand.
        flow: import or export.

    Example:
        A container number of line 2 is one of several, so the pointer ends at their list.
    """
    parts: list[str] = []
    left = [number - 1] if number else []
    for part in dictionary.place(element, flow).path:
        parts.append(part.removesuffix("[]"))
        if part.endswith("[]"):
            if not left:
                break
            parts.append(str(left.pop()))
    return "/" + "/".join(parts)


def find_at(document: object, pointer: str) -> object:
    """What stands at a pointer; None where there is nothing."""
    found = document
    for part in _parts(pointer):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list | tuple) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found
