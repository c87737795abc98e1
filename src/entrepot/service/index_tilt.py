"""A fund shared by an index, as a document: what method alone would move."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.assess.tilt import DOUBTFUL, MOST_POOL, SURE, Floats, Tilt, share_gains, share_out
from entrepot.assess.wording import problem
from entrepot.kernel.errors import InputError, ModelError, Problem
from entrepot.kernel.money import minor_unit
from entrepot.service.benchmark_files import fraction
from entrepot.service.index_sensitivity import Asked, ask

Document = dict[str, Any]
PLACES = 10


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund as it is asked about.

    Attributes:
        pool, floor: Amounts as they are written.
        top: Places that share what is left after the floors.
        gain_share: Of what is left after the floors, that gains share; above zero it goes with
            data of an earlier time.
    """

    pool: str
    currency: str
    floor: str = "0"
    top: int = PLACES
    gain_share: str = "0"


def tilt_of(
    scheme: Path, data: Path, assumptions: Path, fund: Fund, before: Path | None = None
) -> Document:
    """Share a fund by rank, by rank as far as it is sure, and by the rank of every run.

    Args:
        scheme: TOML of the tree and the steps.
        data: CSV, a row a unit.
        assumptions: TOML of what may be chosen otherwise.
        fund: What is shared, and how.
        before: Data of an earlier time, where gains are paid too.

    Raises:
        InputError: A file or an amount cannot be used.
        ModelError: Scores are below zero, or a combination has no honest answer.
    """
    asked = ask(scheme, data, assumptions, keep_scores=True)
    earlier = ask(scheme, before, assumptions, keep_scores=True) if before else None
    return told_tilt(asked, fund, earlier)


def told_tilt(asked: Asked, fund: Fund, earlier: Asked | None = None) -> Document:
    """A fund shared by an index that was run with its scores kept.

    Raises:
        InputError: An amount cannot be used.
        ModelError: Scores are below zero.
    """
    pool, floor = _amounts(fund, asked, has_before=earlier is not None)
    nominal, found = asked.nominal, asked.found
    scores = found.scores
    assert scores is not None
    _check_scores(asked)
    for_gains = int((pool - floor * len(nominal.final)) * Fraction(fund.gain_share))
    done = share_out(
        pool - for_gains, floor, fund.top, (nominal.ranks, nominal.final), (found.ranks, scores)
    )
    gains = _gains(asked, earlier)
    if gains:
        done = done.with_gains(share_gains(for_gains, *gains))
    unit = minor_unit(fund.currency)
    return {
        "scheme": asked.files.scheme.code, "hash": asked.files.hash, "currency": fund.currency,
        "pool": unit * pool, "floor": unit * floor, "top": fund.top,
        "for_gains": unit * for_gains,
        "paid_in_full_from": SURE, "paid_nothing_below": DOUBTFUL,
        "method": found.method, "runs": found.runs,
        "paid": {"plain": unit * sum(done.plain), "robust": unit * sum(done.robust)},
        "moved_by_robust": unit * _moved(done.plain, done.robust),
        "moved_by_method": _by_method(done, unit),
        "units": list(_units(asked, done, unit, gains)),
    }  # fmt: skip


def _gains(asked: Asked, earlier: Asked | None) -> tuple[Floats, Floats] | None:
    """Points gained since the earlier data, as the scheme stands and run by run."""
    if earlier is None:
        return None
    assert asked.found.scores is not None
    assert earlier.found.scores is not None
    names = [earlier.nominal.table.units[row] for row in earlier.nominal.prepared.rows]
    place = {name: at for at, name in enumerate(names)}
    ours = [asked.nominal.table.units[row] for row in asked.nominal.prepared.rows]
    at = [place.get(name, len(names)) for name in ours]
    base = np.append(earlier.nominal.final, np.nan)[at]
    unknown = np.full((len(earlier.found.scores), 1), np.nan)
    runs = np.hstack([earlier.found.scores, unknown])[:, at]
    return asked.nominal.final - base, asked.found.scores - runs


def _amounts(fund: Fund, asked: Asked, *, has_before: bool) -> tuple[int, int]:
    """Pool and floor in minor units."""
    problems: list[Problem] = []
    if len(fund.currency) != 3 or not fund.currency.isalpha() or not fund.currency.isupper():
        problems.append(_problem("--currency", f"{fund.currency!r} is no currency.", "Give CNY."))
    pool, floor = (
        _minor(text, fund.currency, f"--{name}", problems)
        for name, text in (("pool", fund.pool), ("floor", fund.floor))
    )
    if fund.top < 1:
        problems.append(_problem("--top", f"{fund.top} is no number of places.", "Give 10."))
    share = fraction(fund.gain_share, "--gain-share", problems)
    if share is None or not 0 <= share <= 1:
        told = f"{fund.gain_share!r} is no share."
        problems.append(_problem("--gain-share", told, "Give 0.3, say."))
    elif (share > 0) != has_before:
        told = "goes with data of an earlier time."
        problems.append(_problem("--gain-share", told, "Give both, or neither."))
    if asked.files.scheme.time:
        problems.append(_problem("time", "a panel has many years.", "Leave one year in DATA."))
    if not problems and floor * len(asked.nominal.prepared.rows) > pool:
        problems.append(_problem("--floor", "a floor each is more than the pool.", "Give less."))
    if problems:
        raise InputError(problems)
    return pool, floor


def _minor(text: str, currency: str, where: str, problems: list[Problem]) -> int:
    try:
        units = Decimal(text) / minor_unit(currency)
    except InvalidOperation:
        units = Decimal(-1)
    if not units.is_finite() or units < 0 or units != units.to_integral_value():
        hint = "Write digits with a point, no finer than the currency's minor unit."
        problems.append(_problem(where, f"{text!r} is no amount of {currency}.", hint))
        return 0
    if units > MOST_POOL:
        problems.append(_problem(where, f"{text} is more than is shared exactly.", "Give less."))
    return int(units)


def _check_scores(asked: Asked) -> None:
    """Nobody claims with a score below zero."""
    scores = asked.found.scores
    assert scores is not None
    low = (scores < 0).any(axis=0) | (asked.nominal.final < 0)
    rows = asked.nominal.prepared.rows
    names = [asked.files.table.units[rows[at]] for at in np.flatnonzero(low).tolist()]
    if names:
        hint = "Normalise to 1 to 100, say, in the scheme and in every option."
        told = "has a score below zero in some run, which claims no money."
        raise ModelError(problem("claim", ", ".join(names), told, hint))


def _moved(before: list[int], after: list[int]) -> int:
    """Money that changes hands; a fund that pays less moves what it takes away."""
    return sum(max(0, a - b) for a, b in zip(before, after, strict=True))


def _by_method(done: Tilt, unit: Decimal) -> Document:
    """Money the plain way would pay elsewhere, over the runs."""
    moved = done.moved_by_run()
    middle, high = np.percentile(moved, (50, 95), method="higher").tolist()
    return {"median": unit * int(middle), "q95": unit * int(high), "most": unit * int(moved.max())}


def _units(
    asked: Asked, done: Tilt, unit: Decimal, gains: tuple[Floats, Floats] | None
) -> Iterator[Document]:
    ranks, rows = asked.nominal.ranks, asked.nominal.prepared.rows
    for at in np.argsort(np.nan_to_num(ranks, nan=np.inf), kind="stable").tolist():
        each = done.by_run[:, at]
        yield {
            "unit": asked.files.table.units[rows[at]],
            "rank": None if np.isnan(ranks[at]) else int(ranks[at]),
            "p_top": float(done.chances[at]),
            **({"gain": _known(gains[0][at]), "p_gain": _share(gains[1][:, at])} if gains else {}),
            "plain": unit * done.plain[at], "robust": unit * done.robust[at],
            "robust_less_plain": unit * (done.robust[at] - done.plain[at]),
            "least": unit * int(each.min()), "most": unit * int(each.max()),
        }  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _share(gained: Floats) -> float | None:
    """How often something was gained; None where that is not known."""
    known = gained[~np.isnan(gained)]
    return float((known > 0).mean()) if len(known) else None


def _problem(where: str, message: str, hint: str) -> Problem:
    return problem("fund", where, message, hint)
