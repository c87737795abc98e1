"""Screening: channel, agencies, reasons, the record and its replay, and how well rules aim."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError, ModelError
from entrepot.kernel.period import Period
from entrepot.region.window import LegalRow
from entrepot.window.legal import LegalBook
from entrepot.window.risk import (
    CHANNELS,
    Rule,
    compile_rules,
    parse_rule,
    raise_channel,
    replay,
    screen,
)
from entrepot.window.risk_draw import commitment, draw_bp, rate_bp
from entrepot.window.risk_facts import decode_facts, encode_facts
from entrepot.window.risk_hits import hit_rates, wilson

DAY = date(2026, 3, 10)
KEY = b"a key of the day"
NUMBERS = {
    "random_rate_bp": "200", "aeo_rate_factor": "0.2", "dishonest_rate_pct": "80",
    "score_yellow_import": "40", "score_red_import": "80",
}  # fmt: skip


def legal(**changes: str) -> LegalBook:
    return LegalBook(
        LegalRow(
            note="", source="a test", status="synthetic", jurisdiction="XU", name=name,
            label_en="", label_zh="", value=value, unit="", valid_from=None, valid_to=None,
        )
        for name, value in {**NUMBERS, **changes}.items()
    )  # fmt: skip


RULE = Rule(
    id="R", version=1, expression={"field": "odd"}, flows=("import",), points=10, channel="GREEN",
    agency="customs", valid=Period(), vectors=(), label_en="Odd", label_zh="异常",
    source="a test", status="synthetic",
)  # fmt: skip
NEVER = legal(random_rate_bp="0")


def result_of(*rules: Rule, facts: dict | None = None, lists=None, **changes):
    asked = {
        "flow": "import", "on": DAY, "number": "N1", "day_key": KEY, "credit_class": "ordinary",
        "legal": NEVER,
    }  # fmt: skip
    facts = {"odd": True, "items": []} if facts is None else facts
    return screen(facts, compile_rules(rules, lists), **{**asked, **changes})


def test_nothing_fired_and_nothing_drawn_is_green() -> None:
    result = result_of(RULE, facts={"odd": False, "items": []})

    assert (result.channel, result.fired, result.agencies) == ("GREEN", (), ())


def test_the_channel_is_the_highest_that_a_rule_asks_for() -> None:
    result = result_of(
        replace(RULE, id="A", channel="YELLOW"),
        replace(RULE, id="B", channel="RED", agency="market"),
        replace(RULE, id="C", channel="BLUE"),
    )

    assert result.channel == "RED"
    assert [one.rule for one in result.fired] == ["A", "B", "C"]


def test_a_red_rule_has_its_agency_inspect_and_a_yellow_one_has_another_hold() -> None:
    result = result_of(
        replace(RULE, id="A", channel="RED", agency="quarantine"),
        replace(RULE, id="B", channel="YELLOW", agency="market"),
        replace(RULE, id="C", channel="YELLOW", agency="customs"),
        replace(RULE, id="D", channel="YELLOW", agency="quarantine"),
    )

    assert result.inspecting == ("quarantine",)
    assert result.holding == ("market",)
    assert result.agencies == ("market", "quarantine")


@pytest.mark.parametrize(
    ("points", "channel"), [(39, "GREEN"), (40, "YELLOW"), (79, "YELLOW"), (80, "RED")]
)
def test_the_score_leads_to_a_channel_from_its_threshold_on(points: int, channel: str) -> None:
    result = result_of(replace(RULE, id="A", points=points - 10), replace(RULE, id="B"))

    assert (result.score, result.by_score, result.channel) == (points, channel, channel)
    assert result.inspecting == (("customs",) if channel == "RED" else ())


def test_a_rule_may_read_the_score_of_the_others_and_change_it() -> None:
    trusted = replace(RULE, id="A", points=-20, expression={"<": [{"field": "score"}, 20]})

    assert result_of(trusted, replace(RULE, id="B", points=19)).score == -1
    assert result_of(trusted, replace(RULE, id="B", points=20)).score == 20


def test_the_drawn_are_inspected_by_customs_and_belong_to_the_random_stratum() -> None:
    result = result_of(RULE, legal=legal(random_rate_bp="10000"))

    assert (result.channel, result.by_draw, result.by_rules) == ("RED", "RED", "GREEN")
    assert result.is_random
    assert result.inspecting == ("customs",)


def test_nothing_is_drawn_before_there_is_a_number() -> None:
    result = result_of(RULE, number="", legal=legal(random_rate_bp="10000"))

    assert (result.draw_bp, result.is_random, result.channel) == (None, False, "GREEN")


def test_a_draw_is_below_its_rate_and_not_at_it() -> None:
    drawn = draw_bp(KEY, "N1")

    assert result_of(RULE, legal=legal(random_rate_bp=str(drawn))).is_random is False
    assert result_of(RULE, legal=legal(random_rate_bp=str(drawn + 1))).is_random is True


@pytest.mark.parametrize(
    ("credit_class", "base", "rate"),
    [
        ("ordinary", "200", 200),
        ("aeo", "200", 40),
        ("aeo", "204", 40),
        ("dishonest", "200", 8000),
        ("dishonest", "9000", 9000),
    ],
)
def test_the_rate_follows_the_credit_of_the_trader(credit_class, base, rate) -> None:
    assert rate_bp(credit_class, DAY, legal(random_rate_bp=base)) == rate


def test_a_rate_or_threshold_that_is_not_in_the_law_is_not_guessed() -> None:
    with pytest.raises(ModelError):
        result_of(RULE, flow="transit")


def test_rules_of_another_flow_or_day_are_not_asked() -> None:
    result = result_of(
        replace(RULE, id="A", flows=("export",)),
        replace(RULE, id="B", valid=Period(date(2026, 3, 11))),
        replace(RULE, id="C", valid=Period(None, DAY)),
        replace(RULE, id="D", valid=Period(DAY, date(2026, 3, 11))),
    )

    assert [one.rule for one in result.fired] == ["D"]


def test_a_rule_that_cannot_be_answered_does_not_fire_and_says_what_is_missing() -> None:
    tree = {
        "and": [
            {"field": "gone"},
            {"any_item": {"in_list": [{"field": "maker"}, "failures"]}},
            {"field": "odd"},
        ]
    }
    facts = {"odd": True, "items": [{"maker": "P1"}, {}]}
    result = result_of(replace(RULE, expression=tree), facts=facts)

    assert result.fired == ()
    assert result.unknown[0].missing == ("gone", "maker", "list failures")


def test_a_rule_says_what_it_read_and_of_which_items() -> None:
    tree = {"and": [{"field": "odd"}, {"any_item": {">": [{"field": "mass"}, 5]}}]}
    items = [{"mass": Decimal("4.50"), "other": 1}, {"mass": Decimal("6.50")}]
    result = result_of(replace(RULE, expression=tree), facts={"odd": True, "items": items})

    assert result.fired[0].inputs == {
        "odd": True,
        "items": [{"seq": 2, "mass": Decimal("6.50")}],
    }


def test_a_rule_on_a_chapter_is_asked_where_the_chapter_is_or_a_code_is_not_known() -> None:
    fruit = {"any_item": {"starts_with": [{"field": "hs_code"}, "08"]}}
    rule = replace(RULE, expression=fruit)

    assert result_of(rule, facts={"items": [{"hs_code": "0810"}]}).fired
    assert result_of(rule, facts={"items": [{"hs_code": "2208"}]}).unknown == ()
    assert result_of(rule, facts={"items": [{"hs_code": "2208"}, {}]}).unknown != ()
    assert result_of(rule, facts={"items": [{}, {"hs_code": "0810"}]}).fired


def test_rules_are_asked_in_order_whether_they_hang_on_a_chapter_or_not() -> None:
    fruit = {"any_item": {"starts_with": [{"field": "hs_code"}, "08"]}}
    rules = [
        replace(RULE, id="C"),
        replace(RULE, id="B", expression=fruit),
        replace(RULE, id="A"),
    ]
    result = result_of(*rules, facts={"odd": True, "items": [{"hs_code": "0810"}]})

    assert [one.rule for one in result.fired] == ["A", "B", "C"]


# The set


def test_the_version_of_a_set_tells_every_rule_and_list_that_decides() -> None:
    asks = replace(RULE, id="A", expression={"in_list": [{"field": "a"}, "l"]})
    rules = [RULE, asks]
    version = compile_rules(rules, {"l": frozenset({"x"})}).version
    changed = [
        compile_rules([RULE], {}).version,
        compile_rules(rules, {"l": frozenset({"y"})}).version,
        compile_rules(rules, {}).version,
        *(
            compile_rules([replace(RULE, **change), asks], {"l": frozenset({"x"})}).version
            for change in (
                {"points": 11}, {"channel": "BLUE"}, {"agency": "market"}, {"version": 2},
                {"flows": ("export",)}, {"valid": Period(DAY)}, {"expression": True},
            )
        ),
    ]  # fmt: skip

    assert len({version, *changed}) == 1 + len(changed)
    assert compile_rules(rules[::-1], {"l": frozenset({"x"}), "m": frozenset()}).version == version
    assert compile_rules(
        [replace(RULE, label_en="New"), asks], {"l": frozenset({"x"})}
    ).version == (version)


def test_a_constant_that_is_a_text_is_not_the_number_that_looks_like_it() -> None:
    number, text = (
        compile_rules([replace(RULE, expression={"==": [{"field": "a"}, constant]})]).version
        for constant in (Decimal("0.6"), "0.6")
    )

    assert number != text


def test_a_set_names_every_bad_rule_and_every_rule_that_is_there_twice() -> None:
    rules = [RULE, RULE, replace(RULE, id="X", expression={}), replace(RULE, id="Y", expression=3)]

    with pytest.raises(InputError) as refused:
        compile_rules(rules)

    assert [problem.where for problem in refused.value.problems] == [
        "rule R", "rule X, expression, /", "rule Y, expression, /",
    ]  # fmt: skip


def test_a_rule_may_follow_itself() -> None:
    first, second = (
        replace(RULE, valid=Period(None, DAY)),
        replace(RULE, version=2, valid=Period(DAY)),
    )

    assert result_of(first, second).fired[0].version == 2


# The record


def test_a_record_is_json_and_holds_every_reason() -> None:
    result = result_of(RULE, facts={"odd": True, "items": [], "a": Decimal("1.50")})
    document = json.loads(json.dumps(result.document()))

    assert document["draw"] == {
        "bp": draw_bp(KEY, "N1"), "rate_bp": 0, "commitment": commitment(KEY),
    }  # fmt: skip
    assert document["fired"][0]["inputs"] == {"odd": True}
    assert document["hash"] == result.hash
    assert KEY.decode() not in str(document)


def test_a_replay_of_the_stored_record_is_the_same_to_the_last_bit() -> None:
    tree = {"any_item": {">": [{"/": [{"field": "v"}, {"field": "q"}]}, 0.3]}}
    rules = compile_rules([replace(RULE, expression=tree)])
    facts = {"items": [{"v": Decimal("1.0"), "q": Decimal("3")}]}
    result = result_of(replace(RULE, expression=tree), facts=facts, number="N7")
    stored, told = json.dumps(result.document()), encode_facts(facts)

    again = replay(json.loads(stored), decode_facts(told), rules, day_key=KEY)

    assert again.text() == result.text()
    assert again.hash == json.loads(stored)["hash"]


def test_a_replay_with_other_facts_or_another_key_has_another_hash() -> None:
    rules, record = compile_rules([RULE]), result_of(RULE).document()
    facts = {"odd": True, "items": []}

    assert replay(record, facts, rules, day_key=KEY).hash == record["hash"]
    assert replay(record, {**facts, "b": 1}, rules, day_key=KEY).hash != record["hash"]
    assert replay(record, facts, rules, day_key=b"other").hash != record["hash"]


def test_a_replay_under_other_rules_is_refused() -> None:
    record = result_of(RULE).document()

    with pytest.raises(ModelError, match=r"risk\.other_ruleset"):
        replay(record, {}, compile_rules([]), day_key=KEY)


def test_a_replay_does_not_follow_the_law_that_changed_since() -> None:
    record = result_of(replace(RULE, points=50)).document()
    again = replay(
        record, {"odd": True, "items": []}, compile_rules([replace(RULE, points=50)]), day_key=KEY
    )

    assert again.by_score == "YELLOW"
    assert result_of(replace(RULE, points=50), legal=legal(score_yellow_import="60")).by_score == (
        "GREEN"
    )


def test_facts_read_back_as_the_same_values() -> None:
    facts = {"n": 3, "d": Decimal("1.50"), "t": "1.50", "f": True, "l": ["a"], "items": [{"x": 1}]}

    assert repr(decode_facts(encode_facts(facts))) == repr(dict(sorted(facts.items())))


# Reading a rule


FIELDS = {
    "id": "R", "expression": '{"<": [{"field": "a"}, 0.1]}', "flows": ("I", "E"), "points": 5,
    "channel": "", "agency": "customs", "valid_from": DAY, "valid_to": None, "label_en": "A",
    "label_zh": "甲", "source": "a test", "status": "synthetic",
    "vectors": '[{"facts": {"a": 0.05}, "fires": true, "lists": {"l": ["x"]}}]',
}  # fmt: skip


def test_a_rule_is_read_from_its_row_with_exact_numbers() -> None:
    rule = parse_rule(FIELDS)

    assert rule.expression == {"<": [{"field": "a"}, Decimal("0.1")]}
    assert rule.flows == ("import", "export")
    assert rule.channel == "GREEN"
    assert rule.vectors[0].facts == {"a": Decimal("0.05")}
    assert rule.vectors[0].lists == {"l": frozenset({"x"})}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"expression": "{"}, ["risk.json"]),
        ({"expression": '{"<": [NaN, 1]}'}, ["risk.json"]),
        ({"expression": "[" * 100_000}, ["risk.json"]),
        ({"vectors": "{}"}, ["risk.vectors"]),
        ({"vectors": '[{"facts": {}}]'}, ["risk.vectors"]),
        ({"vectors": '[{"facts": {"items": [1]}, "fires": true}]'}, ["risk.vectors"]),
        ({"vectors": '[{"facts": {}, "fires": true, "lists": {"l": [1]}}]'}, ["risk.vectors"]),
        ({"expression": "", "vectors": "7"}, ["risk.json", "risk.vectors"]),
        ({"points": "many"}, ["risk.form"]),
        ({"points": True, "flows": "I", "label_en": 3}, ["risk.form"] * 3),
        ({"flows": [1]}, ["risk.form"]),
        ({"id": None}, ["risk.form"]),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(change: dict, codes: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        parse_rule({**FIELDS, **change})

    assert [problem.code for problem in refused.value.problems] == codes
    assert all(problem.message_zh for problem in refused.value.problems)


def test_a_channel_never_falls() -> None:
    for old in CHANNELS:
        for new in CHANNELS:
            assert CHANNELS.index(raise_channel(old, new)) >= CHANNELS.index(old)
            assert raise_channel(old, new) in (old, new)


# How well rules aim


def test_hits_are_held_against_inspection_at_random() -> None:
    drawn = legal(random_rate_bp="10000")
    quiet = {"odd": False, "items": []}
    results = [result_of(RULE, number=f"F{n}") for n in range(200)]
    results += [result_of(RULE, number=f"U{n}") for n in range(50)]
    results += [result_of(RULE, number=f"D{n}", facts=quiet, legal=drawn) for n in range(100)]
    findings = {f"F{n}": n < 20 for n in range(200)} | {f"D{n}": n < 20 for n in range(100)}

    (rate,) = hit_rates(results, findings)

    assert (rate.rule, rate.fired, rate.n, rate.hits) == ("R", 250, 200, 20)
    assert rate.precision == 0.1
    assert rate.lift == 0.5
    assert rate.is_flagged
    assert (rate.low, rate.high) == wilson(20, 200)


@pytest.mark.parametrize(
    ("hits", "n", "ends"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_is_that_of_newcombe(hits: int, n: int, ends: tuple[float, float]) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    assert tuple(round(end, 4) for end in wilson(hits, n)) == ends


def test_a_rule_is_not_flagged_on_few_inspections_or_without_a_random_stratum() -> None:
    drawn = legal(random_rate_bp="10000")
    few = [result_of(RULE, number=f"F{n}", legal=drawn) for n in range(199)]
    many = [result_of(RULE, number=f"F{n}") for n in range(300)]
    none = {f"F{n}": False for n in range(300)}

    assert not hit_rates(few, {**none, "F0": True})[0].is_flagged
    (alone,) = hit_rates(many, none)
    assert (alone.lift, alone.is_flagged) == (None, False)
    (open_one,) = hit_rates(many, {})
    assert (open_one.n, open_one.precision, open_one.low) == (0, None, None)
