"""What anybody may look at: is a release genuine, how long clearance takes, was a draw fair."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.officer_bodies import PLAIN
from entrepot.web.officer_page import Day, officer_page, with_query
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.problems import status_of

MOST_PAYLOAD = 4000
Payload = Annotated[str, Query(max_length=MOST_PAYLOAD, pattern=PLAIN)]
Number = Annotated[str, Query(max_length=40, pattern=PLAIN)]
Flow = Annotated[str, Query(pattern="^(|import|export)$")]
Group = Annotated[str, Query(pattern="^(flow|channel|month)$")]
CHART_WIDTH, BAR_HEIGHT = 640, 34


def public_pages(verbs: OfficerVerbs) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/check")
    def show_check(request: Request, text: Payload = "") -> Response:
        """Is a release genuine: by its number or the text of its QR code."""
        answer = verbs.check_note(text) if text.strip() else None
        return officer_page(request, verbs, "check.html", {"text": text.strip(), "answer": answer})

    @router.get("/times")
    def show_times(
        request: Request,
        flow: Flow = "",
        group: Group = "month",
        since: Day = None,
        until: Day = None,
    ) -> Response:
        """How long it takes from arrival to release."""
        study = verbs.study(flow=flow, since=since, until=until, group=group)
        asked = {"flow": flow, "since": _day(since), "until": _day(until)}
        values = {
            "study": study,
            "asked": {**asked, "group": group},
            "file": with_query("/times.csv", **asked),
            "chart": chart_of(study["groups"]),
            "parties": sorted(_parties(study["groups"])),
        }
        return officer_page(request, verbs, "times.html", values)

    @router.get("/times.csv")
    def get_times(flow: Flow = "", since: Day = None, until: Day = None) -> Response:
        """The cases behind the figures, without names."""
        rows = verbs.times(flow=flow, since=since, until=until)["rows"]
        headers = {"content-disposition": 'attachment; filename="clearance-times.csv"'}
        return Response(times_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/draws")
    def show_draws(request: Request, day: Day = None, number: Number = "") -> Response:
        """Commitments and keys, and the draw of a number worked out again."""
        answer: Document | None = None
        problems: Sequence[Problem] = ()
        status = 200
        try:
            if day and number.strip():
                answer = verbs.draw(day, number.strip())
        except MissingError as error:
            problems, status = error.problems, status_of(error)
        values = {**verbs.draws(), "day": _day(day), "number": number.strip(), "answer": answer}
        return officer_page(request, verbs, "draws.html", values, problems, status)

    return router


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _parties(groups: Mapping[str, Document | None]) -> set[str]:
    return {part["party"] for one in groups.values() if one for part in one["parts"]}


def chart_of(groups: Mapping[str, Document | None]) -> dict[str, Any]:
    """A bar a group from the 10th to the 90th percentile, with its median, in a drawing's units.

    Args:
        groups: Studies by group; None is hidden.

    Returns:
        `width`, `height` and `top_h` (the end of the axis), and `bars` of `name`, `y`, `x`,
        `width`, `median`, and the figures [h].
    """
    shown = {name: one for name, one in groups.items() if one and one["n"]}
    longest = max((one["p90_h"] for one in shown.values()), default=0.0)
    scale = CHART_WIDTH / longest if longest else 0.0
    bars = [
        {
            "name": name, "y": place * BAR_HEIGHT, "x": round(one["p10_h"] * scale, 1),
            "width": round(max((one["p90_h"] - one["p10_h"]) * scale, 2.0), 1),
            "median": round(one["median_h"] * scale, 1),
            "median_h": one["median_h"], "p10_h": one["p10_h"], "p90_h": one["p90_h"],
        }
        for place, (name, one) in enumerate(shown.items())
    ]  # fmt: skip
    return {
        "width": CHART_WIDTH, "height": len(bars) * BAR_HEIGHT, "top_h": longest, "bars": bars,
    }  # fmt: skip


def times_csv(rows: Sequence[Document]) -> bytes:
    """Cases as CSV, with a mark that spreadsheets understand; it holds no text to run."""
    columns = (
        "flow", "month", "seconds", "trader_s", "agency_s", "port_s", "transport_s", "precleared",
    )  # fmt: skip
    out = StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
