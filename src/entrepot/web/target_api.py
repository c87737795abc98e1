"""The API of targets: the goals of a place, a case of a target, a decomposition."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from entrepot.web import target_sheet
from entrepot.web.answers import faults, gives, told
from entrepot.web.assess_bodies import LmdiBody, TargetPathBody
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.brief_files import brief_html, brief_pdf
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Geography = Annotated[
    str,
    Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f/.]+$", description="Place, by id or name."),
]
Parts = Annotated[bool, Query(description="With the goals of its parts.")]
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
    def get_own_targets(parts: Parts = False) -> Response:
        """The goals of the region as a whole, and every place that has goals."""
        return told(verbs.targets("", parts))

    @router.get("/targets/{geography}.{form}", responses={**FILE, **_LOOK})
    def get_target_file(geography: Geography, form: Ending, parts: Parts = False) -> Response:
        """The goals of a place as a file, one a row."""
        found = verbs.targets(geography, parts)
        return table_file(form, "targets", *target_sheet.of_goals(found))

    @router.get("/targets/{geography}", responses={**_GOALS, **_LOOK})
    def get_targets(geography: Geography, parts: Parts = False) -> Response:
        """The goals of a place: path, standing, chance, and what does not fit together."""
        return told(verbs.targets(geography, parts))

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
