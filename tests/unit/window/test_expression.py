"""The condition of a risk rule: what each operator answers, and what is said of a bad tree."""

from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError
from entrepot.window.expression import CONDITIONS, VALUES, compile_condition

A, B, GONE = {"field": "a"}, {"field": "b"}, {"field": "gone"}
ONE, TWO = {"code": "0810", "n": 1}, {"code": "2208", "n": 2}
CODE, N = {"field": "code"}, {"field": "n"}
FACTS = {
    "a": 3, "b": Decimal("0.5"), "text": "abc", "yes": True, "no": False,
    "several": ["x", "y", 3], "items": [ONE, TWO],
}  # fmt: skip
LISTS = {"fruit": frozenset({"0810"})}
ANSWERS = [
    (True, True),
    ({"and": [True, True]}, True),
    ({"and": [True, False]}, False),
    ({"and": [True, {"==": [GONE, 1]}]}, None),
    ({"and": [{"==": [GONE, 1]}, False]}, False),
    ({"or": [False, False]}, False),
    ({"or": [{"==": [GONE, 1]}, True]}, True),
    ({"or": [{"==": [GONE, 1]}, False]}, None),
    ({"not": False}, True),
    ({"not": [True]}, False),
    ({"not": {"==": [GONE, 1]}}, None),
    ({"==": [A, 3]}, True),
    ({"==": [A, 3.0]}, True),
    ({"==": [3, A]}, True),
    ({"==": [A, 4]}, False),
    ({"==": [A, "3"]}, None),
    ({"==": [{"field": "yes"}, True]}, True),
    ({"==": [{"field": "yes"}, 1]}, None),
    ({"==": [{"field": "several"}, 3]}, None),
    ({"!=": [A, 4]}, True),
    ({"!=": [A, A]}, False),
    ({"!=": [A, GONE]}, None),
    ({"<": [A, 4]}, True),
    ({"<": [A, 3]}, False),
    ({"<": [B, A]}, True),
    ({"<": [{"field": "text"}, "abx"]}, True),
    ({"<": [{"field": "no"}, True]}, None),
    ({"<=": [A, 3]}, True),
    ({"<=": [A, 2.9]}, False),
    ({">": [A, 2.9]}, True),
    ({">": [A, 3]}, False),
    ({">=": [A, 3]}, True),
    ({">=": [A, 3.1]}, False),
    ({"in": [{"field": "text"}, ["abc", "d"]]}, True),
    ({"in": [{"field": "text"}, []]}, False),
    ({"in": [{"field": "yes"}, [1]]}, False),
    ({"in": [A, [3.0]]}, True),
    ({"in": [GONE, ["abc"]]}, None),
    ({"in": ["x", {"field": "several"}]}, True),
    ({"in": ["z", {"field": "several"}]}, False),
    ({"in": [A, {"field": "several"}]}, True),
    ({"in": [GONE, {"field": "several"}]}, None),
    ({"in": ["x", {"field": "text"}]}, None),
    ({"in_list": [{"const": "0810"}, "fruit"]}, True),
    ({"in_list": ["2208", "fruit"]}, False),
    ({"in_list": ["2208", "no such list"]}, None),
    ({"starts_with": [{"field": "text"}, "ab"]}, True),
    ({"starts_with": [{"field": "text"}, ["x", "abc"]]}, True),
    ({"starts_with": [{"field": "text"}, "bc"]}, False),
    ({"starts_with": [A, "3"]}, None),
    ({"==": [{"+": [A, B, 1]}, 4.5]}, True),
    ({"==": [{"-": [A, B]}, 2.5]}, True),
    ({"==": [{"*": [A, B, 2]}, 3]}, True),
    ({"==": [{"/": [A, B]}, 6]}, True),
    ({"==": [{"/": [A, 0]}, 6]}, None),
    ({"==": [{"+": [A, GONE]}, 6]}, None),
    ({"==": [{"+": [A, {"field": "yes"}]}, 4]}, None),
    ({"==": [{"+": [{"const": 0.1}, 0.2]}, 0.3]}, True),
    ({"field": "yes"}, True),
    ({"field": "a"}, None),
    ({"field": "gone"}, None),
    ({"any_item": {"starts_with": [CODE, "22"]}}, True),
    ({"any_item": {"starts_with": [CODE, "99"]}}, False),
    ({"any_item": {"or": [{"==": [N, 2]}, {"==": [GONE, 1]}]}}, True),
    ({"any_item": {"and": [{"==": [N, 2]}, {"==": [GONE, 1]}]}}, None),
    ({"all_items": {">": [N, 0]}}, True),
    ({"all_items": {">": [N, 1]}}, False),
    ({"all_items": {"==": [GONE, 1]}}, None),
    ({"any_item": {"==": [A, 3]}}, True),
    ({"all_items": {"<": [N, A]}}, True),
]


@pytest.mark.parametrize(("tree", "answer"), ANSWERS)
def test_an_operator_answers_as_it_should(tree: object, answer: bool | None) -> None:
    assert compile_condition(tree, lists=LISTS).answer(FACTS) is answer


def test_every_operator_is_among_the_cases() -> None:
    said = str([tree for tree, _ in ANSWERS])

    assert [name for name in (*CONDITIONS, *VALUES) if f"'{name}'" not in said] == []


def test_without_items_nothing_is_known_of_them_and_among_none_all_hold() -> None:
    every = compile_condition({"all_items": {"==": [N, 1]}})
    some = compile_condition({"any_item": {"==": [N, 1]}})

    assert (every.answer({}), some.answer({})) == (None, None)
    assert (every.answer({"items": []}), some.answer({"items": []})) == (True, False)


BAD = [
    ({}, "risk.tree_condition", ""),
    ({"and": [True], "or": [True]}, "risk.tree_condition", ""),
    ({"xor": [True, True]}, "risk.tree_condition", ""),
    (3, "risk.tree_condition", ""),
    (None, "risk.tree_condition", ""),
    ({"and": []}, "risk.tree_count", "/and"),
    ({"and": True}, "risk.tree_count", "/and"),
    ({"and": [True, {"not": {"+": [1, 2]}}]}, "risk.tree_condition", "/and/1/not"),
    ({"==": [A]}, "risk.tree_count", "/=="),
    ({"==": [A, {"and": [True]}]}, "risk.tree_value", "/==/1"),
    ({"<": [A, None]}, "risk.tree_constant", "/</1"),
    ({"<": [A, float("inf")]}, "risk.tree_constant", "/</1"),
    ({"<": [A, {"const": [1]}]}, "risk.tree_constant", "/</1/const"),
    ({"<": [A, {"/": [A, B, 2]}]}, "risk.tree_count", "/</1/~1"),
    ({"in": [A, [1, [2]]]}, "risk.tree_constant", "/in/1/1"),
    ({"in_list": [A, 7]}, "risk.tree_list", "/in_list/1"),
    ({"starts_with": [A, ""]}, "risk.tree_prefix", "/starts_with/1"),
    ({"starts_with": [A, []]}, "risk.tree_prefix", "/starts_with/1"),
    ({"starts_with": [A, 8]}, "risk.tree_prefix", "/starts_with/1"),
    ({"field": 3}, "risk.tree_field", "/field"),
    ({"any_item": {"all_items": True}}, "risk.tree_nested", "/any_item/all_items"),
]


@pytest.mark.parametrize(("tree", "code", "pointer"), BAD)
def test_a_bad_tree_is_refused_with_its_path(tree: object, code: str, pointer: str) -> None:
    with pytest.raises(InputError) as refused:
        compile_condition(tree, where="rule X, expression")

    assert [(p.code, p.pointer) for p in refused.value.problems] == [(code, pointer)]
    assert refused.value.problems[0].message_zh
    assert refused.value.problems[0].where == f"rule X, expression, {pointer or '/'}"


def test_every_fault_of_a_tree_is_named_at_once() -> None:
    tree = {"and": [{"xor": []}, {"==": [A]}, {"starts_with": [{"sum": []}, ""]}]}

    with pytest.raises(InputError) as refused:
        compile_condition(tree)

    assert [problem.pointer for problem in refused.value.problems] == [
        "/and/0", "/and/1/==", "/and/2/starts_with/0", "/and/2/starts_with/1",
    ]  # fmt: skip


def nested(levels: int) -> object:
    tree: object = True
    for _ in range(levels):
        tree = {"not": tree}
    return tree


@pytest.mark.parametrize("tree", [nested(900), {"or": [True] * 1000}])
def test_a_tree_too_deep_or_too_wide_is_refused_once(tree: object) -> None:
    with pytest.raises(InputError) as refused:
        compile_condition(tree)

    assert [problem.code for problem in refused.value.problems] == ["risk.tree_deep"]


def test_a_condition_tells_what_it_reads() -> None:
    tree = {"and": [{"==": [A, 1]}, {"any_item": {"in_list": [CODE, "fruit"]}}]}
    condition = compile_condition(tree, lists=LISTS)

    assert condition.fields == ("a",)
    assert condition.item_fields == ("code",)
    assert condition.lists == ("fruit",)


HS = {"field": "hs_code"}
FRUIT, MEAT = {"starts_with": [HS, "08"]}, {"in": [HS, ["0202", "160100"]]}


@pytest.mark.parametrize(
    ("tree", "chapters"),
    [
        ({"any_item": FRUIT}, {"08"}),
        ({"any_item": MEAT}, {"02", "16"}),
        ({"any_item": {"==": [HS, "8507600090"]}}, {"85"}),
        ({"any_item": {"and": [MEAT, FRUIT, {"==": [A, 1]}]}}, {"08"}),
        ({"any_item": {"or": [MEAT, FRUIT]}}, {"02", "16", "08"}),
        ({"and": [{"==": [A, 1]}, {"any_item": FRUIT}]}, {"08"}),
        ({"or": [{"==": [A, 1]}, {"any_item": FRUIT}]}, None),
        ({"any_item": {"or": [MEAT, {"==": [A, 1]}]}}, None),
        ({"any_item": {"not": FRUIT}}, None),
        ({"any_item": {"starts_with": [HS, "8"]}}, None),
        ({"any_item": {"starts_with": [A, "85"]}}, None),
        ({"all_items": FRUIT}, None),
    ],
)
def test_a_condition_hangs_on_chapters_only_where_it_must(tree: object, chapters) -> None:
    assert compile_condition(tree).chapters == chapters
