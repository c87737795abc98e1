"""Handling at terminals: from truck to train, from train to ship, from gauge to gauge."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from entrepot.corridors.cost import Price, lognormal
from entrepot.corridors.overlay import Arc, NodeKey, Overlay, Run
from entrepot.corridors.voyages import CHANGES
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Transfer

EVERYWHERE = "*"


@dataclass(slots=True)
class Handling:
    """The pack's transfers by place, modes and change of gauge; `*` is the default."""

    overlay: Overlay
    _rows: dict[tuple[str, Mode, Mode, bool], Transfer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.overlay.region.transfers:
            self._rows[row.place, row.mode_a, row.mode_b, row.gauge_change] = row

    def find(self, place: str, mode_a: Mode, mode_b: Mode, changes: bool) -> Transfer | None:
        """The row for a place, or the default one."""
        key = (mode_a, mode_b, changes)
        return self._rows.get((place, *key)) or self._rows.get((EVERYWHERE, *key))


def add_transfers(overlay: Overlay, only: Collection[str] | None = None) -> None:
    """Join what arrives at each place with what departs from it or leaves by truck.

    Args:
        overlay: The overlay with its trains, services and voyages.
        only: Places to do it at; None is everywhere.
    """
    handling = Handling(overlay)
    at_border = _gauge_changes_at_posts(overlay)
    arrivals: dict[str, list[NodeKey]] = defaultdict(list)
    departures: dict[str, list[NodeKey]] = defaultdict(list)
    ends: set[str] = set()
    for key in [k for k in overlay.nodes if only is None or k[1] in only]:
        role, place = str(key[0]), str(key[1])
        if role in ("arr", "train"):
            arrivals[place].append(key)
        elif role == "dep":
            departures[place].append(key)
        if role in ("arr", "dep"):
            ends.add(place)
    for place in sorted(arrivals.keys() | departures.keys()):
        terminal = overlay.terminals.get(place)
        if terminal is None and place not in ends:
            continue
        if terminal is None or "road" in terminal.modes:
            road: NodeKey = ("road", place)
            overlay.node(*road)
            arrivals[place].append(road)
            departures[place].append(road)
        for one in arrivals[place]:
            for other in departures[place]:
                _add(overlay, handling, place, one, other, place in at_border)


def _add(
    overlay: Overlay, handling: Handling, place: str, one: NodeKey, other: NodeKey, at_post: bool
) -> None:
    mode_a, mode_b = _mode(one), _mode(other)
    if mode_a == mode_b == "road" or not _is_allowed(overlay, place, one, other, at_post):
        return
    changes = mode_a == mode_b == "rail" and one[3] != other[3]
    row = handling.find(place, mode_a, mode_b, changes)
    if row is None:
        return
    run = Run("", "gauge change" if changes else "handling", row.status, row.source, row.note)
    price = Price(row.usd_per_teu, row.usd_per_feu)
    handled = "air" if "air" in (mode_a, mode_b) else mode_b
    carbon = overlay.book.carbon_of_hub(handled, row.kg_co2e_per_t)
    overlay.arcs.append(
        Arc(
            overlay.node(*one), overlay.node(*other), "transfer", mode_b, place, place, run, 0.0,
            lognormal(row.p50_h, row.p90_h), price, carbon, gauge_change=changes,
        )
    )  # fmt: skip


def _is_allowed(overlay: Overlay, place: str, one: NodeKey, other: NodeKey, at_post: bool) -> bool:
    """A train only stops at terminals; voyages count changes; posts change gauge themselves."""
    mode_a, mode_b = _mode(one), _mode(other)
    terminal = overlay.terminals.get(place)
    if one[0] == "train" and (terminal is None or "rail" not in terminal.modes):
        return False
    if mode_a == mode_b == "rail":
        return one[3] == other[3] or not at_post
    if mode_a == mode_b and mode_a in ("sea", "air"):
        return int(one[3]) < CHANGES and int(other[3]) == int(one[3]) + 1
    if mode_b in ("sea", "air"):
        return other[3] == 0
    return True


def _gauge_changes_at_posts(overlay: Overlay) -> frozenset[str]:
    """Places at posts whose crossing holds the change of gauge already."""
    return frozenset(
        place
        for row in overlay.region.borders
        if row.gauge_a_mm and row.gauge_b_mm and not set(row.gauge_a_mm) & set(row.gauge_b_mm)
        for place in (row.place_a, row.place_b)
    )


def _mode(key: NodeKey) -> Mode:
    return "road" if key[0] == "road" else key[2]  # type: ignore[return-value]
