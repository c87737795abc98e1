"""Laws of letters, gifts, promises, pairs, fields and data: schedules, partitions, one total."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.panel import Answer
from entrepot.kernel.roll import read_rows
from entrepot.partners.days import months_after
from entrepot.partners.letters import next_due
from entrepot.partners.pairs import BEST, PAIR_SIDES, fit, propose
from entrepot.service.panels import PANELS, ROLLS

FIRST = date(2020, 1, 1)
_DATES = st.integers(0, 3_000).map(lambda one: FIRST + timedelta(one))
_DAYS = _DATES.map(date.isoformat)
_MAYBE = st.one_of(st.just(""), _DAYS)
_ON = st.integers(0, 3_500).map(lambda one: FIRST + timedelta(one))
_NAMES = st.sampled_from("ABC")
PARTNERS = [{"id": one, "name": one, "kind": "city"} for one in "ABC"]
Lines = Sequence[Mapping[str, str]]


def rows_of(roll: str, lines: Lines) -> list[Any]:
    if not lines:
        return []
    rows, problems = read_rows(ROLLS[roll], list(lines[0]), lines, {})
    assert problems == []
    return rows


def tell(panel: str, on: date, **lines: Lines) -> Answer:
    held = {roll.name: rows_of(roll.name, lines.get(roll.name, ())) for roll in PANELS[panel].rolls}
    return PANELS[panel].tell(held, on)


def lists(**cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Rows of these cells, numbered."""
    return st.lists(st.fixed_dictionaries(cells), max_size=8).map(
        lambda rows: [{"id": f"{at:02}", **one} for at, one in enumerate(rows, 1)]
    )


def _letter(day: date) -> Mapping[str, Any]:
    return {"sent_on": day, "precision": None}


@given(_DATES, st.integers(1, 36), st.lists(_DATES, max_size=5))
def test_a_letter_sent_when_it_is_due_moves_the_next_by_one_interval(
    begins: date, every: int, sent: list[date]
) -> None:
    plan = {"begins_on": begins, "every_months": every, "ends_on": None}
    due = next_due(plan, [_letter(one) for one in sent])
    assert due is not None
    again = next_due(plan, [_letter(one) for one in (*sent, due)])
    at = [months_after(begins, k * every) for k in range(200)].index(due)

    assert again == months_after(begins, (at + 1) * every)
    assert all(one < due for one in sent)


@given(
    lists(partner=_NAMES, way=st.sampled_from(("given", "received")), goods=st.just("x"),
          given_on=_DAYS, declaration=st.just("D"), declared_on=_MAYBE, due_on=_MAYBE,
          delivered_on=_MAYBE, receipt=st.just("r")),
    _ON,
)  # fmt: skip
def test_every_gift_is_at_one_step(gifts: list[dict[str, str]], on: date) -> None:
    answer = tell("gifts", on, partners=PARTNERS, gifts=gifts)
    steps = ("no_step", "in_customs", "on_the_way", "delivered")

    if answer.rows:
        assert sum(answer.figures[one] for one in steps) == answer.figures["gifts"]
        assert answer.figures["given"] + answer.figures["received"] == len(answer.rows)
        assert answer.figures["late"] == sum(row["late"] is True for row in answer.rows)


PROMISES = lists(
    partner=_NAMES, kind=st.sampled_from(("ours", "theirs", "follow_up", "")), text=st.just("x"),
    owner=st.sampled_from(("", "x")), due=_DAYS, done=_MAYBE, evidence=st.just("e"),
)  # fmt: skip


@given(PROMISES, _ON)
def test_promises_by_partner_add_up_to_the_promises(
    promises: list[dict[str, str]], on: date
) -> None:
    every = tell("promises", on, partners=PARTNERS, commitments=promises).figures
    found = tell("channels", on, partners=PARTNERS, commitments=promises).figures

    if promises:
        assert found["promises_open"] + found["follow_ups_open"] == every["open"]
        assert found["promises_overdue"] + found["follow_ups_overdue"] == every["overdue"]
        assert found["done"] == every["done"]
        assert every["open"] + every["done"] == every["promises"] == len(promises)


@given(PROMISES, _ON, st.integers(1, 400))
def test_what_is_done_stays_done(
    promises: list[dict[str, str]], on: date, later: int
) -> None:  # fmt: skip
    now, then = (
        {row["promise"] for row in
         tell("promises", day, partners=PARTNERS, commitments=promises).rows
         if row["state"] == "done"}
        for day in (on, on + timedelta(later))
    )  # fmt: skip

    assert now <= then


_WORDS = st.sampled_from(("", "tea", "ore"))
SIDES = lists(
    name=st.just("x"), side=st.sampled_from(("home", "abroad")), partner=_NAMES,
    kind=st.sampled_from(("firm", "school")), field=_WORDS, offers=_WORDS, seeks=_WORDS,
)  # fmt: skip


@given(SIDES, st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=5))
def test_who_is_proposed_is_of_one_kind_fits_and_is_not_paired(
    lines: list[dict[str, str]], numbers: set[tuple[int, int]]
) -> None:
    paired = {(f"{home:02}", f"{abroad:02}") for home, abroad in numbers}
    found = propose(rows_of(PAIR_SIDES.name, lines), paired)
    ids = [(home["id"], abroad["id"]) for home, abroad in found]

    assert len(set(ids)) == len(ids)
    assert not paired & set(ids)
    assert all(home["side"] == "home" and abroad["side"] == "abroad" for home, abroad in found)
    assert all(home["kind"] == abroad["kind"] for home, abroad in found)
    assert all(Decimal(0) < (fit(home, abroad) or 0) <= 100 for home, abroad in found)
    assert all(sum(abroad == id_ for _, abroad in ids) <= BEST for _, id_ in ids)


ITEMS = lists(
    title=st.just("x"), field=st.sampled_from(("trade", "tourism")),
    country=st.sampled_from(("LA", "TH")), idea_on=_DAYS, talks_on=_MAYBE, agreed_on=_MAYBE,
    result_on=_MAYBE, dropped_on=_MAYBE, result=st.just("r"), evidence=st.just("e"),
).map(lambda rows: [{**one, "result_on": one["result_on"] and max(one["result_on"], one["idea_on"])}
                    for one in rows])  # fmt: skip


@given(ITEMS, _ON)
def test_items_are_each_in_one_cell_and_at_one_stage(
    items: list[dict[str, str]], on: date
) -> None:  # fmt: skip
    answer = tell("fields", on, field_items=items)
    stages = ("idea", "talks", "agreed", "under_way", "result", "dropped")

    assert sum(row["items"] for row in answer.rows) == (answer.figures["items"] or 0)
    for row in answer.rows:
        assert sum(row[one] for one in stages) == row["items"]
    cells = [(row["country"], row["field"]) for row in answer.rows]
    assert cells == sorted(set(cells))


@given(
    lists(partner=_NAMES, title=st.just("x"), signed=_DAYS,
          covers_personal=st.sampled_from(("", "yes", "no"))),
    lists(agreement=st.sampled_from(("", "01", "02", "09")), title=st.just("x"), on=_DAYS,
          kind=st.sampled_from(("data_set", "forum")), way=st.just("in"),
          has_personal=st.sampled_from(("", "yes", "no"))),
    _ON,
)  # fmt: skip
def test_what_no_agreement_covers_is_told_alike(
    agreements: list[dict[str, str]], exchanges: list[dict[str, str]], on: date
) -> None:
    held = {"partners": PARTNERS, "data_agreements": agreements, "data_exchanges": exchanges}
    rows = tell("data_exchanges", on, **held).rows
    flagged = tell("data_agreements", on, **held).figures["flagged"]

    assert (flagged or 0) == sum(row["fault"] is not None for row in rows)
