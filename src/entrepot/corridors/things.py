"""What has a capacity: services, border posts and terminals, and how much each takes a year."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from entrepot.corridors.cost import lognormal
from entrepot.corridors.doors import Doors
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import Arc
from entrepot.kernel.source import Status, weakest
from entrepot.region.transport import Service, Terminal

ThingKind = Literal["service", "border", "terminal", "link"]
WEEKS = 52
DAYS = 365
RETURN = "-return"
_UNIT = re.compile(r"(?P<item>TEU|containers?|t)/(?P<per>year|day)\b")


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much a thing takes a year, or why that is not known.

    Attributes:
        teu: Capacity [TEU/year], None where it is not known; never zero for not known.
        working: How it was worked out, or what is missing.
        working_zh: The same in Chinese.
        source: Who says so.
        status: How sure it is.
    """

    teu: float | None
    working: str
    working_zh: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Thing:
    """A service, post, terminal or link that flows pass.

    Attributes:
        kind: service, border, terminal or link.
        id: Its id in the pack.
        name, name_zh: What people call it.
        mode: Mode of a service or link; border and terminal for the others.
        capacity: How much it takes.
    """

    kind: ThingKind
    id: str
    name: str
    name_zh: str
    mode: str
    capacity: Capacity


def thing_tags(arc: Arc) -> tuple[str, ...]:
    """Things an arc passes, as KIND:ID; a haul by truck inside one country passes none."""
    found = [tag for tag in arc.tags if tag.startswith(("service:", "link:"))]
    if arc.border:
        found.append(f"border:{arc.border}")
    if arc.kind == "transfer":
        found.append(f"terminal:{arc.from_place}")
    return tuple(found)


def gate_of(arc: Arc) -> str | None:
    """The thing whose capacity an arc takes, as KIND:ID.

    A service is entered by the wait for it and only by it, so that a load on several of its
    stages counts once.
    """
    if arc.border:
        return f"border:{arc.border}"
    if arc.kind == "transfer":
        return f"terminal:{arc.from_place}"
    if arc.kind == "wait":
        return next((tag for tag in arc.tags if tag.startswith("service:")), None)
    return None


class Things:
    """The things of a network by their tags, described when they are asked for."""

    def __init__(self, network: Network) -> None:
        region, self._book = network.region, network.book
        self._places = region.places
        self._services = {row.id: row for row in region.services}
        self._terminals = {row.place: row for row in region.terminals}
        self._borders = {row.id: row for row in region.borders}
        self._links = {row.id: row for row in region.links}
        self._parameters = {row.id: row for row in region.parameters}
        self._yards = {r.place: r for r in region.transfers if r.capacity_t_per_year}
        self._mean_t = next((p.payload_t for p in region.payloads if p.id == "density_avg"), None)
        self._kept: dict[str, Thing] = {}

    def get(self, tag: str) -> Thing:
        """The thing of a tag such as `border:x`."""
        if tag not in self._kept:
            kind, _, name = tag.partition(":")
            make = {"service": self._service, "border": self._border,
                    "terminal": self._terminal, "link": self._link}[kind]  # fmt: skip
            self._kept[tag] = make(name)
        return self._kept[tag]

    def queue_h(self, border: str) -> float:
        """Mean time at a post beyond its median, by the post's own spread [h].

        Trains whose published time holds their borders tell no queue of their own.
        """
        row = self._borders.get(border)
        p50_h, p90_h = (row.p50_h, row.p90_h) if row else (None, None)
        if p50_h is None or p90_h is None:
            number = self._book.number
            p50_h, p90_h = number("border_p50_h"), number("border_p90_h")
        return max(lognormal(p50_h, p90_h).mean_h - p50_h, 0.0)

    def _service(self, name: str) -> Thing:
        row = self._services.get(name) or self._services.get(name.removesuffix(RETURN))
        if row is None:
            told = _unknown("it is modelled; no line is listed", "为推算班列或航线，无公布班次",
                            "parameters of the pack", "modelled")  # fmt: skip
            return Thing("service", name, name, "", "", told)
        back = name not in self._services
        return Thing(
            "service", name, f"{row.name}, return" if back else row.name,
            f"{row.name_zh}（返程）" if back and row.name_zh else row.name_zh, row.mode,
            self._of_service(row, back),
        )  # fmt: skip

    def _of_service(self, row: Service, back: bool) -> Capacity:
        if row.capacity_teu is None:
            return _unknown("the pack does not tell the TEU of a departure",
                            "数据包未说明每班箱量", row.source, row.status)  # fmt: skip
        per_week = row.departures_per_week or self._book.number(f"{row.mode}_per_week")
        modelled = back or row.departures_per_week is None
        return Capacity(
            row.capacity_teu * per_week * WEEKS,
            f"{row.capacity_teu:g} TEU x {per_week:g} a week x {WEEKS}",
            f"{row.capacity_teu:g} 标准箱 × 每周 {per_week:g} 班 × {WEEKS}",
            row.source,
            weakest([row.status, "modelled"]) if modelled else row.status,
        )

    def _terminal(self, name: str) -> Thing:
        place = self._places[name]
        found = [one for one in (self._of_terminal(name), self._of_yard(name)) if one]
        known = [one for one in found if one.teu is not None]
        row = self._terminals.get(name) or place
        not_told = _not_told(row.source, row.status)
        told = min(known, key=lambda one: one.teu or 0.0) if known else (found or [not_told])[0]
        return Thing("terminal", name, place.name, place.name_zh, "terminal", told)

    def _of_terminal(self, name: str) -> Capacity | None:
        row = self._terminals.get(name)
        return None if row is None or row.capacity is None else self._in_teu(row)

    def _of_yard(self, name: str) -> Capacity | None:
        row = self._yards.get(name)
        if row is None or not row.capacity_t_per_year or not self._mean_t:
            return None
        tonnes = row.capacity_t_per_year
        return Capacity(
            tonnes / self._mean_t, f"{tonnes:,.0f} t a year / {self._mean_t:g} t a TEU",
            f"每年 {tonnes:,.0f} 吨 ÷ 每标准箱 {self._mean_t:g} 吨", row.source,
            weakest([row.status, "derived"]),
        )  # fmt: skip

    def _in_teu(self, row: Terminal) -> Capacity:
        parts = _UNIT.match(row.capacity_unit)
        assert row.capacity is not None
        if parts is None or (parts["item"] == "t" and not self._mean_t):
            return _unknown(f"{row.capacity:g} {row.capacity_unit} cannot be told in TEU",
                            f"{row.capacity:g} {row.capacity_unit} 无法换算为标准箱",
                            row.source, row.status)  # fmt: skip
        item, days = parts["item"], DAYS if parts["per"] == "day" else 1
        per_item, status = 1.0, row.status
        if item == "t":
            per_item, status = 1 / (self._mean_t or 1.0), weakest([status, "derived"])
        elif item.startswith("container"):
            per_item = self._book.number("teu_per_container")
            status = weakest([status, "modelled"])
        return Capacity(
            row.capacity * days * per_item,
            f"{row.capacity:,g} {row.capacity_unit}, as TEU a year",
            f"{row.capacity:,g} {row.capacity_unit}，折合每年标准箱", row.source, status,
        )  # fmt: skip

    def _border(self, name: str) -> Thing:
        row = self._borders.get(name)
        if row is None:
            default = self._parameters["border_p50_h"]
            told = _not_told(default.source, default.status)
            return Thing("border", name, name, "", "border", told)
        ends = [self._places.get(place) for place in (row.place_a, row.place_b)]
        english = "-".join(one.name for one in ends if one)
        chinese = "—".join(one.name_zh for one in ends if one and one.name_zh)
        yards = [self._of_terminal(place) for place in (row.place_a, row.place_b)]
        known = [one for one in yards if one and one.teu is not None]
        told = min(known, key=lambda one: one.teu or 0.0, default=_not_told(row.source, row.status))
        return Thing("border", name, english or name, chinese, "border", told)

    def _link(self, name: str) -> Thing:
        row = self._links.get(name)
        if row is None:
            return Thing("link", name, name, "", "", _not_told("scenario", "modelled"))
        ends = [self._places[place] for place in (row.from_place, row.to_place)]
        told = _not_told(row.source, row.status)
        return Thing(
            "link", name, "-".join(one.name for one in ends),
            "—".join(one.name_zh for one in ends if one.name_zh), row.mode, told,
        )  # fmt: skip


def run_costs(doors: Doors) -> Mapping[str, float]:
    """What a TEU pays where nothing is congested, by tag of the thing it passes [USD].

    A service costs its wait and all its stages; a post or terminal the mean over its arcs.
    """
    total: dict[str, float] = {}
    count: dict[str, int] = {}
    for arc, usd in zip(doors.arcs, doors.usd.tolist(), strict=True):
        for tag in thing_tags(arc):
            if tag.startswith("link:"):
                continue
            total[tag] = total.get(tag, 0.0) + usd
            is_whole = tag.startswith("service:") and arc.kind != "wait"
            count[tag] = count.get(tag, 0) + (0 if is_whole else 1)
    return {tag: usd / max(count[tag], 1) for tag, usd in total.items()}


def gates(things: Things, tags: Iterable[str]) -> Sequence[Thing]:
    """Things whose capacity is known, in the order of their tags."""
    found = [things.get(tag) for tag in sorted(set(tags))]
    return [one for one in found if one.capacity.teu]


def _unknown(working: str, working_zh: str, source: str, status: Status) -> Capacity:
    return Capacity(None, working, working_zh, source, status)


def _not_told(source: str, status: Status) -> Capacity:
    return _unknown("the pack tells no capacity", "数据包未说明能力", source, status)
