"""Examples: complete, the same each time, and honest about what does not fit."""

from datetime import date

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.examples import example, exporter
from entrepot.window.rules import examine

DAY = date(2026, 3, 10)
KINDS = [(flow, kind) for flow in ("import", "export") for kind in ("FULL", "ADVANCE", "SUMMARY")]


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_an_example_keeps_every_rule(example, rule_facts, flow, kind) -> None:
    _, problems = examine(example(flow, kind), rule_facts, DAY)

    assert problems == ()


def made(tables, **changed):
    return example(
        tables,
        **{
            "flow": "export", "kind": "FULL", "reference": "GEX1", "container": "CSQU3054383",
            "on": DAY, **changed,
        },
    )  # fmt: skip


def test_the_reference_ends_the_ucr_in_capitals(window_tables) -> None:
    uscc = exporter(window_tables).uscc

    assert made(window_tables, reference="gx-1")["goodsShipment"]["ucr"] == {
        "id": f"6XU{uscc}-GX-1"
    }
    assert made(window_tables, reference="gx-1")["functionalReferenceId"] == "gx-1"


def test_a_long_reference_takes_the_shorter_code_of_the_firm(window_tables) -> None:
    ucr = made(window_tables, reference="G" * 19)["goodsShipment"]["ucr"]["id"]

    assert ucr == f"6XU0000960001-{'G' * 19}"
    assert len(ucr) <= 35


@pytest.mark.parametrize("reference", ["G" * 20, "", "G_1", "G 1", "轮胎", "G.1"])
def test_a_reference_that_does_not_fit_is_refused(window_tables, reference: str) -> None:
    with pytest.raises(InputError) as caught:
        made(window_tables, reference=reference)

    assert [problem.code for problem in caught.value.problems] == ["window.ucr_form"]


def test_a_wrong_container_is_told_its_check_digit_beside_the_rest(window_tables) -> None:
    with pytest.raises(InputError) as caught:
        made(window_tables, container="CSQU3054384", reference="G_1")

    messages = [problem.message for problem in caught.value.problems]

    assert len(messages) == 2
    assert "should be 3" in messages[0]


def test_unknown_words_are_told_together(window_tables) -> None:
    with pytest.raises(InputError) as caught:
        made(window_tables, flow="through", kind="HALF", on="tomorrow")

    assert [problem.where for problem in caught.value.problems] == ["flow", "type", "on"]
    assert all(problem.message_zh for problem in caught.value.problems)
