"""What the ids of a column name."""

from entrepot.kernel.references import calling, references
from entrepot.kernel.roll import Column, Roll, read_rows

FIRM = Column("firm", "id", "Firm", "企业")
PROMISES = Roll("promises", "Promises", "承诺", (
    Column("firm", "id", "Firm", "企业", refers="central_firms"),
    Column("partner", "id", "Partner", "合作方"), Column("title", "text", "Title", "名称"),
))  # fmt: skip


def test_a_columns_name_says_what_its_ids_name_unless_a_register_beneath_says_it() -> None:
    text = Column("project", "text", "Project", "项目")

    assert references([FIRM, text, Column("at", "id", "At", "地点")]) == {
        "firm": "enterprise", "at": "place",
    }  # fmt: skip
    assert references([FIRM], [PROMISES]) == {"firm": "central_firms"}
    assert references(PROMISES.columns) == {
        "firm": "central_firms", "partner": "partners", "place": "place",
    }  # fmt: skip


def test_a_register_without_names_calls_its_rows_nothing() -> None:
    assert calling(PROMISES) == "title"
    assert calling(Roll("few", "Few", "少", (FIRM,))) == ""


def test_columns_of_names_beside_ids_are_taken_in_again_and_others_are_not() -> None:
    line = {"id": "1", "firm": "F1", "firm_name": "Works", "firm_name_zh": "工厂"}
    fine, _ = read_rows(PROMISES, list(line), [line], {})
    _, problems = read_rows(PROMISES, [*line, "title_name"], [line], {})

    assert (fine[0]["firm"], "firm_name" in fine[0]) == ("F1", False)
    assert [one.where for one in problems] == ["promises, title_name"]
