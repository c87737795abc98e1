"""CUSCAR: a manifest as a carrier reports it, read into bills and boxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from entrepot.kernel.identifiers import check_container
from entrepot.port.edifact import Fault
from entrepot.port.edifact_check import Group, Message
from entrepot.port.manifests import HOUSE, MASTER, Bill

_MASTERS, _HOUSES = ("MB", "BM", "AWB"), ("BH", "HWB")  # 1153: bills of lading and air waybills


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
    """

    document: str
    journey: str
    bills: tuple[Bill, ...]
    goods: Mapping[str, str]
    gross_kg: Mapping[str, Decimal]
    boxes: tuple[str, ...]


def read_cargo(message: Message) -> tuple[Cargo, tuple[Fault, ...]]:
    """The manifest that a CUSCAR tells, and what of it cannot be used.

    Args:
        message: A CUSCAR that is as its map says.
    """
    begin = message.body.first("BGM")
    journeys = [one.get(2) for sub in message.body.inner("SG1") for one in sub.all("TDT")]
    boxes = [sub.all("EQD")[0] for sub in message.body.inner("SG2")]
    consignments = message.body.inner("SG3")
    bills = tuple(_bill(group) for group in consignments)
    faults = [
        Fault("12", problem.message, problem.message_zh, box, 2, 1, reference=message.reference)
        for box in boxes
        if box.get(1) == "CN"
        for problem in check_container(box.get(2, 1)).problems
    ]
    numbers = [bill.number for bill in bills]
    cargo = Cargo(
        begin.get(2) if begin else "", next(filter(None, journeys), ""), bills,
        {number: _goods(group) for number, group in zip(numbers, consignments, strict=True)},
        {number: mass for number, group in zip(numbers, consignments, strict=True)
         if (mass := _mass(group)) is not None},
        tuple(box.get(2, 1) for box in boxes if box.get(1) == "CN"),
    )  # fmt: skip
    return cargo, tuple(faults)


def _bill(group: Group) -> Bill:
    """A bill of a consignment: a house bill where it names both itself and its master."""
    references = {one.get(1, 1): one.get(1, 2) for one in group.all("RFF")}
    house = next((references[name] for name in _HOUSES if name in references), "")
    master = next((references[name] for name in _MASTERS if name in references), "")
    number = house or group.all("CNI")[0].get(2, 1) or master
    boxes = [one.get(1, 1) for sub in group.inner("SG4") for one in sub.all("SGP")]
    covered = tuple(dict.fromkeys(boxes))
    if house:
        return Bill(number, HOUSE, master, covered)
    return Bill(number, MASTER, "", covered)


def _goods(group: Group) -> str:
    texts = [
        " ".join(filter(None, one.elements[3] if len(one.elements) > 3 else ()))
        for sub in group.inner("SG4")
        for one in sub.all("FTX")
        if one.get(1) == "AAA"
    ]
    return "; ".join(filter(None, texts))


def _mass(group: Group) -> Decimal | None:
    """Gross mass of a consignment [kg], where each of its goods tells one."""
    found = []
    for sub in group.inner("SG4"):
        told = [one.get(3, 2) for one in sub.all("MEA")
                if (one.get(2, 1), one.get(3, 1)) == ("G", "KGM")]  # fmt: skip
        if not told:
            return None
        try:
            found.append(Decimal(told[0].replace(",", ".")))
        except InvalidOperation:
            return None
    return sum(found, Decimal(0)) if found else None
