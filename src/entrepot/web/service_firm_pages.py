"""The page of a service firm: one book for each exporter it files for, and their sum."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.web.exporter_sheet import sheet
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.render import page
from entrepot.web.sessions import who_asks

PATH = "/service-firm"
COLUMNS = ("exporter", "name", "month", "declarations", "released", "value", "certificates",
           "saved", "unknown", "refunds", "refunded")  # fmt: skip


def service_firm_pages(verbs: ExporterVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(PATH)
    def show_books(request: Request) -> Response:
        """The books and their sum."""
        return page(request, "service_firm.html", verbs.books(who_asks(request)))

    @router.get(PATH + ".csv")
    def get_sheet(request: Request) -> Response:
        """The months of every book as CSV."""
        books = verbs.books(who_asks(request))["books"]
        rows = [
            {"exporter": book["exporter"], "name": book["name"], **month}
            for book in books for month in book["months"]
        ]  # fmt: skip
        return sheet("service-firm", COLUMNS, rows)

    return router
