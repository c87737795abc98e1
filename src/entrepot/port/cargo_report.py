"""CUSCAR: a manifest as a carrier reports it, read into bills and boxes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

from entrepot.kernel.equipment import EMPTY, FULL, check_size_type
from entrepot.kernel.errors import Problem
from entrepot.kernel.identifiers import check_container
from entrepot.port.edifact import Fault, Segment
from entrepot.port.edifact_check import Group, Message
from entrepot.port.gate_report import read_instant
from entrepot.port.manifests import HOUSE, MASTER, MOST_BOXES, Bill, check_bills

_MASTERS, _HOUSES = ("MB", "BM", "MWB", "AWB"), ("BH", "HWB")  # 1153: bills of lading, air waybills
_MODES = {"1": "vessel", "2": "train", "3": "truck", "4": "flight", "8": "vessel"}  # 8067
_ARRIVAL = ("132", "178", "232")  # 2005: of the means of transport, expected or come
_EMPTY_CODE = "4"  # 8169
_UNITS = {"KGM": Decimal(1), "TNE": Decimal(1000)}


@dataclass(frozen=True, slots=True)
class Listed:
    """A box as a manifest lists it.

    Attributes:
        container: Its number.
        size_type: ISO 6346 code; empty where it is not told.
        status: full or empty.
        seal: First seal told; empty where none is.
        tare_kg: Mass of the empty box [kg]; None where it is not told.
        segment: Its EQD.
    """

    container: str
    size_type: str
    status: str
    seal: str
    tare_kg: Decimal | None
    segment: Segment


@dataclass(frozen=True, slots=True)
class Cargo:
    """A manifest.

    Attributes:
        document: Its number.
        journey: Reference of the journey; empty where it is not told.
        bills: Bills with the boxes they cover.
        goods: Goods by the number of the bill, as they are described.
        gross_kg: Gross mass by the number of the bill [kg]; those not told are left out.
        boxes: Boxes that the manifest lists, in its order.
        equipment: The same boxes with all that is told of each.
        mode: train, vessel, flight or truck; empty where it is not told.
        name: Of the vessel, train or vehicle; empty where it is not told.
        arrival: DTM that says when it comes; None where none does.
        places: Segment that names a bill, with element and component, by its number.
        begin: BGM.
        carriage: TDT of the journey; None where there is none.
    """

    document: str
    journey: str
    bills: tuple[Bill, ...]
    goods: Mapping[str, str]
    gross_kg: Mapping[str, Decimal]
    boxes: tuple[str, ...]
    equipment: tuple[Listed, ...]
    mode: str
    name: str
    arrival: Segment | None
    places: Mapping[str, tuple[Segment, int, int]]
    begin: Segment
    carriage: Segment | None


def read_cargo(message: Message) -> tuple[Cargo, tuple[Fault, ...]]:
    """The manifest that a CUSCAR tells, and what of it cannot be used.

    Args:
        message: A CUSCAR that is as its map says.
    """
    begin = message.body.first("BGM") or Segment("BGM")
    journeys = [(sub, sub.all("TDT")[0]) for sub in message.body.inner("SG1")]
    journey, carriage = next((one for one in journeys if one[1].get(2)), (None, None))
    listed = tuple(
        _listed(sub) for sub in message.body.inner("SG2") if sub.all("EQD")[0].get(1) == "CN"
    )
    found = [one for group in message.body.inner("SG4") for one in _bills(group)]
    numbers: dict[str, list[_Told]] = {}
    for one in found:
        numbers.setdefault(one.bill.number, []).append(one)
    cargo = Cargo(
        begin.get(2), carriage.get(2) if carriage else "", _merged(found),
        {number: "; ".join(filter(None, (one.goods for one in told)))
         for number, told in numbers.items()},
        {number: mass for number, told in numbers.items() if (mass := _sum(told)) is not None},
        tuple(one.container for one in listed), listed,
        _MODES.get(carriage.get(3, 1), "") if carriage else "",
        carriage.get(8, 4) if carriage else "", _arrival(journey) if journey else None,
        {number: told[0].place for number, told in numbers.items()}, begin, carriage,
    )  # fmt: skip
    return cargo, tuple(_faults(listed, message.reference))


def check_cargo(cargo: Cargo, known: Sequence[Bill] = ()) -> tuple[Fault, ...]:
    """What stands against keeping a manifest with its call, each at the segment that tells it.

    Args:
        cargo: The manifest.
        known: Bills that the call has already.
    """
    return tuple(_against(cargo, known))


def arrival_of(cargo: Cargo, zone: tzinfo) -> datetime | None:
    """When the journey is told to arrive; None where it is not, or not readably."""
    return read_instant(cargo.arrival, zone) if cargo.arrival else None


# Equipment


def _listed(group: Group) -> Listed:
    box = group.all("EQD")[0]
    seal = group.first("SEL")
    return Listed(
        box.get(2, 1), box.get(3, 1), EMPTY if box.get(6) == _EMPTY_CODE else FULL,
        seal.get(1) if seal else "", _measured(group, "T"), box,
    )  # fmt: skip


def _faults(listed: Sequence[Listed], reference: str) -> Iterator[Fault]:
    for box in listed:
        for problem in check_container(box.container).problems:
            yield _at(problem, box.segment, 2, 1, reference)
        for problem in check_size_type(box.size_type) if box.size_type else ():
            yield _at(problem, box.segment, 3, 1, reference)


def _at(problem: Problem, segment: Segment, element: int, part: int, reference: str = "") -> Fault:
    return Fault("12", f"{problem.where}: {problem.message}" if not reference else problem.message,
                 problem.message_zh, segment, element, part, reference=reference)  # fmt: skip


# Bills


@dataclass(frozen=True, slots=True)
class _Told:
    """A bill as one reference of a consignment tells it."""

    bill: Bill
    goods: str
    gross_kg: Decimal | None
    place: tuple[Segment, int, int]


def _bills(group: Group) -> Iterator[_Told]:
    """Bills of a consignment.

    Where a reference is a house bill, the consignment is its master, by the reference of a master
    or its own number; else it is one master bill under its own number, or that of its reference.
    """
    head = group.all("CNI")[0]
    parts = [(sub, sub.all("RFF")[0]) for sub in group.inner("SG5")]
    houses = [(sub, one) for sub, one in parts if one.get(1, 1) in _HOUSES]
    over = next((one for _, one in parts if one.get(1, 1) in _MASTERS), None)
    own, told = head.get(2, 1), over.get(1, 2) if over else ""
    goods = [sub for one, _ in parts for sub in one.inner("SG10")]
    if not houses:
        place = (head, 2, 1) if own or over is None else (over, 1, 2)
        yield _told(Bill(own or told, MASTER, "", _boxes(goods)), goods, place)
        return
    master = told or own
    if master:  # one that is not named is missed by its house bills
        place = (over, 1, 2) if over else (head, 2, 1)
        yield _told(Bill(master, MASTER, "", _boxes(goods)), goods, place)
    shared = [sub for one, part in parts if part.get(1, 1) not in _HOUSES
              for sub in one.inner("SG10")] if len(houses) == 1 else []  # fmt: skip
    for sub, one in houses:
        inner = [*shared, *sub.inner("SG10")]
        yield _told(Bill(one.get(1, 2), HOUSE, master, _boxes(inner)), inner, (one, 1, 2))


def _told(bill: Bill, goods: Sequence[Group], place: tuple[Segment, int, int]) -> _Told:
    return _Told(bill, _goods(goods), _mass(goods), place)


def _boxes(goods: Sequence[Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.get(1, 1) for sub in goods for one in sub.all("SGP")))


def _merged(found: Sequence[_Told]) -> tuple[Bill, ...]:
    """Bills in their order; the master of several consignments is one, with the boxes of all."""
    names = {one.bill.master for one in found if one.bill.kind == HOUSE}
    bills: list[Bill] = []
    for told in found:
        at = next((n for n, one in enumerate(bills) if told.bill.number in names
                   and (one.number, one.kind, told.bill.kind)
                   == (told.bill.number, MASTER, MASTER)), None)  # fmt: skip
        if at is None:
            bills.append(told.bill)
        else:
            boxes = dict.fromkeys((*bills[at].containers, *told.bill.containers))
            bills[at] = replace(bills[at], containers=tuple(boxes))
    return tuple(bills)


def _against(cargo: Cargo, known: Sequence[Bill]) -> Iterator[Fault]:
    if cargo.carriage is None:
        yield Fault("13", "TDT with the reference of the journey is missing.", "缺少航次 TDT。",
                    cargo.begin)  # fmt: skip
    elif not cargo.mode:
        yield Fault("12", "tells no mode of transport that calls here: 1, 2, 3, 4 or 8.",
                    "运输方式无效。", cargo.carriage, 3, 1)  # fmt: skip
    elif any(sign.isspace() for sign in cargo.journey):
        yield Fault("12", "the reference of a journey has no blank.", "航次不得含空格。",
                    cargo.carriage, 2)  # fmt: skip
    for bill in cargo.bills:
        if not 1 <= len(bill.containers) <= MOST_BOXES:
            segment, element, part = cargo.places[bill.number]
            yield Fault("13", f"{bill.number}: SGP names no box of it, or more than {MOST_BOXES}.",
                        "提单未列箱号或箱数过多。", segment, element, part)  # fmt: skip
    for problem in check_bills([*known, *cargo.bills]):
        number = next((one for one in (problem.where, problem.where.rpartition(".")[0])
                       if one in cargo.places), None)  # fmt: skip
        segment, element, part = cargo.places[number] if number else (cargo.begin, 2, 0)
        yield _at(problem, segment, element, part)


def _goods(goods: Sequence[Group]) -> str:
    texts = [
        " ".join(filter(None, one.elements[3] if len(one.elements) > 3 else ()))
        for sub in goods
        for one in sub.all("FTX")
        if one.get(1) == "AAA"
    ]
    return "; ".join(filter(None, texts))


def _mass(goods: Sequence[Group]) -> Decimal | None:
    """Gross mass of goods [kg], where each of them tells one."""
    found = [_measured(sub, "G") for sub in goods]
    known = [one for one in found if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None


def _sum(told: Sequence[_Told]) -> Decimal | None:
    known = [one.gross_kg for one in told if one.gross_kg is not None]
    return sum(known, Decimal(0)) if len(known) == len(told) else None


def _measured(group: Group, what: str) -> Decimal | None:
    """A mass by its dimension 6313 [kg]; None where it is not told, or is none."""
    for one in group.all("MEA"):
        if one.get(2, 1) == what and one.get(3, 1) in _UNITS:
            try:
                mass = Decimal(one.get(3, 2).replace(",", ".")) * _UNITS[one.get(3, 1)]
            except InvalidOperation:
                return None
            return mass if mass > 0 else None
    return None


def _arrival(group: Group) -> Segment | None:
    found = {one.get(1, 1): one for one in reversed(group.all("DTM"))}
    return next((found[name] for name in _ARRIVAL if name in found), None)
