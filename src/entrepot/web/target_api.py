"""The API of targets: the goals of a place, a case of a target, a decomposition."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.web import target_sheet
from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.assess_bodies import LmdiBody, TargetPathBody
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.brief_files import brief_html, brief_pdf
from entrepot.web.sessions import who_asks, who_may
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file
from entrepot.web.verbs import Document

Geography = Annotated[
    str,
    Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f/.]+$", description="Place, by id or name."),
]
Parts = Annotated[bool, Query(description="With the goals of its parts.")]
Known = Annotated[
    AwareDatetime | None, Query(description="With what people had decided by then; now if absent.")
]
Target = Annotated[str, Query(max_length=60, pattern=PLAIN, description="Of this one alone.")]
_DECISION = takes(
    "application/json",
    description="`target`, `kind` (reading or status), `choice`, `reason`, and `from`, the day from"
    " which it stands.",
)
_SEEN = faults(401, 403, 422, 503)
_MONTHS = faults(401, 403, 404, 409, 422, 503)
_WRITES = faults(401, 403, 404, 409, 413, 422, 429, 503)
Place = Annotated[str, Query(max_length=100, pattern=PLAIN, description="Place; the region.")]
Split = Annotated[Literal["firm", "product", "place"], Query(description="Parts of the whole.")]
Year = Annotated[int, Query(ge=1900, le=2100)]
Month = Annotated[int | None, Query(ge=190001, le=210012, description="The last loaded.")]
Kind = Literal["pdf", "html"]
_MEDIA = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
_BRIEF: dict[int | str, dict[str, Any]] = {
    200: {"description": "A file.", "content": {"application/pdf": {}, "text/html": {}}}
}
_GOALS = gives("Goals with path, standing and chance; checks; parts.")
_LOOK = faults(404, 422)


def target_api(verbs: AssessVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["targets"])

    @router.get("/targets", responses={**_GOALS, **_LOOK})
    def get_own_targets(request: Request, parts: Parts = False, known: Known = None) -> Response:
        """The goals of the region as a whole, and every place that has goals."""
        return told(verbs.targets(who_may(request) or "", "", parts, known))

    @router.get("/targets/{geography}.{form}", responses={**FILE, **_LOOK})
    def get_target_file(
        request: Request, geography: Geography, form: Ending, parts: Parts = False,
        known: Known = None,
    ) -> Response:  # fmt: skip
        """The goals of a place as a file, one a row."""
        found = verbs.targets(who_may(request) or "", geography, parts, known)
        return table_file(form, "targets", *target_sheet.of_goals(found))

    @router.get("/targets/{geography}", responses={**_GOALS, **_LOOK})
    def get_targets(
        request: Request, geography: Geography, parts: Parts = False, known: Known = None
    ) -> Response:
        """The goals of a place: path, standing, chance, and what does not fit together."""
        return told(verbs.targets(who_may(request) or "", geography, parts, known))

    _add_decisions(router, verbs)
    _add_months(router, verbs)

    @router.get("/place-comparison/{geography}.{form}", responses={**FILE, **_LOOK})
    def get_comparison_file(geography: Geography, form: Ending) -> Response:
        """The parts of a place side by side as a file, a figure a row."""
        found = verbs.compare(geography)
        return table_file(form, "places", *target_sheet.of_places(found))

    @router.get("/place-comparison/{geography}",
                responses={**gives("Indicators by place, topics."), **_LOOK})  # fmt: skip
    def get_comparison(geography: Geography) -> Response:
        """The parts of a place side by side, by what is on record of them."""
        return told(verbs.compare(geography))

    @router.get("/briefs/{geography}.{form}", responses={**_BRIEF, **_LOOK})
    def get_brief(
        request: Request,
        geography: Geography, form: Annotated[Kind, Path(description="pdf or html.")],
        lang: Annotated[Literal["en", "zh"], Query(description="Language.")] = "en",
    ) -> Response:  # fmt: skip
        """A brief of a place, to print or to send; the same pack gives the same bytes."""
        write = {"pdf": brief_pdf, "html": brief_html}[form]
        spoken = request.app.state.languages[lang]
        return Response(
            write(verbs.brief(geography), spoken), media_type=_MEDIA[form],
            headers={"content-disposition": f'attachment; filename="brief.{form}"'},
        )  # fmt: skip

    @router.post(
        "/target-path",
        responses={
            **gives("Growth needed, standing, chance; null with a reason."),
            **faults(413, 422),
        },
    )
    def find_path(body: TargetPathBody) -> Response:
        """The growth a target needs, how actual growth compares, and how likely it is."""
        return told(verbs.target_path(body.fields()))

    @router.post("/lmdi", responses={**gives("Effects by factor and sector."), **faults(413, 422)})
    def split_change(body: LmdiBody) -> Response:
        """What a change of a sum of products comes from, with nothing left over."""
        return told(verbs.lmdi(body.fields()))

    return router


def _add_decisions(router: APIRouter, verbs: AssessVerbs) -> None:
    @router.get("/target-decisions", dependencies=[BEARER],
                responses={**gives("Decisions, the newest first."), **_SEEN})  # fmt: skip
    def list_decisions(request: Request, target: Target = "") -> Response:
        """All that was ever decided on targets: who, when, why, from which day on."""
        return told(verbs.decisions(who_asks(request), target))

    @router.get("/target-decisions.{form}", dependencies=[BEARER],
                responses={**FILE, **_SEEN})  # fmt: skip
    def list_decisions_file(request: Request, form: Ending, target: Target = "") -> Response:
        """The same as a file."""
        found = verbs.decisions(who_asks(request), target)
        return table_file(form, "target-decisions", *target_sheet.of_decisions(found))

    @router.post("/target-decisions", status_code=201, dependencies=[BEARER],
                 openapi_extra=_DECISION,
                 responses={**gives("Decisions on the target.", 201), **_WRITES})  # fmt: skip
    async def decide_target(request: Request) -> Response:
        """Decide which reading is meant or how a target stands; `open` gives a decision up."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.decide, who, raw), 201)


def _add_months(router: APIRouter, verbs: AssessVerbs) -> None:
    def split(
        request: Request, by: Split, base: Year, until: Year,
        factor: Annotated[int, Query(ge=2, le=100)] = 2,
        flow: Annotated[Literal["", "export", "import"], Query(description="Both.")] = "",
        currency: Annotated[str, Query(pattern="^[A-Za-z]{3}$")] = "USD", through: Month = None,
    ) -> Document:  # fmt: skip
        given = {"by": by, "base": base, "until": until, "factor": factor, "flow": flow,
                 "currency": currency, "through": through}  # fmt: skip
        raw = {name: value for name, value in given.items() if value not in ("", None)}
        return verbs.doubling(who_asks(request), raw)

    @router.get("/target-pace", dependencies=[BEARER],
                responses={**gives("Goals with the year under way."), **_MONTHS})  # fmt: skip
    def get_pace(request: Request, geography: Place = "", parts: Parts = False) -> Response:
        """The year under way against what past years had by then, by own months of trade."""
        return told(verbs.pace(who_asks(request), geography, parts))

    @router.get("/target-pace.{form}", dependencies=[BEARER], responses={**FILE, **_MONTHS})
    def get_pace_file(
        request: Request, form: Ending, geography: Place = "", parts: Parts = False
    ) -> Response:
        """The same as a file."""
        found = verbs.pace(who_asks(request), geography, parts)
        return table_file(form, "target-pace", *target_sheet.of_paces(found))

    @router.get("/target-doubling", dependencies=[BEARER],
                responses={**gives("The whole and its parts."), **_MONTHS})  # fmt: skip
    def get_doubling(found: Annotated[Document, Depends(split)]) -> Response:
        """What each firm, product or place owes to a doubling by the last month, and brought."""
        return told(found)

    @router.get("/target-doubling.{form}", dependencies=[BEARER], responses={**FILE, **_MONTHS})
    def get_doubling_file(form: Ending, found: Annotated[Document, Depends(split)]) -> Response:
        """The same as a file."""
        return table_file(form, "target-doubling", *target_sheet.of_doubling(found))
