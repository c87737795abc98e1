"""Code knows no region; the repository names no machine and no registry."""

import csv
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REGIONS = ROOT / "regions"
# The template pack is invented, but its names are as forbidden as real ones.
PACKS = sorted(path.parent.name for path in REGIONS.glob("*/region.toml"))
# Ids of places, mostly codes of airports, that are everyday words of English or of code.
EVERYDAY = {"ten", "nan"}


@cache
def source_words() -> dict[str, list[str]]:
    """Every word of the sources, data of the house included, with the files that hold it."""
    found: dict[str, list[str]] = {}
    for path in (ROOT / "src").rglob("*"):
        if path.suffix in {".py", ".sql", ".html", ".js", ".css", ".csv", ".po"} and (
            "vendor" not in path.parts
        ):
            text = path.read_text(encoding="utf-8").casefold()
            for word in set(re.findall(r"\w+", text)):
                found.setdefault(word, []).append(str(path.relative_to(ROOT)))
    return found


def own_names(pack: str) -> set[str]:
    """Ids and names of places, services and zones that only this pack knows."""
    world = names_in(REGIONS / "world")
    others = [names_in(REGIONS / other) for other in PACKS if other != pack]
    return names_in(REGIONS / pack) - world.union(*others) - EVERYDAY


def names_in(folder: Path) -> set[str]:
    found: set[str] = set()
    for table in ("places", "zones", "services", "clusters", "terminals"):
        path = folder / f"{table}.csv"
        if not path.exists():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {row.get(key, "") for key in ("id", "name", "name_zh", "place")}
    return {name.casefold() for name in found if len(name) > 2}


def test_there_are_packs_to_look_for() -> None:
    assert len(PACKS) >= 3
    assert all(own_names(pack) for pack in PACKS)


@pytest.mark.parametrize("pack", PACKS)
def test_no_source_names_a_region(pack: str) -> None:
    settings = tomllib.loads((REGIONS / pack / "region.toml").read_text(encoding="utf-8"))
    names = {settings["id"], settings["name"].split()[0].casefold(), settings.get("name_zh", "")}

    hits = {name: source_words().get(name) for name in names if name}

    assert {name: files for name, files in hits.items() if files} == {}


@pytest.mark.parametrize("pack", PACKS)
def test_no_source_holds_a_name_peculiar_to_one_pack(pack: str) -> None:
    words, text = source_words(), " ".join(source_words())

    hits = {
        name: words.get(name, ["somewhere"])
        for name in own_names(pack)
        if name in words or (not name.isascii() and name in text)
    }

    assert hits == {}


def tracked_text() -> str:
    pattern = "|".join(
        [
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            r"registry\.npm",
            "deb" + r"ian\.org/debian",
            "/wo" + "rk/",
            "/ro[o]t/",
            "se" + r"ed 0\d\d_",
        ]
    )
    return subprocess.run(
        ["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout


def test_the_repository_names_no_registry_and_no_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")

    assert tracked_text() == ""


def test_lock_files_carry_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        names = re.findall(r"^[a-z][\w.-]*==", text, flags=re.MULTILINE)

        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(names) > 0


def test_the_page_lock_carries_hashes_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert '"integrity"' in text
    assert '"resolved"' not in text
