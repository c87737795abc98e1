"""The API of registers and panels."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from entrepot.service.panels import PAGES
from entrepot.web import roll_sheet
from entrepot.web.answers import BEARER, PLAIN, faults, gives, takes, told
from entrepot.web.roll_verbs import RollVerbs
from entrepot.web.sessions import who_asks
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Name = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Which register.")]
PanelName = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Which panel.")]
RowId = Annotated[str, Path(max_length=80, pattern=PLAIN, description="Id of the row.")]
Number = Annotated[int, Path(ge=1, le=2**53, description="Number of the import.")]
On = Annotated[date | None, Query(description="The day; today without it.")]
KnownAt = Annotated[
    AwareDatetime | None, Query(description="As known then, with its offset; now without it.")
]
_LOOK = faults(401, 403, 404, 422, 503)
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)
_FILE = takes(
    "text/csv", "application/json", "application/octet-stream",
    description="CSV, Excel, or a JSON list of rows by column. All rows are kept or none.",
)  # fmt: skip


def roll_api(verbs: RollVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["industry"])
    for page in PAGES:
        _add_page(router, verbs, page)
    _add_panels(router, verbs)
    _add_looks(router, verbs)
    _add_changes(router, verbs)
    _add_letters(router, verbs)
    return router


def _add_page(router: APIRouter, verbs: RollVerbs, page: str) -> None:
    @router.get(page, dependencies=[BEARER], operation_id=f"page_{page[1:].replace('/', '_')}",
                responses={**gives("Its panels."), **_LOOK})  # fmt: skip
    def show_page(request: Request, on: On = None) -> Response:
        """All panels of a page on a day, with figures, tables, sources and status."""
        return told(verbs.page(who_asks(request), page, on))


def _add_panels(router: APIRouter, verbs: RollVerbs) -> None:
    @router.get("/panels", dependencies=[BEARER],
                responses={**gives("Panels and registers."), **_LOOK})  # fmt: skip
    def list_panels(request: Request) -> Response:
        """The panels, and the registers they are worked out from, with their columns."""
        return told(verbs.list(who_asks(request)))

    @router.get("/panels/{panel}.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def show_panel_file(
        request: Request, panel: PanelName, form: Ending, on: On = None, known_at: KnownAt = None
    ) -> Response:
        """The table of a panel as a file."""
        found = verbs.panel(who_asks(request), panel, on, known_at)
        return table_file(form, panel, *roll_sheet.of_panel(found))

    @router.get("/panels/{panel}", dependencies=[BEARER],
                responses={**gives("The panel."), **_LOOK})  # fmt: skip
    def show_panel(
        request: Request, panel: PanelName, on: On = None, known_at: KnownAt = None
    ) -> Response:
        """A panel on a day, by choice from the rows as they were known then."""
        return told(verbs.panel(who_asks(request), panel, on, known_at))


def _add_looks(router: APIRouter, verbs: RollVerbs) -> None:
    @router.get("/rolls/{roll}.{form}", dependencies=[BEARER], responses={**FILE, **_LOOK})
    def list_rows_file(
        request: Request, roll: Name, form: Ending, known_at: KnownAt = None
    ) -> Response:
        """The rows of a register as a file that it takes in again."""
        found = verbs.rows(who_asks(request), roll, known_at)
        return table_file(form, roll, *roll_sheet.of_rows(found))

    @router.get("/rolls/{roll}", dependencies=[BEARER],
                responses={**gives("Columns and rows."), **_LOOK})  # fmt: skip
    def list_rows(request: Request, roll: Name, known_at: KnownAt = None) -> Response:
        """The rows of a register, by choice as they were known then."""
        return told(verbs.rows(who_asks(request), roll, known_at))

    @router.get("/rolls/{roll}/imports", dependencies=[BEARER],
                responses={**gives("The imports."), **_LOOK})  # fmt: skip
    def list_imports(request: Request, roll: Name) -> Response:
        """What was taken into a register, the latest first."""
        return told(verbs.imports(who_asks(request), roll))


def _add_changes(router: APIRouter, verbs: RollVerbs) -> None:
    @router.post("/rolls/{roll}", dependencies=[BEARER], openapi_extra=_FILE,
                 responses={**gives("What changed."), **_WRITES})  # fmt: skip
    async def import_rows(request: Request, roll: Name) -> Response:
        """Take the rows of a file into a register, all of them or none."""
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.keep, who, roll, data, "body"))

    @router.delete("/rolls/{roll}/{row}", dependencies=[BEARER],
                   responses={**gives("What changed."), **_WRITES})  # fmt: skip
    def remove_row(request: Request, roll: Name, row: RowId) -> Response:
        """Take a row out of a register."""
        return told(verbs.remove(who_asks(request), roll, row))

    @router.post("/rolls/{roll}/imports/{number}/undo", dependencies=[BEARER],
                 responses={**gives("What changed."), **_WRITES})  # fmt: skip
    def undo_import(request: Request, roll: Name, number: Number) -> Response:
        """Put back what stood before an import."""
        return told(verbs.undo(who_asks(request), roll, number))


def _add_letters(router: APIRouter, verbs: RollVerbs) -> None:
    @router.get("/letters", dependencies=[BEARER],
                responses={**gives("The letters."), **_LOOK})  # fmt: skip
    def list_letters(request: Request, on: On = None) -> Response:
        """Letters that are due to partners by the contact schedule, and not sent."""
        return told(verbs.letters(who_asks(request), on))

    @router.post("/letters", dependencies=[BEARER],
                 responses={**gives("What was sent."), **_WRITES})  # fmt: skip
    def send_letters(request: Request, on: On = None) -> Response:
        """Mail what is due to the mailbox of each partner, once, and keep it as sent."""
        return told(verbs.send(who_asks(request), on, None))
