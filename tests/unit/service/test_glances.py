"""What is kept of earlier looks: the last ones, no more than agreed."""

from entrepot.service.panel_glance import Glances


def test_what_nobody_looked_at_for_longest_goes_first() -> None:
    glances = Glances(most=2)
    glances.keep("a", {"said": 1})
    glances.keep("b", {"said": 2})
    glances.find("a")
    glances.keep("c", {"said": 3})

    assert [glances.find(key) for key in "abc"] == [{"said": 1}, None, {"said": 3}]


def test_a_later_answer_takes_the_place_of_the_earlier() -> None:
    glances = Glances(most=1)
    glances.keep("a", {"said": 1})
    glances.keep("a", {"said": 2})

    assert glances.find("a") == {"said": 2}
