"""Equipment events: what may happen to a box, and which way it crosses the bounds of a site."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from entrepot.kernel.equipment import EMPTY, FULL, STATUSES, check_size_type, teu_of
from entrepot.kernel.errors import Problem
from entrepot.kernel.identifiers import check_container

IN, OUT, WITHIN = "in", "out", ""
ROAD = "road"
MOST_SEAL, MOST_CALL = 35, 60  # signs
LEAST_KG, MOST_KG = Decimal("0.1"), Decimal(100_000)
_KEY = re.compile(r"[^\s\x00-\x1f\x7f]{1,120}")
_ROUTE = re.compile(r"[^\x00-\x1f\x7f]{1,120}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event.

    Attributes:
        code: Its word.
        direction: Which way the box crosses the bounds of the site; empty where it stays.
    """

    code: str
    direction: str = WITHIN


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Kind("gate_in", IN),
            Kind("discharge", IN),
            Kind("yard_in"),
            Kind("yard_out"),
            Kind("shift"),
            Kind("weigh"),
            Kind("seal"),
            Kind("load", OUT),
            Kind("gate_out", OUT),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a box at a site.

    Attributes:
        key: Who tells it twice under one key tells it once.
        container: Its number.
        event: A code of `KINDS`.
        at: When.
        site: Place it happened at.
        size_type: ISO 6346 code; empty where nobody knows it.
        status: full or empty.
        route: The way it came or goes: a corridor, a service, or road.
        call: Reference of the transport call it belongs to; empty for none.
        seal: Seal found or set; empty where it was not looked at.
        gross_kg: Weighed mass [kg]; None where it was not weighed.
    """

    key: str
    container: str
    event: str
    at: datetime
    site: str
    size_type: str = ""
    status: str = FULL
    route: str = ROAD
    call: str = ""
    seal: str = ""
    gross_kg: Decimal | None = None

    @property
    def direction(self) -> str:
        """Which way it crosses the bounds of the site; empty where it stays."""
        return KINDS[self.event].direction

    @property
    def teu(self) -> Decimal | None:
        """Twenty-foot equivalents [TEU]; None where nobody knows the size."""
        return teu_of(self.size_type) if self.size_type else None


def check_event(event: Event, where: str = "event") -> tuple[Problem, ...]:
    """Everything that is wrong with an event.

    Args:
        event: What is told.
        where: How its place in what was handed in is named.
    """
    return tuple(_faults(event, where))


def _faults(event: Event, where: str) -> Iterator[Problem]:
    sized = check_size_type(event.size_type) if event.size_type else ()
    for one in (*check_container(event.container).problems, *sized):
        yield Problem(one.code, f"{where}.{one.where}", one.message, one.hint,
                      message_zh=one.message_zh)  # fmt: skip
    for name, (is_wrong, message, hint, chinese) in _limits(event).items():
        if is_wrong:
            yield Problem(f"event.{name}", f"{where}.{name}", message, hint, message_zh=chinese)


def _limits(event: Event) -> Mapping[str, tuple[bool, str, str, str]]:
    """By field: whether it is wrong, and what to say then."""
    mass = event.gross_kg
    return {
        "event": (event.event not in KINDS, f"{event.event!r} is no equipment event.",
                  f"One of: {', '.join(KINDS)}.", "没有这种箱动态。"),
        "status": (event.status not in STATUSES, f"{event.status!r} is no load status.",
                   f"One of: {FULL}, {EMPTY}.", "重空状态无效。"),
        "key": (not _KEY.fullmatch(event.key), "the key is empty, holds a blank or is too long.",
                "Give each event a key of its own, at most 120 signs.",
                "幂等键为空、含空格或过长。"),
        "route": (not _ROUTE.fullmatch(event.route), "the route is empty or too long.",
                  "Name a corridor or service, or road.", "线路为空或过长。"),
        "gross_kg": (mass is not None and not LEAST_KG <= mass <= MOST_KG, f"{mass} kg is no box.",
                     f"Give the weighed mass in kg, up to {MOST_KG}.", "称重结果无效。"),
        "at": (event.at.tzinfo is None or not 2000 <= event.at.year < 2200,
               "the instant has no offset, or is far away.",
               "Write it as 2026-03-10T08:30:00+08:00.", "时间缺少时区或过远。"),
        "seal": (len(event.seal) > MOST_SEAL, f"the seal has more than {MOST_SEAL} signs.",
                 "Write it as it stands on the seal.", "封志号过长。"),
        "call": (len(event.call) > MOST_CALL, f"the call has more than {MOST_CALL} signs.",
                 "Name the train, voyage, flight or vehicle.", "班次名称过长。"),
    }  # fmt: skip
