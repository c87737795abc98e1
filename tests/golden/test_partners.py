"""The reference region's circle of friends: what its tables tell, beside what it stated.

Source: the rows' own; the facts the tables were made from tell how each paper stands today.
"""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from entrepot.partners.agreements import states_on
from entrepot.partners.circle import Circle
from entrepot.service.partners import circle_of, homes_of, partners_document
from entrepot.store.reference import open_reference

ROOT = Path(os.environ.get("ENTREPOT_SHARED", Path(__file__).parents[3] / "shared"))
FACTS = ROOT / "facts" / "guizhou" / "friends.csv"
TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def circles() -> dict[str, Circle]:
    pack = open_reference("guizhou")
    return {home: circle_of(pack, home) for home in homes_of(pack)}


@pytest.fixture(scope="module")
def in_2021(circles) -> dict:
    return partners_document(circles["guiyang"], date(2021, 12, 31))


def test_four_letters_of_intent_explain_21_rather_than_17(in_2021) -> None:
    (change,) = in_2021["changes"]

    assert (change["stated_from"], change["stated_to"]) == (17, 21)
    assert (change["explained"], change["unexplained"]) == (4, 0)
    assert change["signed"] == {
        "letter_of_intent": ["rivera", "tripoli_gr", "ta_khmau", "sumy"],
        "cooperation_agreement": ["jeonju"],
    }


def test_kinds_stay_apart(in_2021) -> None:
    assert in_2021["counts"]["in_force"] == {
        "letter_of_intent": 4, "memorandum": 1, "friendship": 3, "sister_city": 2,
        "cooperation_agreement": 1, "membership": 1,
    }  # fmt: skip


def test_a_tie_that_is_sought_is_no_instrument(in_2021) -> None:
    sought = {one["partner"]: one for one in in_2021["partners"]}["vitebsk"]

    assert (sought["instruments"], sought["first_contact"]) == ([], "2021")
    assert sought["last_two_way"] is None


def test_notes_with_years_are_the_timeline(in_2021) -> None:
    told = {one["partner"]: one for one in in_2021["partners"]}["fort_worth"]

    assert [row["on"] for row in told["timeline"]] == [
        "2008", "2009", "2011-10-17", "2012", "2013", "2014", "2015", "2016", "2020", "2021",
    ]  # fmt: skip
    assert (told["first_contact"], told["last_two_way"]) == ("2008", "2021")


def test_ties_of_the_province_and_of_other_cities_are_not_the_capitals(circles) -> None:
    assert set(circles) == {"guiyang", "guizhou", "tongren", "bijie", "panzhou"}
    assert [one.country for one in circles["tongren"].partners] == ["LA"]


def test_each_paper_stands_today_as_the_facts_tell(circles) -> None:
    if not FACTS.exists():
        if os.environ.get("CI") == "true":
            raise FileNotFoundError(FACTS)
        pytest.skip(f"no shared facts at {FACTS}")
    with FACTS.open(encoding="utf-8") as file:
        told = {row["id"]: row["state"].replace(" ", "_") for row in csv.DictReader(file)
                if row["row"] == "instrument"}  # fmt: skip
    found = {id_: state for circle in circles.values()
             for id_, state in states_on(circle.instruments, TODAY).items()}  # fmt: skip

    assert found == told
