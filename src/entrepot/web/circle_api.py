"""The API of partners: the circle of friends on a day, and a case that is sent."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from entrepot.web import circle_sheet
from entrepot.web.answers import PLAIN, Responses, faults, gives, told
from entrepot.web.circle_calendar import ICALENDAR, of_days
from entrepot.web.circle_cards import VCARD, of_partners
from entrepot.web.circle_eyes import keeper
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.render import language_of
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file
from entrepot.web.verbs import Document

Home = Annotated[str, Query(max_length=60, pattern=PLAIN, description="Place that is tied.")]
AsOf = Annotated[date | None, Query(description="The legal day; today if absent.")]
Partner = Annotated[str, Path(max_length=60, pattern=PLAIN, description="Id of the partner.")]
_CIRCLE = gives("Counts by kind, stated figures beside them, partners, anniversaries.")
_LOOK = faults(404, 422)
_ICS: Responses = {200: {"description": "Events of whole days.", "content": {ICALENDAR: {}}}}

_VCF: Responses = {200: {"description": "Cards for an address book.", "content": {VCARD: {}}}}


def circle_api(verbs: CircleVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["partners"])

    def found(
        request: Request, home: str, as_of: date | None, partner: str = ""
    ) -> Document:  # fmt: skip
        return verbs.circle(home, as_of or verbs.today(), partner, keeper(request))

    def cards(request: Request, circle: Document, name: str) -> Response:
        base, who = str(request.base_url).rstrip("/"), keeper(request)
        kept = verbs.addresses(date.fromisoformat(circle["as_of"]), who) if who else {}
        content = of_partners(circle, verbs.places(), base, language_of(request), kept)
        headers = {"content-disposition": f'attachment; filename="{name}.vcf"'}
        return Response(content, 200, headers, VCARD)

    @router.get("/partners", responses={**_CIRCLE, **_LOOK})
    def get_partners(request: Request, home: Home = "", as_of: AsOf = None) -> Response:
        """Who a place is tied to by which instrument, and what was stated beside it."""
        return told(found(request, home, as_of))

    @router.get("/partners.{form}", responses={**FILE, **_LOOK})
    def get_partners_file(
        request: Request, form: Ending, home: Home = "", as_of: AsOf = None
    ) -> Response:
        """The same as a file, a row an instrument."""
        return table_file(form, "partners", *circle_sheet.of_partners(found(request, home, as_of)))

    @router.get("/partners/timeline.{form}", responses={**FILE, **_LOOK})
    def get_timeline_file(
        request: Request, form: Ending, home: Home = "", as_of: AsOf = None
    ) -> Response:
        """What was signed and what passed with each partner, as a file."""
        return table_file(form, "timeline", *circle_sheet.of_timeline(found(request, home, as_of)))

    @router.get("/partners/calendar.ics", responses={**_ICS, **_LOOK})
    def get_days_file(request: Request, home: Home = "", as_of: AsOf = None) -> Response:
        """Anniversaries of twelve months and promises not yet kept, for a calendar program."""
        content = of_days(found(request, home, as_of), language_of(request))
        headers = {"content-disposition": 'attachment; filename="partners.ics"'}
        return Response(content, 200, headers, ICALENDAR)

    @router.get("/partners/cards.vcf", responses={**_VCF, **_LOOK})
    def get_cards(request: Request, home: Home = "", as_of: AsOf = None) -> Response:
        """All partners as cards for an address book; for who keeps them with their offices."""
        return cards(request, found(request, home, as_of), "partners")

    @router.get("/partners/{partner}/card.vcf", responses={**_VCF, **_LOOK})
    def get_card(
        request: Request, partner: Partner, home: Home = "", as_of: AsOf = None
    ) -> Response:
        """One partner as a card for an address book."""
        return cards(request, found(request, home, as_of, partner), "partner")

    @router.get("/partners/{partner}", responses={**_CIRCLE, **_LOOK})
    def get_partner(
        request: Request, partner: Partner, home: Home = "", as_of: AsOf = None
    ) -> Response:
        """One partner: instruments, timeline, promises."""
        return told(found(request, home, as_of, partner))

    return router
