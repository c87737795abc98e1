"""Each system of industry and partners has its page, its import and its golden case."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.panel import Panel
from entrepot.service.panels import PANELS, ROLLS
from entrepot.web.access import PERMISSIONS, PUBLIC

TESTS = Path(__file__).parents[1]
SYSTEMS = tomllib.loads((TESTS / "house/systems.toml").read_text("utf-8"))
NUMBERS = {
    17, 18, 32, 56, 35, 53, 36, 77, 99, 100, 111, 135, 145, 8, 33, 85, 119, 2, 46, 54, 101, 143,
    144, 39, 55, 78, 82, 89, 92, 122, 52, 126, 127, 29, 57, 142, 47, 98, 63, 64, 65, 66, 67, 81,
    68, 69, 70, 71, 72, 73, 74, 75, 11, 12, 86, 103, 114, 115, 116, 93, 96, 147, 31, 91, 146,
}  # fmt: skip
ROUTES = PUBLIC | set(PERMISSIONS)


CASES = {
    one["panel"]: f"panels/{path.name}::{one['panel']}"
    for path in sorted((TESTS / "golden/panels").glob("*.toml"))
    for one in tomllib.loads(path.read_text("utf-8"))["case"]
    if one["rows"]
}


def of_panel(panel: Panel) -> dict[str, Any]:
    """A panel as a system that works: its page, the way its rows come in, its golden case."""
    return {
        "numbers": panel.numbers, "what": panel.en, "page": f"GET {panel.page}",
        "import": "POST /api/v1/rolls/{roll}", "golden": CASES.get(panel.name, ""),
    }  # fmt: skip


WORKS = [*SYSTEMS["works"], *map(of_panel, PANELS.values())]


def test_a_register_is_described_once() -> None:
    rolls = [roll for panel in PANELS.values() for roll in panel.rolls]

    assert all(roll is ROLLS[roll.name] for roll in rolls)


def golden_cases() -> set[str]:
    """Every golden test, by file and name, and every panel with a golden case."""
    return {*CASES.values()} | {
        f"{path.name}::{node.name}"
        for path in (TESTS / "golden").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_system_is_at_work() -> None:
    assert {number for one in WORKS for number in one["numbers"]} == NUMBERS


@pytest.mark.parametrize("one", WORKS, ids=lambda one: one["what"])
def test_a_system_that_works_has_its_page_its_import_and_its_golden_case(
    one: dict[str, Any],
) -> None:
    assert one["page"] in ROUTES
    assert one["page"].startswith("GET /")
    assert not one["page"].startswith("GET /api")
    assert one["import"] in ROUTES
    assert one["import"].startswith("POST /")
    assert one["golden"] in golden_cases()
