"""What is registered is documented, and the generated pages are those of today."""

import importlib.util
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from entrepot.store.home import SETTINGS

ROOT = Path(__file__).parents[2]


@cache
def reference() -> Mapping[str, str]:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize(
    "name",
    [
        "tables.md",
        "tables.zh.md",
        "commands.md",
        "settings.md",
        "measures.md",
        "errors.md",
        "lifecycle.md",
        "rules.md",
        "reasons.md",
        "parameters.md",
    ],
)
def test_the_reference_is_that_of_today(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert written == reference()[name], "run make docs"


def test_every_command_and_option_says_what_it_does() -> None:
    rows = re.findall(r"^\| `(.+)` \| (.*) \|$", reference()["commands.md"], flags=re.MULTILINE)

    assert len(rows) > 40
    assert [name for name, meaning in rows if not meaning.strip()] == []


def test_every_setting_read_is_documented() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"ENTREPOT_[A-Z_]+", source))

    assert read - set(SETTINGS) == set()


def test_the_links_of_the_docs_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert broken == []


def test_every_target_of_make_is_explained() -> None:
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    targets = (
        "run", "test", "test-spark", "proofs", "setup", "check", "bench", "docs", "screens",
        "lock", "fmt",
    )  # fmt: skip
    for target in targets:
        assert re.search(rf"^  {target} ", said, flags=re.MULTILINE), target


@pytest.mark.parametrize("table", ["reason_codes", "legal", "event_codes", "transitions"])
def test_every_code_and_parameter_is_worded_in_both_languages_with_a_source(table: str) -> None:
    from entrepot.store.reference import open_reference

    rows = open_reference().table(table)
    names = ("text_en", "text_zh") if table == "reason_codes" else ("label_en", "label_zh")
    bare = [row for row in rows if not all(getattr(row, name) for name in (*names, "source"))]

    assert len(rows) > 20
    assert bare == []
