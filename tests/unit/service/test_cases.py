"""One document or a list: answered in order, with every number refused."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.cases import MOST_CASES, Document, answer_cases


def _answer(case: Mapping[str, object]) -> Document:
    if case.get("hs") == "absent":
        raise MissingError(Problem("hs.missing", "hs", "There is no such line."))
    if case.get("hs") == "banned":
        raise RefusedError(Problem("hs.banned", "hs", "It may not leave."))
    return {"hs": case["hs"]}


def test_a_document_has_an_answer_and_a_list_has_answers_in_order() -> None:
    assert answer_cases({"hs": "1"}, _answer) == ({"hs": "1"}, 0)
    assert answer_cases([{"hs": "2"}, {"hs": "1"}], _answer) == ([{"hs": "2"}, {"hs": "1"}], 0)


def test_what_fails_in_a_list_stops_no_other_and_the_highest_code_is_told() -> None:
    found, code = answer_cases([{"hs": "absent"}, {"hs": "1"}, {"hs": "banned"}], _answer)

    assert isinstance(found, list)
    assert found[1] == {"hs": "1"}
    assert found[0]["problem"]["problems"][0]["code"] == "hs.missing"
    assert code == MissingError.exit_code


def test_a_single_document_that_fails_raises() -> None:
    with pytest.raises(MissingError):
        answer_cases({"hs": "absent"}, _answer)


def test_every_json_number_is_refused_with_its_place() -> None:
    case = {"value": {"amount": 12}, "quantities": [{"value": Decimal("1.5")}], "sure": True}

    with pytest.raises(InputError) as caught:
        answer_cases(case, _answer)

    told = [(one.code, one.where, one.pointer) for one in caught.value.problems]
    assert told == [
        ("money.float", "value.amount", "/value/amount"),
        ("money.float", "quantities[0].value", "/quantities/0/value"),
    ]


@pytest.mark.parametrize("raw", ["text", None, 3, [["list"]]])
def test_what_is_no_object_is_named(raw: object) -> None:
    if isinstance(raw, list):
        found, code = answer_cases(raw, _answer)
        assert isinstance(found, list)
        assert found[0]["problem"]["problems"][0]["code"] == "input.object"
        assert code == InputError.exit_code
    else:
        with pytest.raises(InputError, match=r"input\.object"):
            answer_cases(raw, _answer)


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(InputError, match=r"input\.too_many"):
        answer_cases([{}] * (MOST_CASES + 1), _answer)
