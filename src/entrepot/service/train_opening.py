"""What who runs a train says when it is opened: when it leaves, what it carries, which wagons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from entrepot.corridors.timetable import Departure
from entrepot.kernel.errors import InputError
from entrepot.port.booking import MOST_T, MOST_TEU, QUARTER, Berths
from entrepot.port.wagons import Wagon
from entrepot.region.transport import Service, TimetableRow
from entrepot.service.fields import Fields
from entrepot.service.timetables import Schedule, find_zone

MOST_WAGONS = 200
USUAL_KIND = "container flat"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_WAGON = "KIND:TEU:TONNES:SOCKETS, and xN behind it for N of them"


@dataclass(frozen=True, slots=True)
class Opening:
    """A checked request.

    Attributes:
        train: Its name.
        service: What it is a departure of.
        departs, cutoff: Instants.
        capacity_teu: What may be booked [TEU].
        capacity_t: What may be booked [t]; None where mass is not limited.
        wagons: Of the train, in their order.
        zone: IANA name of the clock of its place.
    """

    train: str
    service: Service
    departs: datetime
    cutoff: datetime
    capacity_teu: Decimal
    capacity_t: Decimal | None
    wagons: tuple[Wagon, ...]
    zone: str

    @property
    def berths(self) -> Berths:
        """Its places, all free."""
        name = f"{self.service.id}@{self.departs.astimezone(find_zone(self.zone)):%Y-%m-%dT%H:%M}"
        return Berths(
            name, self.cutoff, self.departs, self.capacity_teu, capacity_t=self.capacity_t
        )


def read_opening(schedule: Schedule, raw: Mapping[str, object]) -> Opening:
    """Read a request.

    Args:
        schedule: The services of a region.
        raw: Fields by name: train, service, departs, cutoff, capacity_teu; and where they are
            known capacity_t and wagons, each as KIND:TEU:TONNES:SOCKETS.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    train = fields.text("train", required=True)
    if train and not _NAME.fullmatch(train):
        fields.fault("train", "train", "is no name of a train.", "Letters, digits and . _ - only.")
    service = _service(schedule, fields)
    departs, cutoff = _instant(fields, "departs"), _instant(fields, "cutoff")
    if departs and cutoff and cutoff > departs:
        fields.fault("cutoff", "cutoff", "is after the departure.", "Give an earlier instant.")
    if departs and (departs.second or departs.microsecond):
        fields.fault("departs", "departs", "is no whole minute.", "Trains leave by the minute.")
    teu = fields.positive("capacity_teu", required=True, most=MOST_TEU)
    if teu is not None and teu % QUARTER:
        fields.fault("teu", "capacity_teu", f"{teu} is no number of containers.",
                     "A 20 ft box is 1, a 40 ft box 2, a 45 ft box 2.25.")  # fmt: skip
    tonnes = fields.positive("capacity_t", most=MOST_T)
    wagons = _wagons(schedule, fields, teu)
    fields.nothing_else()
    if fields.problems or service is None or departs is None or cutoff is None or teu is None:
        raise InputError(fields.problems)
    return Opening(
        train, service, departs, cutoff, teu, tonnes, wagons, schedule.zone_of(service.id)
    )


def departure_of(opening: Opening, *, by: str, is_sandbox: bool) -> Departure:
    """A train as a departure, as its operator told it.

    Args:
        opening: The train.
        by: What people call who runs it.
        is_sandbox: It is a rehearsal's.
    """
    local = opening.departs.astimezone(find_zone(opening.zone))
    early = (opening.departs - opening.cutoff).total_seconds()
    row = TimetableRow(
        note=f"Train {opening.train}", note_zh=f"班列 {opening.train}", source=by,
        status="synthetic" if is_sandbox else "published", id=opening.train,
        service=opening.service.id, days=(), every_weeks=1, week=0, dates=(local.date(),),
        except_dates=(), departs=f"{local:%H:%M}", zone=opening.zone, cutoff_h=early / 3600,
        capacity_teu=float(opening.capacity_teu), valid_from=None, valid_to=None,
    )  # fmt: skip
    return Departure(opening.service, row, local)


def _service(schedule: Schedule, fields: Fields) -> Service | None:
    name = fields.text("service", required=True)
    found = schedule.timetable.services.get(name)
    if name and found is None:
        rail = ", ".join(row.id for row in schedule.region.services if row.mode == "rail")
        fields.fault("service", "service", f"{name!r} is no service.", f"By rail: {rail[:200]}.")
    elif found is not None and found.mode != "rail":
        fields.fault("service", "service", f"{name} goes by {found.mode}.", "Name one by rail.")
        return None
    return found


def _instant(fields: Fields, name: str) -> datetime | None:
    text = fields.text(name, required=True)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        fields.fault("instant", name, f"{text[:40]!r} is no instant with its offset.",
                     "Write it as 2026-03-10T08:30:00+08:00.")  # fmt: skip
        return None
    return found


def _wagons(schedule: Schedule, fields: Fields, teu: Decimal | None) -> tuple[Wagon, ...]:
    words = fields.texts("wagons")
    if not words:
        return _usual_wagons(schedule, teu or Decimal(0))
    rows: list[Wagon] = []
    for word in words:
        body, _, times = word.rpartition("x") if _ends_in_times(word) else (word, "", "1")
        try:
            kind, places, payload, sockets = body.split(":")
            row = (kind, Decimal(places), Decimal(payload), int(sockets))
            if not kind or min(row[1], row[2]) <= 0 or row[3] < 0 or row[1] > 100 or row[2] > 500:
                raise ValueError(word)
        except (ValueError, InvalidOperation):
            fields.fault("wagon", "wagons", f"{word[:40]!r} is no wagon.", f"Write {_WAGON}.")
            return ()
        rows += [Wagon(len(rows) + 1 + more, *row) for more in range(int(times))]
    if not 1 <= len(rows) <= MOST_WAGONS:
        fields.fault("wagons", "wagons", f"are {len(rows)}.", f"At most {MOST_WAGONS}.")
    return tuple(rows)


def _ends_in_times(word: str) -> bool:
    return re.search(r":\d+x\d{1,3}$", word) is not None


def _usual_wagons(schedule: Schedule, teu: Decimal) -> tuple[Wagon, ...]:
    """As many wagons of the pack's usual kind as the places need."""
    places = Decimal(str(schedule.region.parameter("wagon_teu").mid))
    payload = Decimal(str(schedule.region.parameter("wagon_payload_t").mid))
    count = int((teu / places).to_integral_value(ROUND_CEILING))
    return tuple(
        Wagon(number, USUAL_KIND, places, payload)
        for number in range(1, min(count, MOST_WAGONS) + 1)
    )
