"""The table of the Trade Facilitation Agreement names routes and tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from entrepot.web.access import PERMISSIONS, PUBLIC

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "background" / "tfa.md"
ROW = re.compile(r"^\| ([\d.]+)(?: \*)? \| .+ \| `([A-Z]+ [^`]+)` \| `([^`:]+)::(\w+)` \|$")


@cache
def rows() -> list[tuple[str, str, str, str]]:
    """Article, route, file and test of each row."""
    found = (ROW.match(line) for line in PAGE.read_text("utf-8").splitlines())
    return [match.groups() for match in found if match]


def test_every_row_of_the_table_is_read() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]

    assert len(rows()) == len(lines) - 1 > 10


@pytest.mark.parametrize(("article", "route", "file", "test"), rows())
def test_a_row_names_a_route_and_a_test_there_are(article, route, file, test) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    assert route in PUBLIC | set(PERMISSIONS), article
    assert test in names, article
