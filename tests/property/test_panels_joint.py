"""Laws of joint work: every task and every result stands in one way, and order changes nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from entrepot.partners.alliance import without_overlap
from entrepot.partners.area import tell_area
from entrepot.partners.customs import STANDINGS, tell_handover, tell_results
from entrepot.partners.joint import tell_items
from entrepot.partners.platforms import tell_platforms

FIRST = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
perhaps = st.none() | days


def rows(**cells):
    """Rows of cells, each with an id of its own."""
    return st.lists(st.fixed_dictionaries(cells), max_size=8).map(
        lambda found: [{"id": str(at), **one} for at, one in enumerate(found)]
    )


items = rows(
    title=st.just("x"), title_zh=st.none(), partner=st.sampled_from("AB"), text=st.none(),
    agreed_on=days, owner=st.none(), due_on=perhaps, done_on=perhaps, proof=st.just("letter"),
)  # fmt: skip
rules = rows(
    partner=st.sampled_from("AB"), what=st.sampled_from(["inspection", "risk"]),
    way=st.just("given"), hs=st.sampled_from([None, "08", "31"]), from_on=days, to_on=perhaps,
    asks_consent=st.booleans(), within_days=st.none() | st.integers(0, 20), basis=st.just("x"),
)  # fmt: skip
results = rows(
    partner=st.sampled_from("ABC"), what=st.sampled_from(["inspection", "risk"]),
    way=st.just("given"), case=st.none(), hs=st.sampled_from(["080390", "310530"]),
    found=st.none(), found_on=days,
    agreed_on=perhaps, shared_on=perhaps, answered_on=perhaps,
)  # fmt: skip
counts = rows(
    route=st.sampled_from("RS"), member=st.sampled_from("AB"), from_on=days, told_on=days,
    length=st.integers(0, 30), visitors=st.integers(0, 9),
).map(
    lambda found: [{**one, "to_on": one["from_on"] + timedelta(one["length"])} for one in found]
)  # fmt: skip


@given(items, days)
def test_every_agreed_item_stands_in_one_state(items, on):
    answer = tell_items({"joint_items": items, "joint_texts": []}, on)
    agreed = [one for one in items if one["agreed_on"] <= on]

    assert sorted(row["id"] for row in answer.rows) == sorted(one["id"] for one in agreed)
    assert all((row["state"] == "done") == (row["done_on"] is not None) for row in answer.rows)
    assert all(row["due_on"] < on for row in answer.rows if row["state"] == "late")


@given(rules, results, days)
def test_the_standings_add_up_to_the_results(rules, results, on):
    rolls = {"sharing_rules": rules, "inspection_results": results}
    figures = tell_results(rolls, on).figures
    found = sum(one["found_on"] <= on for one in results)

    assert sum(figures[one.code] or 0 for one in STANDINGS) == found == (figures["results"] or 0)


@given(results, days)
def test_without_rules_nothing_may_be_shared(results, on):
    rows = tell_results({"sharing_rules": [], "inspection_results": results}, on).rows

    assert {row["standing"] for row in rows} <= {"barred", "unruled"}


@given(counts, st.randoms(use_true_random=False))
def test_counts_that_stand_never_overlap_and_their_order_does_not_matter(counts, chance):
    kept = without_overlap(counts)
    mixed = list(counts)
    chance.shuffle(mixed)
    touching = [
        (one["id"], other["id"]) for one in kept for other in kept
        if one["id"] < other["id"] and one["route"] == other["route"]
        and one["member"] == other["member"]
        and one["from_on"] <= other["to_on"] and other["from_on"] <= one["to_on"]
    ]  # fmt: skip

    assert touching == []
    assert {one["id"] for one in without_overlap(mixed)} == {one["id"] for one in kept}


@given(
    rows(area=st.just("A"), channel=st.none(), measure=st.sampled_from(["import_h", "trains"]),
         from_on=st.just(FIRST), to_on=st.just(FIRST), side=st.sampled_from(["ours", "theirs"]),
         value=st.integers(0, 3), shared_on=days), days,
)  # fmt: skip
def test_seen_from_the_other_side_the_gap_turns_round(figures, on):
    other = {"ours": "theirs", "theirs": "ours"}
    turned = [{**one, "side": other[one["side"]]} for one in figures]
    here, there = (tell_area({"area_figures": one}, on).rows for one in (figures, turned))

    assert [row["gap"] for row in there] == [row["gap"] and -row["gap"] for row in here]
    assert [row["better"] for row in there] == [
        other.get(row["better"], row["better"]) for row in here
    ]


@given(
    rows(joined_on=days, left_on=perhaps),
    rows(title=st.just("x"), title_zh=st.none(), kind=st.sampled_from(["case", "rule"]),
         field=st.none(), platform=st.sampled_from("012"), offered_on=days, withdrawn_on=perhaps),
    rows(offer=st.sampled_from("0123"), platform=st.sampled_from("0123"), reason=st.just("x"),
         uses=st.none(), answer=st.sampled_from(["taken_on", "refused_on"]), on=days),
    days,
)  # fmt: skip
def test_taken_refused_and_open_are_every_other_platform(platforms, offers, answers, on):
    told = [{**one, "taken_on": None, "refused_on": None, one["answer"]: one["on"]}
            for one in answers]  # fmt: skip
    rolls = {"linked_platforms": platforms, "platform_offers": offers, "platform_uptakes": told}
    linked = {
        one["id"] for one in platforms
        if one["joined_on"] <= on and not (one["left_on"] and one["left_on"] <= on)
    }  # fmt: skip
    rows = tell_platforms(rolls, on).rows

    assert [row["taken"] + row["refused"] + row["open"] for row in rows] == [
        len(linked - {row["platform"]}) for row in rows
    ]


@given(rules, results, days)
def test_what_is_to_be_handed_over_is_what_rules_allow_and_nobody_has(rules, results, on):
    rolls = {"sharing_rules": rules, "inspection_results": results}
    figures = tell_results(rolls, on).figures
    rows = tell_handover(rolls, on).rows

    assert len(rows) == (figures["waiting"] or 0) + (figures["late"] or 0)
    assert all(row["shared_on"] is None and row["rule"] is not None for row in rows)
