"""The API of those who promote and serve firms: a case in, an answer with reasons out."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.service.cases import answer_cases
from entrepot.service.promotion_questions import answer_question, example_of
from entrepot.web.answers import exact_body, faults, gives, takes, told

Route = Callable[..., object]
PATHS = {
    "measures": ("/measures/match", "Tell which policy measures a firm may have, and why."),
    "factors": ("/factors/serve", "Tell whether sites can serve what is needed, and from when."),
    "recruit": ("/recruit/list", "Tell whom to ask first, and why."),
    "places": ("/parks/match", "Tell which firm goes to which park, and why."),
    "readiness": ("/readiness/score", "Tell how ready a firm or place is, part by part."),
    "watch": ("/watch-list/judge", "Tell who is near a threshold, passed it, or fell back."),
    "land": (
        "/land/review",
        "Tell which parcels and buildings are idle or below the rule.",
    ),
}
_CASE = takes(
    "application/json", description="A case, or a list of cases, as the command takes it. "
    "`example` beside it gives one to begin with.",
)  # fmt: skip
_ANSWER = {**gives("The answer with its reasons, or a list."), **faults(413, 422)}


def promotion_api(today: Callable[[], date]) -> APIRouter:
    """The routes of the API; `today` tells the day where a case names none."""
    router = APIRouter(prefix="/api/v1", tags=["industry"])
    for name, (path, summary) in PATHS.items():
        router.post(path, description=summary, operation_id=f"match_{name}", openapi_extra=_CASE,
                    responses=_ANSWER)(_answering(name, today))  # fmt: skip
        router.get(path.rpartition("/")[0] + "/example", operation_id=f"example_{name}",
                   description="An invented case to begin with.",
                   responses=gives("A case."))(_example(name))  # fmt: skip
    return router


def _answering(name: str, today: Callable[[], date]) -> Route:
    async def answer(request: Request) -> Response:
        body = await exact_body(request)
        found, _ = await run_in_threadpool(
            answer_cases, body, lambda raw: answer_question(name, raw, today=today()),
            with_numbers=True,
        )  # fmt: skip
        return told(found)

    return answer


def _example(name: str) -> Route:
    def example() -> Response:
        return told(example_of(name))

    return example
