"""Laws of the panels of investment."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.directions import STAGES, tell_directions
from entrepot.industry.multinational import PARTS, index_of
from entrepot.industry.overseas import tell_approvals, tell_countries

BEGIN = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: BEGIN + timedelta(n))
MAYBE = st.none() | DAYS
SHARES = st.decimals(0, 100, places=2)
FIRMS = st.sampled_from(["F1", "F2", "F3"])


def year(shares: tuple[Decimal, ...]) -> dict[str, Any]:
    told = {f"{part}_abroad_pct": share for part, share in zip(PARTS, shares, strict=True)}
    return {f"{part}_{end}": None for part in PARTS for end in ("abroad", "total")} | told


@given(st.tuples(SHARES, SHARES, SHARES), st.permutations(range(3)))
def test_the_index_lies_between_the_shares_whatever_their_order(
    shares: tuple[Decimal, ...], order: list[int]
) -> None:
    index = index_of(year(shares))
    other = index_of(year(tuple(shares[at] for at in order)))

    assert index is not None
    assert other is not None
    assert min(shares) - Decimal("1e-20") <= index <= max(shares) + Decimal("1e-20")
    assert abs(other - index) < Decimal("1e-20")


@st.composite
def abroad(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    projects = [
        {"id": f"P{at}", "enterprise": draw(FIRMS), "country": draw(st.sampled_from(["VN", "LA"])),
         "group": draw(st.sampled_from([None, "G", "H"])), "planned": None, "currency": None,
         "begun_on": draw(MAYBE), "ended_on": draw(MAYBE)}
        for at in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    approvals = [
        {"id": f"A{at}", "project": draw(st.sampled_from([one["id"] for one in projects])),
         "approval": draw(st.sampled_from(["filing", "exchange"])), "authority": None,
         "refused_on": None, **{name: draw(MAYBE) for name in
         ("due_on", "applied_on", "granted_on", "valid_until")}}
        for at in range(draw(st.integers(0, 6)) if projects else 0)
    ]  # fmt: skip
    risks = [{"id": f"R{at}", "country": draw(st.sampled_from(["VN", "LA"])),
              "assessed_on": draw(DAYS), "level": draw(st.integers(1, 5)), "review_on": None}
             for at in range(draw(st.integers(0, 4)))]  # fmt: skip
    return {
        "overseas_projects": projects, "overseas_approvals": approvals, "country_risks": risks
    }  # fmt: skip


@given(abroad(), DAYS)
def test_countries_part_the_projects_and_their_approvals(
    rolls: dict[str, list[dict[str, Any]]], on: date
) -> None:
    rows, listed = tell_countries(rolls, on).rows, tell_approvals(rolls, on).rows
    running = [
        one for one in rolls["overseas_projects"]
        if not (one["begun_on"] and one["begun_on"] > on)
        and not (one["ended_on"] and one["ended_on"] <= on)
    ]  # fmt: skip

    assert sum(row["projects"] for row in rows) == len(running)
    assert sum(row["granted"] + row["waiting"] + row["wanting"] for row in rows) == len(listed)
    assert all(row["together"] <= row["firms"] <= row["projects"] for row in rows)


@given(abroad(), DAYS)
def test_what_comes_later_changes_nothing_of_a_day(
    rolls: dict[str, list[dict[str, Any]]], on: date
) -> None:
    known = [one for one in rolls["country_risks"] if one["assessed_on"] <= on]

    assert (
        tell_countries({**rolls, "country_risks": known}, on).rows == tell_countries(rolls, on).rows
    )


@st.composite
def both_ways(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    inward, outward = ([{"id": f"{sign}{at}", "enterprise": draw(FIRMS)}
                        for at in range(draw(st.integers(0, 3)))] for sign in "NO")  # fmt: skip
    ways = [("in", one["id"]) for one in inward] + [("out", one["id"]) for one in outward]
    moves = [{"id": f"M{at}", "direction": way[0], "project": way[1], "on": draw(DAYS),
              "stage": draw(st.sampled_from(STAGES)).code, "reason": "told"}
             for at, way in enumerate(ways * 2)]  # fmt: skip
    links = [{"id": "L", "inward": inward[0]["id"], "outward": outward[0]["id"],
              "since": draw(DAYS)}] if inward and outward else []  # fmt: skip
    return {"inward_projects": inward, "overseas_projects": outward,
            "direction_stages": moves, "direction_links": links}  # fmt: skip


@given(both_ways(), DAYS)
def test_firms_are_parted_by_direction_and_no_link_is_lost(
    rolls: dict[str, list[dict[str, Any]]], on: date
) -> None:
    answer = tell_directions(rolls, on)
    rows, figures = answer.rows, answer.figures
    count = sum(row["in_live"] + row["in_landed"] + row["out_live"] + row["out_landed"]
                for row in rows)  # fmt: skip

    assert sum(figures[one] or 0 for one in ("both", "in", "out")) == len(rows)
    assert (figures["unlinked"] or 0) + 2 * (figures["links"] or 0) == count
    assert sum(row["in_landed"] + row["out_landed"] for row in rows) == (figures["landed"] or 0)
