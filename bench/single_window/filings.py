"""What the clients file: exports and imports of lines that differ, for goods that are there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from entrepot.service.window import Window
from entrepot.window.example import ExampleParty, example_declaration
from single_window.ground import Firm, Ground, container, firms

CLIENTS, LINES = 8, 5
MOST_EACH = 4000  # filings of a client in one run, at most
_REFERENCE = "REFERENCE0000"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of all clients shall do; `number` keeps its names apart from other runs'."""

    number: int
    begin_at: float
    seconds: float
    offices: tuple[str, ...]
    border: str


@dataclass(frozen=True, slots=True)
class Done:
    """What the clients of one process did: seconds of each filing, and of their processor."""

    spent_s: list[float]
    ended_at: float
    cpu_s: float


def templates(window: Window, run: Run, client: int, lines: int = LINES) -> list[str]:
    """An export and an import of a client's firm, to be filled in with reference and container."""
    firm = firms()[client]
    office = run.offices[client % len(run.offices)]
    return [
        json.dumps(filing(window, firm, flow, (office, run.border), lines), ensure_ascii=False)
        for flow in ("export", "import")
    ]


def filing(
    window: Window, firm: Firm, flow: Any, offices: tuple[str, str], lines: int
) -> dict[str, Any]:
    """A declaration of several lines that differ."""
    party = ExampleParty(firm.uscc, firm.id, firm.customs_code)
    document = example_declaration(
        flow, "FULL", reference=_REFERENCE, container=container(0), party=party, offices=offices,
        on=datetime.now(UTC).date(), dictionary=window.dictionary,
    )  # fmt: skip
    shipment = document["goodsShipment"]
    [model] = shipment["governmentAgencyGoodsItem"]
    items = [json.loads(json.dumps(model)) for _ in range(lines)]
    for number, item in enumerate(items, start=1):
        goods = item["commodity"]
        goods["classification"]["id"] = ("4011200000", "4011100000")[number % 2]
        goods["description"] += f", pattern {number}"
        goods["invoiceLine"]["itemChargeAmount"] = f"{14000 + 371 * number}.50"
    shipment["governmentAgencyGoodsItem"] = items
    net = float(model["commodity"]["goodsMeasure"]["netNetWeightMeasure"])
    document["totalGrossMassMeasure"] = str(round(lines * net + 400))
    document["totalPackageQuantity"] = 200 * lines
    if window.offices[offices[0]].side != "inland":
        document["additionalInformation"]["throughDeclaration"] = False
    return document


def bodies_of(run: Run, client: int, texts: list[str]) -> Iterator[bytes]:
    """Filings of a client one after another, each with a reference and a container of its own."""
    first = (run.number * CLIENTS + client) * MOST_EACH
    for number in range(first, first + MOST_EACH):
        text = texts[number % len(texts)].replace(_REFERENCE, f"B{number:08d}")
        yield text.replace(container(0), container(number)).encode()


def border_of(ground: Ground) -> str:
    """The office at the coast."""
    return next(one.office for one in ground.reference.table("offices") if one.side == "coast")
