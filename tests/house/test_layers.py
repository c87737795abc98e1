"""The contracts of the layers hold, and they can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the copy of the sources under root."""
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the sources in which a violation may be planted."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    leave_out = shutil.ignore_patterns("__pycache__", "vendor")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=leave_out)
    return tmp_path


def test_the_house_keeps_its_layers(house: Path) -> None:
    result = lint(house)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("corridors/route.py", "import psycopg"),
        ("kernel/money.py", "import random"),
        ("region/pack.py", "import pathlib"),
        ("tariff/duty.py", "from entrepot.corridors import route"),
        ("corridors/route.py", "from entrepot.tariff import duty"),
        ("kernel/money.py", "from entrepot.region import model"),
        ("port/__init__.py", "from entrepot.window import release"),
        ("partners/__init__.py", "from entrepot.industry import chain"),
        ("store/db.py", "from entrepot.service import quotes"),
        ("web/api.py", "from entrepot.cli import main"),
    ],
)
def test_a_planted_violation_is_found(house: Path, file: str, line: str) -> None:
    target = house / "src" / "entrepot" / file
    target.write_text(f"{line}\n{target.read_text(encoding='utf-8')}", encoding="utf-8")

    result = lint(house)

    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def test_a_room_without_a_place_is_found(house: Path) -> None:
    room = house / "src" / "entrepot" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""A room nobody placed."""\n', encoding="utf-8")

    result = lint(house)

    assert result.returncode == 1
    assert "attic" in result.stdout


def test_the_wall_clock_is_banned_in_pure_rooms(house: Path) -> None:
    target = house / "src" / "entrepot" / "tariff" / "duty.py"
    with target.open("a", encoding="utf-8") as file:
        file.write("\n\nfrom datetime import date\n\nTODAY = date.today()\n")

    result = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--select", "TID251", "src"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "date.today" in result.stdout
