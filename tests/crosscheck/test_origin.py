"""Determinations of origin beside a second program that reads the articles in fractions."""

import importlib.util
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from entrepot.service.origin import determination_document
from entrepot.store.reference import open_reference
from entrepot.tariff.origin import determine
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.tariff.origin_law import OriginLaw

COUNT = 500
PROOF = {"kind": "certificate", "number": "1", "issued": "2026-03-01"}


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


judge = load("plain_origin").judge


def made_up(draw: random.Random) -> dict[str, Any]:
    """A flat question whose amounts often meet a threshold exactly."""
    fob = draw.choice(["80", "100.00", "33.33", "250"])
    rows = [material(draw, fob, number) for number in range(draw.randint(1, 6))]
    return {
        "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP",
        "on": "2026-08-01",
        "good": {"hs": "920290", "fob": {"amount": fob, "currency": "USD"}},
        "operations": draw.choice([["packing"], ["carving", "packing"], ["carving"]]),
        "materials": rows,
    }  # fmt: skip


def material(draw: random.Random, fob: str, number: int) -> dict[str, Any]:
    share = draw.choice([0, 1, 5, 10, 20, 30, 60, draw.randint(0, 9999) / 100])
    value = Decimal(fob) * Decimal(str(share)) / 100
    off = value * Decimal("0.1")
    return {
        "name": f"m{number}", "hs": draw.choice(["920290", "920210", "440799", "920994"]),
        "value": {"amount": f"{value:f}", "currency": "USD"},
        "origin": draw.choice(["BR", "CN", "VN", "US", None]),
        "proof": draw.choice([None, PROOF]),
        "deductions": [
            {"kind": "freight", "value": {"amount": f"{off:f}", "currency": "USD"},
             "evidence": draw.choice(["", "F-1"])}
        ] if draw.random() < 0.3 else [],
    }  # fmt: skip


@pytest.fixture(scope="module")
def law() -> OriginLaw:
    table = open_reference().table
    names = ("origin_agreements", "origin_parties", "origin_articles", "origin_rules")
    return OriginLaw(*(table(name) for name in names))


def test_verdict_content_and_rest_are_those_of_the_second_program(law: OriginLaw) -> None:
    draw = random.Random(5)
    found: dict[str, int] = {}
    for _ in range(COUNT):
        threshold = draw.choice([35, 40, 45])
        case = made_up(draw)
        other = judge(case, threshold)
        document = determination_document(
            determine(parse_origin_case(case | {"rule": f"CTH or RVC{threshold}"}), law)
        )
        figures = {one["test"]: one["figure_pct"] for one in document["tests"]}

        assert document["verdict"] == other["verdict"], case
        assert close(figures["rvc_build_down"], other["content"]), case
        assert "de_minimis" not in figures or close(figures["de_minimis"], other["rest"]), case
        found[other["verdict"]] = found.get(other["verdict"], 0) + 1

    assert all(found.get(name, 0) > COUNT // 20 for name in VERDICTS)


VERDICTS = ("originating", "not_originating", "undetermined")


def close(figure: str, exact: Fraction) -> bool:
    """Whether a printed share is the exact one to its last digit."""
    digits = len(figure.partition(".")[2])
    return abs(Fraction(figure) - exact * 100) <= Fraction(1, 2 * 10**digits)
