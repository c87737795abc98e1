"""Places are found by what people call them."""

from entrepot.region.gazetteer import Gazetteer
from entrepot.region.places import Place


def place(id: str, name: str, name_zh: str = "", code: str = "", people: int = 0) -> Place:
    return Place(
        note="", source="invented for this test", status="synthetic", id=id, name=name,
        name_zh=name_zh, kind="city", country="XX", parent=None, admin_code="", unlocode=code,
        lat=0.0, lon=0.0, population=people,
    )  # fmt: skip


TOWNS = Gazetteer(
    [
        place("river_town", "River Town", "河镇", "XXRVT", 10),
        place("river_town_port", "River Town Port", "河镇港"),
        place("hill_end", "Hill-End", "山口", people=5),
        place("hill_end_2", "Hill End", people=50),
    ]
)


def found(text: str) -> str | None:
    place = TOWNS.find(text)
    return place.id if place else None


def test_a_place_is_found_by_id_name_and_code_in_any_case() -> None:
    actual = [found(text) for text in ("river_town", "RIVER TOWN", "河镇", "xxrvt", "river-town")]

    assert actual == ["river_town"] * 5


def test_an_id_wins_over_an_equal_name_and_the_larger_place_over_the_smaller() -> None:
    assert found("hill_end") == "hill_end"
    assert found("hill_end_2") == "hill_end_2"


def test_a_chinese_name_may_leave_off_its_last_character_where_one_place_is_meant() -> None:
    towns = Gazetteer(
        [
            place("city", "City", "北河市", people=9),
            place("county", "County", "北河县", people=4),
            place("station", "Station", "山北站"),
            place("port", "Port", "山北港"),
            place("two", "Two", "河市"),
        ]
    )

    assert towns.find("北河") == towns.find("city")
    assert towns.find("北河县") == towns.find("county")
    assert towns.find("山北") is None
    assert towns.find("河") is None


def test_a_name_nobody_has_is_not_found() -> None:
    assert found("Valley") is None
    assert found("") is None


def test_search_puts_the_beginning_first_and_knows_parts_and_chinese() -> None:
    assert [p.id for p in TOWNS.search("river")][:2] == ["river_town", "river_town_port"]
    assert [p.id for p in TOWNS.search("镇港")] == ["river_town_port"]
    assert TOWNS.search("  ") == []


def test_a_misspelt_name_has_a_nearest_place() -> None:
    assert [p.id for p in TOWNS.nearest("Rivver Toown")][:1] == ["river_town"]
    assert TOWNS.nearest("zzzzzz") == []
