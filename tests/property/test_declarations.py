"""Laws of a declaration: whatever is stated comes back; whatever is sent is answered."""

import json
import random
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.kernel.errors import InputError
from entrepot.window.codec import NAMESPACE, from_xml, to_xml
from entrepot.window.declaration import parse_declaration, read_declaration, to_json, view
from entrepot.window.form import document_of, fields_of
from entrepot.window.plan import Branch, Leaf, plan_of
from entrepot.window.rules import check_rules
from entrepot.window.tabular import guarded

DAY = date(2026, 3, 10)
FLOWS = ("import", "export")
KINDS = ("FULL", "ADVANCE", "SUMMARY")
SHARED = settings(
    max_examples=80, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=12
).filter(lambda text: text == text.strip() and text)
PLAIN = st.from_regex(r"[A-Za-z0-9/-]{1,8}", fullmatch=True)
PROVEN = {"ucr": "6XU91000000MA0000001R-GEX0001", "container_no": "CSQU3054383"}
FIXED = {"hs": "4011200000"}


def values_of(leaf: Leaf, row, codes) -> st.SearchStrategy:
    """What an element may be stated as."""
    if leaf.name in PROVEN:
        return st.just(PROVEN[leaf.name])
    if leaf.code_list in FIXED:
        return st.just(FIXED[leaf.code_list])
    if leaf.code_list and codes.is_listed(leaf.code_list):
        return st.sampled_from(sorted(codes.choices(leaf.code_list)))
    if leaf.code_list:
        return st.from_regex(codes.form(leaf.code_list), fullmatch=True).filter(str.isascii)
    if row.type == "boolean":
        return st.booleans()
    if row.type == "integer":
        return st.integers(0, 10**row.length - 1)
    if row.type in ("amount", "quantity", "rate"):
        return st.integers(0, 999).map(str)
    if row.type in ("date", "datetime"):
        return st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat)
    return (PLAIN if row.type == "id" else WORDS).map(
        lambda text: text[: row.length].strip() or "x"
    )


@cache
def documents(dictionary, flow: str, kind: str) -> st.SearchStrategy:
    """Documents of a flow and type that hold anything a trader may state."""

    def member(node) -> st.SearchStrategy | None:
        if isinstance(node, Leaf):
            if not node.is_taken or node.name in ("flow", "declaration_type"):
                return None
            one = values_of(node, dictionary[node.name], dictionary.codes)
            return st.lists(one, min_size=1, max_size=3) if node.is_list else one
        if isinstance(node, Branch):
            return branch(node)
        below = branch(node.branch)
        return None if below is None else st.lists(below.filter(bool), min_size=1, max_size=2)

    def branch(node: Branch) -> st.SearchStrategy | None:
        members = {name: member(below) for name, below in node.children.items()}
        known = {name: found for name, found in members.items() if found is not None}
        return st.fixed_dictionaries({}, optional=known) if known else None

    code = {"import": "I", "export": "E"}[flow]
    return branch(plan_of(dictionary, flow, kind).root).map(
        lambda body: {"typeCode": code, "procedureCategory": kind} | pruned(body)
    )


def pruned(body: object) -> object:
    """Without empty objects and lists, which state nothing."""
    if isinstance(body, dict):
        kept = {name: pruned(value) for name, value in body.items()}
        return {name: value for name, value in kept.items() if value not in ({}, [])}
    return [pruned(part) for part in body] if isinstance(body, list) else body


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("kind", KINDS)
def test_json_and_xml_hold_the_same(dictionary, flow: str, kind: str) -> None:
    @SHARED
    @given(documents(dictionary, flow, kind))
    def law(document: dict) -> None:
        written = to_xml(document, dictionary)

        assert from_xml(written, dictionary) == document
        assert to_xml(from_xml(written, dictionary), dictionary) == written

    law()


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_read_reads_again_the_same(dictionary, rule_facts, flow: str, kind: str) -> None:
    @SHARED
    @given(documents(dictionary, flow, kind))
    def law(document: dict) -> None:
        declaration, problems = read_declaration(document, dictionary, DAY)
        told = to_json(declaration, dictionary)
        again, same = read_declaration(told, dictionary, DAY)

        assert again == declaration
        assert len(same) == len(problems)
        assert {p.code for p in problems} <= {"declaration.schema", "declaration.no_items"}
        assert all(p.message_zh for p in check_rules(declaration, rule_facts, DAY))
        assert json.loads(json.dumps(told)) == told

    law()


@SHARED
@given(data=st.data())
def test_a_form_gives_back_what_it_shows(dictionary, data) -> None:
    flow = data.draw(st.sampled_from(FLOWS))
    document = data.draw(documents(dictionary, flow, "FULL"))
    fields = fields_of(document, dictionary)
    filled = document_of(fields, dictionary)

    assert fields_of(filled, dictionary) == fields


@SHARED
@given(data=st.data())
def test_an_agency_is_told_nothing_that_is_not_in_the_declaration(dictionary, data) -> None:
    document = data.draw(documents(dictionary, "import", "FULL"))
    declaration, _ = read_declaration(document, dictionary, DAY)
    seen = view(declaration, data.draw(st.sampled_from(["customs", "tax", "port"])), dictionary)

    assert within(seen, to_json(declaration, dictionary))


def within(part: object, whole: object) -> bool:
    if isinstance(part, dict):
        return all(name in whole and within(value, whole[name]) for name, value in part.items())
    if isinstance(part, list):
        return len(part) <= len(whole) and all(map(within, part, whole))
    return part == whole


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=10,
)


@SHARED
@given(data=st.data())
def test_any_json_is_answered_with_faults(dictionary, rule_facts, example, data) -> None:
    document = example(data.draw(st.sampled_from(FLOWS)), data.draw(st.sampled_from(KINDS)))
    for _ in range(data.draw(st.integers(1, 5))):
        spoil(document, data)
    declaration, problems = read_declaration(document, dictionary, DAY)

    assert all(problem.message_zh for problem in problems)
    if declaration is not None:
        check_rules(declaration, rule_facts, DAY)


def spoil(document: dict, data) -> None:
    """Put something else somewhere."""
    at: object = document
    while isinstance(at, dict | list) and at:
        keys = sorted(at) if isinstance(at, dict) else range(len(at))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            at[key] = data.draw(JSON)
            return
        at = at[key]


PROLOGUE = len("<?xml version='1.0' encoding='UTF-8'?>\n")
TOKENS = [
    b"<!DOCTYPE a>", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#xD800;", b"]]>", b"<![CDATA[",
    b"<!--", b"-->", b"<?xml?>", b"<a>", b"</a>", b"/>", b"\x00", b"\xff\xfe", b"xmlns='u'",
    b"<a b='c'>", b"\xef\xbb\xbf", b"<" * 100, b"&" * 100, NAMESPACE.encode(),
    "轮胎".encode("gb18030"),
]  # fmt: skip


def test_mutated_xml_is_read_or_refused_and_nothing_else(dictionary, example) -> None:
    chance = random.Random(20260310)
    bases = [to_xml(example(flow, kind), dictionary) for flow in FLOWS for kind in KINDS]
    refused: set[str] = set()
    for _ in range(4000):
        data = bytearray(chance.choice(bases))
        for _ in range(chance.randint(1, 6)):
            at = chance.choice((PROLOGUE, chance.randrange(len(data) + 1)))
            cut = at + chance.choice((0, 0, 1, 5, 200))
            data[at:cut] = chance.choice(
                (bytes([chance.randrange(256)]), chance.choice(TOKENS), data[at:cut] * 2, b"")
            )
        try:
            found = from_xml(bytes(data), dictionary)
        except InputError as error:
            refused.add(error.problems[0].code)
        else:
            read_declaration(found, dictionary, DAY)

    assert refused > {"xml.entities", "xml.syntax", "xml.root"}
    assert all(code.startswith("xml.") for code in refused)


@given(st.text(max_size=20))
def test_no_guarded_cell_is_taken_for_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.decimals(0, 10**9, places=2, allow_nan=False), st.sampled_from(["JPY", "USD", "KWD"]))
def test_an_amount_is_taken_with_the_decimals_of_its_currency_and_no_more(
    dictionary, example, amount: Decimal, currency: str
) -> None:
    line = "/goodsShipment/governmentAgencyGoodsItem/0/commodity/invoiceLine/itemChargeAmount"
    changes = {"/currencyExchange/currencyTypeCode": currency, line: f"{amount:f}"}
    _, problems = read_declaration(example(**changes), dictionary, DAY)
    fits = currency != "JPY" or amount == amount.to_integral_value()

    assert [problem.code for problem in problems] == ([] if fits else ["value.currency_minor"])


def test_parsing_says_no_more_than_reading(dictionary, example) -> None:
    document = example() | {"colour": "red"}

    with pytest.raises(InputError) as caught:
        parse_declaration(document, dictionary, DAY)

    assert caught.value.problems == read_declaration(document, dictionary, DAY)[1]
