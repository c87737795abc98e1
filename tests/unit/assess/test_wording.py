"""Every sentence of the room has its Chinese, with the same names in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import entrepot
from entrepot.assess.wording import CHINESE, in_chinese
from entrepot.kernel.errors import InputError
from entrepot.service.index import index_of

SRC = Path(entrepot.__file__).parent
ROOM = ("scheme", "rules", "prepare", "index", "normalise", "weigh")
FILES = [
    *(SRC / "assess" / f"{name}.py" for name in ROOM),
    *(SRC / "service").glob("index*.py"),
]
PLACES = {"problem": 2, "_problem": 1, "_pair_problem": 2, "_flat": 1}  # of the message


def _messages(path: Path) -> Iterator[str]:
    """Sentences written where a problem is made; an X stands for what is filled in."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        place = PLACES.get(call.func.id)
        if place is None or len(call.args) <= place:
            continue
        told = call.args[place]
        if isinstance(told, ast.Constant):
            yield told.value
        elif isinstance(told, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "X" for part in told.values
            )


def test_every_sentence_has_its_chinese() -> None:
    found = {message for path in FILES for message in _messages(path)}

    assert len(found) > 50
    assert sorted(message for message in found if not in_chinese(message)) == []


def test_a_sentence_carries_its_names_over() -> None:
    assert in_chinese("has 2 roots: a, b.") == "有 2 个根节点：a, b。"
    told = in_chinese("has parts below zero: there are no weights by bod.")
    assert told == "下级有负值：无法按 bod 求权重。"
    assert in_chinese("says nothing of the kind.") == ""


@pytest.mark.parametrize("english", CHINESE)
def test_each_has_as_many_blanks_and_no_english_left(english: str) -> None:
    chinese = CHINESE[english]

    assert chinese.count("{}") == english.count("{}")
    assert in_chinese(english.format(*"XYZ")) == chinese.format(*"XYZ")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def test_what_a_user_is_told_is_in_both(tmp_path) -> None:
    (tmp_path / "s.toml").write_text('code = "t"\nunit = "u"\ncolour = 1\n', "utf-8")
    (tmp_path / "d.csv").write_text("u\nX\n", "utf-8")
    with pytest.raises(InputError) as raised:
        index_of(tmp_path / "s.toml", tmp_path / "d.csv")

    told = [one.document()["message_zh"] for one in raised.value.problems]
    assert told == ["不是方案的键。", "没有节点。"]
