"""Answers that rest on what is not known agree with every way in which it may turn out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.criteria import fact_of, judge_by, judged
from entrepot.industry.measure_use import condition_of
from entrepot.industry.policy_measures import answer_of

ON = date(2026, 6, 30)
FACTS = ("f0", "f1", "f2", "f3", "f4")
KNOWN = st.lists(st.sampled_from(["yes", "no", None]), min_size=5, max_size=5)
EITHER = st.lists(st.sampled_from([None, "x", "y"]), min_size=1, max_size=5)


def _turns(known: Sequence[str | None]) -> Iterator[dict[str, bool]]:
    """Every way in which what is not known may turn out."""
    ways = [(True, False) if one is None else (one == "yes",) for one in known]
    for way in product(*ways):
        yield dict(zip(FACTS, way, strict=True))


def _facts(known: Sequence[str | None]) -> dict[str, Any]:
    pairs = zip(FACTS, known, strict=True)
    return {name: fact_of(value) for name, value in pairs if value is not None}


def _word(results: set[bool]) -> str:
    return "unknown" if len(results) > 1 else "yes" if True in results else "no"


@given(KNOWN, EITHER)
def test_a_measure_may_be_claimed_where_no_paper_could_say_otherwise(
    known: list[str | None], either: list[str | None]
) -> None:
    rows = [{"id": fact, "either": word, "fact": fact, "operator": "is", "value": "yes",
             "paper": None} for fact, word in zip(FACTS, either, strict=False)]  # fmt: skip

    assert answer_of(condition_of(rows), _facts(known)) == _word(
        {_is_met(rows, way) for way in _turns(known)}
    )


def _is_met(rows: Sequence[Mapping[str, Any]], way: Mapping[str, bool]) -> bool:
    """The same by hand: all that stand alone, and one at least of each word."""
    alone = all(way[row["fact"]] for row in rows if row["either"] is None)
    words = {row["either"] for row in rows} - {None}
    return alone and all(
        any(way[row["fact"]] for row in rows if row["either"] == word) for word in words
    )


@given(KNOWN, st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=5, max_size=5),
       st.integers(0, 100))  # fmt: skip
def test_a_score_lies_between_its_bounds_and_reaches_both(
    known: list[str | None], told: list[tuple[int, bool]], passing: int
) -> None:
    criteria = [
        {"id": fact, "scheme": "S", "part": "p", "title": fact, "title_zh": None, "fact": fact,
         "operator": "is", "value": "yes", "paper": None, "weight": weight, "is_must": is_must}
        for fact, (weight, is_must) in zip(FACTS, told, strict=True)
    ]  # fmt: skip
    scheme = {"id": "S", "pass_score": Decimal(passing), "valid_from": None, "valid_to": None}
    rolls = {"readiness_schemes": [scheme], "readiness_criteria": criteria}
    found = judged(judge_by(rolls, ON), "S", _facts(known))
    total = sum(weight for weight, _ in told)
    by_hand = [(_met(way, told), _musts(way, told)) for way in _turns(known)]
    passed = {100 * met >= passing * total and has_musts for met, has_musts in by_hand}

    assert found.found is not None
    assert found.found.score.least == 100 * Decimal(min(met for met, _ in by_hand)) / total
    assert found.found.score.most == 100 * Decimal(max(met for met, _ in by_hand)) / total
    assert found.found.answer == _word(passed)


def _met(way: Mapping[str, bool], told: Sequence[tuple[int, bool]]) -> int:
    return sum(weight for fact, (weight, _) in zip(FACTS, told, strict=True) if way[fact])


def _musts(way: Mapping[str, bool], told: Sequence[tuple[int, bool]]) -> bool:
    return all(way[fact] for fact, (_, is_must) in zip(FACTS, told, strict=True) if is_must)
