"""The API beside the declarations: estimates, working days, schemas, files of many."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.web.answers import BEARER, CHANGE, JSON, faults, gives, json_body, takes, told
from entrepot.web.sessions import who_asks
from entrepot.web.trader_verbs import TraderVerbs

SHEETS = (
    "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)  # fmt: skip
Flow = Annotated[Literal["import", "export"], Query(description="Which way the goods go.")]
Kind = Annotated[Literal["FULL", "ADVANCE", "SUMMARY"], Query(alias="type", description="Kind.")]
_CASE: dict[str, Any] = {
    "requestBody": {
        "description": "A case, or a list of cases, as `entrepot assess` takes them.",
        "required": True,
        "content": {JSON: {"schema": {"anyOf": [{"type": "object"}, {"type": "array"}]}}},
    }
}
_ASSESSED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The assessment of each.",
        "content": {JSON: {"schema": {"anyOf": [{"type": "object"}, {"type": "array"}]}}},
    }
}


def window_api(verbs: TraderVerbs) -> APIRouter:
    """The routes that anybody may ask, over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["window"])

    @router.post("/calculations", responses={**_ASSESSED, **faults(413, 422)}, openapi_extra=_CASE)
    async def calculate(request: Request) -> Response:
        """What a case would owe, with every working and source; nothing is stored."""
        return told(await run_in_threadpool(verbs.calculate, await json_body(request)))

    @router.get(
        "/calendar/working-days", responses={**gives("The days counted."), **faults(422, 503)}
    )
    def count_workdays(
        start: Annotated[str, Query(alias="from", max_length=10, description="As 2026-03-10.")],
        n: Annotated[int, Query(ge=0, le=3660, description="Working days to count.")],
    ) -> Response:
        """Count working days; the day it starts from is not counted."""
        return told(verbs.count_workdays({"from": start, "n": str(n)}))

    @router.get("/schemas/declaration.json", responses={**gives("The schema."), **faults(422)})
    def get_json_schema(flow: Flow = "export", kind: Kind = "FULL") -> Response:
        """The JSON Schema of the declarations of a flow and type."""
        return told(verbs.json_schema(flow, kind))

    @router.get(
        "/schemas/declaration.xsd",
        responses={200: {"description": "The schema.", "content": {"application/xml": {}}}},
    )
    def get_xml_schema() -> Response:
        """The XML Schema of declarations: names of the WCO, a schema of our own."""
        return Response(verbs.xml_schema(), media_type="application/xml")

    @router.get("/sandbox/outcomes", responses=gives("The letters and what each does."))
    def show_outcomes() -> Response:
        """What a firm of the rehearsal steers by the letters of its own reference."""
        return told(verbs.outcomes())

    @router.get(
        "/schemas/declaration.csv",
        responses={200: {"description": "A header.", "content": {"text/csv": {}}}, **faults(422)},
    )
    def get_template(flow: Flow = "export", kind: Kind = "FULL") -> Response:
        """The header of a file of many declarations."""
        header = ",".join(verbs.template(flow, kind)) + "\r\n"
        return Response(
            header.encode(), media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="declarations.csv"'},
        )  # fmt: skip

    return router


def uploads_api(verbs: TraderVerbs) -> APIRouter:
    """The routes of files of many declarations over the service's verbs."""
    router = APIRouter(prefix="/api/v1", dependencies=[BEARER], tags=["declarations"])

    @router.post(
        "/uploads", openapi_extra=takes(*SHEETS, description="The bytes of a CSV or Excel file."),
        responses={**gives("What became of each declaration."), **faults(*CHANGE)},
    )  # fmt: skip
    async def take_upload(
        request: Request,
        act: Annotated[
            Literal["check", "draft", "lodge"],
            Query(description="check stores nothing; draft keeps all; lodge files the sound."),
        ] = "check",
    ) -> Response:
        """Judge a file of many declarations; keep or lodge them where asked, one by one."""
        body = await request.body()
        return told(await run_in_threadpool(verbs.take, who_asks(request), body, act))

    @router.post(
        "/uploads/report",
        openapi_extra=takes(*SHEETS, description="The bytes of a CSV or Excel file."),
        responses={
            200: {"description": "The file, checked.", "content": {one: {} for one in SHEETS[:2]}},
            **faults(*CHANGE),
        },
    )
    async def write_report(
        request: Request, lang: Annotated[Literal["en", "zh"], Query()] = "en"
    ) -> Response:
        """The same file with one more column that tells what is wrong with each row."""
        body = await request.body()
        report = await run_in_threadpool(verbs.report, body, language=lang)
        return Response(
            report.content, media_type=report.media_type,
            headers={"content-disposition": f'attachment; filename="{report.name}"'},
        )  # fmt: skip

    return router
