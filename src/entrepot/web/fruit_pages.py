"""The page of village fruit: batches, cold boxes and a train in; what goes and the shares out."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import InputError
from entrepot.service.fruit import QUARANTINE
from entrepot.web.exporter_sheet import sheet
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.verbs import Document

PATH = "/fruit"
MOST_ROWS = 30
TRAIN = ("id", "cutoff_at", "arrives_at", "least_days_left")
BOX = ("box", "capacity_kg", "temperature_c")
BATCH = ("batch", "farmer", "fruit", "harvested_at", "shelf_life_days", "quarantine", "mass_kg",
         "low_c", "high_c", "value")  # fmt: skip
COLUMNS = ("batch", "box", "reason", "farmer", "amount")
_INSTANTS = ("cutoff_at", "arrives_at", "harvested_at")
_EXAMPLE: Mapping[str, str] = {
    "id": "X1", "cutoff_at": "2026-09-01T08:00", "arrives_at": "2026-09-16T08:00",
    "least_days_left": "5", "proceeds": "52000.00", "costs": "8000.00",
    "box_1": "C1", "capacity_kg_1": "6000", "temperature_c_1": "2",
    "box_2": "C2", "capacity_kg_2": "6000", "temperature_c_2": "12",
    **{f"{name}_{row}": value for row, values in enumerate((
        ("K1", "F1", "kiwi", "2026-08-28T08:00", "60", "passed", "4000", "0", "4", "24000.00"),
        ("K2", "F2", "kiwi", "2026-08-29T08:00", "60", "passed", "1500", "0", "4", "9000.00"),
        ("D1", "F3", "dragon fruit", "2026-08-30T08:00", "30", "passed", "3000", "8", "14",
         "21000.00"),
        ("B1", "F1", "blueberry", "2026-08-31T08:00", "16", "passed", "500", "0", "4", "20000.00"),
        ("K3", "F4", "kiwi", "2026-08-30T08:00", "60", "pending", "800", "0", "4", "4800.00"),
    ), start=1) for name, value in zip(BATCH, values, strict=True)},
}  # fmt: skip


def fruit_pages(verbs: ExporterVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_fruit(request: Request) -> Response:
        """The table to fill in, and what becomes of what is filled."""
        return _show(request, verbs, _told(request))

    @router.get(PATH + ".csv")
    def get_sheet(request: Request) -> Response:
        """What goes and the shares as CSV; the page with its faults where there are some."""
        told = _told(request)
        try:
            found = verbs.consolidate(_case(told, verbs))
        except InputError:
            return _show(request, verbs, told)
        return sheet("fruit", COLUMNS, _rows(found))

    return router


def _told(request: Request) -> dict[str, str]:
    return {name: value.strip()[:80] for name, value in request.query_params.items()}


def _show(request: Request, verbs: ExporterVerbs, told: Mapping[str, str]) -> Response:
    asked = any(told.get(name) for name in told if name not in ("lang", "more"))
    values: Document = {
        "fields": told, "found": None, "currency": verbs.currency(), "quarantine": QUARANTINE,
        "boxes": range(1, _count(told, "box", 2) + 1),
        "batches": range(1, _count(told, "batch", 4) + 1),
        "example": f"{PATH}?{urlencode(_EXAMPLE)}",
        "problems": (), "faults": {}, "matches": {}, "done": "",
    }  # fmt: skip
    if not asked:
        return page(request, "fruit.html", values)
    try:
        case = _case(told, verbs)
        found = verbs.consolidate(case)
    except InputError as error:
        return page(request, "fruit.html", {**values, "problems": error.problems}, status_of(error))
    farmers = {one["batch"]: one["farmer"] for one in case["batches"]}
    return page(request, "fruit.html", {**values, "found": found, "farmers": farmers})


def _count(told: Mapping[str, str], name: str, least: int) -> int:
    """Rows of a table: those filled, and a few more where more are asked for."""
    filled = max((row for row in range(1, MOST_ROWS + 1) if told.get(f"{name}_{row}")), default=0)
    return min(MOST_ROWS, max(least, filled) + (least if told.get("more") == name else 0))


def _case(told: Mapping[str, str], verbs: ExporterVerbs) -> Document:
    """A case as the form tells it; rows and sums left empty are none."""
    zone, currency = verbs.zone(), verbs.currency()
    case: Document = {
        "train": _object(told, TRAIN, "", zone),
        "boxes": list(_objects(told, BOX, zone)),
        "batches": [
            {**one, "value": {"amount": one.get("value", ""), "currency": currency}}
            for one in _objects(told, BATCH, zone)
        ],
    }  # fmt: skip
    for name in ("proceeds", "costs"):
        if told.get(name):
            case[name] = {"amount": told[name], "currency": currency}
    return case


def _objects(
    told: Mapping[str, str], names: tuple[str, ...], zone: tzinfo
) -> Iterable[dict[str, str]]:
    for row in range(1, MOST_ROWS + 1):
        if told.get(f"{names[0]}_{row}"):
            yield _object(told, names, f"_{row}", zone)


def _object(
    told: Mapping[str, str], names: tuple[str, ...], end: str, zone: tzinfo
) -> dict[str, str]:
    found = {name: told[name + end] for name in names if told.get(name + end)}
    return found | {name: _instant(found[name], zone) for name in _INSTANTS if name in found}


def _instant(text: str, zone: tzinfo) -> str:
    """An instant of a form, which gives it in the region's time; as it is where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.isoformat() if found.tzinfo else found.replace(tzinfo=zone).isoformat()


def _rows(found: Document) -> Iterable[dict[str, Any]]:
    for box in found["boxes"]:
        yield from ({"batch": batch, "box": box["box"]} for batch in box["batches"])
    yield from found["left_out"]
    yield from found["payouts"]
