"""Scored trees: exact sums, gains that add up, and what is never joined."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.benchmarks import Item, gains, reformed, score, shortfalls
from entrepot.cli import main

HEAD = "topic,pillar,item,name,maximum,obtained,kind"
TREE = f"""{HEAD}
Entry,I,1,Name,60,30,de jure
Entry,I,2,Fee,40,40,de jure
Entry,II,3,Portal,100,50,de facto
Trade,I,1,Law,100,80,de jure
Trade,II,2,Window,100,20,de facto
"""
points = st.fractions(0, 10, max_denominator=8)
trees = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("XY"), points.map(lambda p: p + 1), points),
    min_size=1, max_size=12,
).map(
    lambda rows: tuple(
        Item(topic, pillar, str(at), "", whole, min(whole, had))
        for at, (topic, pillar, whole, had) in enumerate(rows)
    )
)  # fmt: skip


@given(trees, st.data())
def test_gains_of_reforms_add_up_exactly(items, data) -> None:
    some = data.draw(st.lists(st.sampled_from(items), unique=True))
    wanted = {one.key: one.maximum for one in some}
    before, after = score(items), score(reformed(items, wanted))
    told = list(gains(items, wanted))

    assert sum(one.overall for one in told) == after.overall - before.overall
    for name in before.pillars:
        gain = sum(one.pillar for one in told if one.item.pillar == name)
        assert gain == after.pillars[name] - before.pillars[name]


@given(trees)
def test_all_shortfalls_lead_to_the_full_score(items) -> None:
    told = shortfalls(items)

    assert score(items).overall + sum(one.overall for one in told) == 100
    assert [one.overall for one in told] == sorted((one.overall for one in told), reverse=True)


def test_an_item_not_known_leaves_bounds_and_no_score() -> None:
    items = (
        Item("T", "I", "1", "", Fraction(60), Fraction(30)),
        Item("T", "I", "2", "", Fraction(40), None),
        Item("T", "II", "3", "", Fraction(100), Fraction(10)),
    )
    told = score(items)

    assert told.pillars == {"I": None, "II": 10}
    assert told.overall is None
    assert told.parts[0].bounds == (30, 70)


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TREE, "utf-8")

    def run(*words: str, **files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        code = main.call(["benchmark", *words])
        return code, capsys.readouterr()

    return run


def test_a_tree_by_hand(call) -> None:
    """Pillar I: (70 + 80) / 2; II: (50 + 20) / 2; all: 55."""
    code, told = call("score", "t.csv", "--json")
    found = json.loads(told.out)

    assert code == 0
    assert {one["pillar"]: one["score"] for one in found["pillars"]} == {"I": 75.0, "II": 35.0}
    assert {one["topic"]: one["score"] for one in found["topics"]} == {"Entry": 60.0, "Trade": 50.0}
    assert found["overall"] == 55.0
    assert found["kinds"][0] == {
        "kind": "de jure", "obtained": 150.0, "maximum": 200.0, "share": 0.75
    }  # fmt: skip
    assert (found["gaps"][0]["item"], found["gaps"][0]["gain_overall"]) == ("2", 20.0)
    code, table = call("score", "t.csv")
    assert "Portal" in table.out


def test_reforms_by_word_and_by_file_add_up(call) -> None:
    more = "topic,item,obtained\nTrade,2,60\n"
    _, told = call("simulate", "t.csv", "--reform", "Entry/1=max", "--reforms", "r.csv", "--json",
                   r=more)  # fmt: skip
    found = json.loads(told.out)

    assert found["gain"] == 17.5
    assert found["overall_after"] == 72.5
    assert [one["gain_overall"] for one in found["reforms"]] == [7.5, 10.0]
    assert [one["gain"] for one in found["pillars"]] == [15.0, 20.0]


def test_points_above_a_maximum_and_not_known_are_flagged(call) -> None:
    tree = TREE.replace("60,30", "60,61").replace("100,20", "100,")
    _, told = call("score", "u.csv", "--json", u=tree)
    found = json.loads(told.out)

    assert [one["flag"] for one in found["flags"]] == ["above_maximum", "unknown"]
    assert found["overall"] is None


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ((), "--reform"),
        (("--reform", "Entry/9=1"), "Entry/9=1"),
        (("--reform", "Entry/1=61"), "Entry/1=61"),
        (("--reform", "Entry/1=far"), "Entry/1=far"),
        (("--reform", "Entry/1=31", "--reform", "Entry/1=32"), "Entry/1=32"),
    ],
)
def test_what_is_no_reform_is_refused(call, words, where: str) -> None:
    code, told = call("simulate", "t.csv", *words)

    assert code == 2
    assert where in told.err


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"{HEAD}\nT,I,1,n,10,１,\n", "row 1, obtained"),
        (f'{HEAD}\nT,I,1,n,"10,5",1,\n', "row 1, maximum"),
        (f"{HEAD}\nT,I,1,n,0,0,\n", "row 1, maximum"),
        (f"{HEAD}\nT,I,1,n,5,-1,\n", "row 1, obtained"),
        (f"{HEAD}\nT,I,1,n,5,1,law\n", "row 1, kind"),
        (f"{HEAD}\nT,I,1,n,5,1,\nT,II,1,n,5,1,\n", "T/1"),
        (f"{HEAD}\n", "bad.csv"),
        ("colour\nred\n", "bad.csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_its_place(call, text: str, where: str) -> None:
    code, told = call("score", "bad.csv", bad=text)

    assert code == 2
    assert where in told.err


CHECKS = """indicator,variable,value,evidence
A,A1,2,Gazette 12
A,A2,1,
B,B1,,
B,B2,0,Site
C,C1,0,Site
"""


def test_a_checklist_is_a_mean_and_tells_what_has_no_evidence(call) -> None:
    code, told = call("score", "c.csv", "--json", c=CHECKS)
    found = json.loads(told.out)

    assert code == 0
    assert [(one["score"], one["status"]) for one in found["indicators"]] == [
        (1.5, "unverified"), (None, "unknown"), (0.0, "stated")
    ]  # fmt: skip
    assert [one["variable"] for one in found["flags"]] == ["A2", "B1"]
    for wrong in (CHECKS.replace("A1,2", "A1,3"), CHECKS.replace("A2", "A1")):
        assert call("score", "c.csv", c=wrong)[0] == 2


SURVEY = "country,code,score,year,a,b,method\n"
OLD = "X,XXX,3,2016,2,4,survey\nY,YYY,4,2016,4,4,survey\nZ,ZZZ,2,2016,1,3,survey\n"
NEW = "X,XXX,3,2023,2,4,tracking\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SURVEY + OLD + NEW, None),
        (SURVEY + OLD, SURVEY + NEW),
        (SURVEY + OLD, SURVEY + OLD.replace("survey", "")),
        (SURVEY + OLD, SURVEY.replace(",b", ",c") + OLD),
        (SURVEY + OLD, TREE),
        ("economy,code,pillar_1\nX,XXX,1\nWorld,,2\n", None),
        ("economy,pillar_1\nLow income,2\n", None),
    ],
)
def test_methods_are_never_joined_and_groups_are_no_economies(call, first, second) -> None:
    names = ["one.csv", *(["two.csv"] if second else [])]
    code, told = call("score", *names, one=first, two=second or "")

    assert code == 3
    assert "[benchmark." in told.err


def test_weights_behind_a_survey_by_hand(call) -> None:
    code, told = call("score", "one.csv", one=SURVEY + OLD)

    assert code == 0
    assert "0.500" in told.out
    few = SURVEY + "X,XXX,3,2016,2,4,survey\n"
    _, told = call("score", "one.csv", "--json", one=few)
    assert json.loads(told.out)["editions"][0]["weights"] is None
