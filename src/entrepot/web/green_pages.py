"""The page of green channels: eligible firms with days and grounds, and the form to grant."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import Problem
from entrepot.web.exporter_sheet import sheet
from entrepot.web.green_verbs import GreenVerbs
from entrepot.web.port_page import act_and_show
from entrepot.web.render import page
from entrepot.web.sessions import who_asks

PATH = "/green"
FIELDS = ("firm", "channel", "from", "to", "grounds", "source")
COLUMNS = ("reference", "channel", "firm", "from", "to", "state", "grounds", "source",
           "granted_by", "confirmed_by", "revoked_by", "revoked_why")  # fmt: skip


def green_pages(verbs: GreenVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_list(request: Request) -> Response:
        """Eligible firms, and the form to grant."""
        return _page(request, verbs, {})

    @router.get(PATH + ".csv")
    def get_list(request: Request) -> Response:
        """Eligible firms as a file."""
        return sheet("green-channels", COLUMNS, verbs.list(who_asks(request))["rows"])

    @router.post(PATH)
    async def post_grant(request: Request) -> Response:
        """Grant a firm a green channel."""
        given: dict[str, str] = {}

        def act(fields: dict[str, str]) -> str:
            given.update(fields)
            raw = {name: given[name] for name in FIELDS if given.get(name)}
            verbs.grant(who_asks(request), raw)
            return PATH

        return await act_and_show(
            request, act, lambda problems, status: _page(request, verbs, given, problems, status)
        )

    @router.post(PATH + "/{reference}")
    async def post_move(request: Request, reference: str) -> Response:
        """Confirm or revoke."""

        def act(fields: dict[str, str]) -> str:
            raw = {"move": fields["do"], "reason": fields["reason"]}
            verbs.act(who_asks(request), reference, raw)
            return PATH

        return await act_and_show(
            request, act, lambda problems, status: _page(request, verbs, {}, problems, status)
        )

    return router


def _page(
    request: Request, verbs: GreenVerbs, given: Mapping[str, str],
    problems: Sequence[Problem] = (), status: int = 200,
) -> Response:  # fmt: skip
    found = verbs.list(who_asks(request))
    shared = {"fields": given, "problems": problems, "faults": {}, "matches": {}, "done": ""}
    return page(request, "green.html", {**found, **shared}, status)
