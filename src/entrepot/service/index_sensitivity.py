"""Sensitivity of an index to assumptions of a file, as a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.assess.fields import is_number
from entrepot.assess.index import Index, build, parts_of
from entrepot.assess.prepare import Floats
from entrepot.assess.scheme import KEYS, Scheme, check_scheme, check_step
from entrepot.assess.uncertainty import Assumption, Option, Sensitivity, sensitivity
from entrepot.assess.wording import problem
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.index_files import IndexFiles, read_index, read_toml, read_weights

Document = dict[str, Any]
_TOPS = (5, 10, 20)
_METHODS = ("auto", "enumerate", "sobol")
_MEASURE = "mean_abs_rank_shift"
_MOST_RUNS = 2_000_000
_MOST_DRAWS = 1_000
_WAYS = ("options", "weights_file", "noise")


@dataclass(frozen=True, slots=True)
class Asked:
    """An index, the assumptions it was run under, and what was found."""

    files: IndexFiles
    nominal: Index
    chosen: tuple[Assumption, ...]
    found: Sensitivity


def sensitivity_of(
    scheme: Path, data: Path, assumptions: Path, pairs: Sequence[str] = ()
) -> Document:
    """How ranks move under the assumptions of a file.

    Args:
        scheme: TOML of the tree and the steps.
        data: CSV, a row a unit.
        assumptions: TOML of what may be chosen otherwise.
        pairs: A,B, each two units to compare; neighbours in rank where none is named.

    Raises:
        InputError: A file or a pair cannot be used; everything wrong is named.
        ModelError: A combination has no honest answer.
    """
    asked = ask(scheme, data, assumptions)
    nominal = asked.nominal
    compared = pairs_of(nominal, pairs, "--pair") if pairs else _neighbours(nominal)
    return told_sensitivity(asked, compared)


def told_sensitivity(asked: Asked, compared: Iterable[tuple[int, int]]) -> Document:
    """What was found, unit by unit, and of pairs of units."""
    files, nominal, found = asked.files, asked.nominal, asked.found
    times = files.table.times
    return {
        "method": found.method, "runs": found.runs, "mean": found.mean,
        "variance": found.variance, "indices": _indices(asked.chosen, found),
        "units": [
            {"unit": files.table.units[row], **({"time": times[row]} if times else {}),
             **_unit(nominal.ranks[at], found.ranks[:, at])}
            for at, row in enumerate(nominal.prepared.rows)
        ],
        "pairs": [_beats(nominal, found.ranks, *pair) for pair in compared],
    }  # fmt: skip


def pairs_of(index: Index, texts: Sequence[str], where: str) -> list[tuple[int, int]]:
    """Pairs of units, A,B, as their places among the units of an index.

    Raises:
        InputError: One is no pair of units that are ranked together.
    """
    parts = parts_of(index.table, index.prepared.rows)
    names = [index.table.units[row] for row in index.prepared.rows]
    found, problems = list[tuple[int, int]](), list[Problem]()
    for text in texts:
        a, _, b = (one.strip() for one in text.partition(","))
        if index.table.times:
            problems.append(_pair_problem(where, text, "is one of a panel.", "Leave one year."))
        elif a == b or a not in names or b not in names:
            problems.append(_pair_problem(where, text, "is no pair of units.", "Write A,B."))
        elif parts[names.index(a)] != parts[names.index(b)]:
            problems.append(_pair_problem(where, text, "are of two classes.", "Name one class."))
        else:
            found.append((names.index(a), names.index(b)))
    if problems:
        raise InputError(problems)
    return found


def _pair_problem(where: str, text: str, message: str, hint: str) -> Problem:
    return problem("pair", f"{where} {text}", message, hint)


def _neighbours(index: Index) -> Iterator[tuple[int, int]]:
    """Each unit and the next below it, class by class and year by year."""
    parts = parts_of(index.table, index.prepared.rows)
    for part in dict.fromkeys(parts):
        ranked = [
            at for at, one in enumerate(parts) if one == part and not np.isnan(index.ranks[at])
        ]
        yield from pairwise(sorted(ranked, key=lambda at: index.ranks[at]))


def _beats(index: Index, ranks: Floats, a: int, b: int) -> Document:
    """How often one of two is ahead, over the runs that rank both."""
    both = ranks[:, [a, b]]
    both = both[~np.isnan(both).any(axis=1)]
    names = [index.table.units[index.prepared.rows[at]] for at in (a, b)]
    return {
        "a": names[0], "b": names[1],
        "p_a_beats_b": float((both[:, 0] < both[:, 1]).mean()) if len(both) else None,
        "p_tie": float((both[:, 0] == both[:, 1]).mean()) if len(both) else None,
        "runs": len(both),
    }  # fmt: skip


def ask(scheme: Path, data: Path, assumptions: Path, *, keep_scores: bool = False) -> Asked:
    """Run an index under the assumptions of a file.

    Raises:
        InputError: A file cannot be used; everything wrong is named.
        ModelError: A combination has no honest answer.
    """
    files = read_index(scheme, data)
    raw = read_assumptions(assumptions, files)
    return ask_of(files, build(files.scheme, files.table), raw, keep_scores=keep_scores)


def ask_of(
    files: IndexFiles, nominal: Index, raw: Mapping[str, Any], *, keep_scores: bool = False
) -> Asked:
    """Run an index under assumptions as `read_assumptions` gives them."""
    design, chosen = raw.get("design", {}), tuple(map(_assumption, raw["assumption"]))
    found = sensitivity(
        nominal, chosen, method=design.get("method", "auto"),
        points=design.get("points", 8192), seed=design.get("seed", 1), keep_scores=keep_scores,
    )  # fmt: skip
    return Asked(files, nominal, chosen, found)


def read_assumptions(path: Path, files: IndexFiles) -> dict[str, Any]:
    """Assumptions of a file, checked, the weights of other files in them.

    Raises:
        InputError: They cannot be used; everything wrong is named.
    """
    raw = read_toml(path)
    problems = list(_check(raw, files))
    if problems:
        raise InputError(problems)
    inner = [_with_weights(one, path.parent) for one in raw["assumption"]]
    problems = [p for one in map(_assumption, inner) for p in _check_weights(one, files.scheme)]
    if problems:
        raise InputError(problems)
    return {**raw, "assumption": inner}


def _indices(chosen: tuple[Assumption, ...], found: Sensitivity) -> list[Document]:
    return [
        {
            "assumption": one.name, "first": share.first, "total": share.total,
            "first_interval": share.first_interval, "total_interval": share.total_interval,
        }
        for one, share in zip(chosen, found.shares, strict=True)
    ]  # fmt: skip


def _unit(nominal: float, ranks: Floats) -> Document:
    """Ranks of one unit over the runs that rank it."""
    known = ranks[~np.isnan(ranks)]
    told = None if np.isnan(nominal) else int(nominal)
    if not len(known):
        return {"nominal": told, "mean": None, "median": None, "q05": None, "q95": None,
                "p_top": {}}  # fmt: skip
    low, middle, high = np.percentile(known, (5, 50, 95)).tolist()
    return {
        "nominal": told, "mean": float(known.mean()), "median": middle, "q05": low, "q95": high,
        "p_top": {str(top): float((known <= top).mean()) for top in _TOPS},
    }  # fmt: skip


def _with_weights(raw: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    if "weights_file" not in raw:
        return raw
    return {"name": raw["name"], "weights": read_weights(folder / str(raw["weights_file"]))}


def _assumption(raw: Mapping[str, Any]) -> Assumption:
    if "weights" in raw:
        return Assumption(raw["name"], tuple(Option(weights=one) for one in raw["weights"]))
    if "noise" in raw:
        draws, share = raw["noise"]["draws"], float(raw["noise"]["share"])
        return Assumption(raw["name"], (Option(),) * draws, share)
    return Assumption(raw["name"], tuple(Option(steps=one) for one in raw["options"]))


def _check(raw: Mapping[str, Any], files: IndexFiles) -> Iterator[Problem]:
    design, assumptions = raw.get("design", {}), raw.get("assumption")
    for key in raw:
        if key not in ("measure", "design", "assumption"):
            yield _problem(key, "is no key of assumptions.")
    if raw.get("measure", _MEASURE) != _MEASURE:
        yield _problem("measure", f"{raw['measure']!r} is none.", f"Give {_MEASURE}.")
    yield from _check_design(design, assumptions)
    if not isinstance(assumptions, list) or not assumptions:
        yield _problem("assumption", "names none.", "Give [[assumption]].")
        return
    for place, one in enumerate(assumptions, start=1):
        yield from _check_assumption(one, f"assumption {place}", files)


def _check_design(design: object, assumptions: object) -> Iterator[Problem]:
    if not isinstance(design, Mapping):
        yield _problem("design", "is no section.")
        return
    for key in design:
        if key not in ("method", "points", "seed"):
            yield _problem(f"design.{key}", "is no key of it.")
    if design.get("method", "auto") not in _METHODS:
        yield _problem("design.method", "is none.", f"One of {', '.join(_METHODS)}.")
    points, seed = design.get("points", 8192), design.get("seed", 1)
    if not isinstance(points, int) or points < 2 or points & (points - 1):
        yield _problem("design.points", f"{points!r} is no power of two.", "Give 8192, say.")
    elif isinstance(assumptions, list) and points * (len(assumptions) + 2) > _MOST_RUNS:
        yield _problem("design.points", f"makes more than {_MOST_RUNS:,} runs.", "Give fewer.")
    if not isinstance(seed, int) or seed < 0:
        yield _problem("design.seed", f"{seed!r} is no whole number from 0.")


def _check_assumption(one: object, where: str, files: IndexFiles) -> Iterator[Problem]:
    if not isinstance(one, Mapping) or not isinstance(one.get("name"), str):
        yield _problem(where, "has no name.")
        return
    options, where = one.get("options"), f"assumption {one['name']}"
    for key in one:
        if key not in ("name", *_WAYS):
            yield _problem(f"{where}, {key}", "is no key of it.")
    if sum(key in one for key in _WAYS) != 1:
        yield _problem(where, "needs one of options, weights_file and noise.")
    elif "noise" in one:
        yield from _check_noise(one["noise"], f"{where}, noise")
    elif "options" in one and (not isinstance(options, list) or not options):
        yield _problem(where, "has no option.")
    else:
        for place, option in enumerate(options or (), start=1):
            yield from _check_option(option, f"{where}, option {place}, ", files)


def _check_noise(noise: object, where: str) -> Iterator[Problem]:
    if not isinstance(noise, Mapping) or noise.keys() != {"share", "draws"}:
        yield _problem(where, "needs share and draws.", "Write {share = 0.02, draws = 100}.")
        return
    share, draws = noise["share"], noise["draws"]
    if not is_number(share) or not 0 < share <= 1:
        yield _problem(f"{where}.share", f"{share!r} is not above 0 and at most 1.")
    if not isinstance(draws, int) or not 2 <= draws <= _MOST_DRAWS:
        yield _problem(f"{where}.draws", f"{draws!r} is not from 2 to {_MOST_DRAWS}.")


def _check_option(option: object, where: str, files: IndexFiles) -> Iterator[Problem]:
    if not isinstance(option, Mapping):
        yield _problem(where.rstrip(", "), "is no table.")
        return
    for name, step in option.items():
        if name in KEYS:
            yield from check_step(name, step, where)
        else:
            yield _problem(f"{where}{name}", "is no section.", f"Sections: {', '.join(KEYS)}.")
    if not any(name not in KEYS for name in option):
        yield from _conflicts(files.raw, option, where)


def _conflicts(raw: Mapping[str, Any], option: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Columns and goalposts an option needs and the scheme has not."""
    for one in check_scheme({**raw, **option}):
        if one.code == "assess.conflict":
            yield replace(one, where=f"{where}{one.where}")


def _check_weights(assumption: Assumption, scheme: Scheme) -> Iterator[Problem]:
    codes = {node.code for node in scheme.nodes}
    named = {code for option in assumption.options for code in option.weights}
    for code in sorted(named - codes):
        yield _problem(f"assumption {assumption.name}, {code}", "is no node of the tree.")
    if any(not 0 <= w < np.inf for option in assumption.options for w in option.weights.values()):
        yield _problem(f"assumption {assumption.name}", "has a weight that is none.")


def _problem(where: str, message: str, hint: str = "See the how-to of indices.") -> Problem:
    return problem("assumption", where, message, hint)
