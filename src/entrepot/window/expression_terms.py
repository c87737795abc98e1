"""What a risk rule's condition is made of: small functions over the facts and one item.

A test answers True, False or None, which is unknown; a read gives a value or None.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

Facts: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = bool | None
Test: TypeAlias = Callable[[Facts, Facts], Answer]
Read: TypeAlias = Callable[[Facts, Facts], Any]

ITEMS = "items"  # the fact that holds the items, each with facts of its own
# What may be held against what; flags have no order.
EQUAL_KINDS: Mapping[type, str] = {str: "text", int: "number", Decimal: "number", bool: "flag"}
ORDER_KINDS: Mapping[type, str] = {str: "text", int: "number", Decimal: "number"}
_NUMBERS = (int, Decimal)


def unknown(_facts: Facts, _item: Facts) -> None:
    """The answer of what cannot be known."""
    return


def always(value: Any) -> Read:
    """A constant."""
    return lambda _facts, _item: value


def own_field(name: str) -> Read:
    """A field of the declaration; None where it is missing."""
    return lambda facts, _item: facts.get(name)


def item_field(name: str) -> Read:
    """A field of the item, or else of the declaration."""

    def read(facts: Facts, item: Facts) -> Any:
        value = item.get(name)
        return facts.get(name) if value is None else value

    return read


def flag(read: Read) -> Test:
    """A field that is itself the answer."""

    def test(facts: Facts, item: Facts) -> Answer:
        value = read(facts, item)
        return value if value is True or value is False else None

    return test


def negation(part: Test) -> Test:
    """Not; unknown stays unknown."""

    def test(facts: Facts, item: Facts) -> Answer:
        found = part(facts, item)
        return None if found is None else not found

    return test


def conjunction(parts: Iterable[Test]) -> Test:
    """All hold; one that does not decides, whatever is unknown."""
    parts = tuple(parts)

    def test(facts: Facts, item: Facts) -> Answer:
        answer: Answer = True
        for part in parts:
            found = part(facts, item)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return test


def disjunction(parts: Iterable[Test]) -> Test:
    """One holds; one that does decides, whatever is unknown."""
    parts = tuple(parts)

    def test(facts: Facts, item: Facts) -> Answer:
        answer: Answer = False
        for part in parts:
            found = part(facts, item)
            if found:
                return True
            if found is None:
                answer = None
        return answer

    return test


def any_item(body: Test) -> Test:
    """Some item holds."""

    def test(facts: Facts, _item: Facts) -> Answer:
        items = facts.get(ITEMS)
        answer: Answer = None if items is None else False
        for item in items or ():
            found = body(facts, item)
            if found:
                return True
            if found is None:
                answer = None
        return answer

    return test


def all_items(body: Test) -> Test:
    """Every item holds."""

    def test(facts: Facts, _item: Facts) -> Answer:
        items = facts.get(ITEMS)
        answer: Answer = None if items is None else True
        for item in items or ():
            found = body(facts, item)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return test


def compare(
    holds: Callable[[Any, Any], bool], kinds: Mapping[type, str], left: Read, right: Read
) -> Test:
    """Two values of one kind held against each other."""
    kind_of = kinds.get

    def test(facts: Facts, item: Facts) -> Answer:
        a, b = left(facts, item), right(facts, item)
        kind = kind_of(type(a))
        if kind is None or kind != kind_of(type(b)):
            return None
        return holds(a, b)

    return test


# Most comparisons hold one field against a constant; these spare them two calls each.


def compare_own(
    holds: Callable[[Any, Any], bool], kinds: Mapping[type, str], name: str, constant: Any
) -> Test:
    """A field of the declaration held against a constant."""
    kind_of, kind = kinds.get, kinds.get(type(constant), "")

    def test(facts: Facts, _item: Facts) -> Answer:
        value = facts.get(name)
        return holds(value, constant) if kind_of(type(value)) == kind else None

    return test


def compare_item(
    holds: Callable[[Any, Any], bool], kinds: Mapping[type, str], name: str, constant: Any
) -> Test:
    """A field of the item, or else of the declaration, held against a constant."""
    kind_of, kind = kinds.get, kinds.get(type(constant), "")

    def test(facts: Facts, item: Facts) -> Answer:
        value = item.get(name)
        if value is None:
            value = facts.get(name)
        return holds(value, constant) if kind_of(type(value)) == kind else None

    return test


def in_constants(left: Read, among: Iterable[Any]) -> Test:
    """A value is among constants."""
    # True == 1 in Python, and a flag is no number here.
    known = frozenset((EQUAL_KINDS.get(type(one)), one) for one in among)

    def test(facts: Facts, item: Facts) -> Answer:
        value = left(facts, item)
        kind = EQUAL_KINDS.get(type(value))
        return None if kind is None else (kind, value) in known

    return test


def in_value(left: Read, right: Read) -> Test:
    """A value is among those of a field that holds several."""

    def test(facts: Facts, item: Facts) -> Answer:
        value, among = left(facts, item), right(facts, item)
        kind = EQUAL_KINDS.get(type(value))
        if kind is None or not isinstance(among, list | tuple):
            return None
        return any(EQUAL_KINDS.get(type(one)) == kind and one == value for one in among)

    return test


def starts_with(left: Read, prefixes: tuple[str, ...]) -> Test:
    """A text starts with one of some prefixes."""

    def test(facts: Facts, item: Facts) -> Answer:
        value = left(facts, item)
        return value.startswith(prefixes) if isinstance(value, str) else None

    return test


def calculate(work: Callable[[Any, Any], Decimal], reads: Iterable[Read]) -> Read:
    """Exact arithmetic, from left to right (50 digits)."""
    first, *rest = reads

    def read(facts: Facts, item: Facts) -> Decimal | None:
        result = first(facts, item)
        for other in rest:
            value = other(facts, item)
            if type(result) not in _NUMBERS or type(value) not in _NUMBERS:
                return None
            try:
                result = work(result, value)
            except ArithmeticError:  # divided by nothing, or out of all bounds
                return None
        return result  # type: ignore[no-any-return]

    return read


def single(tree: object) -> tuple[str, Any]:
    """The one name of a node and what stands under it."""
    if isinstance(tree, Mapping) and len(tree) == 1:
        ((name, inner),) = tree.items()
        return str(name), inner
    return "", None
