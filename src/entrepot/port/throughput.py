"""Throughput: boxes that crossed the bounds of a site, counted in TEU."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from entrepot.port.events import Event


@dataclass(frozen=True, slots=True)
class Flow:
    """What crossed one way on one route, full or empty.

    Attributes:
        direction: in or out.
        route: The corridor, service or road.
        status: full or empty.
        boxes: How many.
        teu: How much [TEU].
        unsized: How many boxes of unknown size are not in `teu`.
    """

    direction: str
    route: str
    status: str
    boxes: int
    teu: Decimal
    unsized: int = 0


def throughput(events: Iterable[Event]) -> tuple[Flow, ...]:
    """Sum events by direction, route and status; those within the site count nothing.

    Each crossing counts once: a box that comes by train and leaves by road is once in and
    once out.

    Source:
        UNECE, ITF, Eurostat: Glossary for Transport Statistics, 5th edition, G.III (TEU).
    """
    found: dict[tuple[str, str, str], list[Decimal | None]] = defaultdict(list)
    for event in events:
        if event.direction:
            found[event.direction, event.route, event.status].append(event.teu)
    return tuple(_flow(key, found[key]) for key in sorted(found))


def _flow(key: tuple[str, str, str], teu: Sequence[Decimal | None]) -> Flow:
    known = [one for one in teu if one is not None]
    return Flow(*key, len(teu), sum(known, Decimal(0)), len(teu) - len(known))


def total_teu(flows: Iterable[Flow]) -> Decimal:
    """All of it [TEU]."""
    return sum((flow.teu for flow in flows), Decimal(0))
