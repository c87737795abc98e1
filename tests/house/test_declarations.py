"""What the dictionary promises: asked once, seen by all who need it, told in both languages."""

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import entrepot
from entrepot.window.declaration import parse_declaration, to_json, view
from entrepot.window.form import GROUPS, NESTED, sections
from entrepot.window.rulebook import BOOK
from entrepot.window.rules import FORM_CODES, rule_book

DAY = date(2026, 3, 10)
KINDS = [(flow, kind) for flow in ("import", "export") for kind in ("FULL", "ADVANCE", "SUMMARY")]
WINDOW = Path(entrepot.__file__).parent / "window"
SPOKEN = ("rules", "rules_items", "rules_parties", "rules_papers", "rules_value", "reading",
          "faults", "codec", "declaration", "tabular", "rulebook")  # fmt: skip


def leaves_of(document: object, path: tuple[str, ...] = ()) -> Counter:
    """How often each path holds a value; positions in lists do not count."""
    if isinstance(document, dict):
        return sum((leaves_of(v, (*path, k)) for k, v in document.items()), Counter())
    if isinstance(document, list):
        return sum((leaves_of(part, path) for part in document), Counter())
    return Counter([path])


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_each_element_a_trader_is_asked_is_asked_once(dictionary, flow, kind) -> None:
    asked = [field.element for part in sections(dictionary, flow, kind) for field in part.fields]
    wanted = {
        name
        for name in dictionary.elements
        if dictionary.is_asked(name, flow, kind)
        and dictionary.place(name, flow).group not in NESTED
    }

    assert max(Counter(asked).values()) == 1
    assert set(asked) == wanted


@pytest.mark.parametrize("flow", ["import", "export"])
def test_no_two_elements_stand_in_one_place(dictionary, flow) -> None:
    places = Counter(dictionary.place(name, flow).path for name in dictionary.elements)

    assert [path for path, times in places.items() if times > 1] == []


@pytest.mark.parametrize("flow", ["import", "export"])
def test_no_place_lies_within_another(dictionary, flow) -> None:
    paths = {dictionary.place(name, flow).path for name in dictionary.elements}
    bare = {tuple(part.removesuffix("[]") for part in path) for path in paths}

    assert {path[:end] for path in bare for end in range(1, len(path))} & bare == set()


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_what_is_stated_once_fills_the_view_of_every_agency(
    dictionary, example, flow, kind
) -> None:
    declaration = parse_declaration(example(flow, kind), dictionary, DAY)
    whole = leaves_of(to_json(declaration, dictionary))
    agencies = {agency for row in dictionary.elements.values() for agency in row.agencies}
    seen = {agency: leaves_of(view(declaration, agency, dictionary)) for agency in agencies}
    places = {
        tuple(part.removesuffix("[]") for part in dictionary.place(name, flow).path): row
        for name, row in dictionary.elements.items()
    }

    for path, times in whole.items():
        for agency in agencies:
            expected = times if agency in places[path].agencies else 0
            assert seen[agency][path] == expected, (agency, path)


def test_no_element_of_a_system_is_asked(dictionary) -> None:
    asked = {
        field.element
        for flow, kind in KINDS
        for part in sections(dictionary, flow, kind)
        for field in part.fields
    }

    assert {dictionary[name].supplied_by for name in asked} == {"trader"}


def test_every_element_and_group_is_told_in_both_languages(dictionary) -> None:
    for name, row in dictionary.elements.items():
        assert row.label_en, name
        assert row.definition, name
        assert re.search("[\u4e00-\u9fff]", row.label_zh + row.definition_zh), name
        assert re.search("[\u4e00-\u9fff]", row.definition_zh), name

    assert {row.group for row in dictionary.elements.values()} == set(GROUPS)


def test_every_rule_has_its_chinese_a_source_and_a_code_with_a_wording(dictionary) -> None:
    for line, chinese in zip(rule_book("en"), rule_book("zh"), strict=True):
        assert re.fullmatch(r"DEC-\d{2}", line.number)
        assert re.fullmatch(r"[A-Z].*\.", line.text), line.number
        assert re.search("[\u4e00-\u9fff].*。$", chinese.text), line.number
        assert line.source
        assert line.code in dictionary.reasons, line.number


def test_the_numbers_of_the_rules_leave_no_gap() -> None:
    numbers = [int(one.number.removeprefix("DEC-")) for one in BOOK]

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_code_said_has_its_wording_with_the_same_places(window_tables) -> None:
    said = {code for name in SPOKEN for code in codes_of(WINDOW / f"{name}.py")} | set(FORM_CODES)
    rows = {row.code: row for row in window_tables.table("reason_codes")}

    assert len(said) > 40
    assert said - rows.keys() == set()
    for code in said:
        places = [set(re.findall(r"{(\w+)}", t)) for t in (rows[code].text_en, rows[code].text_zh)]
        assert places[0] == places[1], code


def codes_of(path: Path) -> set[str]:
    """Texts in a file that look like a reason code."""
    tree = ast.parse(path.read_text("utf-8"))
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    heads = "declaration|window|equipment|party|goods|mode|document|value|origin|xml|upload"
    return {
        text for text in texts
        if isinstance(text, str) and re.fullmatch(rf"({heads})\.[a-z_0-9]+", text)
    }  # fmt: skip
