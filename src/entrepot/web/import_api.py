"""The API of imported schedules."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, faults, gives, takes, told
from entrepot.web.import_pages import needs_file
from entrepot.web.import_verbs import ImportVerbs
from entrepot.web.sessions import who_asks

Number = Annotated[int, Path(ge=1, le=2**62, description="Number of the import.")]
Word = Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
FILES = (
    "text/csv", "application/gzip", "application/vnd.dbf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)  # fmt: skip


def import_api(verbs: ImportVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/tariff/imports", tags=["tariff"])

    @router.get("", responses=gives("The newest imports."))
    def list_imports() -> Response:
        """The schedules that were imported or refused, newest first."""
        return told(verbs.list())

    @router.post(
        "", dependencies=[BEARER],
        openapi_extra=takes(*FILES, description="The bytes of a schedule's file."),
        responses={**gives("Columns, difference, what a person must read."),
                   **faults(401, 403, 409, 413, 422, 429, 503)},
    )  # fmt: skip
    async def take_import(
        request: Request,
        schedule: Annotated[str, Query(max_length=40, description="Which schedule, such as us.")],
        agreement: Word = "", edition: Word = "", valid_from: Word = "", show: Word = "",
        file: Word = "upload",
        map: Annotated[str, Query(max_length=4000, description="Column map as TOML.")] = "",
        dry_run: Annotated[bool, Query(description="Only tell what would change.")] = False,
    ) -> Response:  # fmt: skip
        """Import a schedule in one transaction, or tell what it would change."""
        fields = {"schedule": schedule, "agreement": agreement, "edition": edition,
                  "valid_from": valid_from, "show": show, "map": map}  # fmt: skip
        data, who = await request.body(), who_asks(request)
        return told(await run_in_threadpool(verbs.take, who, data, file, fields, dry_run))

    @router.get(
        "/{number}/needs.csv",
        responses={200: {"description": "A table.", "content": {"text/csv": {}}},
                   **faults(404, 422)},
    )  # fmt: skip
    def get_needs(number: Number) -> Response:
        """The cells that a person must read, as CSV."""
        return needs_file(verbs, number)

    @router.get("/{number}", responses={**gives("The import."), **faults(404, 422)})
    def get_import(number: Number) -> Response:
        """One import with its whole report."""
        return told(verbs.get(number))

    return router
