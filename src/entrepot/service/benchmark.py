"""Benchmarks of files, as documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.assess.benchmarks import (
    Gain,
    Item,
    Scores,
    by_kind,
    checklist_means,
    gains,
    is_of_hundred,
    reformed,
    score,
    shortfalls,
    survey_weights,
)
from entrepot.assess.ranks import rank
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.benchmark_files import (
    Rows,
    fraction,
    read_benchmark,
    read_checklist,
    read_items,
    read_reforms,
)

Document = dict[str, Any]


def score_of(paths: Sequence[Path], *, gaps: int = 10) -> Document:
    """The scores of a tree, checklist or table of economies, or the weights behind a survey.

    Args:
        paths: CSV files of one form and one method.
        gaps: How many of the items that would add most are told.

    Raises:
        InputError: A file cannot be used; everything wrong is named.
        RefusedError: Different methods would be joined, or groups stand among economies.
    """
    return told_score(read_benchmark(paths), gaps=gaps)


def told_score(rows: Rows, *, gaps: int = 10) -> Document:
    """The scores of rows that were read, as `score_of` tells those of files."""
    if rows.form == "tree":
        return _tree(read_items(rows), gaps)
    if rows.form == "checklist":
        return _checklist(rows)
    return _table(rows) if rows.form == "table" else _survey(rows)


def simulate(path: Path, reforms: Sequence[str], reforms_file: Path | None = None) -> Document:
    """What reforms would add to a tree; each adds its own, so they add up.

    Args:
        path: CSV of the tree.
        reforms: TOPIC/ITEM=POINTS, or =max.
        reforms_file: CSV with topic, item, obtained.

    Raises:
        InputError: A file or a reform cannot be used; everything wrong is named.
        RefusedError: The file joins different methods.
    """
    items = read_items(read_benchmark([path]))
    return told_simulation(items, read_reforms(items, reforms, reforms_file))


def told_simulation(items: Sequence[Item], wanted: Mapping[str, Fraction]) -> Document:
    """What reforms would add to items, each by its key with its new points."""
    before, after = score(items), score(reformed(items, wanted))
    told = list(gains(items, wanted))
    return {
        "scale": _scale(items),
        "overall_before": _float(before.overall), "overall_after": _float(after.overall),
        "gain": float(sum((one.overall for one in told), Fraction(0))),
        "pillars": [
            {"pillar": name, "before": _float(before.pillars[name]),
             "after": _float(after.pillars[name]),
             "gain": float(sum((g.pillar for g in told if g.item.pillar == name), Fraction(0)))}
            for name in before.pillars
        ],
        "reforms": [_gain(one) for one in told],
    }  # fmt: skip


def rows_of_benchmark(rows: Rows) -> list[Document]:
    """Every row of a benchmark with what it lacks: items, variables or economies."""
    if rows.form == "tree":
        return [_item(one) for one in _with_gain(read_items(rows))]
    if rows.form == "checklist":
        coded = zip(rows.rows, read_checklist(rows), strict=True)
        return [
            {"indicator": name, "variable": row["variable"].strip(), "value": value,
             "evidence": row["evidence"].strip()}
            for row, (name, value) in coded
        ]  # fmt: skip
    return _table(rows)["units"] if rows.form == "table" else _economies(rows)


def figures_of(rows: Rows) -> Mapping[str, float | None]:
    """The few figures by which editions are set beside each other."""
    if rows.form == "tree":
        told = score(read_items(rows))
        return {"overall": _float(told.overall),
                **{name: _float(value) for name, value in told.pillars.items()}}  # fmt: skip
    if rows.form == "checklist":
        return {name: _float(one) for name, one in checklist_means(read_checklist(rows)).items()}
    if rows.form == "table":
        return dict(_table(rows)["frontier"])
    [edition] = _survey(replace(rows, rows=tuple({**row, "edition": ""} for row in rows.rows)))[
        "editions"
    ]
    return dict(edition["weights"] or dict.fromkeys(rows.parts))


def _with_gain(items: Sequence[Item]) -> Iterator[tuple[Item, Gain | None]]:
    more = {one.item.key: one for one in shortfalls(items)}
    return ((one, more.get(one.key)) for one in items)


def _item(told: tuple[Item, Gain | None]) -> Document:
    one, gain = told
    short = None if one.obtained is None else max(one.maximum - one.obtained, Fraction(0))
    return {
        "topic": one.topic, "pillar": one.pillar, "item": one.code, "name": one.name,
        "kind": one.kind or None, "key": one.key, "maximum": float(one.maximum),
        "obtained": _float(one.obtained),
        "short": _float(short),
        "gain_overall": None if short is None else float(gain.overall) if gain else 0.0,
    }  # fmt: skip


def _economies(rows: Rows) -> list[Document]:
    """Economies of a survey by score, each part with the gap to the best of its edition."""
    values = _numbers(rows, (*rows.parts, "score"))
    editions = [row.get("edition") or row.get("year") or "" for row in rows.rows]
    best = {name: np.nanmax(values[[one == name for one in editions]], axis=0)
            for name in set(editions)}  # fmt: skip
    order = np.argsort(np.nan_to_num(-values[:, -1], nan=np.inf), kind="stable").tolist()
    return [
        {"economy": rows.rows[at]["country"], "code": rows.rows[at].get("code") or None,
         "edition": editions[at] or None, "score": _known(values[at, -1]),
         **{name: _known(values[at, i]) for i, name in enumerate(rows.parts)},
         **{f"gap_{name}": _known(best[editions[at]][i] - values[at, i])
            for i, name in enumerate(rows.parts)}}
        for at in order
    ]  # fmt: skip


def _tree(items: Sequence[Item], gaps: int) -> Document:
    told = score(items)
    return {
        "form": "tree", "scale": _scale(items), "items": len(items),
        "overall": _float(told.overall),
        "pillars": [{"pillar": name, "score": _float(v)} for name, v in told.pillars.items()],
        "topics": [{"topic": name, "score": _float(v)} for name, v in told.topics.items()],
        "parts": list(_parts(told)),
        "kinds": [
            {"kind": kind or None, "obtained": _float(had), "maximum": float(whole),
             "share": None if had is None else float(had / whole)}
            for kind, (had, whole) in by_kind(items).items()
        ],
        "gaps": [_gain(one) for one in shortfalls(items)[:gaps]],
        "flags": list(_flags(items)),
    }  # fmt: skip


def _scale(items: Sequence[Item]) -> str:
    return "points of 100" if is_of_hundred(items) else "share of the maximum, x 100"


def _parts(told: Scores) -> Iterator[Document]:
    for one in told.parts:
        yield {
            "topic": one.topic, "pillar": one.pillar, "items": one.items,
            "score": _float(one.score),
            "at_least": float(one.bounds[0]), "at_most": float(one.bounds[1]),
        }  # fmt: skip


def _gain(one: Gain) -> Document:
    item = one.item
    return {
        "topic": item.topic, "pillar": item.pillar, "item": item.code, "name": item.name,
        "kind": item.kind or None, "before": _float(item.obtained), "after": float(one.after),
        "gain_pillar": float(one.pillar), "gain_overall": float(one.overall),
    }  # fmt: skip


def _flags(items: Sequence[Item]) -> Iterator[Document]:
    """What is not known, and points above a printed maximum, kept as they stand."""
    for one in items:
        if one.obtained is None:
            yield {"flag": "unknown", "topic": one.topic, "item": one.code}
        elif one.obtained > one.maximum + Fraction(1, 100):
            yield {"flag": "above_maximum", "topic": one.topic, "item": one.code}


def _checklist(rows: Rows) -> Document:
    """Indicators by the mean of their variables; what has no evidence is flagged."""
    means = checklist_means(read_checklist(rows))
    kept = list(zip(rows.rows, read_checklist(rows), strict=True))
    flags = [
        {"flag": "unknown" if value is None else "unverified", "indicator": name,
         "variable": row["variable"]}
        for row, (name, value) in kept
        if value is None or not row["evidence"].strip()
    ]  # fmt: skip
    bare = {one["indicator"] for one in flags}
    return {
        "form": "checklist", "variables": len(kept),
        "indicators": [
            {"indicator": name, "score": _float(score),
             "status": "unknown" if score is None else "unverified" if name in bare else "stated"}
            for name, score in means.items()
        ],
        "flags": flags,
    }  # fmt: skip


def _table(rows: Rows) -> Document:
    """Economies by the mean of their pillars, with the gap to the best."""
    values = _numbers(rows, rows.parts)
    scores = values.mean(axis=1)
    ranks, best = rank(scores), np.nanmax(values, axis=0)
    order = np.argsort(np.nan_to_num(ranks, nan=np.inf), kind="stable").tolist()
    return {
        "form": "table", "economies": len(scores),
        "frontier": dict(zip(rows.parts, best.tolist(), strict=True)),
        "units": [
            {"economy": rows.rows[at]["economy"], "code": rows.rows[at].get("code") or None,
             "rank": None if np.isnan(ranks[at]) else int(ranks[at]), "score": _known(scores[at]),
             **{f"gap_{name}": _known(best[i] - values[at, i])
                for i, name in enumerate(rows.parts)}}
            for at in order
        ],
    }  # fmt: skip


def _survey(rows: Rows) -> Document:
    """The weights of the parts behind the published scores, edition by edition."""
    values = _numbers(rows, (*rows.parts, "score"))
    editions = [row.get("edition") or row.get("year") or "" for row in rows.rows]
    return {
        "form": "survey", "method": rows.rows[0].get("method") or None,
        "editions": [
            _edition(name, values[[one == name for one in editions]], rows.parts)
            for name in sorted(set(editions))
        ],
    }  # fmt: skip


def _edition(name: str, values: Any, parts: Sequence[str]) -> Document:
    known = values[~np.isnan(values).any(axis=1)]
    told: Document = {"edition": name or None, "economies": len(values), "used": len(known)}
    if len(known) <= len(parts):
        return told | {"weights": None, "largest_miss": None,
                       "reason": "has fewer economies than parts"}  # fmt: skip
    weights, miss = survey_weights(known[:, :-1], known[:, -1])
    found: Mapping[str, float] = dict(zip(parts, weights.tolist(), strict=True))
    return told | {"weights": found, "largest_miss": miss, "reason": None}


def _numbers(rows: Rows, columns: Sequence[str]) -> Any:
    problems: list[Problem] = []
    cells = [
        [fraction(row[name], f"row {at}, {name}", problems) for name in columns]
        for at, row in enumerate(rows.rows, start=1)
    ]
    if problems:
        raise InputError(problems)
    return np.array([[np.nan if one is None else float(one) for one in row] for row in cells])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
