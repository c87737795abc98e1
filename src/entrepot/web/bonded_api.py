"""The API of goods under bond: each resource with the same four routes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from entrepot.web.answers import BEARER, PLAIN, exact_body, faults, gives, takes, told
from entrepot.web.bonded_access import THINGS
from entrepot.web.bonded_verbs import BondedVerbs
from entrepot.web.sessions import who_asks

Ref = Annotated[str, Path(max_length=20, pattern=PLAIN, description="Its reference.")]
Item = Annotated[str, Query(max_length=40, pattern=PLAIN, description="Movements of one item.")]
Before = Annotated[
    int, Query(ge=0, le=2**62, description="Movements before the one of this number.")
]
_CHANGES = (401, 403, 404, 409, 413, 422, 429, 503)
_THING = takes("application/json", description="What it holds; see the how-to on bonded books.")
_MOVE = takes(
    "application/json",
    description="`move`, one of `steps`, with what it needs.",
)


def bonded_api(verbs: BondedVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/bonded", tags=["bonded"], dependencies=[BEARER])

    @router.get(
        "/books/{reference}",
        responses={**gives("The book."), **faults(401, 403, 404, 422, 503)},
    )
    def get_book(request: Request, reference: Ref, item: Item = "", before: Before = 0) -> Response:
        """A book with its items, bills, counts and movements."""
        return told(verbs.book(who_asks(request), reference, item, before))

    @router.get(
        "/books/{reference}/verify",
        responses={**gives("`agrees` and `differences`."), **faults(401, 403, 404, 422, 503)},
    )
    def verify_book(request: Request, reference: Ref) -> Response:
        """Count a book anew from its movements and compare."""
        return told(verbs.verify(who_asks(request), reference))

    for name in THINGS:
        _serve(router, name, verbs)
    return router


def _serve(router: APIRouter, name: str, verbs: BondedVerbs) -> None:
    one = name.replace("-", " ").removesuffix("es" if name.endswith("sses") else "s")

    if name != "books":

        @router.get(
            f"/{name}/{{reference}}", name=f"get_{name}", summary=f"Get a {one}",
            responses={**gives(f"The {one}."), **faults(401, 403, 404, 422, 503)},
        )  # fmt: skip
        def show(request: Request, reference: Ref) -> Response:
            """It, as it stands, with what may be done."""
            return told(verbs.things[name].show(who_asks(request), reference))

    @router.get(
        f"/{name}", name=f"list_{name}", summary=f"List {name}",
        responses={**gives("What waits first."), **faults(401, 403, 503)},
    )  # fmt: skip
    def list_all(request: Request) -> Response:
        """Those that are for these eyes."""
        return told(verbs.things[name].list(who_asks(request)))

    @router.post(
        f"/{name}", name=f"add_{name}", summary=f"Add a {one}", status_code=201,
        openapi_extra=_THING, responses={**gives(f"The {one}.", 201), **faults(*_CHANGES)},
    )  # fmt: skip
    async def add(request: Request) -> Response:
        """Add one; the same own reference with the same contents is the same one."""
        raw, who = await exact_body(request), who_asks(request)
        made = await run_in_threadpool(verbs.things[name].add, who, raw)
        address = f"/api/v1/bonded/{name}/{made['reference']}"
        return told(made, 201, {"location": address})

    @router.post(
        f"/{name}/{{reference}}", name=f"act_on_{name}", summary=f"Act on a {one}",
        openapi_extra=_MOVE, responses={**gives(f"The {one}."), **faults(*_CHANGES)},
    )  # fmt: skip
    async def act(request: Request, reference: Ref) -> Response:
        """Take a step of the table."""
        raw, who = await exact_body(request), who_asks(request)
        return told(await run_in_threadpool(verbs.things[name].act, who, reference, raw))
