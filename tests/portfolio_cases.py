"""Small random cases of planning, and every plan of each tried by hand."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

Raw = dict[str, Any]
Plan = tuple[int | None, ...]
PERIODS = 3
small = st.integers(0, 6)


@st.composite
def cases(draw: st.DrawFn, *, most: int = 4) -> Raw:
    """A case with up to so many projects, of every kind of rule."""
    count = draw(st.integers(1, most))
    ids = [f"P{at}" for at in range(count)]
    return {
        "periods": PERIODS,
        "discount_rate": draw(st.sampled_from([0, 0.05, 0.5])),
        "budget": {"per_period": draw(st.lists(small, min_size=PERIODS, max_size=PERIODS)),
                   "rule": draw(st.sampled_from(["yearly", "carry_over"]))},
        "resources": [{"name": "land", "total": draw(small)},
                      {"name": "crews", "per_period": draw(st.integers(1, 4))}],
        "projects": [draw(projects(name)) for name in ids],
        "relations": draw(relations(ids)) if count > 1 else [],
        "floors": draw(st.lists(floors, max_size=1)),
        "scenarios": draw(scenarios(ids)),
        "risk": {"level": draw(st.sampled_from([0, 0.5, 0.8])),
                 "weight": draw(st.sampled_from([0, 0.4, 1]))},
        "options": {"time_limit_s": 60},
    }  # fmt: skip


@st.composite
def projects(draw: st.DrawFn, name: str) -> Raw:
    years = draw(st.integers(1, 3))
    earliest = draw(st.sampled_from([0, 0, 1]))
    return {
        "id": name, "duration": years, "region": draw(st.sampled_from("AB")),
        "type": draw(st.sampled_from(["port", "rail"])),
        "cost": draw(st.lists(small, min_size=years, max_size=years)),
        "benefit": draw(st.integers(-2, 12)), "must": draw(st.sampled_from([False] * 5 + [True])),
        "earliest": earliest, "latest": draw(st.sampled_from([None, earliest, earliest + 1])),
        "uses": {"land": draw(st.integers(0, 3)), "crews": draw(st.integers(0, 2))},
    }  # fmt: skip


def relations(ids: list[str]) -> st.SearchStrategy[list[Raw]]:
    pairs = st.permutations(ids).map(lambda some: some[:2])
    value = st.integers(0, 4)
    return st.lists(
        st.one_of(
            pairs.map(lambda p: {"kind": "requires", "project": p[0], "needs": p[1]}),
            pairs.map(lambda p: {"kind": "excludes", "projects": p}),
            st.builds(lambda p, v: {"kind": "boosts", "projects": p, "value": v}, pairs, value),
            st.builds(lambda p, v: {"kind": "overlaps", "projects": p, "value": v}, pairs, value),
        ),
        max_size=3,
    )


floors = st.builds(
    lambda by, least: {by[0]: by[1], "min_spend": least},
    st.sampled_from([("region", "A"), ("type", "rail")]), st.integers(0, 3),
)  # fmt: skip


def scenarios(ids: list[str]) -> st.SearchStrategy[list[Raw]]:
    one = st.dictionaries(st.sampled_from(ids), st.integers(-4, 15), max_size=3)
    names = st.sampled_from([[], ["slump"], ["slump", "boom"]])
    return names.flatmap(
        lambda own: st.tuples(*[one] * len(own)).map(
            lambda benefits: [
                {"name": name, "probability": 0.25, "benefit": benefit}
                for name, benefit in zip(own, benefits, strict=True)
            ]
        )
    )


def plans(raw: Raw) -> Iterator[Plan]:
    """Every plan that keeps the rules, each rule read from the case as it stands."""
    starts = [[None, *range(raw["periods"])] for _ in raw["projects"]]
    return (plan for plan in product(*starts) if is_plan(raw, plan))


def is_plan(raw: Raw, plan: Plan) -> bool:
    rows = raw["projects"]
    at = {row["id"]: start for row, start in zip(rows, plan, strict=True)}
    chosen = [(row, start) for row, start in zip(rows, plan, strict=True) if start is not None]
    in_time = all(
        row["earliest"] <= start and start + row["duration"] <= raw["periods"]
        and (row["latest"] is None or start <= row["latest"])
        for row, start in chosen
    )  # fmt: skip
    return (
        in_time
        and all(not row["must"] or at[row["id"]] is not None for row in rows)
        and _has_money(raw, chosen)
        and sum(row["uses"]["land"] for row, _ in chosen) <= raw["resources"][0]["total"]
        and _has_crews(raw, chosen)
        and all(_is_related(raw, one, at) for one in raw["relations"])
        and all(_is_filled(one, chosen) for one in raw["floors"])
    )


def _has_money(raw: Raw, chosen: list[tuple[Raw, int]]) -> bool:
    left, is_kept = 0, raw["budget"]["rule"] == "carry_over"
    for year, budget in enumerate(raw["budget"]["per_period"]):
        spent = sum(
            row["cost"][year - start]
            for row, start in chosen
            if start <= year < start + row["duration"]
        )
        left = (left if is_kept else 0) + budget - spent
        if left < 0:
            return False
    return True


def _has_crews(raw: Raw, chosen: list[tuple[Raw, int]]) -> bool:
    return all(
        sum(row["uses"]["crews"] for row, at in chosen if at <= year < at + row["duration"])
        <= raw["resources"][1]["per_period"]
        for year in range(raw["periods"])
    )


def _is_related(raw: Raw, one: Raw, at: dict[str, int | None]) -> bool:
    if one["kind"] == "excludes":
        return sum(at[name] is not None for name in one["projects"]) < 2
    if one["kind"] != "requires" or at[one["project"]] is None:
        return True
    first = next(row for row in raw["projects"] if row["id"] == one["needs"])
    return at[first["id"]] is not None and at[first["id"]] + first["duration"] <= at[one["project"]]


def _is_filled(floor: Raw, chosen: list[tuple[Raw, int]]) -> bool:
    by = "region" if "region" in floor else "type"
    return sum(sum(row["cost"]) for row, _ in chosen if row[by] == floor[by]) >= floor["min_spend"]


def worth(raw: Raw, plan: Plan) -> float:
    """Mean and tail of a plan by the risk of the case."""
    named = [(one["probability"], one["benefit"]) for one in raw["scenarios"]]
    named.append((1 - sum(p for p, _ in named), {}))
    values = sorted((value(raw, plan, benefit), p) for p, benefit in named)
    mean = sum(brought * p for brought, p in values)
    left = share = 1 - raw["risk"]["level"]
    tail = 0.0
    for brought, p in values:
        tail, left = tail + brought * min(p, left), left - min(p, left)
    weight = raw["risk"]["weight"]
    return (1 - weight) * mean + weight * tail / share


def value(raw: Raw, plan: Plan, benefit: Raw) -> float:
    """What a plan brings under the benefits of one scenario."""
    brought, chosen = 0.0, set()
    for row, start in zip(raw["projects"], plan, strict=True):
        if start is not None:
            chosen.add(row["id"])
            years = start + row["duration"]
            brought += benefit.get(row["id"], row["benefit"]) / (1 + raw["discount_rate"]) ** years
    for one in raw["relations"]:
        if one["kind"] in ("boosts", "overlaps") and chosen >= set(one["projects"]):
            brought += one["value"] if one["kind"] == "boosts" else -one["value"]
    return brought
