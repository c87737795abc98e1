"""What the pages and the API of the tariff room ask of the service."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.agreement_verbs import AgreementVerbs
from entrepot.web.certificate_verbs import CertificateVerbs
from entrepot.web.import_verbs import ImportVerbs
from entrepot.web.origin_verbs import OriginVerbs
from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class TariffVerbs:
    """The functions of the tariff room, bound to the loaded reference.

    Attributes:
        refund_rate: Fields `hs`, `on`, `net` or `producer` with its sums to the refund.
        controls_on: Fields `hs`, `destination`, `on` to the controls on a good.
        control_calendar: Fields `on` to every control and the days that change one.
        calendar_file: The document of a calendar as iCalendar.
        check_negative_list: Fields of a plan to its verdict; raises `MissingError` where no
            list of the day is known.
        list_restrictions: Fields `on` to the lists in force, entry by entry.
        try_pilot_zone: A supposed zone to what it changes; raises `MissingError` where no list
            of a day is known.
        zone_choices: What a form of it offers: `places`, `sections`.
        answer_duty: A duty case to its answer; raises `MissingError` where no rate is known.
        make_landed: A sale and whether to keep the answer, to its landed cost.
        tell_landed: The id of a kept landed cost to it, as it was told.
        duty_choices: What a form offers: `markets`, `agreements`, `units`, `incoterms`.
        search_hs: Fields `query`, `limit`, `on`, `within` to candidates.
        browse_hs: A code to its node of the tree; raises `MissingError`.
        show_line: A code and a day to all that is known of it; raises the same.
        keep_ruling: `fields, who` to the ruling kept; raises `RefusedError`.
        show_ruling: `reference, who` to a ruling; `who` is None for strangers.
        list_rulings: `fields, who` to the rulings that stand.
        currency: The region's money.
        today: The day it is, in ISO form.
        imports: What can be asked of imported schedules; None without a database.
        origins: What is asked about origin; without it nothing is.
        certificates: What is asked about certificates of origin; without it nothing is.
        agreements: What is asked about clauses of agreements; without it nothing is.
    """

    refund_rate: Callable[[Fields], Document]
    controls_on: Callable[[Fields], Document]
    control_calendar: Callable[[Fields], Document]
    calendar_file: Callable[[Document], bytes]
    check_negative_list: Callable[[Fields], Document]
    list_restrictions: Callable[[Fields], Document]
    try_pilot_zone: Callable[[Fields], Document]
    zone_choices: Callable[[], Document]
    answer_duty: Callable[[Fields], Document]
    make_landed: Callable[[Fields, bool], Document]
    tell_landed: Callable[[str], Document]
    duty_choices: Callable[[], Document]
    search_hs: Callable[[Fields], Document]
    browse_hs: Callable[[str], Document]
    show_line: Callable[[str, str], Document]
    keep_ruling: Callable[[Fields, str], Document]
    show_ruling: Callable[[str, str | None], Document]
    list_rulings: Callable[[Fields, str | None], Document]
    currency: Callable[[], str]
    today: Callable[[], str]
    imports: ImportVerbs | None = None
    origins: OriginVerbs | None = None
    certificates: CertificateVerbs | None = None
    agreements: AgreementVerbs | None = None
