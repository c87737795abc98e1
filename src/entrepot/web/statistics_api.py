"""The API of trade statistics: tables, the lines beneath them, batches, the product space."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.trade_load import STATISTICIAN
from entrepot.web import trade_sheets
from entrepot.web.answers import BEARER, faults, gives, takes, told
from entrepot.web.sessions import who_asks, who_holds
from entrepot.web.statistics_bodies import (
    FirmsQuery,
    LedgerQuery,
    LinesQuery,
    LoadQuery,
    MirrorQuery,
    NationQuery,
    OutlookQuery,
    OwnQuery,
    TableQuery,
    TargetsQuery,
)
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.trade_export import MEDIA, Form, table_file
from entrepot.web.verbs import Document

Ending = Annotated[Form, Path(description="csv, xlsx or parquet.")]
Year = Annotated[int | None, Query(ge=1990, le=2100, description="The last that is loaded.")]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A table.", "content": {one: {} for one in MEDIA.values()}}
}
_FILES = ("text/csv", "application/vnd.apache.parquet", "application/octet-stream")
_LOOK = faults(401, 403, 422, 503)


def statistics_api(verbs: StatisticsVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/trade", tags=["trade"])
    _add_tables(router, verbs)
    _add_mirror(router, verbs)
    _add_measures(router, verbs)
    _add_own(router, verbs)
    _add_targets(router, verbs)
    _add_outlook(router, verbs)
    _add_lines(router, verbs)
    _add_batches(router, verbs)
    _add_space(router, verbs)
    return router


def _add_tables(router: APIRouter, verbs: StatisticsVerbs) -> None:
    @router.get(
        "/tables", dependencies=[BEARER],
        responses={**gives("Rows, total, sources, status."), **faults(403, 422, 503)},
    )  # fmt: skip
    def get_table(request: Request, asked: Annotated[TableQuery, Query()]) -> Response:
        """A table of trade; who is no statistics analyst has the public ones of whole years."""
        return told(_table(request, verbs, asked))

    @router.get("/tables.{form}", dependencies=[BEARER],
                responses={**FILE, **faults(403, 422, 503)})  # fmt: skip
    def get_table_file(
        request: Request, form: Ending, asked: Annotated[TableQuery, Query()]
    ) -> Response:
        """The same table as a file, with source and status of each row."""
        found = _table(request, verbs, asked)
        return table_file(form, "trade", *trade_sheets.of_table(found, asked.flow))


def _table(request: Request, verbs: StatisticsVerbs, asked: TableQuery) -> Document:
    fields = asked.fields()
    who = None if fields.get("public") else who_holds(request, STATISTICIAN)
    return verbs.table(who, fields)


def _add_mirror(router: APIRouter, verbs: StatisticsVerbs) -> None:
    @router.get("/mirror", dependencies=[BEARER],
                responses={**gives("Both reports of each flow, reconciled."), **_LOOK})  # fmt: skip
    def compare(request: Request, asked: Annotated[MirrorQuery, Query()]) -> Response:
        """Exporters' reports beside importers', both FOB, reconciled by who is reliable."""
        return told(verbs.mirror(who_asks(request), asked.fields()))

    @router.get("/mirror.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def compare_file(
        request: Request, form: Ending, asked: Annotated[MirrorQuery, Query()]
    ) -> Response:
        """The same as a file."""
        found = verbs.mirror(who_asks(request), asked.fields())
        return table_file(form, "mirror", *trade_sheets.of_mirror(found))


def _add_measures(router: APIRouter, verbs: StatisticsVerbs) -> None:
    looks = {**_LOOK, **faults(404, 409)}

    @router.get("/ledger", dependencies=[BEARER],
                responses={**gives("Partners, groups, their union."), **_LOOK})  # fmt: skip
    def get_ledger(request: Request, asked: Annotated[LedgerQuery, Query()]) -> Response:
        """What goes out and comes in by partner and by group of partners."""
        return told(verbs.ledger(who_asks(request), asked.fields()))

    @router.get("/ledger.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_ledger_file(
        request: Request, form: Ending, asked: Annotated[LedgerQuery, Query()]
    ) -> Response:
        """The partners as a file."""
        found = verbs.ledger(who_asks(request), asked.fields())
        return table_file(form, "ledger", *trade_sheets.of_ledger(found))

    @router.get("/firms", dependencies=[BEARER],
                responses={**gives("Periods and survival."), **_LOOK})  # fmt: skip
    def get_firms(request: Request, asked: Annotated[FirmsQuery, Query()]) -> Response:
        """Firms that are active, enter, leave and stay, and what that changed."""
        return told(verbs.firms(who_asks(request), asked.fields()))

    @router.get("/firms.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_firms_file(
        request: Request, form: Ending, asked: Annotated[FirmsQuery, Query()]
    ) -> Response:
        """The periods as a file."""
        found = verbs.firms(who_asks(request), asked.fields())
        return table_file(form, "firms", *trade_sheets.of_firms(found))

    @router.get("/nation", dependencies=[BEARER],
                responses={**gives("Rows and total, by parts."), **looks})  # fmt: skip
    def get_nation(request: Request, asked: Annotated[NationQuery, Query()]) -> Response:
        """The region's growth beside the nation's, and what of it is its own."""
        return told(verbs.nation(who_asks(request), asked.fields()))

    @router.get("/nation.{form}", dependencies=[BEARER], responses={**FILE, **looks})
    def get_nation_file(
        request: Request, form: Ending, asked: Annotated[NationQuery, Query()]
    ) -> Response:
        """The rows as a file."""
        found = verbs.nation(who_asks(request), asked.fields())
        return table_file(form, "nation", *trade_sheets.of_nation(found))


def _add_own(router: APIRouter, verbs: StatisticsVerbs) -> None:
    looks = {**_LOOK, **faults(404)}

    @router.get("/own", dependencies=[BEARER],
                responses={**gives("Accounts by partner and by chapter."), **looks})  # fmt: skip
    def get_own(request: Request, asked: Annotated[OwnQuery, Query()]) -> Response:
        """A firm's own trade: for the firm, for a broker with its mandate for all, for audit."""
        return told(verbs.own(who_asks(request), asked.fields()))

    @router.get("/own.{form}", dependencies=[BEARER], responses={**FILE, **looks})
    def get_own_file(
        request: Request, form: Ending, asked: Annotated[OwnQuery, Query()]
    ) -> Response:
        """The accounts as a file."""
        found = verbs.own(who_asks(request), asked.fields())
        return table_file(form, "own-trade", *trade_sheets.of_own(found))


def _add_targets(router: APIRouter, verbs: StatisticsVerbs) -> None:
    @router.get("/targets", dependencies=[BEARER],
                responses={**gives("Each goal, and how likely it is."), **_LOOK})  # fmt: skip
    def get_targets(request: Request, asked: Annotated[TargetsQuery, Query()]) -> Response:
        """The region's goals of trade with their outlook, or why it cannot be told."""
        return told(verbs.targets(who_asks(request), asked.fields()))

    @router.get("/targets.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_targets_file(
        request: Request, form: Ending, asked: Annotated[TargetsQuery, Query()]
    ) -> Response:
        """The same as a file, a goal each row."""
        found = verbs.targets(who_asks(request), asked.fields())
        return table_file(form, "targets", *trade_sheets.of_targets(found))


def _add_outlook(router: APIRouter, verbs: StatisticsVerbs) -> None:
    looks = {**_LOOK, **faults(409)}

    @router.get("/outlook", dependencies=[BEARER],
                responses={**gives("Months, years and their futures."), **looks})  # fmt: skip
    def get_outlook(request: Request, asked: Annotated[OutlookQuery, Query()]) -> Response:
        """What the region's own trade will come to, by its months."""
        return told(verbs.foresee(who_asks(request), asked.fields()))

    @router.get("/outlook.{form}", dependencies=[BEARER], responses={**FILE, **looks})
    def get_outlook_file(
        request: Request, form: Ending, asked: Annotated[OutlookQuery, Query()]
    ) -> Response:
        """The years to come as a file."""
        found = verbs.foresee(who_asks(request), asked.fields())
        return table_file(form, "outlook", *trade_sheets.of_outlook(found))


def _add_lines(router: APIRouter, verbs: StatisticsVerbs) -> None:
    @router.get("/lines", dependencies=[BEARER], responses={**gives("Its lines."), **_LOOK})
    def list_lines(request: Request, asked: Annotated[LinesQuery, Query()]) -> Response:
        """The lines under a cell, each with its declaration and batch."""
        return told(verbs.lines(who_asks(request), asked.fields()))

    @router.get("/lines.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def get_lines_file(
        request: Request, form: Ending, asked: Annotated[LinesQuery, Query()]
    ) -> Response:
        """The same lines as a file."""
        found = verbs.lines(who_asks(request), asked.fields())
        return table_file(form, "trade-lines", *trade_sheets.of_lines(found))


def _add_batches(router: APIRouter, verbs: StatisticsVerbs) -> None:
    @router.get("/batches", dependencies=[BEARER],
                responses={**gives("Each batch and its revision."), **_LOOK})  # fmt: skip
    def list_batches(request: Request) -> Response:
        """The batches of lines, each with the revision it made."""
        return told(verbs.batches(who_asks(request)))

    @router.post(
        "/batches", status_code=201, dependencies=[BEARER],
        openapi_extra=takes(*_FILES, description="The bytes of a file of lines."),
        responses={**gives("The batch, its revision, duplicates and rejected rows.", 201),
                   **faults(401, 403, 413, 422, 429, 503)},
    )  # fmt: skip
    async def load_batch(request: Request, asked: Annotated[LoadQuery, Query()]) -> Response:
        """Load a file of lines as one batch; the same file again changes nothing."""
        data, who, own = await request.body(), who_asks(request), read_map(asked.map)
        made = await run_in_threadpool(verbs.load, who, data, asked.file, asked.layout, own)
        return told(made, 201 if made["batch"] and made["lines"] else 200)

    @router.post("/gather", dependencies=[BEARER],
                 responses={**gives("What was taken."), **faults(401, 403, 429, 503)})  # fmt: skip
    def gather(request: Request) -> Response:
        """Take what the window released since the last time into the statistics."""
        return told(verbs.gather(who_asks(request)))


def _add_space(router: APIRouter, verbs: StatisticsVerbs) -> None:
    looks = {**_LOOK, **faults(404)}

    @router.get("/space", dependencies=[BEARER], responses={**gives("Products, links."), **looks})
    def get_space(request: Request, year: Year = None) -> Response:
        """The product space of the world with the region laid over it."""
        return told(verbs.space(who_asks(request), year))

    @router.get("/space.{form}", dependencies=[BEARER], responses={**FILE, **looks})
    def get_space_file(request: Request, form: Ending, year: Year = None) -> Response:
        """Its products as a file."""
        found = verbs.space(who_asks(request), year)
        return table_file(form, "product-space", *trade_sheets.of_space(found))


def read_map(text: str) -> Document:
    """A map of columns as JSON; empty is none.

    Raises:
        InputError: It is no JSON object.
    """
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError(Problem("trade.map", "map", "is no JSON object.", "Send one.",
                                 message_zh="不是 JSON 对象。"))  # fmt: skip
    return found
