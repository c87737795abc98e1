"""Every event that the service notes is called something in both languages."""

import csv
import re
from pathlib import Path

from entrepot.web.language import language
from entrepot.web.words import WORDS, word

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "src" / "entrepot" / "service"
# Kinds whose name is made up where they are noted.
MADE_UP = {"security_free", "security_use"}
NOTED = re.compile(r'\.note(?:_late)?\(\s*"(\w+)"')
RECOUNTED = re.compile(r'(?:recount|_assess_again)\(proceeding, "(\w+)"')


def noted() -> set[str]:
    """Kinds of events in the sources of the service."""
    texts = [path.read_text("utf-8") for path in SERVICE.glob("*.py")]
    return MADE_UP | {
        kind for text in texts for found in (NOTED, RECOUNTED) for kind in found.findall(text)
    }


def acts() -> set[str]:
    """Acts of the life cycle, which the pack's own table names."""
    path = ROOT / "regions" / "world" / "transitions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["event"] for row in csv.DictReader(file)}


def test_every_event_is_an_act_of_the_life_cycle_or_has_its_word() -> None:
    assert len(noted()) > 20
    assert noted() - acts() - set(WORDS["event"]) == set()


def test_no_word_is_kept_for_an_event_that_nobody_notes() -> None:
    assert set(WORDS["event"]) - noted() == set()


def test_each_event_is_said_in_chinese() -> None:
    said = {word(language("zh"), kind, "event") for kind in WORDS["event"]}

    assert [text for text in said if re.search("[a-z]", text)] == []
