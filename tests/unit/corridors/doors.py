"""Doors made by hand: a few arcs between named nodes, with what each takes capacity of."""

from collections.abc import Sequence

import numpy as np

from entrepot.corridors.doors import Doors
from entrepot.corridors.loading import Gates, gates_of
from entrepot.corridors.overlay import Arc, Run
from entrepot.corridors.things import Capacity, Thing

RUN = Run("", "by hand", "synthetic", "by hand")


def doors(steps: Sequence[tuple[str, str, float, str]]) -> Doors:
    """Arcs `(from, to, usd, service)`; each place is its own door."""
    names = sorted({name for a, b, _, _ in steps for name in (a, b)})
    number = {name: at for at, name in enumerate(names)}
    rows = sorted(steps, key=lambda row: number[row[0]])
    tails = np.array([number[a] for a, _, _, _ in rows], np.int64)
    arcs = tuple(
        Arc(number[a], number[b], "wait", "rail", a, b, RUN,
            tags=(f"service:{service}",) if service else ())
        for a, b, _, service in rows
    )  # fmt: skip
    return Doors(
        indptr=np.searchsorted(tails, np.arange(len(names) + 1)).astype(np.int64),
        tails=tails,
        heads=np.array([number[b] for _, b, _, _ in rows], np.int64),
        usd=np.array([usd for _, _, usd, _ in rows]),
        hours=np.zeros(len(rows)),
        closed=np.zeros(len(rows), np.bool_),
        arcs=arcs,
        out=number,
        into=number,
        inventory_usd_per_h=0.0,
    )


def limits(made: Doors, rows: dict[str, tuple[float, float]], b: float, power: float) -> Gates:
    """Services with `(capacity, cost when empty)`."""
    things = [
        Thing("service", name, name, "", "rail", Capacity(teu, "", "", "by hand", "synthetic"))
        for name, (teu, _) in rows.items()
    ]
    costs = {f"service:{name}": usd for name, (_, usd) in rows.items()}
    return gates_of(made, things, costs, {"rail": (b, power)})
