"""The document of one flow and type as a tree to read, write and describe it by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from entrepot.window.documents import (
    CONTROLS,
    GROUPS,
    KEYS,
    SELF_PROVING,
    SIGNED,
    Dictionary,
    Flow,
    Use,
    bare,
)
from entrepot.window.values import Read, reader

_LONGEST = 64  # where a list or the identifier itself is the check, and no length


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element.

    Attributes:
        name: Name of the element.
        read: Gives its value, or raises WrongError.
        code_list: List the value must be in, empty for none.
        is_list: Whether it holds several values.
        is_taken: Whether a trader may state it.
        use: Whether it is mandatory, conditional, optional or not asked.
        is_plain: Whether it is one value that is taken and does not prove itself.
    """

    name: str
    read: Read
    code_list: str
    is_list: bool
    is_taken: bool
    use: Use
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """An object, by the names of its members."""

    children: "dict[str, Leaf | Branch | Many]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of objects.

    Attributes:
        name: What the values of the list are called.
        branch: One entry.
    """

    name: str
    branch: Branch = field(default_factory=Branch)

    @property
    def single(self) -> tuple[str, Leaf] | None:
        """The only member of its entries, where there is but one."""
        if len(self.branch.children) != 1:
            return None
        [(key, node)] = self.branch.children.items()
        return (key, node) if isinstance(node, Leaf) else None


Node = Leaf | Branch | Many


@dataclass(frozen=True, slots=True)
class Plan:
    """The tree with what must be there.

    Attributes:
        root: The document.
        required: Elements that must be there by the list they are in; empty is the top.
        lists: Lists that must have an entry.
    """

    flow: Flow
    kind: str
    root: Branch
    required: Mapping[str, tuple[str, ...]]
    lists: tuple[str, ...]


@lru_cache(maxsize=64)
def plan_of(dictionary: Dictionary, flow: Flow, kind: str) -> Plan:
    """The tree of the documents of a flow and type, made once for each dictionary."""
    root = Branch()
    required: dict[str, list[str]] = {}
    lists: list[str] = []
    for name in dictionary.elements:
        place = dictionary.place(name, flow)
        leaf = _leaf(dictionary, name, flow, kind)
        _plant(root, place.path, leaf)
        if (leaf.is_taken and leaf.use == "M") or name in KEYS.get(place.group, ()):
            required.setdefault(place.group, []).append(name)
        if leaf.is_taken and leaf.use == "M" and place.group:
            lists.append(place.group)
    told = {group: tuple(names) for group, names in required.items()}
    return Plan(flow, kind, root, told, tuple(dict.fromkeys(lists)))


def leaves(branch: Branch) -> Iterator[Leaf]:
    """Every element below an object, in order."""
    for node in branch.children.values():
        if isinstance(node, Leaf):
            yield node
        else:
            yield from leaves(node if isinstance(node, Branch) else node.branch)


def _leaf(dictionary: Dictionary, name: str, flow: Flow, kind: str) -> Leaf:
    row = dictionary[name]
    code_list = row.code_list if row.type == "code" else ""
    length = _LONGEST if code_list or name in SELF_PROVING else row.length
    is_list = dictionary.place(name, flow).path[-1].endswith("[]")
    use = "-" if name in CONTROLS else dictionary.use(name, flow, kind)
    taken = dictionary.is_taken(name, flow)
    return Leaf(
        name,
        reader(row.type, length, row.decimals, is_signed=name in SIGNED),
        code_list,
        is_list,
        taken,
        use,
        taken and not is_list and name not in SELF_PROVING,
    )


def _plant(root: Branch, path: tuple[str, ...], leaf: Leaf) -> None:
    at = root
    for end, part in enumerate(path[:-1], start=1):
        name = part.removesuffix("[]")
        if name not in at.children:
            whole = bare(path[:end])
            at.children[name] = Many(GROUPS.get(whole, whole)) if part != name else Branch()
        node = at.children[name]
        at = node.branch if isinstance(node, Many) else node  # type: ignore[assignment]
    at.children[path[-1].removesuffix("[]")] = leaf
