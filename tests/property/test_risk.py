"""Laws of risk: fair draws, channels that never fall, and a tree that means what it says."""

import operator
from datetime import date
from decimal import Context, Decimal
from itertools import pairwise
from math import sqrt
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entrepot.kernel.period import Period
from entrepot.region.window import LegalRow
from entrepot.window.expression import compile_condition
from entrepot.window.legal import LegalBook
from entrepot.window.risk import CHANNELS, compile_rules, raise_channel, rank_of, replay, screen
from entrepot.window.risk_draw import WHOLE_BP, draw_bp, rate_bp
from entrepot.window.risk_facts import decode_facts, encode_facts
from entrepot.window.risk_rules import Rule

DAY = date(2026, 3, 10)


def legal(**values: str) -> LegalBook:
    return LegalBook(
        LegalRow(
            note="", source="a test", status="synthetic", jurisdiction="XU", name=name,
            label_en="", label_zh="", value=value, unit="", valid_from=None, valid_to=None,
        )
        for name, value in values.items()
    )  # fmt: skip


def law(rate: int) -> LegalBook:
    return legal(
        random_rate_bp=str(rate), aeo_rate_factor="0.2", dishonest_rate_pct="80",
        score_yellow_import="40", score_red_import="80",
    )  # fmt: skip


# The draw

DRAWS = [draw_bp(b"a key of the day", f"N{number:09d}") for number in range(100_000)]


def test_draws_are_uniform_within_four_sigma() -> None:
    bins = [0] * 100
    for drawn in DRAWS:
        bins[drawn // 100] += 1
    expected = len(DRAWS) / len(bins)
    sigma = sqrt(expected * (1 - 1 / len(bins)))

    assert max(abs(count - expected) for count in bins) <= 4 * sigma


def test_neighbouring_numbers_are_drawn_without_regard_to_each_other() -> None:
    both = sum(a < 1000 and b < 1000 for a, b in pairwise(DRAWS))
    expected = len(DRAWS) * 0.01

    assert abs(both - expected) <= 4 * sqrt(expected)


def share(rate: int) -> float:
    return sum(drawn < rate for drawn in DRAWS) / len(DRAWS)


@given(st.integers(0, WHOLE_BP))
def test_an_operator_is_drawn_at_most_a_fifth_as_often_as_an_ordinary_firm(base: int) -> None:
    """Of all draws there are exactly; of those made, within four sigma."""
    ordinary, aeo = rate_bp("ordinary", DAY, law(base)), rate_bp("aeo", DAY, law(base))
    sigma = sqrt(max(base, 1) / WHOLE_BP / len(DRAWS))

    assert 5 * aeo <= ordinary
    assert share(aeo) <= share(ordinary) / 5 + 4 * sigma
    assert rate_bp("dishonest", DAY, law(base)) >= max(8000, base)


@given(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=8))
def test_a_channel_never_falls_whatever_comes(channels: list[str]) -> None:
    now = channels[0]
    for new in channels[1:]:
        raised = raise_channel(now, new)

        assert rank_of(raised) >= rank_of(now)
        assert rank_of(raised) >= rank_of(new)
        now = raised


# The tree

EXACT = Context(prec=50)
SCALARS = st.one_of(
    st.integers(-3, 3), st.sampled_from(["", "a", "ab", "08", "0810"]), st.booleans(),
    st.decimals(-2, 2, places=1),
)  # fmt: skip
NAMES = st.sampled_from(["p", "q", "r", "s", "hs_code"])
FIELDS = st.builds(lambda name: {"field": name}, NAMES)
VALUES = st.recursive(
    st.one_of(FIELDS, SCALARS, st.builds(lambda one: {"const": one}, SCALARS)),
    lambda inner: st.builds(
        lambda name, a, b: {name: [a, b]}, st.sampled_from("+-*/"), inner, inner
    ),
    max_leaves=4,
)
LISTS = {"known": frozenset({"a", "0810"})}
TEXTS = st.lists(st.sampled_from(["a", "08", "0810", "b"]), min_size=1, max_size=3)


def leaves() -> st.SearchStrategy:
    return st.one_of(
        st.booleans(),
        FIELDS,
        st.builds(
            lambda name, a, b: {name: [a, b]},
            st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), VALUES, VALUES,
        ),
        st.builds(lambda a, b: {"in": [a, b]}, VALUES, st.lists(SCALARS, max_size=3)),
        st.builds(lambda a, b: {"in": [a, b]}, VALUES, FIELDS),
        st.builds(lambda a, b: {"in_list": [a, b]}, VALUES, st.sampled_from(["known", "gone"])),
        st.builds(lambda a, b: {"starts_with": [a, b]}, VALUES, TEXTS),
        st.builds(lambda b: {"starts_with": [{"field": "hs_code"}, b]}, TEXTS),
    )  # fmt: skip


def joined(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(
            lambda name, parts: {name: parts}, st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
    )  # fmt: skip


OF_ITEMS = st.recursive(leaves(), joined, max_leaves=5)
OVER_ITEMS = st.builds(
    lambda name, body: {name: body}, st.sampled_from(["any_item", "all_items"]), OF_ITEMS
)
TREES = st.recursive(st.one_of(leaves(), OVER_ITEMS), joined, max_leaves=6)
ITEM = st.dictionaries(NAMES, st.one_of(SCALARS, st.lists(SCALARS, max_size=3)))
FACTS = st.one_of(
    ITEM,
    st.builds(lambda own, items: {**own, "items": items}, ITEM, st.lists(ITEM, max_size=3)),
)


def kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | Decimal):
        return "number"
    return "text" if isinstance(value, str) else None


def value_of(tree: Any, facts: dict, item: dict) -> Any:
    """What a value is worth, read straight from the tree."""
    if not isinstance(tree, dict):
        return tree
    ((name, inner),) = tree.items()
    if name == "field":
        return item[inner] if inner in item else facts.get(inner)
    if name == "const":
        return inner
    a, b = (value_of(part, facts, item) for part in inner)
    if kind(a) != "number" or kind(b) != "number" or (name == "/" and b == 0):
        return None
    work = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply, "/": EXACT.divide}[name]
    return work(Decimal(a), Decimal(b))


def answer_of(tree: Any, facts: dict, item: dict) -> bool | None:
    """What a condition answers, read straight from the tree: no short cut, no closure."""
    if isinstance(tree, bool):
        return tree
    ((name, inner),) = tree.items()
    if name == "field":
        value = value_of(tree, facts, item)
        return value if isinstance(value, bool) else None
    if name == "not":
        return {True: False, False: True, None: None}[answer_of(inner, facts, item)]
    if name in ("and", "or"):
        return join_answers(name, [answer_of(part, facts, item) for part in inner])
    if name in ("any_item", "all_items"):
        if "items" not in facts:
            return None
        answers = [answer_of(inner, facts, one) for one in facts["items"]]
        return join_answers("or" if name == "any_item" else "and", answers)
    return judge(name, value_of(inner[0], facts, item), inner[1], facts, item)


def join_answers(name: str, answers: list) -> bool | None:
    decisive = name == "or"
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def judge(name: str, a: Any, right: Any, facts: dict, item: dict) -> bool | None:
    if name == "starts_with":
        return any(a.startswith(prefix) for prefix in right) if kind(a) == "text" else None
    if name == "in_list":
        right = sorted(LISTS[right]) if right in LISTS else None
    elif name != "in" or isinstance(right, dict):
        right = value_of(right, facts, item)
    if kind(a) is None:
        return None
    if name in ("in", "in_list"):
        if not isinstance(right, list):
            return None
        return any(kind(one) == kind(a) and one == a for one in right)
    if kind(a) != kind(right) or (kind(a) == "flag" and name not in ("==", "!=")):
        return None
    tests = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
    return getattr(operator, tests[name])(a, right)


@given(TREES, FACTS)
@settings(max_examples=500, deadline=None)
def test_a_compiled_tree_answers_as_one_that_is_read_afresh(tree: Any, facts: dict) -> None:
    compiled = compile_condition(tree, lists=LISTS)

    assert compiled.answer(facts) is answer_of(tree, facts, {})


# Screening


def rule(number: int, tree: Any, points: int, channel: str) -> Rule:
    return Rule(
        f"R{number}", 1, tree, ("import",), points, channel, "customs", Period(), (), "R", "甲",
        "a test", "synthetic",
    )  # fmt: skip


RULES = st.lists(
    st.builds(
        rule, st.just(0), TREES, st.integers(-30, 30), st.sampled_from(["GREEN", "YELLOW", "RED"])
    ),
    max_size=6,
).map(lambda rules: [rule(n, r.expression, r.points, r.channel) for n, r in enumerate(rules)])


def screened(rules: list[Rule], facts: dict, rate: int):
    ruleset = compile_rules(rules, LISTS)
    return ruleset, screen(
        facts, ruleset, flow="import", on=DAY, number="N1", day_key=b"k",
        credit_class="ordinary", legal=law(rate),
    )  # fmt: skip


@given(RULES, FACTS, st.integers(0, WHOLE_BP))
@settings(max_examples=200, deadline=None)
def test_every_rule_is_answered_as_if_it_were_asked_alone(rules, facts, rate) -> None:
    _, result = screened(rules, facts, rate)
    answers = {one.id: answer_of(one.expression, facts, {}) for one in rules}

    assert {one.rule for one in result.fired} == {name for name, a in answers.items() if a}
    assert {one.rule for one in result.unknown} == {n for n, a in answers.items() if a is None}
    assert result.score == sum(one.points for one in rules if answers[one.id])


@given(RULES, FACTS, st.integers(0, WHOLE_BP))
@settings(max_examples=200, deadline=None)
def test_a_replay_of_what_was_stored_is_identical(rules, facts, rate) -> None:
    ruleset, result = screened(rules, facts, rate)

    again = replay(result.document(), decode_facts(encode_facts(facts)), ruleset, day_key=b"k")

    assert again.text() == result.text()
    assert again.hash == result.document()["hash"]


@given(RULES, FACTS, st.integers(0, 30), st.integers(0, WHOLE_BP))
@settings(max_examples=100, deadline=None)
def test_one_more_rule_without_negative_points_never_lowers_a_channel(
    rules, facts, points, rate
) -> None:
    assume(rules)
    more = [*rules, rule(99, True, points, "GREEN")]

    _, before = screened(rules, facts, rate)
    _, after = screened(more, facts, rate)

    assert rank_of(after.channel) >= rank_of(before.channel)
