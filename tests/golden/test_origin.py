"""Determinations of origin by the articles, each with its source."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entrepot.service.origin import determination_document
from entrepot.store.reference import open_reference
from entrepot.tariff.origin import determine
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.tariff.origin_law import OriginLaw
from entrepot.web.language import languages_of
from entrepot.web.sentences import tell

TEXT = Path(__file__).with_name("origin.toml").read_text(encoding="utf-8")
CASES = tomllib.loads(TEXT)["case"]
NECK = {
    "name": "neck", "hs": "920290", "value": {"amount": "47.20", "currency": "USD"},
    "weight_kg": "1.1", "origin": "BR",
}  # fmt: skip
GUITAR = {
    "hs": "920290", "edition": "HS2022", "fob": {"amount": "80", "currency": "USD"},
    "weight_kg": "2.4",
}  # fmt: skip
TOP = ("rule", "operations", "route", "concordance", "agreement", "exporting_party",
       "importing_party")  # fmt: skip
CHECKED = ("tests", "flips", "missing", "blocked_by")


@pytest.fixture(scope="module")
def law() -> OriginLaw:
    table = open_reference().table
    names = ("origin_agreements", "origin_parties", "origin_articles", "origin_rules")
    return OriginLaw(*(table(name) for name in names))


def asked(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP",
        "on": "2026-08-01", "operations": ["carving", "assembly", "finishing"],
        "good": GUITAR | case.get("good", {}),
        "materials": [NECK | case.get("neck", {}), *case.get("more", [])],
    } | {name: case[name] for name in TOP if name in case}  # fmt: skip


def told(document: dict[str, Any]) -> dict[str, list[str]]:
    """Tests and flips as the cases write them."""
    return document | {
        "tests": list(map(test_told, document["tests"])),
        "flips": list(map(flip_told, document["flips"])),
    }


def test_told(one: dict[str, Any]) -> str:
    return " ".join(filter(None, map(one.get, ("test", "state", "figure_pct", "threshold_pct"))))


def flip_told(one: dict[str, Any]) -> str:
    at = one["at"].get("amount") or one["at"].get("origin") or one["at"].get("hs")
    return " ".join((one["material"], one["change"], at, one["when"], one["verdict"]))


test_told.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_origin_is_what_the_articles_say(case: dict[str, Any], law: OriginLaw) -> None:
    document = told(determination_document(determine(parse_origin_case(asked(case)), law)))

    for name, value in case["expect"].items():
        assert document[name] == value, name
    for name in CHECKED:
        wanted = case.get(name, case.get("check", {}).get(name))
        if wanted is not None and name == "tests":
            assert [one for one in wanted if one not in document[name]] == [], document[name]
        elif wanted is not None:
            assert document[name] == wanted, name


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_determination_has_twelve_steps_each_with_what_it_rests_on(
    case: dict[str, Any], law: OriginLaw
) -> None:
    trace = list(steps(determine(parse_origin_case(asked(case)), law)))

    assert [number for number, _, _ in trace] == list(range(1, 13))
    assert all(text and cites for _, text, cites in trace)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_sentence_of_a_determination_is_said_in_chinese(
    case: dict[str, Any], law: OriginLaw
) -> None:
    chinese = languages_of({})["zh"]
    document = determination_document(determine(parse_origin_case(asked(case)), law))
    texts = [step["text"] for step in document["trace"]] + document["missing"]
    texts += [one["why"] for one in document["tests"]]

    left = [
        text for text in texts
        if re.search("[a-z]{2,} [a-z]{2,}", tell(chinese, text).replace("except from", ""))
    ]  # fmt: skip

    assert left == []


def steps(answer: Any) -> Iterator[tuple[int, str, str]]:
    return ((one.number, one.text, one.cites) for one in answer.trace)


def test_a_case_without_values_says_so_in_words(law: OriginLaw) -> None:
    without = {"good": {"fob": None, "weight_kg": None}, "neck": {"value": None, "weight_kg": None}}
    document = determination_document(determine(parse_origin_case(asked(without)), law))
    words = [one["why"] for one in document["tests"]] + [one["text"] for one in document["trace"]]

    assert not re.search(r"\?|XXX", " ".join(words))
    assert "the value of the good or of a material is not known" in words
