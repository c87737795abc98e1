"""The condition of a risk rule: a JSON tree, checked once and turned into plain functions.

    condition = {"and": [condition, ...]} | {"or": [condition, ...]} | {"not": condition}
              | {"==": [value, value]}, and so for != < <= > >=
              | {"in": [value, [constant, ...] or value]} | {"in_list": [value, "name of a list"]}
              | {"starts_with": [value, "prefix" or ["prefix", ...]]}
              | {"any_item": condition} | {"all_items": condition}
              | {"field": "name of a flag"} | true | false
    value     = {"field": "name"} | {"const": constant} | constant
              | {"+": [value, value, ...]}, and so for * | {"-": [value, value]}, and so for /

An answer is True, False or None, which is unknown: a field that is missing, an amount divided
by nothing and a text held against a number have no answer. Unknown goes through `and`, `or`
and `not` as in Kleene's logic: false and unknown is false, true or unknown is true.

Inside `any_item` and `all_items` a field is that of the item, or else of the declaration.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.expression_chapters import chapters_of
from entrepot.window.expression_terms import (
    EQUAL_KINDS,
    ORDER_KINDS,
    Answer,
    Facts,
    Read,
    Test,
    all_items,
    always,
    any_item,
    calculate,
    compare,
    compare_item,
    compare_own,
    conjunction,
    disjunction,
    flag,
    in_constants,
    in_value,
    item_field,
    negation,
    own_field,
    single,
    starts_with,
    unknown,
)

MOST_DEPTH = 24
MOST_NODES = 400
LOGIC = ("and", "or", "not")
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
MEMBERSHIP = ("in", "in_list", "starts_with")
OVER_ITEMS = ("any_item", "all_items")
_EXACT = Context(prec=50)
ARITHMETIC: Mapping[str, Callable[[Any, Any], Decimal]] = {
    "+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply, "/": _EXACT.divide,
}  # fmt: skip
CONDITIONS = (*LOGIC, *COMPARISONS, *MEMBERSHIP, *OVER_ITEMS, "field")
VALUES = ("field", "const", *ARITHMETIC)

NO_ITEM: Facts = {}

_SAID = {
    "risk.tree_condition": (
        "a condition is wanted: one of {known}.",
        "此处应为条件：{known}之一。",
    ),
    "risk.tree_value": (
        "a value is wanted: a text, a number or one of {known}.",
        "此处应为值：文本、数字或{known}之一。",
    ),
    "risk.tree_count": (
        "{name} takes {wanted} parts in a list, not {given}.",
        "{name}应有列表{wanted}项，现有{given}项。",
    ),
    "risk.tree_constant": (
        "a constant is a text, a finite number, true or false.",
        "常量应为文本、有限数字、true或false。",
    ),
    "risk.tree_field": ("a field is named by a text.", "字段名应为文本。"),
    "risk.tree_list": ("a list is named by a text.", "清单名应为文本。"),
    "risk.tree_prefix": (
        "a prefix is a text that is not empty, or a list of such texts.",
        "前缀应为非空文本，或由其组成的列表。",
    ),
    "risk.tree_nested": ("{name} cannot stand inside another.", "{name}不得嵌套。"),
    "risk.tree_deep": (
        "the tree is deeper than {most} or has more than {nodes} parts.",
        "表达式超过{most}层，或多于{nodes}个节点。",
    ),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition.

    Attributes:
        test: Takes the facts and an empty item; answers True, False or None for unknown.
        fields: Names read outside items.
        item_fields: Names read inside items.
        lists: Names of the lists asked.
        bodies: What is asked of each item, to tell which of them answered.
        chapters: HS chapters (two digits) one of which an item must have for the condition to
            hold or be unknown; None where that cannot be said.
    """

    test: Test
    fields: tuple[str, ...]
    item_fields: tuple[str, ...]
    lists: tuple[str, ...]
    bodies: tuple[Test, ...]
    chapters: frozenset[str] | None

    def answer(self, facts: Facts) -> Answer:
        """True, False, or None where a fact that decides it is not known."""
        return self.test(facts, NO_ITEM)


def compile_condition(
    tree: object, *, where: str = "expression", lists: Mapping[str, frozenset[str]] | None = None
) -> Condition:
    """Check a tree and turn it into functions.

    Args:
        tree: The condition as parsed from JSON.
        where: What messages call it.
        lists: Named lists of texts; one that is not there makes its comparison unknown.

    Raises:
        InputError: It is no condition; every fault is named with its path in the tree.

    Example:
        >>> rule = compile_condition({"any_item": {"starts_with": [{"field": "hs_code"}, "08"]}})
        >>> rule.answer({"items": [{"hs_code": "0810901000"}]})
        True
    """
    compiler = _Compiler(where, lists or {})
    test = compiler.condition(tree, "", in_item=False)
    if compiler.problems:
        raise InputError(compiler.problems)
    return Condition(
        test,
        tuple(sorted(compiler.fields)),
        tuple(sorted(compiler.item_fields)),
        tuple(sorted(compiler.names)),
        tuple(compiler.bodies),
        chapters_of(tree),
    )


class _Compiler:
    """Walks a tree, gathering its names and its faults."""

    def __init__(self, where: str, lists: Mapping[str, frozenset[str]]) -> None:
        self._where, self._lists = where, lists
        self._nodes = 0
        self.problems: list[Problem] = []
        self.fields: set[str] = set()
        self.item_fields: set[str] = set()
        self.names: set[str] = set()
        self.bodies: list[Test] = []

    # conditions

    def condition(self, tree: object, path: str, *, in_item: bool) -> Test:
        """The function of a condition."""
        if self._is_too_big(path):
            return unknown
        if isinstance(tree, bool):
            return always(tree)
        name, inner = single(tree)
        if name not in CONDITIONS:
            return self._fault("risk.tree_condition", path, known=" ".join(CONDITIONS))
        below = f"{path}/{_escaped(name)}"
        if name in ("and", "or"):
            return self._junction(name, inner, below, in_item)
        if name == "not":
            return negation(self.condition(_only(inner), below, in_item=in_item))
        if name == "field":
            return flag(self._field(inner, below, in_item))
        if name in OVER_ITEMS:
            return self._over_items(name, inner, below, in_item)
        if not self._has(name, inner, below, 2):
            return unknown
        if name in COMPARISONS:
            return self._comparison(name, inner, below, in_item)
        return self._membership(name, inner, below, in_item)

    def _junction(self, name: str, inner: Any, path: str, in_item: bool) -> Test:
        if not self._has(name, inner, path, 1, or_more=True):
            return unknown
        parts = [
            self.condition(part, f"{path}/{number}", in_item=in_item)
            for number, part in enumerate(inner)
        ]
        return conjunction(parts) if name == "and" else disjunction(parts)

    def _over_items(self, name: str, inner: Any, path: str, in_item: bool) -> Test:
        if in_item:
            return self._fault("risk.tree_nested", path, name=name)
        body = self.condition(inner, path, in_item=True)
        self.bodies.append(body)
        return any_item(body) if name == "any_item" else all_items(body)

    def _comparison(self, name: str, inner: Any, path: str, in_item: bool) -> Test:
        left = self.value(inner[0], f"{path}/0", in_item=in_item)
        right = self.value(inner[1], f"{path}/1", in_item=in_item)
        kinds = EQUAL_KINDS if name in ("==", "!=") else ORDER_KINDS
        word, field = single(inner[0])
        if word == "field" and not isinstance(inner[1], Mapping) and not self.problems:
            straight = compare_item if in_item else compare_own
            return straight(COMPARISONS[name], kinds, field, right({}, {}))
        return compare(COMPARISONS[name], kinds, left, right)

    def _membership(self, name: str, inner: Any, path: str, in_item: bool) -> Test:
        left = self.value(inner[0], f"{path}/0", in_item=in_item)
        if name == "in":
            return self._in(left, inner[1], f"{path}/1", in_item)
        if name == "in_list":
            return self._in_list(left, inner[1], f"{path}/1")
        prefixes = tuple(inner[1]) if isinstance(inner[1], list | tuple) else (inner[1],)
        if not prefixes or not all(isinstance(one, str) and one for one in prefixes):
            return self._fault("risk.tree_prefix", f"{path}/1")
        return starts_with(left, prefixes)

    def _in(self, left: Read, among: Any, path: str, in_item: bool) -> Test:
        if isinstance(among, list | tuple):
            known = [self._constant(one, f"{path}/{number}") for number, one in enumerate(among)]
            return in_constants(left, known)
        return in_value(left, self.value(among, path, in_item=in_item))

    def _in_list(self, left: Read, name: Any, path: str) -> Test:
        if not isinstance(name, str) or not name:
            return self._fault("risk.tree_list", path)
        self.names.add(name)
        found = self._lists.get(name)
        return unknown if found is None else in_constants(left, found)

    # values

    def value(self, tree: object, path: str, *, in_item: bool) -> Read:
        """The function of a value."""
        if self._is_too_big(path):
            return unknown
        if not isinstance(tree, Mapping):
            return always(self._constant(tree, path))
        name, inner = single(tree)
        if name not in VALUES:
            return self._fault("risk.tree_value", path, known=" ".join(VALUES))
        below = f"{path}/{_escaped(name)}"
        if name == "field":
            return self._field(inner, below, in_item)
        if name == "const":
            return always(self._constant(inner, below))
        if not self._has(name, inner, below, 2, or_more=name in ("+", "*")):
            return unknown
        reads = [
            self.value(part, f"{below}/{number}", in_item=in_item)
            for number, part in enumerate(inner)
        ]
        return calculate(ARITHMETIC[name], reads)

    def _field(self, name: Any, path: str, in_item: bool) -> Read:
        if not isinstance(name, str) or not name:
            return self._fault("risk.tree_field", path)
        (self.item_fields if in_item else self.fields).add(name)
        return item_field(name) if in_item else own_field(name)

    def _constant(self, value: object, path: str) -> Any:
        found = Decimal(repr(value)) if isinstance(value, float) else value
        if not isinstance(found, str | int | Decimal):
            return self._fault("risk.tree_constant", path)
        if isinstance(found, Decimal) and not found.is_finite():
            return self._fault("risk.tree_constant", path)
        return found

    # faults

    def _has(self, name: str, inner: Any, path: str, count: int, *, or_more: bool = False) -> bool:
        given = len(inner) if isinstance(inner, list | tuple) else -1
        if given == count or (or_more and given > count):
            return True
        wanted = f"{count}+" if or_more else str(count)
        self._fault(
            "risk.tree_count", path, name=name, wanted=wanted, given="-" if given < 0 else given
        )
        return False

    def _is_too_big(self, path: str) -> bool:
        self._nodes += 1
        if path.count("/") <= 2 * MOST_DEPTH and self._nodes <= MOST_NODES:
            return False
        if not any(problem.code == "risk.tree_deep" for problem in self.problems):
            self._fault("risk.tree_deep", path, most=MOST_DEPTH, nodes=MOST_NODES)
        return True

    def _fault(self, code: str, path: str, **values: object) -> Test:
        english, chinese = (text.format(**values) for text in _SAID[code])
        where = f"{self._where}, {path or '/'}"
        self.problems.append(Problem(code, where, english, message_zh=chinese, pointer=path))
        return unknown


def _only(inner: Any) -> Any:
    """The operand of `not`, which may stand in a list of one."""
    return inner[0] if isinstance(inner, list | tuple) and len(inner) == 1 else inner


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
