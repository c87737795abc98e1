"""Whatever a form finds wrong with a field is told in the page's language, never as a bare code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from entrepot.web.language import language
from entrepot.web.sentences import tell
from entrepot.web.words import WORDS

SERVICE = Path(__file__).parents[2] / "src/entrepot/service"
MESSAGE = 2  # its place among the arguments of a fault


def told_by(path: Path) -> Iterator[tuple[str, str]]:
    """Codes of faults that a module tells, each with its message."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr != "fault" or len(node.args) <= MESSAGE:
            continue
        code, message = node.args[0], node.args[MESSAGE]
        if isinstance(code, ast.Constant):
            yield str(code.value), _text(message)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "X1" for one in node.values)
        return "".join(map(str, parts))
    return str(node.value) if isinstance(node, ast.Constant) else ""


FAULTS = sorted({one for path in SERVICE.rglob("*.py") for one in told_by(path)})


def test_faults_are_found() -> None:
    assert "consent" in {code for code, _ in FAULTS}


@pytest.mark.parametrize(("code", "message"), FAULTS)
def test_a_fault_of_a_field_has_chinese_words(code: str, message: str) -> None:
    own = language("zh")
    words = WORDS["problem"].get(f"input.{code}", "")

    assert tell(own, message) != message or own.say(words) != words
