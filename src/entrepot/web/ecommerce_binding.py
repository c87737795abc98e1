"""The verbs of lists over a desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

from entrepot.service import ecommerce_acts as acts
from entrepot.service import ecommerce_figures as figures
from entrepot.service import ecommerce_release, offshore
from entrepot.service.desk import Desk
from entrepot.service.ecommerce import assess_list
from entrepot.service.express_lists import list_parcels
from entrepot.service.list_bulk import file_lists
from entrepot.service.list_uploads import list_uploads, open_filer, show_upload, start_upload
from entrepot.web.ecommerce_verbs import EcommerceVerbs
from entrepot.web.verbs import Document


def bind_ecommerce(desk: Desk, now: Callable[[], datetime]) -> EcommerceVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    def act(verb: Callable[..., Document]) -> Callable[..., Any]:
        return lambda who, *given, **more: verb(window, *given, by=who, at=now(), **more)

    def bulk(who: str, kind: str, source: BinaryIO, write: Callable[[bytes], object]) -> Document:
        filer = open_filer(window, kind)
        return file_lists(window, filer, source, write, by=who, at=now()).document()

    return EcommerceVerbs(
        assess=lambda raw: assess_list(window.reference, raw),
        bulk=bulk,
        upload=lambda who, kind, name, data, size: start_upload(
            window, kind, name, data, size, by=who, now=now
        ),
        show_upload=act(show_upload),
        list_uploads=act(list_uploads),
        list=act(acts.list_lists),
        parcels=act(list_parcels),
        show=lambda who, name, reveal: acts.show_list(
            window, name, by=who, at=now(), reveal=reveal
        ),
        move=act(ecommerce_release.carry_out),
        allowance=act(acts.look_up_allowance),
        forms=lambda: figures.list_forms(window.reference, at=now()),
        statistics=act(figures.count_forms),
        summary=act(figures.summarise_month),
        movements=act(figures.list_movements),
        check_deal=lambda raw: offshore.check_offshore(window.reference, raw),
        file_deal=act(offshore.file_deal),
        list_deals=act(offshore.list_deals),
    )
