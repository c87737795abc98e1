"""Registers of the house: which rows count beside those that are told."""

from entrepot.kernel.house_roll import CAME_FROM, feeding, house_roll, with_house
from entrepot.kernel.roll import Column, Roll

TOLD = Roll("told", "Told", "录入", (
    Column("case", "id", "Case", "案件", needed=True),
    Column("country", "country", "Country", "国别", needed=True),
), "partners")  # fmt: skip
FED = feeding("fed", "Fed", "推算", TOLD, unknown=("country",), same=("case",))


def test_a_register_that_feeds_has_the_columns_of_the_other_and_what_its_rows_came_from() -> None:
    needed = {one.name: one.needed for one in FED.columns}

    assert [one.name for one in FED.own] == ["case", "country", "came_from"]
    assert (needed["case"], needed["country"]) == (True, False)
    assert (FED.is_house, FED.feeds, FED.circle) == (True, "told", "partners")


def test_rows_of_the_house_count_beside_told_ones_which_go_before() -> None:
    told, house = [{"id": "1", "case": "A"}], [{"id": "2", "case": "A"}, {"id": "3", "case": "B"}]
    found = with_house({"told": told, "fed": house}, [FED])

    assert [one["id"] for one in found["told"]] == ["1", "3"]
    assert found["fed"] == house


def test_a_register_that_feeds_none_is_read_by_its_own_name() -> None:
    alone = house_roll("alone", "Alone", "独立", (CAME_FROM,))

    assert with_house({}, [alone]) == {"alone": ()}
